// Serves the built Worker in this process's own workerd: what `npm start`, the system tests and the
// benchmarks talk to. Requests reach the Worker directly, not through Miniflare's entry worker
// (docs/decisions/0002-serving-with-miniflare.md).
import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { applyMigrations } from './migrate.mjs'
import { webDir, workerDir } from './paths.mjs'
import { catchOrphan, forgetRuntime, noteRuntime } from './runtime-pid.mjs'

export const compatibilityDate = '2026-10-01'

/**
 * @typedef {object} PortalOptions
 * @property {number} [port] 0 picks a free one
 * @property {string} [host]
 * @property {string} dataDir where D1, R2 and the rooms keep their state
 * @property {Record<string, unknown>} [vars] bindings by name: keys, PUBLIC_URL and the like
 * @property {boolean} [log] print what the Worker logs
 * @property {boolean} [dbFault] while true, every call of the DB binding fails; see `setDbFault`
 *
 * @typedef {object} Portal
 * @property {string} url where residents go
 * @property {string} directUrl the same socket, by name of what it is
 * @property {Miniflare} mf
 * @property {number | undefined} workerdPid
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
  dbFault = false,
}) {
  const at = path.resolve(dataDir)
  await mkdir(at, { recursive: true })
  await catchOrphan(at)
  const realPort = await freePort(port, host)
  const options = () => miniflareOptions({ port: realPort, host, dataDir: at, vars, log, dbFault })
  const mf = new Miniflare(await options())
  try {
    await mf.ready
    await applyMigrations(await mf.getD1Database('DB'))
  } catch (error) {
    await mf.dispose()
    throw error
  }
  const workerdPid = await noteRuntime(at)
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${realPort}`
  return {
    url,
    directUrl: url,
    mf,
    workerdPid,
    async reload() {
      await mf.setOptions(await options())
      await applyMigrations(await mf.getD1Database('DB'))
      await noteRuntime(at)
    },
    async stop() {
      await mf.dispose()
      await forgetRuntime(at)
    },
  }
}

/** @param {Required<PortalOptions>} options */
async function miniflareOptions({ port, host, dataDir, vars, log }) {
  if (!existsSync(path.join(workerDir, 'index.js'))) {
    throw new Error('There is no build yet: run `npm run build`.')
  }
  return convertV4MiniflareOptions({
    // The entry worker is Miniflare's own door, used by its API; nobody else is told its port.
    port: 0,
    host: '127.0.0.1',
    cf: false,
    logRequests: false,
    log: new Log(log ? LogLevel.INFO : LogLevel.ERROR, { prefix: '' }),
    resourcePersistencePath: path.join(dataDir, 'state'),
    workers: [
      {
        name: 'mianduimian',
        modules: await workerModules(),
        modulesRoot: workerDir,
        compatibilityDate,
        compatibilityFlags: ['nodejs_compat'],
        unsafeDirectSockets: [{ host, port }],
        bindings: /** @type {any} */ (vars),
        d1Databases: { DB: 'mianduimian' },
        r2Buckets: { FILES: 'mianduimian-files' },
        durableObjects: {
          ROOM: { className: 'SessionRoom', useSQLite: true },
          DOORMAN: { className: 'Doorman', useSQLite: true },
        },
        serviceBindings: { ASSETS: 'assets' },
      },
      {
        // A Worker of its own: given `assets`, Miniflare puts its router before the direct socket.
        name: 'assets',
        modules: [
          {
            type: 'ESModule',
            path: path.join(workerDir, 'assets-worker.js'),
            contents: 'export default { fetch: () => new Response(null, { status: 404 }) }',
          },
        ],
        modulesRoot: workerDir,
        compatibilityDate,
        assets: {
          directory: webDir,
          routerConfig: { has_user_worker: false },
          assetConfig: { html_handling: 'none', not_found_handling: 'none' },
        },
      },
    ],
  })
}

/** index.js first, then the chunks it imports when needed. */
async function workerModules() {
  const files = (await readdir(workerDir)).filter((name) => name.endsWith('.js'))
  files.sort((a, b) => Number(b === 'index.js') - Number(a === 'index.js') || (a < b ? -1 : 1))
  return files.map((name) => ({
    type: /** @type {const} */ ('ESModule'),
    path: path.join(workerDir, name),
  }))
}

/**
 * Taken ports are found out here, because workerd would only say so in its log.
 * @param {number} port @param {string} host @returns {Promise<number>}
 */
function freePort(port, host) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? new PortTaken(`Port ${port} on ${host} is already taken.`) : error)
    })
    probe.listen(port, host, () => {
      const { port: found } = /** @type {net.AddressInfo} */ (probe.address())
      probe.close(() => resolve(found))
    })
  })
}
