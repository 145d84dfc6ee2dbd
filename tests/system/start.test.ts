import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildIfChanged } from '../../scripts/build.mjs'
import { ownNode, root } from '../../scripts/paths.mjs'
import { launchBrowser, portalForTest, temporaryFolder } from './harness'

let dataDir: string
let remove: () => Promise<void>

beforeAll(async () => {
  await buildIfChanged()
  const temporary = await temporaryFolder()
  dataDir = temporary.folder
  remove = temporary.remove
})
afterAll(() => remove())

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function start(port: number, ...flags: string[]) {
  return startWith({}, port, ...flags)
}

/** The same with other settings. */
function startWith(settings: Record<string, string>, port: number, ...flags: string[]) {
  const child = spawn(ownNode, [path.join(root, 'scripts/start.mjs'), ...flags], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: undefined,
      PORT: String(port),
      DATA_DIR: dataDir,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  const exited = once(child, 'exit')
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        said += data
        if (said.includes(`ready http://localhost:${port}`)) resolve()
      })
    }
    child.on('close', () => reject(new Error(`It ended before it was ready:\n${said}`)))
  })
  // Where a refusal is expected, nobody waits for readiness.
  ready.catch(() => {})
  return { child, exited, ready, said: () => said }
}

async function end({ child, exited }: { child: ChildProcess; exited: Promise<unknown[]> }) {
  child.kill('SIGTERM')
  return (await exited)[0]
}

async function runtimeOf(folder: string) {
  const { pid } = JSON.parse(await readFile(path.join(folder, 'workerd.pid'), 'utf8'))
  return pid as number
}

/** Zombies hold nothing and do not count. */
async function isRunning(pid: number) {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return line !== '' && !/^\d+ \(.*\) Z/.test(line)
}

// ASVS 13.2.3, 13.3.2
test('a first start serves, keeps its keys to itself, and leaves nothing running when told to end', async () => {
  const port = await freePort()
  const portal = start(port)
  await portal.ready
  const health = await fetch(`http://localhost:${port}/healthz`)
  expect(await health.json()).toMatchObject({ ok: true })
  expect((await stat(path.join(dataDir, 'keys.json'))).mode & 0o777).toBe(0o600)
  const runtime = await runtimeOf(dataDir)
  expect(await isRunning(runtime)).toBe(true)
  expect(await end(portal)).toBe(0)
  await expect.poll(() => isRunning(runtime)).toBe(false)
  await expect(fetch(`http://localhost:${port}/healthz`)).rejects.toThrow()
}, 120_000)

test('a second start takes up the same keys', async () => {
  const before = await readFile(path.join(dataDir, 'keys.json'), 'utf8')
  const portal = start(await freePort())
  await portal.ready
  expect(await readFile(path.join(dataDir, 'keys.json'), 'utf8')).toBe(before)
  expect(await end(portal)).toBe(0)
})

test('a newcomer finds a picture that goes on, and an evening to look back on', async () => {
  const port = await freePort()
  const portal = start(port)
  await portal.ready
  const get = (address: string) => fetch(`http://localhost:${port}${address}`)
  const state = async () => (await get('/live/xw-3/state.json')).json()
  await expect.poll(state, { timeout: 30_000 }).toMatchObject({ kind: 'worker', state: 'live' })
  const live = await get('/live/xw-3/index.m3u8')
  expect(live.headers.get('cache-control')).toContain('max-age=1')
  const newest = (await live.text()).trim().split('\n').at(-1)
  const segment = await get(`/live/xw-3/${newest}`)
  expect(segment.status).toBe(200)
  expect(segment.headers.get('cache-control')).toContain('max-age=31536000, immutable')
  const { chapters } = (await (await get('/live/xw-3/chapters.json')).json()) as {
    chapters: { from: number | null }[]
  }
  expect(chapters.filter(({ from }) => from !== null)).toHaveLength(10)
  await expect.poll(async () => (await get('/live/xw-2/index.m3u8')).text()).toContain('ENDLIST')
  expect(await end(portal)).toBe(0)
})

test('a runtime left over from a killed start is ended by the next one on the same port', async () => {
  const port = await freePort()
  const killed = start(port)
  await killed.ready
  const left = await runtimeOf(dataDir)
  killed.child.kill('SIGKILL')
  await killed.exited
  const next = start(port)
  await next.ready
  expect(await isRunning(left)).toBe(false)
  expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200)
  expect(await end(next)).toBe(0)
})

test('npm start ends with npm, though a shell stands between them', async () => {
  const port = await freePort()
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: undefined, PORT: String(port), DATA_DIR: dataDir },
    stdio: 'ignore',
  })
  onTestFinished(() => void npm.kill('SIGKILL'))
  const serves = () => fetch(`http://localhost:${port}/healthz`).then(Boolean, () => false)
  await expect.poll(serves, { timeout: 30_000, interval: 200 }).toBe(true)
  npm.kill('SIGTERM')
  await expect.poll(serves, { timeout: 10_000, interval: 200 }).toBe(false)
})

test('a taken port is said in one sentence', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as net.AddressInfo
  const portal = start(port)
  expect((await portal.exited)[0]).toBe(1)
  expect(portal.said()).toContain(`Port ${port} on 127.0.0.1 is already taken.`)
  expect(portal.said()).not.toContain('    at ')
})

test('a portal for residents does not start with weak secrets or half its settings, and says which', async () => {
  const keysFile = path.join(dataDir, 'weak', 'keys.json')
  await mkdir(path.dirname(keysFile), { recursive: true })
  const weak = { PORTAL_KEY: 'a'.repeat(50), OPERATOR_TOKEN: 'test-operator-token' }
  await writeFile(keysFile, JSON.stringify(weak))
  const settings = {
    DATA_DIR: path.dirname(keysFile),
    PUBLIC_URL: 'https://ask.example.gov.cn',
    PORTAL_DEMO: 'off',
  }
  const portal = startWith(settings, await freePort())
  expect((await portal.exited)[0]).toBe(1)
  for (const name of ['PORTAL_KEY', 'OPERATOR_TOKEN', 'FOOTER', 'SECURITY_CONTACT']) {
    expect(portal.said()).toContain(name)
  }
  expect(portal.said()).not.toContain('aaaa')
  expect(portal.said()).not.toContain('test-operator')
})

test('two portals may not share a folder', async () => {
  const first = start(await freePort())
  await first.ready
  const second = start(await freePort())
  expect((await second.exited)[0]).toBe(1)
  expect(second.said()).toContain('is in use by another portal')
  expect(await end(first)).toBe(0)
})

test('a fresh start forgets what was there', async () => {
  const before = await readFile(path.join(dataDir, 'keys.json'), 'utf8')
  const portal = start(await freePort(), '--fresh', '--yes', '--empty')
  await portal.ready
  expect(await readFile(path.join(dataDir, 'keys.json'), 'utf8')).not.toBe(before)
  expect(JSON.parse(await readFile(path.join(dataDir, 'portal.json'), 'utf8'))).toEqual({
    demo: 'off',
  })
  expect(portal.said()).not.toContain('seeding')
  expect(await end(portal)).toBe(0)
})

test('migrations are applied once, and noted the way wrangler notes them', async () => {
  const portal = await portalForTest()
  const db = await portal.mf.getD1Database('DB')
  const { results } = await db.prepare('SELECT name FROM d1_migrations ORDER BY id').all()
  const files = (await readdir(path.join(root, 'migrations')).catch(() => []))
    .filter((name) => name.endsWith('.sql'))
    .sort()
  expect(results.map((row) => row.name)).toEqual(files)
})

test('a browser reads the portal', async () => {
  const portal = await portalForTest()
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const answer = await page.goto(`${portal.url}/healthz`)
  expect(answer?.status()).toBe(200)
})
