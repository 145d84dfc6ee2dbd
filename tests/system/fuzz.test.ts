import { expect, test } from 'vitest'
import { fuzzVars, planted, plantedFaults } from '../../scripts/fuzz/planted.mjs'
import { fuzz } from '../../scripts/fuzz/run.mjs'
import { portalForTest } from './harness'

/** Longer runs: `npm run fuzz -- --count 100000`. */
const SHORT = 4_000
const SECONDS = 40

// ASVS 2.2.1, 4.1.1, 13.4.4, 15.3.5, 15.3.6, 15.3.7, 16.5.1, 16.5.3
test('whatever is sent, the API answers what its description says, and never breaks', async () => {
  const portal = await portalForTest({ vars: fuzzVars })
  // Another one every day, the same the whole day: what it finds can be found again.
  const seed = Math.floor(Date.now() / 86_400_000)
  const result = await fuzz({
    url: portal.url,
    tokens: fuzzVars,
    seed,
    count: SHORT,
    until: Date.now() + SECONDS * 1000,
  })
  expect(
    result.found.map(({ kind, where, what, example }) => [kind, where, what, example]),
  ).toEqual([])
  expect(result.sent).toBeGreaterThan(500)
  expect(result.reached).toBeGreaterThan(result.operations / 2)
}, 120_000)

test('faults put into the Worker on purpose are found, each of them', async () => {
  const portal = await portalForTest({ vars: fuzzVars, main: planted })
  const only = plantedFaults.map(({ where }) => where)
  const { found } = await fuzz({ url: portal.url, tokens: fuzzVars, seed: 7, count: 800, only })
  for (const fault of plantedFaults) {
    const hit = found.some(({ kind, where }) => kind === fault.kind && where === fault.where)
    expect([fault.what, hit]).toEqual([fault.what, true])
  }
  // And nothing else: a fuzzer that cries about everything finds nothing.
  expect(new Set(found.map(({ kind, where }) => `${kind} ${where}`))).toEqual(
    new Set(plantedFaults.map(({ kind, where }) => `${kind} ${where}`)),
  )
}, 120_000)
