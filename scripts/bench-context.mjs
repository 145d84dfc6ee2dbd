// What every benchmark needs: a portal with empty state, and rounds that alternate.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startPortal } from './portal.mjs'

export const benchKeys = {
  PORTAL_KEY: 'YmVuY2gtcG9ydGFsLWtleS1iZW5jaC1wb3J0YWwta2V5LWI',
  OPERATOR_TOKEN: 'bench-operator-token',
  IMPORT_TOKEN: 'bench-import-token',
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** @param {number[]} values @param {number} p such as 0.95 */
export function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
}

/**
 * Runs every variant once per round, so that a slow minute of the machine hits all of them.
 * @template {string} Name
 * @param {Record<Name, () => Promise<number>>} variants
 * @param {number} [count] of rounds; odd
 * @returns {Promise<Record<Name, { median: number, min: number, max: number, all: number[] }>>}
 */
export async function rounds(variants, count = 5) {
  const names = /** @type {Name[]} */ (Object.keys(variants))
  const all = /** @type {Record<Name, number[]>} */ ({})
  for (const name of names) all[name] = []
  for (let round = 0; round < count; round += 1) {
    for (const name of names) all[name].push(await variants[name]())
  }
  const summary =
    /** @type {Record<Name, { median: number, min: number, max: number, all: number[] }>} */ ({})
  for (const name of names) {
    const values = all[name]
    const [min, max] = [Math.min(...values), Math.max(...values)]
    summary[name] = { median: median(values), min, max, all: values }
  }
  return summary
}

/** CPU seconds a process has used so far; Linux. @param {number} pid */
export async function cpuSeconds(pid) {
  const { readFile } = await import('node:fs/promises')
  const after = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1] ?? ''
  const fields = after.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** @param {{ log: (line: string) => void }} options */
export function benchContext({ log }) {
  /** @type {(() => Promise<void>)[]} */
  const endings = []
  const folder = async () => {
    const made = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-bench-'))
    endings.push(() => rm(made, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
    return made
  }
  return {
    log,
    median,
    percentile,
    rounds,
    cpuSeconds,
    keys: benchKeys,
    /** Something to be ended with the suite, the last one first. @param {() => Promise<void>} ending */
    atEnd: (ending) => void endings.push(ending),
    /** A temporary folder, deleted at the end. */
    folder,
    /** A portal with empty state, stopped at the end. */
    async portal(/** @type {Partial<import('./portal.mjs').PortalOptions>} */ options = {}) {
      const dataDir = options.dataDir ?? (await folder())
      const vars = { ...benchKeys, PORTAL_DEMO: 'on', ...options.vars }
      const portal = await startPortal({ ...options, dataDir, vars })
      endings.push(portal.stop)
      return portal
    },
    async end() {
      for (const ending of endings.reverse()) await ending()
    },
  }
}
