import path from 'node:path'
import { readOrCreateKeys } from './keys.mjs'
import { operatorFetch } from './operator.mjs'
import { root } from './paths.mjs'

/** @typedef {{ url: string, token: string }} Address */

/**
 * The portal a script works on: the one of this machine, or the one named by `--to` or PUBLIC_URL.
 * @param {string} [to]
 * @returns {Promise<Address>}
 */
export async function portalAddress(to) {
  const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
  const url = to ?? process.env.PUBLIC_URL ?? `http://localhost:${process.env.PORT || 8787}`
  const token =
    process.env.OPERATOR_TOKEN ??
    (to === undefined ? (await readOrCreateKeys(dataDir)).OPERATOR_TOKEN : undefined)
  if (!token)
    throw new Error('With --to, OPERATOR_TOKEN must hold the operator token of that portal.')
  return { url: url.replace(/\/$/, ''), token }
}

export class Refused extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

/**
 * Asks until it is answered: a passing fault is waited out, a refusal is thrown with its words.
 * @param {Address} portal @param {string} address @param {unknown} [body]
 * @returns {Promise<Response>}
 */
export async function askFor(portal, address, body) {
  return patiently(() => operatorFetch(portal.url, portal.token, withLang(address), body))
}

const withLang = (/** @type {string} */ address) =>
  `${address}${address.includes('?') ? '&' : '?'}lang=en`

/** @param {() => Promise<Response>} attempt */
export async function patiently(attempt) {
  for (let tries = 1; ; tries++) {
    const answer = await attempt().catch((/** @type {Error} */ error) => error)
    if (!(answer instanceof Error) && answer.ok) return answer
    const passing = answer instanceof Error || answer.status === 503 || answer.status === 429
    if (passing && tries < 5) {
      await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** tries))
      continue
    }
    if (answer instanceof Error) throw new Error('The portal cannot be reached. Is it running?')
    const said = await answer.json().catch(() => null)
    const { code = `HTTP ${answer.status}`, message = 'no reason given' } = said?.error ?? {}
    throw new Refused(code, `The portal answered ${answer.status}: ${message}`)
  }
}

/**
 * Does something for each of many, a few at a time.
 * @template T
 * @param {readonly T[]} all @param {(one: T) => Promise<void>} work
 */
export async function together(all, work) {
  const left = [...all]
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: 6 }, worker))
}
