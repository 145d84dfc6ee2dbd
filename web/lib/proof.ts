import { PROOF_TRIES } from '../../worker/contract/assurance'
import { visitKey } from './forms'
import { fromHex, toHex } from '../../worker/domain/bytes'

/** A challenge of altcha, as far as solving it goes; it is sent back whole. */
interface Challenge {
  parameters: { nonce: string; salt: string; cost: number; keyLength: number; keyPrefix: string }
}

interface Assured {
  level: number
  challenge?: Challenge
}

async function post(path: string, body?: object): Promise<Assured> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': visitKey() },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(String(answer.status))
  return (await answer.json()) as Assured
}

/**
 * Finds the number: keys are derived from one after the other until one begins as it should. The same as
 * altcha's own solver, without what other algorithms need; a test holds it against the library.
 */
export async function solve(
  { nonce, salt, cost, keyLength, keyPrefix }: Challenge['parameters'],
  told: (tries: number) => void,
): Promise<{ counter: number; derivedKey: string }> {
  const { subtle } = crypto
  const start = fromHex(nonce)
  const password = new Uint8Array(start.length + 4)
  password.set(start)
  const pbkdf2 = { name: 'PBKDF2', hash: 'SHA-256', salt: fromHex(salt), iterations: cost }
  for (let counter = 0; ; counter += 1) {
    new DataView(password.buffer).setUint32(start.length, counter)
    const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    const derivedKey = toHex(await subtle.deriveBits(pbkdf2, key, keyLength * 8))
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey }
    told(counter)
  }
}

/**
 * Lets this browser compute for a moment, as its votes then count for more. The work is the browser's own
 * cryptography, off the page's thread: reading and voting go on. Tells how far it got, in per cent.
 */
export async function proveWork(session: string, told: (part: number) => void): Promise<number> {
  const { level, challenge } = await post(`${session}/challenge`)
  if (!challenge) return level
  const part = 100 / PROOF_TRIES.to
  const solution = await solve(challenge.parameters, (tries) => told(Math.round(tries * part)))
  return (await post(`${session}/proof`, { challenge, solution })).level
}

/** Hands in what a check for people gave. */
export const proveHuman = async (session: string, token: string): Promise<number> =>
  (await post(`${session}/human`, { token })).level
