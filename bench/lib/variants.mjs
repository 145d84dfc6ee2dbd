// Controls: the portal itself with one of its techniques taken out, built beside the real one. A goal
// that such a build still meets would say nothing.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from '../../scripts/paths.mjs'

/** @typedef {{ file: string, find: string, put: string }} Change */

/** @type {Record<'ownCommit' | 'tick200' | 'tick500' | 'framePerSocket' | 'countRows' | 'wideRows', Change[]>} */
const changes = {
  ownCommit: [
    {
      file: 'worker/room/queue.ts',
      find: 'this.#timer ??= setTimeout(() => {',
      put: 'this.flush()\n      void (() => {',
    },
  ],
  tick200: [tick(200)],
  tick500: [tick(500)],
  framePerSocket: [
    {
      file: 'worker/room/session-room.ts',
      find: "this.#crowd.shout('public', delta ?? { t: 'snapshot' })",
      put:
        "for (const socket of this.#crowd.sockets('public')) {\n" +
        "        say(socket, deltas.deltaSince(state, this.#told, viewers, now) ?? { t: 'snapshot' })\n" +
        '      }',
    },
  ],
  countRows: counting(),
  wideRows: [
    ...counting(),
    {
      file: 'worker/room/tables.ts',
      find: 'level INTEGER NOT NULL,\n    PRIMARY KEY (question, voter)) WITHOUT ROWID`,',
      put: 'level INTEGER NOT NULL,\n    UNIQUE (question, voter))`,',
    },
    {
      file: 'worker/room/tables.ts',
      find: 'for (const ddl of own) sql.exec(ddl)',
      put: "for (const ddl of own) sql.exec(ddl)\n  sql.exec('CREATE INDEX IF NOT EXISTS by_votes ON questions (votes)')",
    },
  ],
}

/** @param {number} ms @returns {Change} */
function tick(ms) {
  return {
    file: 'worker/room/crowd.ts',
    find: 'const wanted = this.viewers() * TICK_MS_PER_VIEWER',
    put: `const wanted = ${ms} + 0 * TICK_MS_PER_VIEWER`,
  }
}

/** Not a control but a meter: the room counts the rows it writes, and tells when asked past the Worker. */
function counting() {
  return [
    {
      file: 'worker/room/state.ts',
      find: 'readonly sql: SqlStorage = storage.sql,',
      put: 'readonly sql: SqlStorage = counted(storage.sql),',
    },
    {
      file: 'worker/room/state.ts',
      find: '        work()\n        this.#saveCounts()',
      put:
        '        globalThis.written.inside = true\n        work()\n        this.#saveCounts()\n' +
        '        globalThis.written.inside = false',
    },
    {
      file: 'worker/room/state.ts',
      find: 'export class RoomState {',
      put:
        'globalThis.written = { own: 0, all: 0, inside: false }\n' +
        'const counted = (sql) => ({ exec(...given) {\n' +
        '  const cursor = sql.exec(...given)\n' +
        '  globalThis.written.all += cursor.rowsWritten\n' +
        '  if (globalThis.written.inside) globalThis.written.own += cursor.rowsWritten\n' +
        '  return cursor\n' +
        '} })\nexport class RoomState {',
    },
    {
      // An alarm is billed as a row.
      file: 'worker/room/carrier.ts',
      find: 'void this.storage.setAlarm(at)',
      put: 'globalThis.written.all += 1\n    void this.storage.setAlarm(at)',
    },
    {
      file: 'worker/room/session-room.ts',
      find: 'return new Response(null, { status: 426 })',
      put: 'return Response.json(globalThis.written)',
    },
  ]
}

/**
 * Builds a variant and answers its folder.
 * @param {{ folder: () => Promise<string> }} ctx @param {keyof typeof changes} name
 */
export async function buildVariant(ctx, name) {
  const outDir = await ctx.folder()
  for (const { file, find } of changes[name]) {
    const text = await readFile(path.join(root, file), 'utf8')
    if (text.split(find).length !== 2) throw new Error(`${file} has not, or not once: ${find}`)
  }
  const { build } = await import('vite')
  await build({
    root,
    configFile: path.join(root, 'vite.worker.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
    plugins: [
      {
        name: `mianduimian:${name}`,
        enforce: 'pre',
        transform(code, id) {
          const file = path.relative(root, id.split('?')[0] ?? '')
          const here = changes[name].filter((change) => change.file === file)
          return here.length === 0
            ? undefined
            : here.reduce((text, { find, put }) => text.replace(find, () => put), code)
        },
      },
    ],
  })
  return outDir
}
