import { ASK_WINDOW_MS, ASKS_PER_VISITOR, COMMENTS_PER_VISITOR } from '../contract/limits'
import type { Level } from '../contract/assurance'
import { VERIFIED } from '../contract/assurance'
import type { RefusalCode, RefusalFacts, Told } from '../contract/refusals'
import type { NewComment, NewQuestion, SealedBox, WordMarks } from '../contract/room'
import type { CommentState, QuestionState } from '../contract/states'
import type { OwnQuestion, Receipt } from '../contract/views'
import { assuranceOf } from '../domain/assurance'
import { canAct, canTakeBack, countsHidden, questionsOpen } from '../domain/machine'
import type { EventRecord } from '../domain/records'
import { ownAppeal, publicAnswer, publicCase } from '../domain/projection'
import { newQuestion, type CommentRecord, type QuestionRecord } from '../domain/records'
import { skeleton } from '../domain/text'
import { recount } from './ballots'
import { muteFacts, muteOf } from './muted'
import type { RoomState, UsedKey } from './state'

/** What comes in from the public, and what its authors may read of it. Everything here runs inside a transaction. */

export function no<T>(code: RefusalCode, facts: RefusalFacts = {}): Told<T> {
  return { ok: false, code, facts }
}

/** Whether anything may come in now: the state welcomes it and the window after the stream is not over. */
export function welcome(state: RoomState, now: number): boolean {
  const { session } = state
  return questionsOpen(session.state) && (session.closesAt === null || now < session.closesAt)
}

/** The part a question belongs to: everything after the evening's summing-up is the second one. */
const partNow = (state: RoomState): 1 | 2 => (state.session.wrappedAt === null ? 1 : 2)

/** A question as it comes in, before anybody has looked at it. */
export function newQuestionRow(
  state: RoomState,
  input: Omit<NewQuestion, 'key' | 'digest' | 'sealed'>,
  enteredBy: string | null,
  now: number,
): QuestionRecord {
  const { id, text, details, name, channel, asker, receiptHash } = input
  return newQuestion({
    id,
    sessionId: state.session.id,
    no: state.lastNo + 1,
    text,
    details,
    name,
    channel,
    enteredBy,
    asker,
    receiptHash,
    part: partNow(state),
    askedAt: now,
  })
}

/** Puts the wording before masking away, beside the row that carries the masked one. */
export function keepOriginal(
  state: RoomState,
  kind: 'question' | 'comment',
  row: { id: string; no: number },
  { keyId, box, kinds }: SealedBox,
  now: number,
): void {
  state.putSealed({
    id: row.id,
    sessionId: state.session.id,
    kind,
    no: row.no,
    kinds,
    receiptHash: null,
    keyId,
    box,
    at: now,
    erasedAt: null,
    erasedWhy: null,
  })
}

/** Keeps which of the operator's words were found, so that reviewers read it first. It stays what it is. */
function keepMarks(
  state: RoomState,
  kind: 'question' | 'comment',
  { id, no }: { id: string; no: number },
  marks: WordMarks | undefined,
  now: number,
): void {
  if (!marks || marks.categories.length === 0) return
  state.putMark({ id, sessionId: state.session.id, kind, no, ...marks, at: now })
}

/** Keeps a question; the same key, or the same words of the same asker, is the same question. */
export function takeQuestion(
  state: RoomState,
  input: NewQuestion,
  level: Level,
  now: number,
): Told<Receipt> {
  const again = replay(state, input)
  if (again) return again
  if (!welcome(state, now)) return no('SESSION_NOT_OPEN')
  if (tooLow(state, level)) return no('VERIFY_FIRST')
  // Whoever is verified meanwhile is still at the browser that was muted.
  const muted = muteOf(state, input.asker, now) ?? muteOf(state, input.by?.from ?? null, now)
  if (muted) return no('MUTED', muteFacts(muted))
  const own = input.asker ? (state.asked.get(input.asker)?.questions ?? []) : []
  const recent = own
    .map((one) => state.question(one))
    .filter((row) => row.askedAt > now - ASK_WINDOW_MS)
  const twin = twinAmong(
    recent.filter((row) => row.state !== 'withdrawn'),
    input.text,
  )
  if (twin) return { ok: true, value: receiptOf(state, twin) }
  if (recent.length >= (state.session.quota?.asks ?? ASKS_PER_VISITOR))
    return no('SLOW_DOWN', waitFor(recent[0]?.askedAt, now))
  const row = state.putQuestion({ ...newQuestionRow(state, input, null, now), level })
  if (input.sealed) keepOriginal(state, 'question', row, input.sealed, now)
  keepMarks(state, 'question', row, input.marks, now)
  keepKey(state, input, 'question', row.no, now)
  return { ok: true, value: receiptOf(state, row) }
}

/**
 * Where a session asks for verified persons the law wants a name behind what is published, so that is refused;
 * every lower level is kept as it is and shown to the moderator.
 */
const tooLow = ({ session }: RoomState, level: Level) =>
  assuranceOf(session).ask === VERIFIED && level < VERIFIED

/** Keeps a comment (留言): it asks for no answer and stays out of the balance. */
export function takeComment(
  state: RoomState,
  input: NewComment,
  level: Level,
  now: number,
): Told<Receipt> {
  const again = replay(state, input)
  if (again) return again
  if (!welcome(state, now)) return no('SESSION_NOT_OPEN')
  if (tooLow(state, level)) return no('VERIFY_FIRST')
  // Whoever is verified meanwhile is still at the browser that was muted.
  const muted = muteOf(state, input.asker, now) ?? muteOf(state, input.by?.from ?? null, now)
  if (muted) return no('MUTED', muteFacts(muted))
  if (input.prompt !== null && !state.prompts.has(input.prompt)) return no('NOT_FOUND')
  const recent = (state.asked.get(input.asker)?.comments ?? [])
    .map((one) => state.comments.get(one) as CommentRecord)
    .filter((row) => row.at > now - ASK_WINDOW_MS)
  const twin = twinAmong(
    recent.filter((row) => row.prompt === input.prompt && row.state !== 'withdrawn'),
    input.text,
  )
  if (twin) return { ok: true, value: receiptOf(state, twin) }
  if (recent.length >= (state.session.quota?.comments ?? COMMENTS_PER_VISITOR))
    return no('SLOW_DOWN', waitFor(recent[0]?.at, now))
  const row = state.putComment({
    id: input.id,
    sessionId: state.session.id,
    no: state.lastCommentNo + 1,
    text: input.text,
    name: input.name,
    asker: input.asker,
    receiptHash: input.receiptHash,
    state: 'submitted',
    at: now,
    listedAt: null,
    prompt: input.prompt,
    promotedTo: null,
    reason: null,
    reasonNote: null,
    version: 0,
  })
  if (input.sealed) keepOriginal(state, 'comment', row, input.sealed, now)
  keepMarks(state, 'comment', row, input.marks, now)
  keepKey(state, input, 'comment', row.no, now)
  return { ok: true, value: receiptOf(state, row) }
}

interface Keyed {
  key: string | null
  digest: string
}

/** What an idempotency key was used for, if it was: the same answer for the same body, a refusal for another. */
export function replay(state: RoomState, input: Keyed): Told<Receipt> | null {
  if (input.key === null) return null
  const used = state.keys.get(input.key)
  if (!used) return null
  if (used.digest !== input.digest) return no('KEY_REUSED')
  if (used.kind === 'accusation') return no('KEY_REUSED')
  const row = used.kind === 'question' ? state.questions.get(used.no) : state.comments.get(used.no)
  return row ? { ok: true, value: receiptOf(state, row) } : no('NOT_FOUND')
}

export function keepKey(
  state: RoomState,
  { key, digest }: Keyed,
  kind: UsedKey['kind'],
  no: number,
  now: number,
): void {
  if (key !== null) state.putKey(key, { digest, kind, no }, now)
}

/** Skeletons of rows that were compared before; a changed row is another object. */
const skeletons = new WeakMap<object, string>()

function skeletonOf(row: { text: string }): string {
  const known = skeletons.get(row)
  if (known !== undefined) return known
  const made = skeleton(row.text)
  skeletons.set(row, made)
  return made
}

/** The row among an asker's own that says the same in the same words, if there is one. */
function twinAmong<R extends { text: string }>(rows: R[], text: string): R | undefined {
  if (rows.length === 0) return undefined
  const wanted = skeleton(text)
  return rows.find((row) => skeletonOf(row) === wanted)
}

function waitFor(oldest: number | undefined, now: number): RefusalFacts {
  const until = (oldest ?? now) + ASK_WINDOW_MS
  return { retryAfter: Math.max(1, Math.ceil((until - now) / 1000)) }
}

/** The answer to something handed in. The Worker fills in the receipt code, which it derives from the id. */
export function receiptOf(
  state: RoomState,
  row: { id: string; no: number; state: QuestionState | CommentState },
): Receipt {
  return {
    id: row.id,
    no: row.no,
    receipt: '',
    state: row.state,
    reviewMinutes: reviewMinutes(state),
    ...(state.session.rehearsal !== undefined && { rehearsal: true }),
  }
}

/** Median time from asking to listing of the last twenty listed questions, minutes; 0 when none was reviewed yet. */
export function reviewMinutes(state: RoomState): number {
  // Every question asked is told it, and it changes only when one is listed.
  state.reviewMinutes ??= medianReview(state)
  return state.reviewMinutes
}

function medianReview(state: RoomState): number {
  const waits: number[] = []
  for (const row of state.questions.values()) {
    if (row.listedAt !== null && row.channel === 'online') waits.push(row.listedAt - row.askedAt)
  }
  const last = waits.slice(-20).sort((a, b) => a - b)
  const median = last[Math.floor(last.length / 2)]
  return median === undefined ? 0 : Math.max(1, Math.ceil(median / 60_000))
}

/** The decision by which a question was rejected. */
export function rejectionOf(state: RoomState, no: number): EventRecord | undefined {
  return (state.eventsOf.get(no) ?? []).findLast((one) => one.act === 'reject' && !one.undone)
}

/** Whether a rejection can be appealed by its asker: once, and as long as something can still be listed. */
export function mayAppeal(state: RoomState, row: QuestionRecord): boolean {
  const over = ['closed', 'cancelled'].includes(state.session.state)
  return row.state === 'rejected' && row.text !== '' && !over && !state.appeals.has(row.no)
}

const reasoned: readonly QuestionState[] = ['rejected', 'redirected', 'taken_down']

/** What an asker may read of an own question, also before it is public. */
export function ownQuestion(state: RoomState, row: QuestionRecord): OwnQuestion {
  const out: OwnQuestion = {
    id: row.id,
    slug: state.session.slug,
    sessionTitle: state.session.title,
    no: row.no,
    kind: 'question',
    text: row.text,
    state: row.state,
    askedAt: row.askedAt,
    receipt: '',
    answers: (state.answers.get(row.no) ?? []).filter((a) => !a.withdrawn).map(publicAnswer),
    cases: (state.cases.get(row.no) ?? []).filter((c) => c.state !== 'void').map(publicCase),
    votes: countsHidden(state.session.state) ? 0 : row.votes,
    canWithdraw: canAct(row.state, 'withdraw'),
  }
  if (row.details) out.details = row.details
  // A proposed redirection is no answer yet: its route is told when the second person confirmed it.
  if (row.reason && reasoned.includes(row.state)) out.reason = row.reason
  if (row.reasonNote && reasoned.includes(row.state)) out.reasonNote = row.reasonNote
  const appeal = state.appeals.get(row.no)
  if (appeal) out.appeal = ownAppeal(appeal)
  else if (mayAppeal(state, row) && rejectionOf(state, row.no)) out.canAppeal = true
  if (row.state === 'merged') {
    const root = state.question(state.rootOf(row.no))
    out.mergedInto = { id: root.id, no: root.no }
  }
  return out
}

export function ownComment(state: RoomState, row: CommentRecord): OwnQuestion {
  const out: OwnQuestion = {
    id: row.id,
    slug: state.session.slug,
    sessionTitle: state.session.title,
    no: row.no,
    kind: 'comment',
    text: row.text,
    state: row.state,
    askedAt: row.at,
    receipt: '',
    answers: [],
    cases: [],
    votes: 0,
    canWithdraw: canTakeBack(row.state),
  }
  if (row.reason) out.reason = row.reason
  if (row.reasonNote) out.reasonNote = row.reasonNote
  if (row.promotedTo !== null) {
    out.promotedTo = { id: state.question(row.promotedTo).id, no: row.promotedTo }
  }
  return out
}

/** Everything asked from one device, newest first. */
export function ownOf(state: RoomState, asker: string, now: number): OwnQuestion[] {
  const own = state.asked.get(asker)
  if (!own) return []
  const mute = muteOf(state, asker, now)
  const muted = mute && {
    muted: { why: mute.reason, ...(mute.until !== null && { until: mute.until }) },
  }
  const comments = own.comments
    .map((one) => state.comments.get(one) as CommentRecord)
    .filter((row) => row.promotedTo === null)
  return [
    ...own.questions.map((one) => ownQuestion(state, state.question(one))),
    ...comments.map((row) => ownComment(state, row)),
  ]
    .map((one) => ({ ...one, ...muted }))
    .sort((a, b) => b.askedAt - a.askedAt || b.no - a.no)
}

/** Takes back a question or a comment for its author; its stub stays if it had been public. */
export function withdraw(
  state: RoomState,
  by: { asker: string; id: string } | { receiptHash: string },
  now: number,
): Told<OwnQuestion> {
  const row = 'receiptHash' in by ? byHash(state, by.receiptHash) : byAsker(state, by.asker, by.id)
  if (!row) return takeBack(state, by)
  if (row.state === 'withdrawn') return { ok: true, value: ownQuestion(state, row) }
  if (!canAct(row.state, 'withdraw') || state.session.state === 'closed') return no('NOT_POSSIBLE')
  const head = row.mergedInto
  // What was merged into it stays open on its own: those are other people's questions.
  for (const child of state.members.get(row.no) ?? []) {
    state.change(child, { state: 'listed', mergedInto: null, settledAt: null })
  }
  const kept = state.change(row.no, {
    state: 'withdrawn',
    settledAt: now,
    mergedInto: null,
    position: null,
    // A redirection that was only proposed leaves no reason behind.
    reason: null,
    redirectBy: null,
  })
  recount(state, row.no)
  if (head !== null) {
    // Its list of members changed, and the voters of every group around it.
    state.change(head, {})
    for (const one of state.lineOf(head)) recount(state, one)
  }
  return { ok: true, value: ownQuestion(state, kept) }
}

/** A comment taken back by its author; one that became a question is taken back as that. */
function takeBack(
  state: RoomState,
  by: { asker: string; id: string } | { receiptHash: string },
): Told<OwnQuestion> {
  const nos =
    'receiptHash' in by
      ? [state.receipts.get(by.receiptHash)?.no ?? 0]
      : (state.asked.get(by.asker)?.comments ?? [])
  const row = nos
    .map((one) => state.comments.get(one))
    .find((one) => one && ('receiptHash' in by || one.id === by.id))
  if (!row) return no('NOT_FOUND')
  if (row.state === 'withdrawn') return { ok: true, value: ownComment(state, row) }
  if (!canTakeBack(row.state) || state.session.state === 'closed') return no('NOT_POSSIBLE')
  return { ok: true, value: ownComment(state, state.putComment({ ...row, state: 'withdrawn' })) }
}

function byHash(state: RoomState, hash: string): QuestionRecord | undefined {
  const found = state.receipts.get(hash)
  return found?.kind === 'question' ? state.questions.get(found.no) : undefined
}

function byAsker(state: RoomState, asker: string, id: string): QuestionRecord | undefined {
  const nos = state.asked.get(asker)?.questions ?? []
  return nos.map((one) => state.question(one)).find((row) => row.id === id)
}
