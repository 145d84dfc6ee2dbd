import { createChallenge, verifySolution, type Challenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import { CHALLENGE_MS, PROOF_COST, PROOF_TRIES } from '../contract/assurance'
import type { Env } from '../contract/env'
import type { Proof } from '../contract/room'
import type { ProofGiven } from '../contract/schemas/netizen'
import { macText, sameSecret } from './keys'

/**
 * Proof of work: a browser finds a number that only trying finds, and we see with one signature that it did.
 * It makes ten thousand votes cost minutes instead of nothing, and proves nobody's identity.
 */

const secrets = (env: Env) => ({
  hmacSignatureSecret: macText(env, 'proof', 'challenge'),
  hmacKeySignatureSecret: macText(env, 'proof', 'key'),
})

/** Binds a challenge to one browser in one session, without telling which. */
const boundTo = (env: Env, slug: string, visitorId: string) =>
  macText(env, 'proof', `for|${slug}|${visitorId}`).slice(0, 22)

/** The number that has to be found. */
function secretNumber(): number {
  const { from, to } = PROOF_TRIES
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return from + (random % (to - from))
}

/** A challenge for one browser in one session; `factor` times as hard as usual. */
export function newChallenge(
  env: Env,
  { slug, visitorId }: { slug: string; visitorId: string },
  factor: number,
  now: number,
): Promise<Challenge> {
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: PROOF_COST * factor,
    counter: secretNumber(),
    data: { for: boundTo(env, slug, visitorId) },
    deriveKey,
    expiresAt: new Date(now + CHALLENGE_MS),
    ...secrets(env),
  })
}

/**
 * The proof in what a browser sends, or null. The library takes a solution as often as it comes, and under any
 * counter: it is the challenge's signature that the room uses up.
 */
export async function readProof(
  env: Env,
  { slug, visitorId }: { slug: string; visitorId: string },
  { challenge, solution }: ProofGiven,
): Promise<Proof | null> {
  if (!sameSecret(challenge.parameters.data.for, boundTo(env, slug, visitorId))) return null
  const { counter, derivedKey } = solution
  const { verified } = await verifySolution({
    challenge,
    solution: { counter, derivedKey },
    deriveKey,
    ...secrets(env),
  })
  if (!verified) return null
  const { signature, parameters } = challenge
  return { signature, until: parameters.expiresAt * 1000, level: 1 }
}
