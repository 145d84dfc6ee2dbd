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
 * @property {string} id such as http_vote
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number | null} floor the same work without us, from the same run
 * @property {number | null} ratio value to floor
 * @property {string | null} goal of the ratio, or of the value where there is no floor
 * @property {boolean | null} met
 * @property {true} [control] a worse variant, which has to miss the goal
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

const short = (/** @type {number | null} */ number) =>
  number === null ? '' : Number(number.toPrecision(4)).toLocaleString('en')
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
      met: met === null ? '' : met ? 'yes' : 'no',
    })),
  )
}
// Machines differ: a goal missed is a finding, not a failure. What was measured wrongly has thrown.
for (const { id, met, control } of rows) {
  if (control && met)
    console.error(`${id} is worse on purpose and meets the goal: the goal says little here.`)
  else if (!control && met === false)
    console.error(`${id} misses its goal: see docs/benchmarks.md.`)
}
process.exit(0)
