import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mutate, mutations, random, readsOnly } from '../../scripts/audit-mutations.mjs'
import {
  canonicalJSON as verifierJSON,
  checkKept,
  checkTakenIn,
  sha256,
  verifyChain,
} from '../../scripts/verify-audit.mjs'
import {
  canonicalJSON,
  commitTo,
  handleOf,
  PORTAL_CHAIN,
  roomChain,
  saltPart,
  shortHead,
} from '../../worker/domain/chain'
import { entryOf, exportOf, headLine, key, sealed } from './chain-kit'

const chain = roomChain('autumn')
const entries = Array.from({ length: 40 }, (_, i) => entryOf(chain, i + 1))
const whole = exportOf(chain, entries)

function faultOf(text: string) {
  const found = verifyChain(text, key)
  return found.ok ? null : found.fault
}

function chainOf(text: string) {
  const found = verifyChain(text, key)
  if (!found.ok) throw new Error(found.fault.why)
  return found.chain
}

describe('the canonical form', () => {
  test('is the same whatever the order of the names, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJSON(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJSON(JSON.parse(text))).toBe(text)
      }),
    )
    expect(canonicalJSON({ b: 1, a: { d: null, c: [true, '字'] } })).toBe(
      '{"a":{"c":[true,"字"],"d":null},"b":1}',
    )
  })

  test('is the verifier’s, which shares no line of code with the portal', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(verifierJSON(JSON.parse(JSON.stringify(value)))).toBe(canonicalJSON(value))
      }),
    )
  })

  test('leaves out what is undefined, and refuses a number that is none', () => {
    expect(canonicalJSON({ a: undefined, b: 1 })).toBe('{"b":1}')
    expect(() => canonicalJSON({ a: Number.NaN })).toThrow('finite')
  })
})

describe('a commitment', () => {
  const salt = '00112233445566778899aabbccddeeff'

  test('fits only its value, and only with its part of the salt', () => {
    const words = saltPart(sha256, salt, 'words')
    const made = commitTo(sha256, words, { text: '路灯坏了' })
    expect(commitTo(sha256, words, { text: '路灯坏了' })).toBe(made)
    expect(commitTo(sha256, words, { text: '路灯好了' })).not.toBe(made)
    expect(commitTo(sha256, saltPart(sha256, salt, 'object'), { text: '路灯坏了' })).not.toBe(made)
  })

  test('a published part opens no other part', () => {
    const parts = (['object', 'taken', 'words', 'said'] as const).map((part) =>
      saltPart(sha256, salt, part),
    )
    expect(new Set(parts).size).toBe(4)
    expect(handleOf(sha256, parts[0] ?? '', 'question:1')).toHaveLength(32)
  })
})

describe('an exported chain', () => {
  test('that nobody touched is whole', () => {
    expect(chainOf(whole).entries).toEqual(entries)
  })

  test('without a single entry is whole too, if that is what was signed', () => {
    expect(chainOf(exportOf(chain, [])).entries).toEqual([])
  })

  // ASVS 16.4.2
  test('names the entry that was altered, left out, added or moved', () => {
    const lines = whole.split('\n')
    const without = lines.toSpliced(6, 1).join('\n')
    expect(faultOf(without)).toMatchObject({ at: 7 })
    const altered = lines.with(11, (lines[11] ?? '').replace('"moderator"', '"official"'))
    expect(faultOf(altered.join('\n'))).toMatchObject({ at: 12, why: /its seal does not fit/ })
    const swapped = lines.with(2, lines[3] ?? '').with(3, lines[2] ?? '')
    expect(faultOf(swapped.join('\n'))).toMatchObject({ at: 3 })
    expect(faultOf(lines.toSpliced(20, 0, lines[20] ?? '').join('\n'))).toMatchObject({ at: 22 })
  })

  test('cut off at its end is missed by its head', () => {
    const lines = whole.split('\n')
    expect(faultOf(lines.toSpliced(30, 10).join('\n'))).toMatchObject({ at: 31 })
    expect(faultOf(`${lines.slice(0, 40).join('\n')}\n`)?.why).toMatch('end of the file is missing')
  })

  test('sealed anew is told by the signature, and without one by the seal that somebody kept', () => {
    const forged = entries.map((entry) => (entry.seq === 9 ? { ...entry, act: 'reject' } : entry))
    const { lines, hash } = sealed(forged)
    const old = whole.split('\n').at(-2) ?? ''
    expect(faultOf([...lines, old, ''].join('\n'))?.why).toMatch('sealed anew')
    // Whoever holds the key can sign it; the paper in somebody’s hands still says otherwise.
    const signed = [...lines, headLine(chain, 40, hash), ''].join('\n')
    const [seq, kept] = shortHead({ seq: 20, hash: chainOf(whole).hashes[19] ?? '' }).split(':')
    const paper = { seq: Number(seq), hash: kept ?? '' }
    expect(checkKept(chainOf(whole), paper)).toBeNull()
    expect(checkKept(chainOf(signed), paper)).toMatchObject({ at: 20 })
  })

  test('of a room must be the one that the portal took in', () => {
    const room = chainOf(whole)
    const heads = [10, 40].map((seq) => ({ chain, seq, hash: room.hashes[seq - 1] ?? '' }))
    const portal = (facts: object[]) =>
      chainOf(
        exportOf(
          PORTAL_CHAIN,
          facts.map((fact, i) => entryOf(PORTAL_CHAIN, i + 1, { act: 'room_head', facts: fact })),
        ),
      )
    expect(checkTakenIn(portal(heads), room)).toBeNull()
    expect(checkTakenIn(portal([]), room)?.why).toMatch('not taken')
    const other = { ...heads[0], hash: sha256('other') }
    expect(checkTakenIn(portal([other]), room)).toMatchObject({ at: 10 })
    const refused = entryOf(PORTAL_CHAIN, 1, { act: 'head_refused', facts: heads[0] })
    expect(checkTakenIn(chainOf(exportOf(PORTAL_CHAIN, [refused])), room)).toMatchObject({ at: 10 })
  })

  test('is not believed under another key, nor when the key in the file is another', () => {
    const another = `${key.startsWith('A') ? 'B' : 'A'}${key.slice(1)}`
    expect(verifyChain(whole, another).ok).toBe(false)
    expect(verifyChain(whole, 'no key').ok).toBe(false)
  })
})

// ASVS 16.4.2
test('of 3,000 random alterations not one goes unseen; a reader of numbers misses hundreds', () => {
  const next = random(20_261_124)
  let unseen = 0
  let missed = 0
  for (let i = 0; i < 3000; i += 1) {
    const text = mutate(whole, next, mutations[i % mutations.length] ?? 'edit')
    expect(text).not.toBe(whole)
    if (verifyChain(text, key).ok) unseen += 1
    if (readsOnly(text)) missed += 1
  }
  expect(unseen).toBe(0)
  expect(missed).toBeGreaterThan(600)
}, 30_000)
