import { generateKeyPairSync, sign } from 'node:crypto'
import { sha256 } from '../../scripts/verify-audit.mjs'
import { canonicalJSON, CHAIN_START, chainLine, headText, sealOf } from '../../worker/domain/chain'

/** A notary of the tests: a key, and chains as the portal exports them. */

const pair = generateKeyPairSync('ed25519')
const { x } = pair.publicKey.export({ format: 'jwk' })
export const key = String(x)

export function entryOf(chain: string, seq: number, more: object = {}) {
  return {
    chain,
    seq,
    at: 1_795_000_000_000 + seq * 1000,
    actor: sha256(`staff ${seq % 5}`).slice(0, 32),
    role: 'moderator',
    act: ['approve', 'reject', 'merge', 'answer', 'hand_off'][seq % 5] ?? '',
    on: [
      {
        kind: 'question',
        id: sha256(`question ${seq}`).slice(0, 32),
        before: { state: 'submitted', words: sha256(`before ${seq}`) },
        after: { state: 'listed', words: sha256(`after ${seq}`) },
      },
    ],
    ...more,
  }
}

/** Lines of a chain, sealed. */
export function sealed(entries: readonly unknown[]): { lines: string[]; hash: string } {
  let hash = CHAIN_START
  const lines = entries.map((entry) => {
    const canonical = canonicalJSON(entry)
    hash = sealOf(sha256, hash, canonical)
    return chainLine(canonical, hash)
  })
  return { lines, hash }
}

/** A signed head as the last line has it; by another key if one is given. */
export function headLine(chain: string, seq: number, hash: string, privateKey = pair.privateKey) {
  const at = 1_795_100_000_000
  const text = Buffer.from(headText({ chain, seq, hash }, at))
  const signature = sign(null, text, privateKey).toString('base64url')
  return JSON.stringify({ head: { chain, seq, hash, at, key, signature } })
}

/** A whole export. */
export function exportOf(chain: string, entries: readonly unknown[]): string {
  const { lines, hash } = sealed(entries)
  return [...lines, headLine(chain, entries.length, hash), ''].join('\n')
}
