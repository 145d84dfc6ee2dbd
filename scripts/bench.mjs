// `npm run bench -- [suite] [--json]`: runs bench/*.bench.mjs against the built Worker. Each file
// exports `suite`, its name, and `run(ctx)`, which answers rows. How to measure: docs/performance.md.
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureRuntime } from './bootstrap.mjs'
import { root } from './paths.mjs'

await ensureRuntime()
const { benchContext } = await import('./bench-context.mjs')
const { build } = await import('./build.mjs')

/**
 * @typedef {object} Row
 * @property {string} id such as 'V1'
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number} [floor] the same work without us, from the same run
 * @property {number} [ratio] value to floor
 * @property {string} [goal] in words
 * @property {boolean} [met]
 */

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const json = process.argv.includes('--json')

const suites = await Promise.all(
  fs
    .globSync('bench/*.bench.mjs', { cwd: root })
    .sort()
    .map(
      (file) =>
        /** @type {Promise<{ suite: string, run: (ctx: unknown) => Promise<Row[]> }>} */ (
          import(pathToFileURL(path.join(root, file)).href)
        ),
    ),
)
const chosen = suites.filter(({ suite }) => wanted.length === 0 || wanted.includes(suite))
const unknown = wanted.filter((name) => !suites.some(({ suite }) => suite === name))
if (unknown.length) {
  const names = suites.map(({ suite }) => suite).join(', ') || 'none yet'
  console.error(`No suite named ${unknown.join(', ')}. There are: ${names}.`)
  process.exit(1)
}

await build()
/** @type {(Row & { suite: string })[]} */
const rows = []
for (const { suite, run } of chosen) {
  const ctx = benchContext({ log: (line) => console.error(`  ${line}`) })
  console.error(suite)
  try {
    for (const row of await run(ctx)) rows.push({ suite, ...row })
  } finally {
    await ctx.end()
  }
}

const short = (/** @type {number | undefined} */ number) =>
  number === undefined ? '' : Number(number.toPrecision(4)).toLocaleString('en')
if (json) console.log(JSON.stringify(rows, null, 2))
else {
  console.table(
    rows.map(({ suite, id, name, value, unit, floor, ratio, goal, met }) => ({
      suite,
      id,
      name,
      value: `${short(value)} ${unit}`,
      floor: short(floor),
      ratio: short(ratio),
      goal: goal ?? '',
      met: met === undefined ? '' : met ? 'yes' : 'NO',
    })),
  )
}
process.exit(rows.some(({ met }) => met === false) ? 1 : 0)
