import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { compatibilityDate, freePort } from '../../scripts/portal.mjs'

const workers = path.join(import.meta.dirname, '..', 'workers')

/** @typedef {{ atEnd: (ending: () => Promise<void>) => void, folder: () => Promise<string> }} Ctx */

/**
 * Serves bench/workers/floor.mjs as portal.mjs serves the portal: direct socket, state on disk, no log.
 * @param {Ctx} ctx
 * @returns {Promise<number>} the port
 */
export async function startFloor(ctx) {
  const port = await freePort(0, '127.0.0.1', Date.now())
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      port: 0,
      host: '127.0.0.1',
      cf: false,
      logRequests: false,
      log: new Log(LogLevel.ERROR, { prefix: '' }),
      resourcePersistencePath: await ctx.folder(),
      workers: [
        {
          name: 'floor',
          modules: [{ type: 'ESModule', path: path.join(workers, 'floor.mjs') }],
          modulesRoot: workers,
          compatibilityDate,
          compatibilityFlags: ['nodejs_compat'],
          unsafeDirectSockets: [{ host: '127.0.0.1', port }],
          d1Databases: { DB: 'floor' },
          r2Buckets: { MEDIA: 'floor-media' },
          durableObjects: { BARE: { className: 'Bare', useSQLite: true } },
        },
      ],
    }),
  )
  ctx.atEnd(() => mf.dispose())
  await mf.ready
  const laid = await fetch(`http://127.0.0.1:${port}/lay`)
  if (!laid.ok) throw new Error(`The floor answered ${laid.status}.`)
  return port
}

/** Starts bench/workers/plain-ws.mjs. @param {Ctx} ctx @returns {Promise<number>} the port */
export async function startPlainSockets(ctx) {
  const child = fork(path.join(workers, 'plain-ws.mjs'))
  ctx.atEnd(async () => {
    child.kill('SIGKILL')
  })
  const [{ port }] = await once(child, 'message')
  return port
}
