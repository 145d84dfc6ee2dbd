// What is sent and started: the Worker, the scripts of a page, a page; and imports beside plain inserts.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { parseAst } from 'vite'
import { manifestFile, root, webDir, workerDir } from '../scripts/paths.mjs'
import { startFloor } from './lib/floor.mjs'
import { loader } from './lib/loader.mjs'
import { control, row } from './lib/rows.mjs'

export const suite = 'room'

const ROUNDS = 5
const SECONDS = 2
const LINES = 100

/** @param {any} ctx */
export async function run(ctx) {
  return [...(await imported(ctx)), ...weights(ctx), await pageWeight(ctx)]
}

/** @param {any} ctx */
async function imported(ctx) {
  const load = loader(ctx)
  const floor = await startFloor(ctx)
  const portal = await ctx.portal()
  const port = Number(new URL(portal.directUrl).port)
  const from = { plain: 0, ours: 0 }
  const shared = { token: ctx.keys.IMPORT_TOKEN, perBody: LINES, seconds: SECONDS }
  const into = { port, path: '/api/sessions/letters/import?title=letters', answersLines: true }
  const variants = {
    plain: async () => {
      const given = { port: floor, path: '/letters', from: from.plain, answersLines: false }
      const done = await load('imports', { ...shared, ...given })
      from.plain = done.from
      return done.perSecond
    },
    ours: async () => {
      const done = await load('imports', { ...shared, ...into, from: from.ours })
      from.ours = done.from
      return done.perSecond
    },
    single: async () => {
      const done = await load('imports', { ...shared, ...into, from: from.ours, perBody: 1 })
      from.ours = done.from
      return done.perSecond
    },
  }
  for (const warmUp of Object.values(variants)) await warmUp()
  const found = await ctx.rounds(variants, ROUNDS)
  const db = await portal.mf.getD1Database('DB')
  const kept = await db.prepare('SELECT count(*) AS n FROM questions').first('n')
  if (kept !== from.ours) throw new Error(`${kept} messages are on record, and not ${from.ours}.`)
  for (const [name, { all }] of Object.entries(found)) {
    ctx.log(`imports, ${name}: ${all.map(Math.round).join(' · ')}`)
  }
  const given = { unit: 'per second', floor: found.plain.median, atLeast: 0.4 }
  return [
    row({
      id: 'import',
      name: 'messages imported, beside plain D1 inserts in batches as large',
      value: found.ours.median,
      ...given,
    }),
    control({
      id: 'import_control_one_line',
      name: 'the same, a request for every message',
      value: found.single.median,
      ...given,
    }),
  ]
}

/** @param {string} folder @param {string} file */
const gzipped = (folder, file) => gzipSync(readFileSync(path.join(folder, file))).length / 1000

/** Everything reachable from a start. @param {string} start @param {(from: string) => string[]} next */
function reach(start, next) {
  const found = new Set([start])
  for (const each of found) for (const further of next(each)) found.add(further)
  return [...found]
}

/** @param {string} file */
function importedStatically(file) {
  /** @type {string[]} */
  const found = []
  for (const node of parseAst(readFileSync(path.join(workerDir, file), 'utf8')).body) {
    const from = 'source' in node ? node.source?.value : undefined
    if (typeof from === 'string' && from.startsWith('./')) found.push(path.basename(from))
  }
  return found
}

/** @param {any} ctx */
function weights(ctx) {
  const sum = (/** @type {number[]} */ parts) => parts.reduce((all, part) => all + part, 0)
  const worker = reach('index.js', importedStatically).map((file) => gzipped(workerDir, file))
  /** @type {Record<string, { file: string, imports?: string[], dynamicImports?: string[] }>} */
  const manifest = JSON.parse(readFileSync(manifestFile(), 'utf8'))
  const scripts = globSync('web/islands/*.entry.{ts,tsx}', { cwd: root })
    .filter((entry) => !path.basename(entry).startsWith('desk'))
    .map((entry) => {
      const files = reach(entry, (source) => [
        ...(manifest[source]?.imports ?? []),
        ...(manifest[source]?.dynamicImports ?? []),
      ])
      return sum(files.map((source) => gzipped(webDir, manifest[source]?.file ?? '')))
    })
  ctx.log(`scripts of the netizens' pages, kB: ${scripts.map((n) => n.toFixed(1)).join(' · ')}`)
  return [
    row({
      id: 'worker_gz',
      name: 'the Worker with all it needs to start, gzip',
      value: sum(worker),
      unit: 'kB',
      atMost: 150,
    }),
    row({
      id: 'page_js_gz',
      name: 'the scripts of the heaviest netizen page, gzip',
      value: Math.max(...scripts),
      unit: 'kB',
      atMost: 30,
    }),
  ]
}

/** The live session of the demonstration, whose questions are as long as real ones. @param {any} ctx */
async function pageWeight(ctx) {
  const portal = await ctx.portal()
  const headers = { authorization: `Bearer ${ctx.keys.OPERATOR_TOKEN}` }
  const seeded = await fetch(`${portal.url}/api/operator/demo`, { method: 'POST', headers })
  const { sessions } = await seeded.json()
  const live = sessions.find((/** @type {{ role: string }} */ { role }) => role === 'live')
  const page = await fetch(portal.url + live.path, { headers: { 'accept-language': 'zh-CN' } })
  const html = Buffer.from(await page.arrayBuffer())
  const shown = html.toString().match(/<article [^>]*id="q\d+"/g)?.length ?? 0
  if (shown !== 20) throw new Error(`The page shows ${shown} questions, and not 20.`)
  return row({
    id: 'page_html_gz',
    name: 'the page of a live session with 20 questions, gzip',
    value: gzipSync(html).length / 1000,
    unit: 'kB',
    atMost: 14,
  })
}
