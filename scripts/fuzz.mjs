// `npm run fuzz -- [--count 100000] [--seed N] [--from N] [--one-by-one]`: sends requests made from the
// API's own description, sound and spoiled, to a portal of its own, and fails on every answer that the
// description does not allow. The seed is printed; the same one makes the same requests.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ensureRuntime } from './bootstrap.mjs'

await ensureRuntime()

const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    from: { type: 'string', default: '0' },
    'one-by-one': { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
  },
})
const { buildIfChanged } = await import('./build.mjs')
const { startPortal } = await import('./portal.mjs')
const { fuzz } = await import('./fuzz/run.mjs')
const { fuzzVars, planted } = await import('./fuzz/planted.mjs')

await buildIfChanged()
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-fuzz-'))
const main = flags.planted ? planted : undefined
const portal = await startPortal({ dataDir, vars: fuzzVars, ...(main && { main }) })
try {
  const seed = Number(flags.seed)
  const from = Number(flags.from)
  console.log(`seed ${seed}, requests from ${from}`)
  const result = await fuzz({
    url: portal.url,
    tokens: fuzzVars,
    seed,
    from,
    count: Number(flags.count),
    atOnce: flags['one-by-one'] ? 1 : 8,
    told: (done) => process.stderr.write(`\r${done} `),
  })
  process.stderr.write('\n')
  for (const { kind, where, what, count, example } of result.found) {
    console.log(`${kind.padEnd(6)} ${count} × ${where}: ${what}\n       ${example}`)
  }
  for (const one of result.stuck) console.log(`unanswered: ${one}`)
  for (const { ms, example } of result.slowest) {
    console.log(`${ms.toFixed(0).padStart(6)} ms ${example.slice(0, 240)}`)
  }
  const { sent, seconds, reached, operations, unreached, statuses, found } = result
  console.log(`statuses ${JSON.stringify(statuses)}`)
  if (unreached.length > 0) console.log(`no good answer from: ${unreached.join(', ')}`)
  console.log(
    `${sent} requests in ${seconds.toFixed(0)} s, ${reached} of ${operations} operations reached, ${found.length} findings`,
  )
  process.exitCode = found.length > 0 ? 1 : 0
} finally {
  await portal.stop()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}
