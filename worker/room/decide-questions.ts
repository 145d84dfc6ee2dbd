import { Refusal } from '../contract/refusals'
import type { Decided, Decision, RoomOpening } from '../contract/room'
import type { CaseKind } from '../contract/states'
import { calendarAtHand } from '../domain/calendar-ready'
import { dueDate } from '../domain/deadlines'
import { onTheSpot } from '../domain/machine'
import type { CaseRecord } from '../domain/records'
import { heads, withdrawAnswer } from './decision'
import type { Hand } from './decision'
import { keepOriginal } from './intake'
import type { RoomState } from './state'

/** Decisions on questions, one verb each: what the moderator may do, told as what is written. */

type Of<A extends Decision['act']> = Extract<Decision, { act: A }>

export function approve(hand: Hand, { nos }: Of<'approve'>): Decided {
  for (const no of nos) {
    hand.may(no, 'approve')
    // What a redirection was proposed with goes with the proposal.
    hand.change(no, {
      state: 'listed',
      listedAt: hand.now,
      reason: null,
      reasonNote: null,
      redirectBy: null,
    })
  }
  return hand.done('approve', nos, true)
}

export function reject(hand: Hand, { nos, reason, note }: Of<'reject'>): Decided {
  for (const no of nos) {
    hand.may(no, 'reject')
    hand.change(no, {
      state: 'rejected',
      reason,
      reasonNote: note ?? null,
      settledAt: hand.now,
      redirectBy: null,
    })
  }
  hand.facts = { reason }
  return hand.done('reject', nos, true)
}

/** Pointing a question to its lawful route takes two: the first proposes, another person confirms. */
export function redirect(hand: Hand, { no, route, note }: Of<'redirect'>): Decided {
  const row = hand.may(no, 'redirect')
  hand.facts = { route }
  if (row.redirectBy === null || row.reason !== route) {
    hand.change(no, { redirectBy: hand.actor.id, reason: route, reasonNote: note ?? null })
    return hand.done('propose_redirect', [no], true)
  }
  if (row.redirectBy === hand.actor.id) throw new Refusal('SECOND_PERSON')
  hand.letGo(no)
  // The second person may have changed the words; what they left alone stays as proposed.
  const reasonNote = note ?? row.reasonNote
  hand.change(no, { state: 'redirected', settledAt: hand.now, position: null, reasonNote })
  return hand.done('redirect', [no], true)
}

/** Merges questions into another one. Ballots stay where they were cast; the group counts distinct voters. */
export function merge(hand: Hand, { nos, into }: Of<'merge'>): Decided {
  const { state, now } = hand
  const head = hand.row(into)
  if (!heads.includes(head.state)) {
    throw new Refusal('NOT_POSSIBLE', { open: [into] })
  }
  for (const no of nos) {
    if (no === into || state.groupOf(no).includes(into))
      throw new Refusal('INVALID', { field: 'into' })
    const row = hand.may(no, 'merge')
    hand.change(no, {
      state: 'merged',
      mergedInto: into,
      listedAt: row.listedAt ?? now,
      settledAt: now,
      position: null,
      redirectBy: null,
    })
  }
  // The head's list of members changed, so it is told anew.
  hand.change(into, {})
  hand.facts = { into }
  return hand.done('merge', nos, true)
}

export function unmerge(hand: Hand, { nos }: Of<'unmerge'>): Decided {
  // After the last summing-up nothing becomes open again.
  if (hand.state.session.state === 'closed') throw new Refusal('SESSION_MOVE')
  for (const no of nos) {
    const row = hand.may(no, 'unmerge')
    const head = row.mergedInto
    hand.change(no, { state: 'listed', mergedInto: null, settledAt: null })
    if (head !== null) hand.change(head, {})
  }
  return hand.done('unmerge', nos, true)
}

/** Masks personal data or corrects typing: a revision, shown as 已编辑; what was written stays sealed. */
export function edit(hand: Hand, { no, text, details, why, original }: Of<'edit'>): Decided {
  const row = hand.asSeen(no)
  if (row.state === 'withdrawn' || row.state === 'taken_down' || row.text === '') {
    throw new Refusal('NOT_POSSIBLE', { open: [no] })
  }
  const after = { text, details: details === undefined ? row.details : details }
  // Somebody changed the words between their sealing and here: nothing is lost, it is tried again.
  if (original && original.version !== row.version) throw new Refusal('CONFLICT', { open: [no] })
  const sealed = hand.state.sealed.get(row.id)
  if (original && !sealed) keepOriginal(hand.state, 'question', row, original, hand.now)
  hand.state.putRevision({
    id: crypto.randomUUID(),
    sessionId: row.sessionId,
    entity: 'question',
    entityId: row.id,
    why,
    before: original ? '' : JSON.stringify({ text: row.text, details: row.details }),
    after: JSON.stringify(after),
    by: hand.actor.id,
    at: hand.now,
  })
  hand.change(no, { ...after, edited: true })
  return hand.done('edit', [no], false)
}

/** Arranges the run-down by hand, apart from the order by votes. */
export function place(hand: Hand, { no, before }: Of<'place'>): Decided {
  const row = hand.row(no)
  if (before === null) {
    hand.change(no, { position: null })
    return hand.done('place', [no], true)
  }
  if (row.state !== 'listed') throw new Refusal('NOT_POSSIBLE', { open: [no] })
  const line = [...hand.state.questions.values()]
    .filter((other) => other.position !== null && other.no !== no)
    .map((other) => ({ no: other.no, position: other.position as number }))
    .sort((a, b) => a.position - b.position)
  const at = before === 'end' ? line.length : line.findIndex((other) => other.no === before)
  if (at < 0) throw new Refusal('NOT_FOUND', { field: 'before' })
  const lower = line[at - 1]?.position
  const upper = line[at]?.position
  const position =
    lower === undefined && upper === undefined
      ? 1
      : upper === undefined
        ? (lower as number) + 1
        : lower === undefined
          ? upper - 1
          : (lower + upper) / 2
  hand.change(no, { position })
  return hand.done('place', [no], true)
}

/** Exactly one question is on stage; the next one waits until it has its disposition or goes back. */
export function stage(hand: Hand, { no, speaker, office }: Of<'stage'>): Decided {
  const { state, now } = hand
  if (state.session.state !== 'live') throw new Refusal('SESSION_MOVE')
  const current = state.stage
  if (current && current.no === no) {
    // Naming who answers, without taking the question off the stage.
    hand.putStage(named({ no, since: current.since }, speaker, office))
    hand.change(no, {})
    return hand.done('stage', [no], true)
  }
  const row = hand.may(no, 'stage')
  if (current) throw new Refusal('NOT_POSSIBLE', { open: [current.no] })
  hand.change(no, { state: 'on_stage', stagedAt: row.stagedAt ?? now })
  hand.putStage(named({ no, since: now }, speaker, office))
  return hand.done('stage', [no], true)
}

function named(at: { no: number; since: number }, speaker?: string, office?: string) {
  return { ...at, ...(speaker ? { speaker } : {}), ...(office ? { office } : {}) }
}

export function unstage(hand: Hand, { no }: Of<'unstage'>): Decided {
  hand.may(no, 'unstage')
  hand.change(no, { state: 'listed' })
  hand.putStage(null)
  return hand.done('unstage', [no], true)
}

/** Records an answer. Answered and solved are two facts; a promise to look into it opens a case (后续办理). */
export function answer(hand: Hand, decision: Of<'answer'>): Decided {
  const { state, actor, now } = hand
  const { no, mode } = decision
  const row = hand.may(no, 'answer')
  if (mode === 'live' && !onTheSpot(state.session)) throw new Refusal('SESSION_MOVE')
  const joint = [...new Set(decision.joint ?? [])].sort((a, b) => a - b)
  // Said to be answered together: then the others are there, and are not this one.
  if (joint.some((other) => other === no || !state.questions.has(other))) {
    throw new Refusal('INVALID', { field: 'joint' })
  }
  hand.putAnswer({
    id: crypto.randomUUID(),
    sessionId: row.sessionId,
    questionNo: no,
    mode,
    speaker: decision.speaker,
    office: decision.office,
    unit: decision.unit,
    text: decision.text,
    solved: decision.solved,
    at: now,
    enteredBy: actor.id,
    revisedAt: null,
    revisedWhy: null,
    withdrawn: false,
    joint: joint.length > 0 ? joint : null,
  })
  for (const unit of decision.followUp ?? []) assign(hand, no, unit, 'follow_up')
  hand.change(no, { state: 'answered', settledAt: row.settledAt ?? now, position: null })
  if (state.stage?.no === no) {
    // Whoever answered is known at the latest now.
    const { speaker, office } = state.stage
    if (!speaker) hand.putStage(named(state.stage, decision.speaker, office ?? decision.office))
    hand.putStage(null)
  }
  hand.facts = { mode, solved: decision.solved }
  return hand.done('answer', [no], true)
}

/** Hands questions to departments, a case each, with the date due by the rule of that department. */
export function handOff(hand: Hand, { nos, units, note }: Of<'hand_off'>): Decided {
  if (units.length === 0) throw new Refusal('INVALID', { field: 'units' })
  for (const no of nos) {
    const row = hand.may(no, 'hand_off')
    const answered = row.state === 'answered'
    for (const unit of units) assign(hand, no, unit, answered ? 'follow_up' : 'hand_off', note)
    hand.change(
      no,
      answered ? {} : { state: 'handed_off', settledAt: row.settledAt ?? hand.now, position: null },
    )
    if (hand.state.stage?.no === no) hand.putStage(null)
  }
  hand.facts = { units }
  return hand.done('hand_off', nos, true)
}

/** Opens a case of a question, of which the record leads the life from the first act of its department on. */
export function openCase(
  state: RoomState,
  assignedBy: string,
  now: number,
  no: number,
  unitId: string,
  kind: CaseKind,
  note?: string,
): CaseRecord | null {
  const unit = state.units.find((one) => one.id === unitId)
  if (!unit) throw new Refusal('INVALID', { field: 'units' })
  const open = (state.cases.get(no) ?? []).some(
    (one) => one.unitId === unitId && one.state !== 'void',
  )
  // Handing the same matter to the same department twice is the same hand-off.
  if (open) return null
  const made: CaseRecord = {
    id: crypto.randomUUID(),
    sessionId: state.session.id,
    questionNo: no,
    kind,
    unitId,
    unit: unit.name,
    state: 'assigned',
    outcome: null,
    note: note ?? null,
    assignedBy,
    assignedAt: now,
    ...deadline(state.session.kind, now, unit.answerDays, state),
    repliedAt: null,
    reply: null,
    closedAt: null,
    seq: 0,
    acceptedAt: null,
    pausedAt: null,
    extendedAt: null,
    visibility: 'public',
  }
  state.putCase(made)
  return made
}

function assign(hand: Hand, no: number, unitId: string, kind: CaseKind, note?: string): void {
  const made = openCase(hand.state, hand.actor.id, hand.now, no, unitId, kind, note)
  if (made) hand.opened(made.id)
}

/** When the answer of a case is due, with its sums (怎么算的). */
export function deadline(
  kind: string,
  assignedAt: number,
  answerDays: number | null,
  { rules, notices }: Pick<RoomOpening, 'rules' | 'notices'>,
): Pick<CaseRecord, 'dueAt' | 'dueSums' | 'provisional'> {
  const profile = kind === 'reception' ? 'reception' : 'town_hall'
  const due = dueDate(
    profile,
    'answer',
    assignedAt,
    calendarAtHand(notices),
    answerDays === null || profile === 'reception' ? {} : { answer: answerDays },
    rules,
  )
  return { dueAt: due.dueAt, dueSums: JSON.stringify(due), provisional: due.provisional }
}

/** Takes a question off every public page; a dated stub with the reason stays. */
export function takeDown(hand: Hand, { no, reason }: Of<'take_down'>): Decided {
  hand.may(no, 'take_down')
  hand.letGo(no)
  const head = hand.row(no).mergedInto
  hand.change(no, {
    state: 'taken_down',
    reason,
    settledAt: hand.now,
    mergedInto: null,
    position: null,
  })
  if (head !== null) hand.change(head, {})
  if (hand.state.stage?.no === no) hand.putStage(null)
  hand.facts = { reason }
  return hand.done('take_down', [no], true)
}

/** Opens a disposition again, for a stated reason: a visible revision. Answers given stay on record. */
export function reopen(hand: Hand, { no, why }: Of<'reopen'>): Decided {
  const { state, actor, now } = hand
  if (state.session.state === 'closed') throw new Refusal('SESSION_MOVE')
  const row = hand.may(no, 'reopen')
  // An appeal is heard, not passed over; one that was decided is final.
  if (row.state === 'rejected' && state.appeals.has(no)) {
    throw new Refusal('NOT_POSSIBLE', { open: [no] })
  }
  const back = row.listedAt === null ? 'submitted' : 'listed'
  state.putRevision({
    id: crypto.randomUUID(),
    sessionId: row.sessionId,
    entity: 'question',
    entityId: row.id,
    why,
    before: JSON.stringify({ state: row.state }),
    after: JSON.stringify({ state: back }),
    by: actor.id,
    at: now,
  })
  for (const given of state.answers.get(no) ?? []) withdrawAnswer(state, given.id)
  for (const one of state.cases.get(no) ?? []) {
    if (one.state !== 'void') hand.state.putCase({ ...one, state: 'void' })
  }
  hand.change(no, {
    state: back,
    settledAt: null,
    reason: null,
    reasonNote: null,
    redirectBy: null,
  })
  hand.facts = { why }
  return hand.done('reopen', [no], false)
}

/** Corrects an answer in the open: the text changes, the revision stays. */
export function correctAnswer(hand: Hand, decision: Of<'correct_answer'>): Decided {
  const { state, actor, now } = hand
  const { no, text, why } = decision
  const given = (state.answers.get(no) ?? []).find((one) => one.id === decision.answer)
  if (!given || given.withdrawn) throw new Refusal('NOT_FOUND', { field: 'answer' })
  state.putRevision({
    id: crypto.randomUUID(),
    sessionId: given.sessionId,
    entity: 'answer',
    entityId: given.id,
    why,
    before: given.text,
    after: text,
    by: actor.id,
    at: now,
  })
  state.putAnswer({ ...given, text, revisedAt: now, revisedWhy: why })
  hand.change(no, {})
  return hand.done('correct_answer', [no], false)
}
