#!/usr/bin/env node
// Checks exported audit chains. Needs Node and nothing else: no package, no connection, nothing of this
// repository. docs/audit.md says in plain words what it does, so that anybody can write another one.
//
//   node verify-audit.mjs audit-portal.jsonl [audit-SESSION.jsonl …] --key PUBLIC-KEY
//        [--head 123:ab12cd34ef567890 | --head head.json] [--against record-SESSION.json]
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * @typedef {{ kind: string, id: string, in?: string, before: any, after: any }} Thing
 * @typedef {{ chain: string, seq: number, at: number, actor: string, role: string, act: string,
 *   on: Thing[], facts?: any }} Entry
 * @typedef {{ chain?: string, seq: number, hash: string, at: number, key: string, signature: string }} Head
 * @typedef {{ chain: string, entries: Entry[], hashes: string[], head: Head | null }} Chain
 * @typedef {{ at: number | null, why: string }} Fault what is wrong, and the number of the entry
 */

export const START = '0'.repeat(64)

/** @param {string} text */
export const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/** JSON with sorted names and no spaces. @param {any} value @returns {string} */
export function canonicalJSON(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJSON).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJSON(value[name])}`).join(',')}}`
}

/** Whether a head was signed with the key. @param {string} chain @param {Head} head @param {string} key */
export function signedBy(chain, { seq, hash, at, signature }, key) {
  try {
    const shown = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })
    const text = `mianduimian/audit-head/v1\n${chain}\n${seq}\n${hash}\n${at}`
    const bytes = Buffer.from(signature, 'base64url')
    // One signature has several spellings in base64; only one of them is the portal's.
    if (bytes.toString('base64url') !== signature) return false
    return verify(null, Buffer.from(text), shown, bytes)
  } catch {
    return false
  }
}

/**
 * Checks one exported chain by itself: every line, every number, every seal, and the signed head.
 * @param {string} text @param {string} key public key, from somewhere else than the file
 * @returns {{ ok: true, chain: Chain } | { ok: false, fault: Fault }}
 */
export function verifyChain(text, key) {
  const lines = text.split('\n')
  if (lines.pop() !== '') return fail(null, 'the file does not end with a whole line')
  const headLine = lines.pop() ?? ''
  const head = headOf(headLine)
  if (!head) return fail(null, 'the last line is not a head: the end of the file is missing')
  const name = head.chain ?? 'portal'
  /** @type {Chain} */
  const chain = { chain: name, entries: [], hashes: [], head }
  let before = START
  for (const [index, line] of lines.entries()) {
    const seq = index + 1
    const read = readLine(line)
    if (!read) return fail(seq, 'this line was not written like this by the portal')
    const { entry, canonical, hash } = read
    if (entry.seq !== seq)
      return fail(seq, `entry ${entry.seq} stands here: one is missing, added or moved`)
    if (entry.chain !== name) return fail(seq, `it belongs to another chain, ${entry.chain}`)
    if (sha256(`v1\n${before}${canonical}`) !== hash) {
      return fail(seq, 'its seal does not fit: it, or what was before it, was altered')
    }
    before = hash
    chain.entries.push(entry)
    chain.hashes.push(hash)
  }
  if (head.key !== key) return fail(null, 'the head names another key than the one given')
  if (!signedBy(name, head, key)) return fail(null, 'the head is not signed with this key')
  if (head.seq !== lines.length) {
    return fail(
      Math.min(head.seq, lines.length) + 1,
      `${head.seq} entries are signed, ${lines.length} are here`,
    )
  }
  if (head.hash !== before)
    return fail(head.seq, 'the signed seal is another one: the chain was sealed anew')
  return { ok: true, chain }
}

/** @param {number | null} at @param {string} why @returns {{ ok: false, fault: Fault }} */
const fail = (at, why) => ({ ok: false, fault: { at, why } })

/** @param {string} line @returns {Head | null} */
function headOf(line) {
  try {
    const { head } = JSON.parse(line)
    const names = ['at', 'chain', 'hash', 'key', 'seq', 'signature']
    const whole = Object.keys(head).sort().join() === names.join()
    return whole && line === JSON.stringify({ head }) ? head : null
  } catch {
    return null
  }
}

/** Reads a line, and refuses it if a single byte is other than it would be written. @param {string} line */
function readLine(line) {
  try {
    const { entry, hash } = JSON.parse(line)
    const canonical = canonicalJSON(entry)
    if (line !== `{"entry":${canonical},"hash":"${hash}"}`) return null
    return { entry: /** @type {Entry} */ (entry), canonical, hash: String(hash) }
  } catch {
    return null
  }
}

/**
 * Whether a head somebody kept is in a chain. @param {Chain} chain
 * @param {{ seq: number, hash: string }} kept the hash may be only its beginning
 * @returns {Fault | null}
 */
export function checkKept(chain, { seq, hash }) {
  const held = chain.hashes[seq - 1]
  if (held === undefined)
    return { at: seq, why: `the kept seal is of entry ${seq}, which is missing` }
  if (hash.length < 16 || !held.startsWith(hash)) {
    return {
      at: seq,
      why: 'the kept seal is another one: this entry, or one before it, was altered',
    }
  }
  return null
}

/**
 * Whether the heads of rooms that the portal's chain took in are those of the rooms' chains.
 * @param {Chain} portal @param {Chain} room @returns {Fault | null}
 */
export function checkTakenIn(portal, room) {
  let taken = 0
  for (const { act, seq, facts } of portal.entries) {
    if (facts?.chain !== room.chain) continue
    if (act === 'head_refused') {
      return { at: facts.seq, why: `the portal refused a head of this chain (its entry ${seq})` }
    }
    if (act !== 'room_head') continue
    taken += 1
    const wrong = checkKept(room, facts)
    if (wrong)
      return { ...wrong, why: `${wrong.why} (the portal took it in with its entry ${seq})` }
  }
  return taken > 0 ? null : { at: null, why: 'the portal has not taken this chain in yet' }
}

/**
 * Whether the public record of a session is what was chained last. Names every difference.
 * @param {Chain} room @param {Chain | null} portal its entries on the archived session count as well
 * @param {any} record as exported @returns {Fault[]}
 */
export function compareRecord(room, portal, record) {
  /** @type {Map<string, { seq: number, thing: Thing, where: string }>} */
  const last = new Map()
  /** @type {Fault[]} */
  const faults = []
  const refused = new Set(
    (portal?.entries ?? []).filter(({ act }) => act === 'refused').map(({ facts }) => facts.seq),
  )
  const later = (portal?.entries ?? []).filter(({ seq }) => !refused.has(seq))
  for (const { chain, seq, on } of [...room.entries, ...later]) {
    for (const thing of on) {
      if ((thing.in ?? chain) !== room.chain) continue
      const where = chain === room.chain ? `entry ${seq}` : `entry ${seq} of the portal`
      const earlier = last.get(thing.id)
      if (earlier && canonicalJSON(earlier.thing.after) !== canonicalJSON(thing.before)) {
        faults.push({
          at: seq,
          why: `a ${thing.kind} was altered past the chain between ${earlier.where} and ${where}`,
        })
      }
      last.set(thing.id, { seq, thing, where })
    }
  }
  const commit = (/** @type {string} */ part, /** @type {any} */ value) =>
    sha256(`c1\n${part}\n${canonicalJSON(value)}`)
  /** The question a merged one ends in. @param {string} handle @returns {string} */
  const rootOf = (handle, hops = 0) => {
    const { state, into } = last.get(handle)?.thing.after ?? {}
    return state === 'merged' && into && hops < 1000 ? rootOf(into, hops + 1) : handle
  }
  /** @type {Set<string>} */
  const seen = new Set()
  /** @param {string} kind @param {string | number} name @param {any} open @param {any} facts @param {any} words */
  const compare = (kind, name, open, facts, words) => {
    const what = `${kind} ${name}`
    if (!open?.object) {
      // Whose words were erased, with the salt that named it: there is nothing left to compare.
      if (words !== null) faults.push({ at: null, why: `${what} was never chained` })
      return
    }
    const handle = commit(open.object, `${kind}:${name}`).slice(0, 32)
    const found = last.get(handle)
    if (!found) return void faults.push({ at: null, why: `${what} is not in the chain` })
    seen.add(handle)
    const { seq, thing, where } = found
    for (const [fact, value] of Object.entries(facts)) {
      if (canonicalJSON(thing.after[fact]) === canonicalJSON(value)) continue
      faults.push({
        at: seq,
        why: `${what}: ${fact} is ${value}, and ${thing.after[fact]} in ${where}`,
      })
    }
    if (words !== null && commit(open.words ?? '', words) !== thing.after.words) {
      faults.push({ at: seq, why: `${what}: its words are not those of ${where}` })
    }
  }
  /** @type {Map<number, string>} */
  const handles = new Map()
  for (const { question, open } of record.questions) {
    if (open.object)
      handles.set(question.no, commit(open.object, `question:${question.no}`).slice(0, 32))
  }
  for (const { question, open, answers, cases } of record.questions) {
    const { no, state, part, channel, text, details = null, name = null } = question
    // A stub has no words any more, and nothing said to it is shown.
    const words = text === '' ? null : { text, details, name }
    const own = handles.get(no)
    if (question.mergedInto && own && handles.get(question.mergedInto.no) !== rootOf(own)) {
      const at = last.get(own)?.seq ?? null
      faults.push({ at, why: `question ${no}: it stands under another question than in the chain` })
    }
    compare(
      'question',
      no,
      open,
      {
        state,
        part,
        channel,
        ...(words ? {} : { reason: question.reason ?? null }),
      },
      words,
    )
    for (const answer of question.answers) {
      const { id, mode, solved, at, speaker, office, unit, text: said, revised = null } = answer
      compare(
        'answer',
        id,
        answers[id],
        { mode, solved, at, state: 'given' },
        { speaker, office, unit, text: said, revised },
      )
    }
    for (const one of question.cases) {
      const { id, kind, state: of, outcome, assignedAt, dueAt, repliedAt, unit, reply } = one
      compare(
        'case',
        id,
        cases[id],
        { kind, state: of, outcome, assignedAt, dueAt, repliedAt },
        { unit, reply },
      )
    }
  }
  /** @type {Map<string, string>} */
  const stateOf = new Map()
  for (const [id, { thing }] of last)
    if (thing.kind === 'question') stateOf.set(id, thing.after.state)
  const open = ['listed', 'on_stage', 'answered', 'handed_off', 'merged']
  for (const [id, { seq, thing, where }] of last) {
    if (seen.has(id)) continue
    const { state, question } = thing.after
    const missing =
      thing.kind === 'question'
        ? open.includes(state)
        : (thing.kind === 'answer' && state === 'given') ||
            (thing.kind === 'case' && state !== 'void')
          ? open.includes(stateOf.get(question) ?? '')
          : false
    if (missing)
      faults.push({ at: seq, why: `a ${thing.kind} of ${where} is not in the public record` })
  }
  return faults
}

/** @param {string} given `123:ab12…`, or a file with a head in it */
function keptHead(given) {
  const short = /^(\d+):([0-9a-f]{16,64})$/.exec(given)
  if (short) return { seq: Number(short[1]), hash: String(short[2]) }
  const read = JSON.parse(readFileSync(given, 'utf8'))
  return /** @type {Head} */ (read.head ?? read)
}

/** @param {string[]} args */
function main(args) {
  /** @type {Record<string, string[]>} */
  const options = { '--key': [], '--head': [], '--against': [] }
  /** @type {string[]} */
  const files = []
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] ?? ''
    if (word in options) options[word]?.push(args[(i += 1)] ?? '')
    else files.push(word)
  }
  const [key] = options['--key'] ?? []
  if (files.length === 0 || !key) {
    console.error(
      'node verify-audit.mjs FILE.jsonl … --key PUBLIC-KEY [--head SEAL] [--against RECORD.json]',
    )
    return 2
  }
  let wrong = 0
  const say = (/** @type {string} */ what, /** @type {Fault | null} */ fault) => {
    if (fault) wrong += 1
    const at = fault?.at == null ? '' : `entry ${fault.at}: `
    console.log(fault ? `BROKEN  ${what}: ${at}${fault.why}` : `ok      ${what}`)
  }
  /** @type {Chain[]} */
  const chains = []
  for (const file of files) {
    const found = verifyChain(readFileSync(file, 'utf8'), key)
    if (found.ok) {
      chains.push(found.chain)
      const { chain, entries } = found.chain
      say(`${file}: ${chain}, ${entries.length} entries, sealed and signed`, null)
    } else say(file, found.fault)
  }
  const portal = chains.find(({ chain }) => chain === 'portal') ?? null
  const rooms = chains.filter((one) => one !== portal)
  if (portal) {
    for (const room of rooms)
      say(`${room.chain} as the portal took it in`, checkTakenIn(portal, room))
  }
  for (const given of options['--head'] ?? []) {
    const kept = keptHead(given)
    const faults = chains.map((chain) => checkKept(chain, kept))
    const fits = chains[faults.indexOf(null)]
    say(
      `kept seal ${given}${fits ? ` is in ${fits.chain}` : ''}`,
      fits ? null : (faults[0] ?? { at: null, why: 'no whole chain to look in' }),
    )
  }
  for (const given of options['--against'] ?? []) {
    const record = JSON.parse(readFileSync(given, 'utf8'))
    const room = rooms.find(({ chain }) => chain === `room:${record.session.slug}`)
    if (!room) {
      say(given, {
        at: null,
        why: `the chain of ${record.session.slug} is not among the files, or broken`,
      })
      continue
    }
    const faults = compareRecord(room, portal, record)
    for (const fault of faults) say(given, fault)
    if (faults.length === 0)
      say(`${given}: ${record.questions.length} questions as they were chained`, null)
  }
  console.log(wrong === 0 ? 'Nothing was altered.' : `${wrong} thing(s) do not fit.`)
  return wrong === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exit(main(process.argv.slice(2)))
