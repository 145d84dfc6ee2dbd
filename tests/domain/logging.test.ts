import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { log, logFault, logRefusal } from '../../worker/http/log'

const root = path.resolve(import.meta.dirname, '../..')
const written: string[] = []
const listen = () => {
  for (const verb of ['warn', 'error'] as const) {
    vi.spyOn(console, verb).mockImplementation((line: string) => void written.push(line))
  }
}
afterEach(() => {
  vi.restoreAllMocks()
  written.length = 0
})

// ASVS 16.2.3
test('only the logger writes to the log', () => {
  const files = globSync(['worker/**/*.{ts,tsx}', 'web/**/*.{ts,tsx}'], { cwd: root })
  expect(files.length).toBeGreaterThan(150)
  const talkative = files.filter((file) =>
    /\bconsole\s*[.[]/.test(readFileSync(path.join(root, file), 'utf8')),
  )
  expect(talkative.map((file) => file.replaceAll('\\', '/'))).toEqual(['worker/http/log.ts'])
})

// ASVS 16.2.5, 16.4.1
test('a field of another shape, or of no shape, is not written', () => {
  listen()
  const secret = '张三 13800138000 203.0.113.7'
  log('refused', {
    code: secret,
    status: '429' as unknown,
    route: `GET /s/:slug?q=${secret}`,
    ref: secret,
    fault: secret,
    setting: 'PORTAL_KEY=abc',
    at: `Error: ${secret}\n    at ${secret}\n    at open (index.js:1:2)`,
    ...({ text: secret, cookie: secret } as object),
  })
  expect(written).toEqual(['{"event":"refused","at":["at open (index.js:1:2)"]}'])
})

// ASVS 16.3.4, 16.5.1
test('a fault is written by its name and its place, and nobody’s words', () => {
  listen()
  const inner = new TypeError('no such question: 我家住文三路123号')
  logFault(new Error('query failed: 我家住文三路123号', { cause: inner }), {
    route: 'GET /q/:id',
    ref: '0123456789abc',
  })
  const [line = ''] = written
  expect(JSON.parse(line)).toMatchObject({
    event: 'fault',
    fault: 'TypeError',
    route: 'GET /q/:id',
    ref: '0123456789abc',
  })
  expect((JSON.parse(line) as { at: string[] }).at.length).toBeGreaterThan(0)
  expect(line).not.toContain('文三路')
})

// ASVS 16.3.3
test('a flood of refusals is one line in ten seconds, with its number', () => {
  listen()
  for (let n = 0; n < 500; n++) logRefusal('WRONG_ORIGIN', 403, 'POST /s/:slug/ask', 1_000 + n)
  logRefusal('NOT_FOUND', 404, 'GET /q/:id', 2_000)
  logRefusal('WRONG_ORIGIN', 403, 'POST /s/:slug/ask', 12_000)
  expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
    { event: 'refused', code: 'WRONG_ORIGIN', status: 403, route: 'POST /s/:slug/ask', times: 1 },
    { event: 'refused', code: 'WRONG_ORIGIN', status: 403, route: 'POST /s/:slug/ask', times: 500 },
  ])
})
