import type { Fairness, Reported, ReportReason } from '../contract/fairness'
import {
  APPEAL_LAPSE_MS,
  reportId,
  REPORT_NOTES,
  REPORT_WINDOW_MS,
  REPORTS_AGAIN,
  REPORTS_PER_VISITOR,
} from '../contract/fairness'
import type { Told } from '../contract/refusals'
import { Refusal } from '../contract/refusals'
import type { Actor, Decided, Decision } from '../contract/room'
import type { OwnQuestion } from '../contract/views'
import { reportsIn, type ReportRecord } from '../domain/fair-records'
import { accusing, fairnessOf } from '../domain/fairness'
import { publicComment } from '../domain/projection'
import type { QuestionRecord } from '../domain/records'
import type { Hand } from './decision'
import { mayAppeal, no, ownQuestion, rejectionOf } from './intake'
import { project } from './deltas'
import type { RoomState } from './state'

/** Appeals and reports: read when the first of them comes. What is handed a state runs inside a transaction. */

type By = { asker: string; id: string } | { receiptHash: string }

function ownRow(state: RoomState, by: By): QuestionRecord | undefined {
  if ('receiptHash' in by) {
    const found = state.receipts.get(by.receiptHash)
    return found?.kind === 'question' ? state.questions.get(found.no) : undefined
  }
  const nos = state.asked.get(by.asker)?.questions ?? []
  return nos.map((one) => state.question(one)).find((row) => row.id === by.id)
}

/** Takes the one appeal there is against a rejection. The same words again are the same appeal. */
export function takeAppeal(state: RoomState, by: By, text: string, now: number): Told<OwnQuestion> {
  const row = ownRow(state, by)
  if (!row) return no('NOT_FOUND')
  const earlier = state.appeals.get(row.no)
  if (earlier?.state === 'waiting' && earlier.text === text) {
    return { ok: true, value: ownQuestion(state, row) }
  }
  if (earlier) return no('APPEALED')
  const rejection = mayAppeal(state, row) && rejectionOf(state, row.no)
  if (!rejection) return no('NOT_POSSIBLE')
  state.putAppeal({
    no: row.no,
    sessionId: row.sessionId,
    at: now,
    text,
    state: 'waiting',
    against: row.reason ?? '',
    rejectedAt: row.settledAt ?? rejection.at,
    rejectedBy: rejection.actorId,
    reason: null,
    actorId: null,
    actor: null,
    decidedAt: null,
    version: 0,
  })
  return { ok: true, value: ownQuestion(state, state.question(row.no)) }
}

/**
 * Another moderator than the one who rejected hears an appeal, for good. Listed, the question stays in the part
 * it came in with: what an evening received does not change afterwards, and closing waits for its answer.
 */
export function settleAppeal(
  hand: Hand,
  { no: at, to, reason }: Extract<Decision, { act: 'settle_appeal' }>,
): Decided {
  const { state, actor, now } = hand
  const row = hand.asSeen(at)
  const appeal = state.appeals.get(at)
  if (!appeal) throw new Refusal('NOT_FOUND', { field: 'no' })
  if (appeal.state !== 'waiting') {
    const { actor: by, decidedAt } = appeal
    throw new Refusal('CONFLICT', {
      open: [at],
      action: `appeal_${appeal.state}`,
      ...(by !== null && { by }),
      ...(decidedAt !== null && { at: decidedAt }),
    })
  }
  if (appeal.rejectedBy === actor.id) throw new Refusal('SECOND_PERSON')
  if (['closed', 'cancelled'].includes(state.session.state)) throw new Refusal('SESSION_MOVE')
  if (row.state !== 'rejected' || (to === 'listed' && row.text === '')) {
    throw new Refusal('NOT_POSSIBLE', { open: [at] })
  }
  state.putAppeal({
    ...appeal,
    state: to,
    reason: reason || null,
    actorId: actor.id,
    actor: actor.name,
    decidedAt: now,
  })
  if (to === 'listed') {
    hand.change(at, {
      state: 'listed',
      listedAt: now,
      settledAt: null,
      reason: null,
      reasonNote: null,
    })
  }
  return hand.done(`appeal_${to}`, [at], false)
}

/** Numbers of appeals that keep a session from closing: those that somebody can still be expected to hear. */
export function waitingAppeals(state: RoomState, now: number): number[] {
  return [...state.appeals.values()]
    .filter((one) => one.state === 'waiting' && now - one.at < APPEAL_LAPSE_MS)
    .map((one) => one.no)
}

/** At the end nobody can list anything any more: what still waits was not heard, and says so in public. */
export function lapseAppeals(state: RoomState, now: number): void {
  for (const one of state.appeals.values()) {
    if (one.state === 'waiting') state.putAppeal({ ...one, state: 'lapsed', decidedAt: now })
  }
}

// — reports —

/** When each device reported, for its pace; in memory only, and the room forgets it with everything else. */
const paces = new WeakMap<RoomState, Map<string, number[]>>()

/** What a report is about as anybody reads it, or nothing. */
function shown(state: RoomState, about: Reported): boolean {
  if (about.kind === 'comment') {
    const row = state.comments.get(about.no)
    return row !== undefined && publicComment(row)?.state === 'listed'
  }
  const row = state.questions.get(about.no)
  const question = row && project(state, row)
  if (!question) return false
  return about.kind === 'question'
    ? question.text !== ''
    : question.answers.some((one) => one.id === about.answer)
}

/** Takes a report. It hides nothing: it is counted on a card that a moderator decides. */
export function takeReport(
  state: RoomState,
  about: Reported,
  given: { reason: ReportReason; note: string | null },
  from: { device: string; hash: string },
  now: number,
): Told<{ again: boolean }> {
  if (!shown(state, about)) return no('NOT_FOUND')
  const known = state.sql.exec('SELECT 1 FROM reporters WHERE hash = ?', from.hash)
  if (!known.next().done) return { ok: true, value: { again: true } }
  const pace = paces.get(state) ?? new Map<string, number[]>()
  paces.set(state, pace)
  const recent = (pace.get(from.device) ?? []).filter((at) => at > now - REPORT_WINDOW_MS)
  if (recent.length >= REPORTS_PER_VISITOR) {
    const wait = Math.ceil(((recent[0] ?? now) + REPORT_WINDOW_MS - now) / 1000)
    return no('SLOW_DOWN', { retryAfter: Math.max(1, wait) })
  }
  pace.set(from.device, [...recent, now])
  state.sql.exec('INSERT INTO reporters (hash) VALUES (?)', from.hash)
  state.putReport(withReport(state, about, given, now))
  return { ok: true, value: { again: false } }
}

function withReport(
  state: RoomState,
  about: Reported,
  { reason, note }: { reason: ReportReason; note: string | null },
  now: number,
): ReportRecord {
  const id = reportId(about)
  const card: ReportRecord = state.reports.get(id) ?? {
    id,
    sessionId: state.session.id,
    kind: about.kind,
    no: about.no,
    answer: about.answer,
    counts: {},
    notes: [],
    firstAt: now,
    lastAt: now,
    state: 'open',
    reason: null,
    actorId: null,
    actor: null,
    decidedAt: null,
    settled: 0,
    version: 0,
  }
  const counts = { ...card.counts, [reason]: (card.counts[reason] ?? 0) + 1 }
  const notes = note === null ? card.notes : [...card.notes, note].slice(0, REPORT_NOTES)
  // A few more devices bring a card back that was decided; one alone does not.
  const back = reportsIn({ counts }) - card.settled >= REPORTS_AGAIN
  return { ...card, counts, notes, lastAt: now, state: back ? 'open' : card.state }
}

/** Dismisses a card, or says what was put right; taking down is a decision of its own. */
export function settleReport(
  hand: Hand,
  { report, to, reports, reason }: Extract<Decision, { act: 'settle_report' }>,
): Decided {
  const { state } = hand
  const card = state.reports.get(report)
  if (!card) throw new Refusal('NOT_FOUND', { field: 'report' })
  if (card.state !== 'open') {
    const { actor: by, decidedAt } = card
    const facts = { ...(by !== null && { by }), ...(decidedAt !== null && { at: decidedAt }) }
    throw new Refusal('CONFLICT', { ...facts, action: `${card.state}_report` })
  }
  // Others reported it meanwhile, perhaps for another reason.
  if (reportsIn(card) !== reports) throw new Refusal('CONFLICT')
  decided(hand, card, to, reason)
  hand.facts = { report, to }
  return hand.done(`${to}_report`, card.kind === 'comment' ? [] : [card.no], false)
}

function decided(hand: Hand, card: ReportRecord, to: ReportRecord['state'], reason: string): void {
  hand.state.putReport({
    ...card,
    state: to,
    reason,
    actorId: hand.actor.id,
    actor: hand.actor.name,
    decidedAt: hand.now,
    settled: reportsIn(card),
  })
}

/** After a decision: cards of what was taken down are decided, those of what came back by an undo are open again. */
export function followReports(state: RoomState, actor: Actor, now: number): void {
  for (const card of state.reports.values()) {
    const row = card.kind === 'comment' ? state.comments.get(card.no) : state.questions.get(card.no)
    const down = row?.state === 'taken_down'
    if (down && card.state === 'open') {
      const { id: actorId, name } = actor
      const settled = reportsIn(card)
      const reason = row.reason
      const done = { actorId, actor: name, decidedAt: now, settled, reason }
      state.putReport({ ...card, ...done, state: 'taken_down' })
    } else if (!down && card.state === 'taken_down') {
      const not = { actorId: null, actor: null, decidedAt: null, settled: 0, reason: null }
      state.putReport({ ...card, ...not, state: 'open' })
    }
  }
}

/** What is told in public of how the desk treated what was handed in. */
export function fairness(state: RoomState, now: number): Fairness {
  const { slug, title, state: at } = state.session
  return fairnessOf(
    { slug, title, state: at, at: now },
    state.questions.values(),
    state.appeals.values(),
    state.reports.values(),
    state.marks.values(),
    accusing(state.events.values()),
  )
}
