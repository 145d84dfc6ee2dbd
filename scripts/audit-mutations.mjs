// What somebody with the database in their hands might try: used by the tests and by `npm run bench -- audit`.
import { generateKeyPairSync, sign } from 'node:crypto'
import { canonicalJSON, sha256, START } from './verify-audit.mjs'

/** A small seeded generator (mulberry32): the same seed gives the same attempts. @param {number} seed */
export function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const forger = generateKeyPairSync('ed25519').privateKey

export const mutations = /** @type {const} */ ([
  'edit',
  'byte',
  'delete',
  'swap',
  'truncate',
  'insert',
  'repeat',
  'reseal',
  'reseal_signed',
  'old_head',
])

/**
 * One random alteration of an exported chain, never the chain itself.
 * @param {string} text @param {() => number} next @param {typeof mutations[number]} kind
 */
export function mutate(text, next, kind) {
  const lines = text.split('\n').slice(0, -1)
  const head = lines.pop() ?? ''
  const pick = (/** @type {number} */ n) => Math.floor(next() * n)
  const i = pick(lines.length)
  const whole = (/** @type {string} */ last = head) => `${[...lines, last].join('\n')}\n`
  switch (kind) {
    case 'edit':
      lines[i] = written(altered(entryOf(lines[i]), next), hashOf(lines[i]))
      return whole()
    case 'byte': {
      const all = [...lines, head].join('\n')
      const at = pick(all.length)
      const other = String.fromCharCode(32 + ((all.charCodeAt(at) - 32 + 1 + pick(94)) % 95))
      return `${all.slice(0, at)}${other}${all.slice(at + 1)}\n`
    }
    case 'delete':
      lines.splice(i, 1)
      return whole()
    case 'swap': {
      const j = (i + 1 + pick(lines.length - 1)) % lines.length
      const held = lines[i] ?? ''
      lines[i] = lines[j] ?? ''
      lines[j] = held
      return whole()
    }
    case 'truncate':
      lines.length = i
      return next() < 0.5 ? whole() : `${lines.join('\n')}\n`
    case 'insert':
      lines.splice(i, 0, written({ ...entryOf(lines[i]), act: 'planted' }, hashOf(lines[i])))
      return whole()
    case 'repeat':
      lines.splice(i, 0, lines[i] ?? '')
      return whole()
    case 'reseal':
      return resealed(lines, i, next) && whole()
    case 'reseal_signed': {
      // With a key of the forger's own, under the name of the true one.
      const hash = resealed(lines, i, next)
      const { head: old } = JSON.parse(head)
      const said = `mianduimian/audit-head/v1\n${old.chain}\n${old.seq}\n${hash}\n${old.at}`
      const signature = sign(null, Buffer.from(said), forger).toString('base64url')
      return whole(JSON.stringify({ head: { ...old, hash, signature } }))
    }
    case 'old_head': {
      // The end cut off, and the head made to fit without a key.
      lines.length = i
      const hash = i === 0 ? START : hashOf(lines[i - 1])
      const { head: old } = JSON.parse(head)
      return whole(JSON.stringify({ head: { ...old, seq: i, hash } }))
    }
  }
}

/** @param {string | undefined} line */
const entryOf = (line) => JSON.parse(line ?? '').entry
/** @param {string | undefined} line */
const hashOf = (line) => JSON.parse(line ?? '').hash
/** @param {any} entry @param {string} hash */
const written = (entry, hash) => `{"entry":${canonicalJSON(entry)},"hash":"${hash}"}`

/** @param {any} entry @param {() => number} next */
function altered(entry, next) {
  const what = Math.floor(next() * 5)
  if (what === 0) return { ...entry, at: entry.at + 1 + Math.floor(next() * 1e6) }
  if (what === 1) return { ...entry, act: `${entry.act}_` }
  if (what === 2) return { ...entry, actor: sha256(String(next())).slice(0, 32) }
  if (what === 3) return { ...entry, facts: { ...entry.facts, planted: next() } }
  return {
    ...entry,
    on: [...entry.on, { kind: 'question', id: 'planted', before: null, after: null }],
  }
}

/** Alters one entry and seals everything after it anew, in place. @param {string[]} lines */
function resealed(lines, /** @type {number} */ i, /** @type {() => number} */ next) {
  let hash = i === 0 ? START : hashOf(lines[i - 1])
  for (let at = i; at < lines.length; at += 1) {
    const entry = at === i ? altered(entryOf(lines[at]), next) : entryOf(lines[at])
    hash = sha256(`v1\n${hash}${canonicalJSON(entry)}`)
    lines[at] = written(entry, hash)
  }
  return hash
}

/** The control: reads lines and numbers, and looks at no seal. @param {string} text */
export function readsOnly(text) {
  try {
    const lines = text.split('\n').slice(0, -1)
    const { head } = JSON.parse(lines.pop() ?? '')
    return (
      head.seq === lines.length && lines.every((line, i) => JSON.parse(line).entry.seq === i + 1)
    )
  } catch {
    return false
  }
}
