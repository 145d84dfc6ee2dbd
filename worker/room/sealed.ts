import { ACCUSATIONS_PER_VISITOR, ASK_WINDOW_MS } from '../contract/limits'
import type { Told } from '../contract/refusals'
import type { Actor, NewAccusation, SealedFound, SealedWanted } from '../contract/room'
import type { OwnKept, OwnQuestion, Receipt } from '../contract/views'
import { canAct, canTakeBack } from '../domain/machine'
import { hasWords } from '../domain/projection'
import type { CommentRecord, QuestionRecord, SealedRecord } from '../domain/records'
import { eraseAt } from '../domain/retention'
import { keepKey, no, ownComment, ownQuestion, welcome, withdraw } from './intake'
import { eraseSealed } from '../store/sealed'
import type { Carrier } from './carrier'
import type { RoomState } from './state'

/**
 * Sealed originals, accusations, and what is erased: read when one of them is asked for, which is rare. What
 * is handed a state runs inside a transaction.
 */

const accusations = (state: RoomState) =>
  [...state.sealed.values()].filter((row) => row.kind === 'accusation')

const accusationReceipt = (id: string): Told<Receipt> => ({
  ok: true,
  value: { id, no: 0, receipt: '', state: 'redirected', reviewMinutes: 0, accusation: true },
})

/** Keeps an accusation: a seal without a question, a number or an asker, so that nothing shows it. */
export function takeAccusation(state: RoomState, input: NewAccusation, now: number): Told<Receipt> {
  const used = input.key === null ? undefined : state.keys.get(input.key)
  if (used && used.digest !== input.digest) return no('KEY_REUSED')
  if (used) {
    const row = accusations(state).find((one) => used.kind === 'accusation' && one.no === used.no)
    return row ? accusationReceipt(row.id) : no('NOT_FOUND')
  }
  if (!welcome(state, now)) return no('SESSION_NOT_OPEN')
  const recent = (state.accused.get(input.asker) ?? []).filter((at) => at > now - ASK_WINDOW_MS)
  if (recent.length >= ACCUSATIONS_PER_VISITOR) {
    const wait = Math.ceil(((recent[0] ?? now) + ASK_WINDOW_MS - now) / 1000)
    return no('SLOW_DOWN', { retryAfter: Math.max(1, wait) })
  }
  state.accused.set(input.asker, [...recent, now])
  const last = Math.max(0, ...accusations(state).map((row) => row.no))
  const { id, keyId, box, receiptHash } = input
  state.putSealed({
    id,
    sessionId: state.session.id,
    kind: 'accusation',
    no: last + 1,
    kinds: [],
    receiptHash,
    keyId,
    box,
    at: now,
    erasedAt: null,
    erasedWhy: null,
  })
  keepKey(state, input, 'accusation', last + 1, now)
  return accusationReceipt(id)
}

const until = (state: RoomState, row: SealedRecord) => {
  const cases = state.cases.get(row.kind === 'question' ? row.no : 0) ?? []
  const promoted = row.kind === 'comment' ? (state.comments.get(row.no)?.promotedTo ?? null) : null
  const of = promoted === null ? cases : (state.cases.get(promoted) ?? [])
  return eraseAt(row.at, row.kind === 'accusation' ? [] : of, state.session)
}

const originalOf = (
  state: RoomState,
  row: SealedRecord | undefined,
): Pick<OwnKept, 'original' | 'originalUntil'> => {
  if (!row) return { original: 'none', originalUntil: null }
  if (row.box === null) return { original: 'erased', originalUntil: null }
  return { original: 'sealed', originalUntil: until(state, row) }
}

function ownAccusation(state: RoomState, row: SealedRecord): OwnQuestion {
  return {
    id: row.id,
    slug: state.session.slug,
    sessionTitle: state.session.title,
    no: 0,
    kind: 'accusation',
    text: '',
    state: 'redirected',
    reason: 'discipline',
    askedAt: row.at,
    receipt: '',
    answers: [],
    cases: [],
    votes: 0,
    canWithdraw: false,
    kept: {
      text: false,
      details: false,
      name: false,
      device: false,
      public: false,
      ...originalOf(state, row),
    },
  }
}

/** What a receipt belongs to, with what is kept of it. */
export function keptByReceipt(state: RoomState, hash: string): OwnQuestion | null {
  const accused = accusations(state).find((row) => row.receiptHash === hash)
  if (accused) return ownAccusation(state, accused)
  const found = state.receipts.get(hash)
  if (!found) return null
  const comment = found.kind === 'comment' ? (state.comments.get(found.no) as CommentRecord) : null
  if (comment && comment.promotedTo === null) {
    const { text, name, asker, id } = comment
    return {
      ...ownComment(state, comment),
      kept: {
        text: text !== '',
        details: false,
        name: name !== null,
        device: asker !== null,
        public: comment.state === 'listed',
        ...originalOf(state, state.sealed.get(id)),
      },
    }
  }
  const row = state.question(comment?.promotedTo ?? found.no)
  return {
    ...ownQuestion(state, row),
    kept: {
      text: row.text !== '',
      details: row.details !== null,
      name: row.name !== null,
      device: row.asker !== null,
      public: hasWords(row),
      ...originalOf(state, state.sealed.get(row.id)),
    },
  }
}

function emptySeal(state: RoomState, id: string, why: 'author' | 'time', now: number): void {
  const row = state.sealed.get(id)
  if (!row || row.box === null) return
  state.putSealed({ ...row, box: null, erasedAt: now, erasedWhy: why })
}

/**
 * Erases what its author asked to be erased, at once. What can still be taken back is taken back; of what was
 * answered or handed off the answer stays, above a tombstone in the place of the words. Only while a question is
 * on stage its words stay until it is answered: people look at them.
 */
export function eraseOwn(state: RoomState, hash: string, now: number): Told<OwnQuestion> {
  const own = keptByReceipt(state, hash)
  if (!own) return no('NOT_FOUND')
  emptySeal(state, own.id, 'author', now)
  const found = state.receipts.get(hash)
  if (found?.kind === 'comment' || own.kind === 'comment') eraseComment(state, own.id)
  const row = [...state.questions.values()].find((one) => one.id === own.id)
  if (row) {
    if (canAct(row.state, 'withdraw') && state.session.state !== 'closed') {
      const taken = withdraw(state, { receiptHash: hash }, now)
      if (!taken.ok) return taken
    }
    eraseQuestion(state, row.no, now)
  }
  return { ok: true, value: keptByReceipt(state, hash) ?? own }
}

function eraseComment(state: RoomState, id: string): void {
  const row = [...state.comments.values()].find((one) => one.id === id)
  if (!row) return
  if (row.asker) state.forgetAsker(row.asker, 'comments', row.no)
  state.putComment({
    ...row,
    text: '',
    name: null,
    asker: null,
    reasonNote: null,
    ...(canTakeBack(row.state) ? { state: 'withdrawn' as const } : {}),
  })
  state.forgetKeys('comment', row.no)
  state.wordless.add(`comment:${row.no}`)
}

function eraseQuestion(state: RoomState, at: number, now: number): void {
  const row: QuestionRecord = state.question(at)
  if (row.asker) state.forgetAsker(row.asker, 'questions', row.no)
  const bare = { name: null, asker: null, note: null }
  const wordless = { text: '', details: null, reasonNote: null }
  const stays = row.state === 'on_stage'
  state.change(at, stays ? bare : { ...bare, ...wordless })
  const appeal = state.appeals.get(row.no)
  if (appeal) {
    const waits = appeal.state === 'waiting'
    const end = { state: 'withdrawn' as const, decidedAt: now }
    state.putAppeal({ ...appeal, text: '', ...(waits && end) })
    state.wordless.add(`appeal:${row.no}`)
  }
  for (const one of state.revisions) {
    if (one.entity === 'question' && one.entityId === row.id) state.putRevisionErased(one)
  }
  state.forgetKeys('question', row.no)
  if (!stays) (hasWords(row) ? state.tombstones : state.wordless).add(`question:${row.no}`)
}

/** Erases originals whose time is over, and wakes the room when the next one's will be. */
export function eraseDue(
  state: RoomState,
  carrier: Carrier,
  transact: (work: () => void) => void,
  now: number,
): void {
  const due: string[] = []
  let next = Infinity
  for (const row of state.sealed.values()) {
    const at = row.box === null ? null : until(state, row)
    if (at === null) continue
    if (at <= now) due.push(row.id)
    else next = Math.min(next, at)
  }
  if (due.length > 0) transact(() => due.forEach((id) => emptySeal(state, id, 'time', now)))
  if (next < Infinity) carrier.wake(next)
}

/** Of an emptied room: the session whose seals the record still keeps. */
const SEALED_OF = 'sealedOf'
const DAY_MS = 24 * 3_600_000

/** An emptied room goes on ringing once a day for as long as the record keeps a seal of its session. */
export async function watchRecord(storage: DurableObjectStorage, sessionId: string): Promise<void> {
  await storage.put(SEALED_OF, sessionId)
  await storage.setAlarm(Date.now() + DAY_MS)
}

/** What it does then. */
export async function eraseInRecord(
  storage: DurableObjectStorage,
  db: D1Database,
  now: number,
): Promise<void> {
  const sessionId = await storage.get<string>(SEALED_OF)
  if (!sessionId) return
  let left = 1
  try {
    left = await eraseSealed(db, now, sessionId)
  } catch {
    // The record is away: tomorrow again.
  }
  if (left > 0) await storage.setAlarm(now + DAY_MS)
  else await storage.delete(SEALED_OF)
}

/** Hands seals out. The event that says who looked and why is written in the same transaction. */
export function openSealed(
  state: RoomState,
  wanted: SealedWanted,
  actor: Actor,
  reason: string,
  now: number,
): Told<SealedFound[]> {
  const rows = 'id' in wanted ? [state.sealed.get(wanted.id)] : accusations(state)
  const held = rows.flatMap((row) => (row && row.box !== null ? [{ ...row, box: row.box }] : []))
  if ('id' in wanted) {
    if (rows[0]?.kind === 'accusation') return no('NOT_ALLOWED')
    if (held.length === 0) return no('NOT_FOUND')
  }
  for (const row of held) {
    const accused = row.kind === 'accusation'
    state.putEvent({
      id: Math.max(0, ...state.events.keys()) + 1,
      sessionId: state.session.id,
      at: now,
      actorId: actor.id,
      actor: actor.name,
      act: 'open_sealed',
      nos: row.kind === 'question' ? [row.no] : [],
      detail: JSON.stringify({
        v: state.number(),
        facts: { kind: row.kind, ...(accused ? {} : { no: row.no }), reason },
      }),
      undone: false,
    })
  }
  return { ok: true, value: held.map(({ id, keyId, box, at }) => ({ id, keyId, box, at })) }
}
