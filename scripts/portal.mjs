// Serves the built Worker in this process's own workerd: what `npm start`, the system tests and the
// benchmarks talk to. Requests reach the Worker directly, not through Miniflare's entry worker
// (docs/decisions/0002-serving-with-miniflare.md).
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { whenNpmIsGone } from './bootstrap.mjs'
import { dbFaultModule } from './db-fault.mjs'
import { applyMigrations } from './migrate.mjs'
import { webDir, workerDir } from './paths.mjs'
import { catchOrphan, forgetRuntime, noteRuntime, ownRuntimes } from './runtime-pid.mjs'

export const compatibilityDate = '2026-10-01'
const assetsWorker = path.join(import.meta.dirname, 'assets-worker.mjs')

/**
 * @typedef {object} PortalOptions
 * @property {number} [port] 0 picks a free one
 * @property {string} [host]
 * @property {string} dataDir where D1, R2 and the rooms keep their state
 * @property {Record<string, unknown>} [vars] bindings by name: keys, PUBLIC_URL and the like
 * @property {boolean} [log] print what the Worker logs
 * @property {(line: string) => void} [logged] is told every line the Worker logs, instead of printing it
 * @property {boolean} [dbFault] if given, the DB binding can be made to fail: now (true) or later,
 *   by `setDbFault`
 * @property {string} [main] source of a main module to put around ./index.js: planted faults
 * @property {string} [build] folder of the built Worker, if not dist/worker
 *
 * @typedef {object} Portal
 * @property {string} url where residents go
 * @property {string} directUrl the same socket, by name of what it is
 * @property {Miniflare} mf
 * @property {number | undefined} workerdPid
 * @property {(on: boolean) => Promise<void>} setDbFault
 * @property {() => Promise<void>} reload takes up a new build, keeping address and state
 * @property {() => Promise<void>} stop
 */

export class PortTaken extends Error {
  /** @override */
  name = 'PortTaken'
}

/** @param {PortalOptions} options @returns {Promise<Portal>} */
export async function startPortal({
  port = 0,
  host = '127.0.0.1',
  dataDir,
  vars = {},
  log = false,
  logged,
  dbFault,
  main,
  build = workerDir,
}) {
  const at = path.resolve(dataDir)
  await mkdir(at, { recursive: true })
  // A runtime just ended gives its port back a moment later.
  const patience = (await catchOrphan(at)) ? 3000 : 0
  const realPort = await freePort(port, host, Date.now() + patience)
  const options = () =>
    miniflareOptions({ port: realPort, host, dataDir: at, vars, log, logged, dbFault, main, build })
  const before = ownRuntimes()
  const mf = new Miniflare(await options())
  try {
    await mf.ready
    await applyMigrations(await mf.getD1Database('DB'))
  } catch (error) {
    await mf.dispose()
    throw error
  }
  const workerdPid = await noteRuntime(at, before)
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${realPort}`
  return {
    url,
    directUrl: url,
    mf,
    workerdPid,
    async setDbFault(on) {
      if (dbFault === undefined) throw new Error('Start the portal with `dbFault` to use this.')
      await mf.dispatchFetch(`http://db-fault.test/?on=${on ? 1 : 0}`)
    },
    async reload() {
      await mf.setOptions(await options())
      await applyMigrations(await mf.getD1Database('DB'))
      await noteRuntime(at, before)
    },
    async stop() {
      await mf.dispose()
      await forgetRuntime(at)
    },
  }
}

/**
 * For a process that serves and does nothing else: on a signal the portal closes, then we exit 0.
 * @param {Portal} portal
 */
export function stopOnSignals(portal) {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await portal.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Miniflare's own listener ends the process at once, in the middle of whatever it does.
    process.removeAllListeners(signal)
    process.on(signal, stop)
  }
  // Started from another Node (bootstrap.mjs): end when that one is gone, however it ended.
  process.on('disconnect', stop)
  process.channel?.unref()
  whenNpmIsGone(stop)
}

/** @param {PortalOptions & { build: string }} options */
async function miniflareOptions({ port, host, dataDir, vars, log, logged, dbFault, main, build }) {
  if (!existsSync(path.join(build, 'index.js'))) {
    throw new Error('There is no build yet: run `npm run build`.')
  }
  return convertV4MiniflareOptions({
    // The entry worker is Miniflare's own door, used by its API; nobody else is told its port.
    port: 0,
    host: '127.0.0.1',
    cf: false,
    logRequests: false,
    log: new Log(log ? LogLevel.INFO : LogLevel.ERROR, { prefix: '' }),
    ...(logged && { handleStructuredLogs: ({ message }) => logged(message) }),
    resourcePersistencePath: path.join(dataDir, 'state'),
    workers: [
      {
        name: 'mianduimian',
        modules: await workerModules(build, dbFault === undefined ? main : dbFaultModule(dbFault)),
        modulesRoot: build,
        compatibilityDate,
        compatibilityFlags: ['nodejs_compat'],
        unsafeDirectSockets: [{ host, port }],
        bindings: /** @type {any} */ (vars),
        d1Databases: { DB: 'mianduimian' },
        r2Buckets: { FILES: 'mianduimian-files', MEDIA: 'mianduimian-media' },
        durableObjects: {
          ROOM: { className: 'SessionRoom', useSQLite: true },
          DOORMAN: { className: 'Doorman', useSQLite: true },
          NOTARY: { className: 'Notary', useSQLite: true },
          COMPLIANCE: { className: 'Compliance', useSQLite: true },
          STREAM: { className: 'SessionStream', useSQLite: true },
          COURIER: { className: 'Courier', useSQLite: true },
          KEEPER: { className: 'Keeper', useSQLite: true },
        },
        serviceBindings: { ASSETS: 'assets' },
      },
      {
        // A Worker of its own: given `assets`, Miniflare puts its router before the direct socket.
        name: 'assets',
        modules: [{ type: 'ESModule', path: assetsWorker }],
        modulesRoot: path.dirname(assetsWorker),
        compatibilityDate,
        serviceBindings: { DISK: { disk: { path: webDir, writable: false } } },
      },
    ],
  })
}

/**
 * The main module first, then the chunks it imports when needed.
 * @param {string} build @param {string} [around] source of another main module
 */
async function workerModules(build, around) {
  const type = /** @type {const} */ ('ESModule')
  const files = (await readdir(build)).filter((name) => name.endsWith('.js'))
  files.sort((a, b) => Number(b === 'index.js') - Number(a === 'index.js') || (a < b ? -1 : 1))
  const modules = files.map((name) => ({ type, path: path.join(build, name) }))
  if (around === undefined) return modules
  return [{ type, path: path.join(build, 'around.js'), contents: around }, ...modules]
}

/**
 * Taken ports are found out here, because workerd would only say so in its log.
 * @param {number} port @param {string} host @param {number} until when to keep trying
 * @returns {Promise<number>}
 */
export async function freePort(port, host, until) {
  const probe = net.createServer().listen(port, host)
  try {
    await once(probe, 'listening')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error
    if (Date.now() >= until) throw new PortTaken(`Port ${port} on ${host} is already taken.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    return freePort(port, host, until)
  }
  const { port: found } = /** @type {net.AddressInfo} */ (probe.address())
  probe.close()
  await once(probe, 'close')
  return found
}
