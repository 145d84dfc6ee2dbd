import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

const script = path.join(import.meta.dirname, '../../scripts/patterns.mjs')

interface Line {
  tries?: { at: string; source: string }
  slow?: { at: string; source: string }
  tried?: number
}

/** What the trial says; ended by force where it takes too long, then its last line names the culprit. */
function tryPatterns(seconds: number, planted?: string): Promise<Line[]> {
  const child = spawn(process.execPath, [script, ...(planted ? [planted] : [])])
  let said = ''
  child.stdout.on('data', (data) => (said += data))
  const end = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
  return new Promise((resolve) => {
    child.on('close', () => {
      clearTimeout(end)
      const lines = said.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'))
      resolve(lines.map((line) => JSON.parse(line) as Line))
    })
  })
}

// ASVS 15.2.2
test('no regular expression of the program takes long over a text made to slow it down', async () => {
  const lines = await tryPatterns(90)
  expect(lines.flatMap(({ slow }) => slow ?? [])).toEqual([])
  expect(lines.at(-1)?.tried).toBeGreaterThan(150)
}, 100_000)

test('one that takes the cube of the length is found, and so is one that never ends', async () => {
  const cubic = await tryPatterns(60, 'a*a*a*b')
  expect(cubic.flatMap(({ slow }) => slow?.source ?? [])).toEqual(['a*a*a*b'])
  const endless = await tryPatterns(2, '^(a|a|a|a)+$')
  expect(endless.at(-1)?.tried).toBeUndefined()
  expect(endless.at(-1)?.tries?.source).toBe('^(a|a|a|a)+$')
}, 90_000)
