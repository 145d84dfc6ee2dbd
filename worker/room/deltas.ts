import { RESUME_ROWS, SNAPSHOT_QUESTIONS } from '../contract/limits'
import type { Delta } from '../contract/live'
import type {
  DeskBurst,
  DeskComment,
  DeskDelta,
  DeskQuestion,
  DeskReport,
  DeskState,
} from '../contract/room'
import type {
  CasesLine,
  PublicComment,
  PublicPrompt,
  PublicQuestion,
  Snapshot,
} from '../contract/views'
import { dueStatus } from '../domain/deadlines'
import { countsHidden } from '../domain/machine'
import type { ReportRecord } from '../domain/fair-records'
import { maskPersonal, namesDoor } from '../domain/masking'
import {
  isPublic,
  isStub,
  ownAppeal,
  publicAnswer,
  publicCase,
  publicComment,
  publicQuestion,
} from '../domain/projection'
import { byHot, inOrder } from '../domain/ranking'
import type { BurstRecord, CommentRecord, PromptRecord, QuestionRecord } from '../domain/records'
import { detailOf } from './event-detail'
import { deskCuts, publicStream } from '../domain/stream-projection'
import { addLines, lastLine } from './line-deltas'
import { deskMutes } from './muted'
import type { RoomState } from './state'

/** The room's state as others may see it: whole, by page, or what changed since a number. */

/** Latest comments a snapshot carries. */
const SNAPSHOT_COMMENTS = 100

export function project(state: RoomState, row: QuestionRecord): PublicQuestion | null {
  const root = row.state === 'merged' ? state.question(state.rootOf(row.no)) : undefined
  return publicQuestion(row, {
    hidden: countsHidden(state.session.state),
    answers: state.answers.get(row.no) ?? [],
    cases: state.cases.get(row.no) ?? [],
    into: root && isPublic(root) ? { id: root.id, no: root.no } : undefined,
    merged: [...(state.members.get(row.no) ?? [])].sort((a, b) => a - b),
  })
}

/** Rows as anybody may read them. Masking is the dear part, so whoever needs a page cuts it first. */
export function projectAll(state: RoomState, rows: readonly QuestionRecord[]): PublicQuestion[] {
  return rows.flatMap((row) => project(state, row) ?? [])
}

/** Where one looks for a question of one's own: stubs and merged ones stand behind, not among, the others. */
export function listed(state: RoomState): QuestionRecord[] {
  return [...state.questions.values()].filter(
    (row) => isPublic(row) && !isStub(row) && row.state !== 'merged',
  )
}

/** The next three of the run-down; where the moderators arranged nothing, the most supported. */
export function nextUp(state: RoomState): number[] {
  const waiting = [...state.questions.values()].filter((row) => row.state === 'listed')
  const arranged = waiting
    .filter((row) => row.position !== null)
    .sort((a, b) => (a.position as number) - (b.position as number))
  // Which is most supported is nobody's to know before the session opens.
  const hidden = countsHidden(state.session.state)
  const rest = hidden ? [] : waiting.filter((row) => row.position === null).sort(byHot)
  return [...arranged, ...rest].slice(0, 3).map((row) => row.no)
}

export function casesLine(state: RoomState, now: number): CasesLine {
  const line: CasesLine = {
    total: 0,
    overdue: 0,
    disputed: 0,
    replied: 0,
    closed: 0,
    solved: 0,
    confirmed: 0,
  }
  for (const list of state.cases.values()) {
    for (const one of list) {
      if (one.state === 'void') continue
      line.total += 1
      if (one.state === 'disputed') line.disputed += 1
      if (one.repliedAt !== null) line.replied += 1
      if (one.closedAt !== null) line.closed += 1
      if (one.repliedAt !== null && one.outcome === 'solved') line.solved += 1
      if (one.state === 'confirmed') line.confirmed += 1
      if (one.dueAt === null) continue
      const status = dueStatus({ dueAt: one.dueAt, answeredAt: one.repliedAt, now })
      if (status === 'overdue' || status === 'long_overdue') line.overdue += 1
    }
  }
  return line
}

function prompt(state: RoomState, row: PromptRecord): PublicPrompt {
  let comments = 0
  for (const one of state.comments.values()) {
    if (one.prompt === row.no && one.state === 'listed') comments += 1
  }
  const out: PublicPrompt = {
    id: row.id,
    no: row.no,
    text: row.text,
    at: row.at,
    open: row.summary === null,
    comments,
  }
  if (row.summary !== null) out.summary = row.summary
  return out
}

const prompts = (state: RoomState) => [...state.prompts.values()].map((row) => prompt(state, row))

function comments(state: RoomState): PublicComment[] {
  const out: PublicComment[] = []
  for (const row of state.comments.values()) {
    const shown = publicComment(row)
    if (shown) out.push(shown)
  }
  return out.sort((a, b) => b.no - a.no)
}

/** Everything public but the questions. */
export function frameOf(
  state: RoomState,
  viewers: number,
  now: number,
): Omit<Snapshot, 'questions'> {
  const all = comments(state)
  const stream = publicStream(state.stream, state.cuts.values())
  const line = lastLine(state)
  let totalQuestions = 0
  for (const row of state.questions.values()) if (isPublic(row)) totalQuestions += 1
  return {
    ...(stream && { stream }),
    v: 1,
    epoch: state.epoch,
    seq: state.seq,
    at: now,
    session: state.session,
    stage: state.stage,
    next: nextUp(state),
    balance: state.balance,
    cases: casesLine(state, now),
    comments: all.slice(0, SNAPSHOT_COMMENTS),
    prompts: prompts(state),
    totalQuestions,
    totalComments: all.length,
    viewers,
    ...(line && { line }),
  }
}

export function snapshot(state: RoomState, viewers: number, now: number): Snapshot {
  const order = countsHidden(state.session.state) ? 'new' : 'hot'
  const rows = inOrder([...state.questions.values()].filter(isPublic), order)
  const questions = projectAll(state, rows.slice(0, SNAPSHOT_QUESTIONS))
  return { ...frameOf(state, viewers, now), questions }
}

/** What changed after `from`, or null when that is too much for one frame and a snapshot serves better. */
export function deltaSince(
  state: RoomState,
  from: number,
  viewers: number,
  now: number,
): Delta | null {
  const delta: Delta = { t: 'delta', epoch: state.epoch, from, seq: state.seq, at: now, viewers }
  const q: PublicQuestion[] = []
  const n: NonNullable<Delta['n']> = []
  const gone: number[] = []
  const hidden = countsHidden(state.session.state)
  const opened = from < state.countsFrom
  for (const row of state.questions.values()) {
    if (row.version > from) {
      const shown = project(state, row)
      if (shown) {
        if (q.push(shown) > RESUME_ROWS) return null
      } else if (wasListed(state, row)) gone.push(row.no)
    } else if ((row.countVersion > from || opened) && isPublic(row) && !hidden)
      n.push(countsIn(row))
  }
  if (q.length > 0) delta.q = q
  if (n.length > 0) delta.n = n
  if (gone.length > 0) delta.gone = gone
  addComments(state, delta, from)
  const changedPrompts = prompts(state).filter(
    (one) => (state.prompts.get(one.no) as PromptRecord).version > from,
  )
  if (changedPrompts.length > 0 || delta.c || delta.cGone) delta.prompts = prompts(state)
  const { facets } = state
  addLines(state, delta, from)
  if (facets.session > from) delta.session = state.session
  if (facets.stage > from) delta.stage = state.stage
  if (facets.stream > from) {
    delta.stream = publicStream(state.stream, state.cuts.values()) ?? null
  }
  if (facets.next > from) delta.next = nextUp(state)
  if (facets.balance > from) delta.balance = state.balance
  if (facets.cases > from) delta.cases = casesLine(state, now)
  if (facets.totals > from) {
    const frame = frameOf(state, viewers, now)
    delta.totalQuestions = frame.totalQuestions
    delta.totalComments = frame.totalComments
  }
  return delta
}

/** A question's counts, as far as the last of them that there is or was. */
function countsIn({
  no,
  votes,
  held,
  verified,
  apart,
}: QuestionRecord): NonNullable<Delta['n']>[0] {
  if (apart != null) return [no, votes, held ?? 0, verified ?? 0, apart]
  if (verified != null) return [no, votes, held ?? 0, verified]
  return held === undefined ? [no, votes] : [no, votes, held]
}

/**
 * Whether anybody could read a question that is not public now. Of the others not even the number is
 * told: with the balance beside it, it would say which one was just rejected.
 */
function wasListed(state: RoomState, row: QuestionRecord): boolean {
  if (row.listedAt !== null) return true
  const events = state.eventsOf.get(row.no) ?? []
  return events.some(({ act, undone }) => undone && (act === 'approve' || act === 'merge'))
}

function addComments(state: RoomState, delta: Delta, from: number): void {
  const c: PublicComment[] = []
  const gone: number[] = []
  const unlisted = [...state.events.values()]
    .filter((event) => event.undone && event.act === 'approve_comment')
    .flatMap((event) => detailOf(event).comments?.map((before) => before.no) ?? [])
  for (const row of state.comments.values()) {
    if (row.version <= from) continue
    const shown = publicComment(row)
    if (shown) c.push(shown)
    else if (row.listedAt !== null || unlisted.includes(row.no)) gone.push(row.no)
  }
  if (c.length > 0) delta.c = c
  if (gone.length > 0) delta.cGone = gone
}

// — the desk's view: the same rows, with what only staff may read —

export interface DeskSurroundings {
  viewers: number
  votesPerMinute: number
  screens: number
  scans?: number
  outbox: number
  staff: DeskState['staff']
}

/** Kinds of personal data in a row's words; looked for once, as every change of words makes a new row. */
const personal = new WeakMap<QuestionRecord, DeskQuestion['found']>()

function personalIn(row: QuestionRecord): DeskQuestion['found'] {
  const known = personal.get(row)
  if (known) return known
  const details = row.details ?? ''
  const found = [...maskPersonal(row.text).found, ...maskPersonal(details).found]
  if (namesDoor(`${row.text}\n${details}`)) found.push('address')
  const kinds = [...new Set(found)]
  personal.set(row, kinds)
  return kinds
}

export function deskQuestion(state: RoomState, row: QuestionRecord): DeskQuestion {
  // The desk reads the words as written: of the projection only what was said and done stays.
  const open = isPublic(row) && !isStub(row)
  const answers = open ? (state.answers.get(row.no) ?? []) : []
  const cases = open ? (state.cases.get(row.no) ?? []) : []
  const sealed = state.sealed.get(row.id)
  const out: DeskQuestion = {
    id: row.id,
    no: row.no,
    state: row.state,
    text: row.text,
    channel: row.channel,
    part: row.part,
    votes: row.votes,
    ...(row.held && { held: row.held }),
    ...(row.verified && { verified: row.verified }),
    ...(row.apart && { apart: row.apart }),
    ...(row.level && { level: row.level }),
    askedAt: row.askedAt,
    listedAt: row.listedAt,
    answers: answers.filter((one) => !one.withdrawn).map(publicAnswer),
    cases: cases.filter((one) => one.state !== 'void').map(publicCase),
    version: row.version,
    position: row.position,
    found: [...new Set([...(sealed?.kinds ?? []), ...personalIn(row)])],
    events: (state.eventsOf.get(row.no) ?? []).map((event) => ({
      id: event.id,
      at: event.at,
      by: event.actor,
      act: event.act,
      undone: event.undone,
    })),
  }
  if (row.details) out.details = row.details
  if (row.name) out.name = row.name
  if (row.stagedAt !== null) out.stagedAt = row.stagedAt
  if (row.settledAt !== null) out.settledAt = row.settledAt
  if (row.reason) out.reason = row.reason
  if (row.reasonNote) out.reasonNote = row.reasonNote
  if (row.note) out.note = row.note
  if (sealed?.box) out.original = true
  if (row.edited) out.edited = true
  if (row.redirectBy) out.redirectBy = row.redirectBy
  if (row.enteredBy) out.enteredBy = row.enteredBy
  if (row.state === 'merged') {
    const root = state.question(state.rootOf(row.no))
    out.mergedInto = { id: root.id, no: root.no }
  }
  const others = (row.asker ? state.asked.get(row.asker)?.questions : undefined) ?? []
  if (others.length > 1) out.sameAsker = others.filter((other) => other !== row.no)
  const appeal = state.appeals.get(row.no)
  if (appeal) {
    const { rejectedBy, against, actor } = appeal
    out.appeal = { ...ownAppeal(appeal), rejectedBy, against, ...(actor && { by: actor }) }
  }
  const marks = state.marks.get(row.id)
  if (marks) out.marks = marks.categories
  const merged = state.members.get(row.no)
  if (merged && merged.size > 0) out.merged = [...merged].sort((a, b) => a - b)
  return out
}

function deskBurst(row: BurstRecord): DeskBurst {
  const { id, questionNo, since, until, ballots, why, state } = row
  const out: DeskBurst = { id, no: questionNo, since, until, ballots, why, state }
  if (row.reason !== null) out.reason = row.reason
  if (row.actor !== null) out.by = row.actor
  if (row.decidedAt !== null) out.decidedAt = row.decidedAt
  if (row.proposedBy) out.proposed = { id: row.proposedBy, by: row.proposed ?? '' }
  return out
}

function deskReport(row: ReportRecord): DeskReport {
  const { id, kind, no, counts, notes, lastAt, state } = row
  const out: DeskReport = { id, kind, no, counts, notes, lastAt, state }
  if (row.answer !== null) out.answer = row.answer
  if (row.reason !== null) out.reason = row.reason
  if (row.actor !== null) out.by = row.actor
  if (row.decidedAt !== null) out.decidedAt = row.decidedAt
  return out
}

function deskComment(state: RoomState, row: CommentRecord): DeskComment {
  // What its author took back is nobody's to read, at the desk either.
  const taken = row.state === 'withdrawn'
  const text = taken ? '' : row.text
  const out: DeskComment = { no: row.no, id: row.id, text, at: row.at, state: row.state }
  if (row.name && !taken) out.name = row.name
  if (row.prompt !== null) out.prompt = row.prompt
  if (row.promotedTo !== null) out.promotedTo = row.promotedTo
  if (state.sealed.get(row.id)?.box) out.original = true
  const marks = state.marks.get(row.id)
  if (marks) out.marks = marks.categories
  return out
}

function health(state: RoomState, around: DeskSurroundings): DeskState['health'] {
  let oldest: number | null = null
  for (const row of state.questions.values()) {
    if (row.state === 'submitted' && (oldest === null || row.askedAt < oldest)) oldest = row.askedAt
  }
  const { viewers, votesPerMinute, outbox, screens, scans } = around
  const seen = scans === undefined ? {} : { scans }
  return { viewers, votesPerMinute, oldestPendingAt: oldest, outbox, screens, ...seen }
}

export function deskState(state: RoomState, around: DeskSurroundings, now: number): DeskState {
  const { comments: _public, ...frame } = frameOf(state, around.viewers, now)
  return {
    v: 1,
    epoch: state.epoch,
    seq: state.seq,
    at: now,
    snapshot: frame,
    units: state.units,
    ...(state.rules && { rules: state.rules }),
    ...(state.notices && { notices: state.notices }),
    questions: [...state.questions.values()].map((row) => deskQuestion(state, row)),
    comments: [...state.comments.values()].map((row) => deskComment(state, row)),
    ...(state.bursts.size > 0 && { bursts: [...state.bursts.values()].map(deskBurst) }),
    ...(state.reports.size > 0 && { reports: [...state.reports.values()].map(deskReport) }),
    ...(state.mutes.size > 0 && { mutes: deskMutes(state, now) }),
    ...(state.cuts.size > 0 && { cuts: deskCuts(state.cuts.values()) }),
    staff: around.staff,
    health: health(state, around),
  }
}

/** The desk's delta: absolute values, like the public one. Votes come as questions, counts being few at a desk. */
export function deskDelta(
  state: RoomState,
  from: number,
  around: DeskSurroundings,
  now: number,
): DeskDelta {
  const { comments: _public, ...frame } = frameOf(state, around.viewers, now)
  const questions = [...state.questions.values()]
    .filter((row) => row.version > from || row.countVersion > from)
    .map((row) => deskQuestion(state, row))
  const bursts = [...state.bursts.values()]
  const reports = [...state.reports.values()]
  const changed = [...state.comments.values()]
    .filter((row) => row.version > from)
    .map((row) => deskComment(state, row))
  return {
    t: 'desk',
    epoch: state.epoch,
    from,
    seq: state.seq,
    at: now,
    snapshot: frame,
    staff: around.staff,
    health: health(state, around),
    ...(questions.length > 0 ? { questions } : {}),
    ...(changed.length > 0 ? { comments: changed } : {}),
    ...(state.mutes.size > 0 && { mutes: deskMutes(state, now) }),
    ...(state.cuts.size > 0 && { cuts: deskCuts(state.cuts.values()) }),
    // All of them, as there are few: a card that is told is told with its neighbours.
    ...(bursts.some((one) => one.version > from) && { bursts: bursts.map(deskBurst) }),
    ...(reports.some((one) => one.version > from) && { reports: reports.map(deskReport) }),
  }
}
