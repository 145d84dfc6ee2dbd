// The audit chain: random alterations of an exported chain, and how long a long one takes to check.
import { generateKeyPairSync, sign } from 'node:crypto'
import { mutate, mutations, random, readsOnly } from '../scripts/audit-mutations.mjs'
import { canonicalJSON, sha256, START, verifyChain } from '../scripts/verify-audit.mjs'
import { control, row } from './lib/rows.mjs'

export const suite = 'audit'

const ATTEMPTS = 100_000
const SHORT = 20
const LONG = 100_000
const SEED = 20_261_124

const pair = generateKeyPairSync('ed25519')
const key = String(pair.publicKey.export({ format: 'jwk' }).x)
const chain = 'room:bench'

/** @param {number} seq */
const entryOf = (seq) => ({
  chain,
  seq,
  at: 1_795_000_000_000 + seq,
  actor: sha256(`staff ${seq % 5}`).slice(0, 32),
  role: 'moderator',
  act: 'approve',
  on: [
    {
      kind: 'question',
      id: sha256(`question ${seq}`).slice(0, 32),
      before: { state: 'submitted', words: sha256(`before ${seq}`) },
      after: { state: 'listed', words: sha256(`after ${seq}`) },
    },
  ],
})

/** A chain as it is exported, its head signed. @param {number} count */
function exported(count) {
  const lines = []
  let hash = START
  for (let seq = 1; seq <= count; seq += 1) {
    const canonical = canonicalJSON(entryOf(seq))
    hash = sha256(`v1\n${hash}${canonical}`)
    lines.push(`{"entry":${canonical},"hash":"${hash}"}`)
  }
  const at = Date.now()
  const text = `mianduimian/audit-head/v1\n${chain}\n${count}\n${hash}\n${at}`
  const signature = sign(null, Buffer.from(text), pair.privateKey).toString('base64url')
  const head = { chain, seq: count, hash, at, key, signature }
  return `${[...lines, JSON.stringify({ head })].join('\n')}\n`
}

/** @param {{ log: (line: string) => void }} ctx */
export async function run(ctx) {
  const short = exported(SHORT)
  if (!verifyChain(short, key).ok) throw new Error('The chain is broken before anybody touched it.')
  const next = random(SEED)
  let unseen = 0
  let missed = 0
  for (let i = 0; i < ATTEMPTS; i += 1) {
    const kind = mutations[i % mutations.length] ?? 'edit'
    const text = mutate(short, next, kind)
    if (text === short) throw new Error(`${kind} altered nothing.`)
    if (verifyChain(text, key).ok) {
      unseen += 1
      ctx.log(`unseen: ${kind}, attempt ${i}`)
    }
    if (readsOnly(text)) missed += 1
  }
  ctx.log(`${ATTEMPTS} alterations, seed ${SEED}, ${mutations.length} kinds`)
  const long = exported(LONG)
  const from = performance.now()
  const found = verifyChain(long, key)
  const seconds = (performance.now() - from) / 1000
  if (!found.ok || found.chain.entries.length !== LONG) throw new Error('The long chain is broken.')
  ctx.log(`${LONG} entries, ${(long.length / 1e6).toFixed(0)} MB`)
  const given = { unit: `of ${ATTEMPTS}`, atMost: 0 }
  return [
    row({
      id: 'audit_unseen',
      name: 'alterations of an exported chain that the verifier does not see',
      value: unseen,
      ...given,
    }),
    control({
      id: 'audit_unseen_control',
      name: 'the same, read without looking at the seals',
      value: missed,
      ...given,
    }),
    row({
      id: 'audit_verify_100k',
      name: '100,000 entries checked in one pass',
      value: seconds,
      unit: 's',
      atMost: 5,
    }),
  ]
}
