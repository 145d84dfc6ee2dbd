/** The machine of a case is one file: what each act needs, changes and tells stand beside each other. */

import type { CaseEventKind } from '../contract/cases'
import type { DeadlineRules, ProfileId } from '../contract/deadlines'
import { FOLLOW_UP_MS } from '../contract/follow'
import { Refusal } from '../contract/refusals'
import type { Authority, CaseState, SessionKind } from '../contract/states'
import type { WorkCalendar } from './calendar'
import {
  actRights,
  actStates,
  answeredStates,
  type CaseAct,
  type CaseRight,
  type DraftOf,
} from './case-acts'
import type {
  CaseEventRecord,
  CaseFile,
  CaseNoteRecord,
  CaseUnitRecord,
  PauseRecord,
  ReplyRecord,
} from './case-records'
import { dueAgain, dueDate, hasPeriod, openedSums } from './deadlines'
import { addDays, isDay, shanghaiDay, startOfDay } from './shanghai'

/** How long an asker has for the details asked for, in days. */
export const DETAILS_DAYS = { min: 1, max: 30 }

/** A case with everything the machine looks at. */
export interface CaseWhole {
  file: CaseFile
  session: {
    id: string
    slug: string
    kind: SessionKind
    unitId: string | null
    unit: string
    /** Whether a room still holds it, and is told. */
    authority: Authority
  }
  units: readonly CaseUnitRecord[]
  replies: readonly ReplyRecord[]
  pauses: readonly PauseRecord[]
  /** Oldest first. */
  events: readonly CaseEventRecord[]
}

/** Who acts, of which unit, and as what. */
export interface CaseBy {
  id: string
  name: string
  unitId: string | null
  unit: string
  right: CaseRight
  /** The role that gives it; of staff. */
  role?: string
  /** Whose work it is, where somebody absent named whoever acts. */
  for?: { id: string; name: string }
}

/** The days and periods in force. */
export interface CaseClock {
  calendar: WorkCalendar
  rules?: DeadlineRules | undefined
  newId: () => string
}

/** What an act makes of a case: everything of it is kept together, or nothing. */
export interface CaseChange {
  file: CaseFile
  event: CaseEventRecord
  units: CaseUnitRecord[]
  replies: ReplyRecord[]
  pauses: PauseRecord[]
  notes: CaseNoteRecord[]
}

/** Which deadlines hold for a case. */
export const profileOf = (
  file: Pick<CaseFile, 'profile'>,
  session: { kind: SessionKind },
): ProfileId => file.profile ?? (session.kind === 'reception' ? 'reception' : 'town_hall')

const own = (file: Pick<CaseFile, 'answerDays'>, profile: ProfileId) =>
  file.answerDays === null || profile === 'reception' ? {} : { answer: file.answerDays }

/** Acceptance and objection, from when the unit has it. A period the profile does not know has no end. */
function handOver(file: CaseFile, session: CaseWhole['session'], from: number, clock: CaseClock) {
  const profile = profileOf(file, session)
  const { calendar, rules } = clock
  const end = (name: 'accept' | 'objection') =>
    hasPeriod(profile, name, rules) ? dueDate(profile, name, from, calendar, {}, rules).dueAt : null
  return { heldSince: from, acceptDueAt: end('accept'), objectionDueAt: end('objection') }
}

/** A case as its room gave birth to it, with what no room knows filled in. */
export function filled(whole: CaseWhole, clock: CaseClock): CaseFile {
  const { file, session } = whole
  if (file.heldSince !== null) return file
  const profile = profileOf(file, session)
  const sums = openedSums(file.dueSums)
  return {
    ...file,
    profile,
    // What the unit asked for, as its room counted it: also for an extension, and when it is opened again.
    answerDays: file.answerDays ?? (sums?.unit === 'workday' ? sums.amount : null),
    firstDueAt: file.firstDueAt ?? file.dueAt,
    ...handOver(file, session, file.assignedAt, clock),
  }
}

/** The answer's period again, for a case that was opened again. */
function anew(file: CaseFile, session: CaseWhole['session'], now: number, clock: CaseClock) {
  const profile = profileOf(file, session)
  const due = dueDate(profile, 'answer', now, clock.calendar, own(file, profile), clock.rules)
  const { dueAt, provisional } = due
  return { dueAt, firstDueAt: dueAt, dueSums: JSON.stringify(due), provisional }
}

/** When a case is due once a pause has ended: counted again from its sums, where they were kept. */
function afterPause(file: CaseFile, pause: PauseRecord, clock: CaseClock): Partial<CaseFile> {
  const sums = openedSums(file.dueSums)
  if (!sums || file.dueAt === null || pause.fromAt >= file.dueAt) return {}
  const due = dueAgain(sums, clock.calendar, [pause])
  return { dueAt: due.dueAt, dueSums: JSON.stringify(due), provisional: due.provisional }
}

export const openPause = (whole: Pick<CaseWhole, 'pauses'>): PauseRecord | undefined =>
  whole.pauses.find(({ untilAt }) => untilAt === null)

export const currentAssists = (whole: Pick<CaseWhole, 'units'>): CaseUnitRecord[] =>
  whole.units.filter(({ role, untilAt }) => role === 'assist' && untilAt === null)

export const draftOf = ({ kind, corrects }: Pick<ReplyRecord, 'kind' | 'corrects'>): DraftOf =>
  corrects !== null ? 'correction' : kind

const isOpen = ({ state }: ReplyRecord) => state === 'draft' || state === 'review'

/** The draft under way of one sort: there is at most one. */
export const openDraft = (
  whole: Pick<CaseWhole, 'replies'>,
  of: DraftOf,
): ReplyRecord | undefined => whole.replies.find((reply) => isOpen(reply) && draftOf(reply) === of)

/** Everybody who wrote in a draft: none of them approves it. */
export function authorsOf(whole: Pick<CaseWhole, 'events'>, reply: ReplyRecord): Set<string> {
  const wrote = whole.events.filter(
    ({ what, facts }) => what === 'drafted' && facts['reply'] === reply.id,
  )
  return new Set([reply.draftedBy, ...wrote.map(({ actorId }) => actorId)])
}

/** The published reply that stands: the last correction, or the reply itself. */
export function standingReply(replies: readonly ReplyRecord[]): ReplyRecord | undefined {
  return replies
    .filter(({ state, kind }) => state === 'published' && kind === 'final')
    .sort((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0))[0]
}

/** A hand that writes one act down. */
class Pen {
  readonly units: CaseUnitRecord[] = []
  readonly replies: ReplyRecord[] = []
  readonly pauses: PauseRecord[] = []
  readonly notes: CaseNoteRecord[] = []
  readonly was: CaseFile
  file: CaseFile
  text: string | null = null
  inside: string | null = null
  facts: CaseEventRecord['facts'] = {}

  constructor(
    readonly whole: CaseWhole,
    readonly by: CaseBy,
    readonly now: number,
    readonly clock: CaseClock,
  ) {
    this.was = filled(whole, clock)
    this.file = this.was
  }

  set(patch: Partial<CaseFile>): void {
    this.file = { ...this.file, ...patch }
  }

  done(what: CaseEventKind): CaseChange {
    const seq = this.was.seq + 1
    const { by, file } = this
    return {
      file: { ...file, seq },
      event: {
        caseId: file.id,
        seq,
        at: this.now,
        what,
        actorId: by.id,
        actor: by.for ? `${by.name}（代${by.for.name}）` : by.name,
        unitId: by.unitId,
        unit: by.unit,
        text: this.text,
        inside: this.inside,
        facts: this.facts,
      },
      units: this.units,
      replies: this.replies,
      pauses: this.pauses,
      notes: this.notes,
    }
  }

  reply(id: string, state: ReplyRecord['state']): ReplyRecord {
    const found = this.whole.replies.find((one) => one.id === id)
    if (!found) throw new Refusal('NOT_FOUND', { field: 'reply' })
    if (found.state !== state) throw new Refusal('NOT_POSSIBLE')
    return found
  }

  endPause(given: string | null): void {
    const pause = openPause(this.whole)
    if (pause) {
      const ended = { ...pause, untilAt: this.now, given }
      this.pauses.push(ended)
      const was = this.was.dueAt
      this.set(afterPause(this.was, ended, this.clock))
      if (this.file.dueAt !== was) this.facts = { ...this.facts, dueAt: this.file.dueAt, was }
    }
    const drafted = openDraft(this.whole, 'final')
    this.set({ pausedAt: null, state: drafted ? 'draft' : 'in_progress' })
  }

  /** The lead's row, also for a case that never changed hands. */
  endLead(): void {
    const { unitId, unit, heldSince, assignedAt } = this.was
    const held = this.whole.units.find((row) => row.role === 'lead' && row.untilAt === null)
    const fromAt = held?.fromAt ?? heldSince ?? assignedAt
    this.units.push({
      caseId: this.was.id,
      unitId,
      unit,
      role: 'lead',
      fromAt,
      untilAt: Math.max(this.now, fromAt),
    })
  }
}

function refuseWrongHand(act: CaseAct, by: CaseBy): void {
  const rights = actRights[act.act]
  const interim = act.act === 'drafted' && act.of === 'interim'
  if (act.act === 'drafted' && by.right === 'assist' && !interim) throw new Refusal('WRONG_UNIT')
  if (rights.includes(by.right)) return
  throw new Refusal(by.right === 'assist' ? 'WRONG_UNIT' : 'NOT_ALLOWED')
}

/**
 * One act on a case: what becomes of it, or the refusal that says why not. `seen` is the number its actor had
 * before them; who looked at less than there is now is told so.
 */
export function actOn(
  whole: CaseWhole,
  act: CaseAct,
  by: CaseBy,
  now: number,
  clock: CaseClock,
): CaseChange {
  refuseWrongHand(act, by)
  const { state } = whole.file
  if (!actStates[act.act].includes(state)) throw new Refusal('NOT_POSSIBLE')
  const pen = new Pen(whole, by, now, clock)
  switch (act.act) {
    case 'accepted':
      pen.set({ state: 'in_progress', acceptedAt: pen.was.acceptedAt ?? now })
      if (act.officer) pen.set({ officerId: act.officer.id, officer: act.officer.name })
      else if (by.right === 'lead') pen.set({ officerId: by.id, officer: by.name })
      return pen.done('accepted')
    case 'objected':
      return object(pen, act)
    case 'objection_declined':
      pen.text = act.reason
      // It was heard once; the period to accept begins again.
      pen.set({
        ...handOver(pen.was, whole.session, now, clock),
        heldSince: pen.was.heldSince,
        objectionDueAt: Math.min(now, pen.was.objectionDueAt ?? now),
        state: 'assigned',
      })
      return pen.done('objection_declined')
    case 'reassigned':
      return reassign(pen, act)
    case 'assist_added':
    case 'assist_removed':
      return assist(pen, act)
    case 'sponsored':
      pen.facts = { other: act.who.name }
      pen.set({ sponsorId: act.who.id, sponsor: act.who.name })
      return pen.done('sponsored')
    case 'noted':
      pen.notes.push({
        id: clock.newId(),
        caseId: pen.was.id,
        unitId: by.unitId ?? '',
        at: now,
        by: by.id,
        byName: by.name,
        text: act.text,
      })
      return pen.done('noted')
    case 'planned':
      if (!isDay(act.day) || act.day < shanghaiDay(now))
        throw new Refusal('INVALID', { field: 'day' })
      if (act.day === pen.was.expectedDay) throw new Refusal('UNCHANGED')
      pen.facts = { day: act.day, was: pen.was.expectedDay }
      pen.set({ expectedDay: act.day })
      return pen.done('planned')
    case 'drafted':
      return draft(pen, act)
    case 'submitted':
      return submit(pen, act)
    case 'returned': {
      const reply = pen.reply(act.reply, 'review')
      pen.inside = act.why
      pen.facts = { reply: reply.id, of: draftOf(reply) }
      pen.replies.push({
        ...reply,
        state: 'draft',
        submittedAt: null,
        returnedWhy: act.why,
        version: reply.version + 1,
      })
      if (draftOf(reply) === 'final' && state === 'review') pen.set({ state: 'draft' })
      return pen.done('returned')
    }
    case 'publish':
      return publish(pen, act)
    case 'extended':
      return extend(pen, act)
    case 'asked_details':
      if (act.days < DETAILS_DAYS.min || act.days > DETAILS_DAYS.max) {
        throw new Refusal('INVALID', { field: 'days', ...DETAILS_DAYS })
      }
      pen.text = act.text
      pen.set({ state: 'needs_info', pausedAt: now })
      {
        const limitAt = startOfDay(addDays(shanghaiDay(now), act.days + 1))
        pen.facts = { limitAt }
        pen.pauses.push({
          id: clock.newId(),
          caseId: pen.was.id,
          fromAt: now,
          untilAt: null,
          why: 'details',
          text: act.text,
          given: null,
          limitAt,
        })
      }
      return pen.done('asked_details')
    case 'details_given':
      // Read by those who handle it, and by nobody else.
      pen.inside = act.text
      pen.endPause(act.text)
      return pen.done('details_given')
    case 'details_lapsed':
      pen.endPause(null)
      return pen.done('details_lapsed')
    case 'closed':
      if (!act.text && act.file !== true) throw new Refusal('EMPTY', { field: 'text' })
      pen.text = act.text ?? null
      pen.facts = { file: act.file === true ? 1 : 0 }
      pen.set({ state: 'closed', closedAt: now })
      return pen.done('closed')
    case 'joined':
      if (pen.was.jointId === act.jointId) throw new Refusal('UNCHANGED')
      pen.facts = { jointId: act.jointId }
      pen.set({ jointId: act.jointId })
      return pen.done('joined')
    case 'split':
      if (pen.was.jointId === null) throw new Refusal('NOT_POSSIBLE')
      pen.text = act.reason ?? null
      pen.inside = act.inside ?? null
      pen.facts = { jointId: pen.was.jointId }
      pen.set({ jointId: null })
      return pen.done('split')
    case 'hidden':
      if (pen.was.visibility === act.visibility) throw new Refusal('UNCHANGED')
      pen.inside = act.reason
      pen.facts = { from: pen.was.visibility, to: act.visibility }
      pen.set({ visibility: act.visibility })
      return pen.done('hidden')
    case 'voided':
      pen.inside = act.reason
      pen.set({ state: 'void' })
      return pen.done('voided')
    case 'rated':
      pen.facts = { ...act.facts, solved: act.solved }
      if (state !== 'follow_up') pen.set({ state: 'follow_up' })
      return pen.done('rated')
    case 'disputed':
      pen.text = act.reason ?? null
      pen.set({ state: 'disputed' })
      return pen.done('disputed')
    case 'reopened':
      pen.text = act.reason ?? null
      pen.inside = act.inside ?? null
      if (act.code !== undefined) pen.facts = { code: act.code }
      pen.set({
        ...anew(pen.was, whole.session, now, clock),
        ...handOver(pen.was, whole.session, now, clock),
        // What was answered stands in the replies; this case is unanswered again.
        state: 'reopened',
        repliedAt: null,
        closedAt: null,
        outcome: null,
        jointId: null,
        followUpUntil: null,
        expectedDay: null,
        reopened: pen.was.reopened + 1,
      })
      pen.facts = { ...pen.facts, dueAt: pen.file.dueAt, round: pen.file.reopened }
      withdrawDrafts(pen)
      return pen.done('reopened')
    case 'visited':
      pen.text = act.text
      pen.facts = { no: act.no, way: act.way, reached: act.reached ? 1 : 0, solved: act.solved }
      if (state === 'closed' || state === 'replied') pen.set({ state: 'follow_up' })
      return pen.done('visited')
    case 'confirmed':
      pen.set({ state: 'confirmed', closedAt: pen.was.closedAt ?? now })
      return pen.done('confirmed')
    case 'lapsed':
      pen.set({ state: 'lapsed' })
      return pen.done('lapsed')
    case 'due_recomputed': {
      const { dueAt, dueSums, provisional, acceptDueAt, objectionDueAt } = act
      pen.text = act.text
      pen.facts = { dueAt, was: pen.was.dueAt }
      pen.set({
        dueAt,
        dueSums,
        provisional,
        ...(acceptDueAt !== undefined && { acceptDueAt }),
        ...(objectionDueAt !== undefined && { objectionDueAt }),
      })
      return pen.done('due_recomputed')
    }
    case 'reminded':
      pen.facts = { ...act.facts }
      return pen.done('reminded')
    case 'escalated':
      pen.facts = { ...act.facts, ...(act.to && { other: act.to.name, otherId: act.to.id }) }
      return pen.done('escalated')
    default:
      return act satisfies never
  }
}

type Of<A extends CaseAct['act']> = Extract<CaseAct, { act: A }>

/** 派单异议: who says that it is not theirs says whose it is, in time. */
function object(pen: Pen, { to, reason }: Of<'objected'>): CaseChange {
  if (to.id === pen.was.unitId) throw new Refusal('INVALID', { field: 'to' })
  const { objectionDueAt } = pen.was
  if (objectionDueAt === null || pen.now >= objectionDueAt) throw new Refusal('OBJECTION_LATE')
  pen.text = reason
  pen.facts = { other: to.name, otherId: to.id }
  pen.set({ state: 'objected' })
  return pen.done('objected')
}

/** Another unit leads from here on. The answer's deadline stays: its asker has waited since the hand-off. */
function reassign(pen: Pen, { to, reason }: Of<'reassigned'>): CaseChange {
  const { was, whole, now, clock } = pen
  if (to.id === was.unitId) throw new Refusal('INVALID', { field: 'to' })
  pen.text = reason
  pen.facts = { other: to.name, otherId: to.id, from: was.unit }
  pen.endLead()
  const assisted = currentAssists(whole).find(({ unitId }) => unitId === to.id)
  if (assisted) pen.units.push({ ...assisted, untilAt: now })
  pen.units.push({
    caseId: was.id,
    unitId: to.id,
    unit: to.name,
    role: 'lead',
    // A unit that gets the same case back within the millisecond is still another row.
    fromAt: Math.max(
      now,
      ...whole.units.filter((row) => row.unitId === to.id).map((row) => row.fromAt + 1),
    ),
    untilAt: null,
  })
  pen.set({
    unitId: to.id,
    unit: to.name,
    state: 'assigned',
    officerId: null,
    officer: null,
    acceptedAt: null,
    jointId: null,
    expectedDay: null,
    ...handOver(was, whole.session, now, clock),
  })
  withdrawDrafts(pen)
  return pen.done('reassigned')
}

/** What another unit, or another round, had begun to write is nobody's draft any more. */
function withdrawDrafts(pen: Pen): void {
  for (const reply of pen.whole.replies) {
    if (!isOpen(reply) || pen.replies.some(({ id }) => id === reply.id)) continue
    pen.replies.push({ ...reply, state: 'withdrawn', version: reply.version + 1 })
  }
}

function assist(pen: Pen, act: Of<'assist_added'> | Of<'assist_removed'>): CaseChange {
  const { was, whole, now } = pen
  const held = currentAssists(whole)
  if (act.act === 'assist_removed') {
    const row = held.find(({ unitId }) => unitId === act.unit)
    if (!row) throw new Refusal('NOT_FOUND', { field: 'unit' })
    pen.facts = { other: row.unit, otherId: row.unitId }
    pen.units.push({ ...row, untilAt: Math.max(now, row.fromAt) })
    return pen.done('assist_removed')
  }
  const { id, name } = act.unit
  if (id === was.unitId || held.some(({ unitId }) => unitId === id)) {
    throw new Refusal('INVALID', { field: 'unit' })
  }
  const before = whole.units.filter(({ unitId }) => unitId === id).map(({ fromAt }) => fromAt + 1)
  pen.facts = { other: name, otherId: id }
  pen.units.push({
    caseId: was.id,
    unitId: id,
    unit: name,
    role: 'assist',
    fromAt: Math.max(now, ...before),
    untilAt: null,
  })
  return pen.done('assist_added')
}

function draft(pen: Pen, act: Of<'drafted'>): CaseChange {
  const { was, whole, by, now, clock } = pen
  const answered = !['in_progress', 'draft'].includes(was.state)
  // A correction is of what stands; everything else comes before it.
  if ((act.of === 'correction') !== answered) throw new Refusal('NOT_POSSIBLE')
  const standing = act.of === 'correction' ? standingReply(whole.replies) : undefined
  if (act.of === 'correction' && !standing) throw new Refusal('NOT_POSSIBLE')
  if (act.of === 'correction' && !act.why) throw new Refusal('EMPTY', { field: 'why' })
  const held = openDraft(whole, act.of)
  // What waits for the second pair of eyes is not changed under them.
  if (held?.state === 'review') throw new Refusal('NOT_POSSIBLE')
  const reply: ReplyRecord = {
    id: held?.id ?? clock.newId(),
    caseId: was.id,
    kind: act.of === 'interim' ? 'interim' : 'final',
    state: 'draft',
    text: act.text,
    outcome: act.of === 'interim' ? null : (act.outcome ?? null),
    reason: act.reason ?? null,
    legalBasis: act.legalBasis ?? null,
    unitId: was.unitId,
    unit: was.unit,
    draftedBy: by.id,
    draftedByName: by.name,
    draftedAt: held?.draftedAt ?? now,
    submittedAt: null,
    approvedBy: null,
    approvedByName: null,
    publishedAt: null,
    returnedWhy: held?.returnedWhy ?? null,
    corrects: standing?.id ?? null,
    correctedWhy: act.of === 'correction' ? (act.why ?? null) : null,
    version: (held?.version ?? 0) + 1,
  }
  pen.replies.push(reply)
  pen.facts = { reply: reply.id, of: act.of, version: reply.version }
  if (act.of === 'final') pen.set({ state: 'draft' })
  return pen.done('drafted')
}

/** A draft named by its id, or as the one of its sort. */
const nameOf = (pen: Pen, reply: string | { of: DraftOf }): string =>
  typeof reply === 'string' ? reply : (openDraft(pen.whole, reply.of)?.id ?? '')

/** An answer says how it ends; a refusal says why, and by which law. */
function refuseUnfinished(reply: ReplyRecord): void {
  if (reply.kind === 'interim') return
  if (reply.outcome === null) throw new Refusal('EMPTY', { field: 'outcome' })
  if (reply.outcome !== 'refused') return
  if (!reply.reason) throw new Refusal('EMPTY', { field: 'reason' })
  if (!reply.legalBasis) throw new Refusal('EMPTY', { field: 'legalBasis' })
}

function submit(pen: Pen, act: Of<'submitted'>): CaseChange {
  const named = typeof act.reply === 'string' ? act.reply : openDraft(pen.whole, act.reply.of)?.id
  const reply = pen.reply(named ?? '', 'draft')
  refuseUnfinished(reply)
  const of = draftOf(reply)
  pen.facts = { reply: reply.id, of }
  pen.replies.push({
    ...reply,
    state: 'review',
    submittedAt: pen.now,
    version: reply.version + 1,
  })
  if (of === 'final') {
    if (pen.was.state !== 'draft') throw new Refusal('NOT_POSSIBLE')
    pen.set({ state: 'review' })
  }
  return pen.done('submitted')
}

function publish(pen: Pen, act: Of<'publish'>): CaseChange {
  const { whole, by, now } = pen
  const reply = pen.reply(nameOf(pen, act.reply), 'review')
  // It is approved as it was read.
  if (act.version !== undefined && reply.version !== act.version) throw new Refusal('CONFLICT')
  if (authorsOf(whole, reply).has(by.id)) throw new Refusal('SECOND_PERSON')
  refuseUnfinished(reply)
  const of = draftOf(reply)
  const answered = (answeredStates as readonly CaseState[]).includes(pen.was.state)
  if (of === 'final' && pen.was.state !== 'review') throw new Refusal('NOT_POSSIBLE')
  if (of === 'interim' && answered) throw new Refusal('NOT_POSSIBLE')
  pen.replies.push({
    ...reply,
    state: 'published',
    approvedBy: by.id,
    approvedByName: by.name,
    publishedAt: now,
    version: reply.version + 1,
  })
  pen.facts = { reply: reply.id }
  if (of === 'interim') {
    pen.text = reply.text
    return pen.done('interim')
  }
  const stands = { reply: reply.text, outcome: reply.outcome }
  pen.text = of === 'correction' ? reply.correctedWhy : reply.text
  pen.facts = { reply: reply.id, outcome: reply.outcome }
  if (of === 'correction') {
    // A case that was opened again meanwhile is not answered by it.
    if (pen.was.repliedAt !== null) pen.set(stands)
    return pen.done('reply_corrected')
  }
  pen.set({ ...stands, state: 'replied', repliedAt: now, followUpUntil: now + FOLLOW_UP_MS })
  for (const left of whole.replies) {
    if (!isOpen(left) || left.id === reply.id) continue
    pen.replies.push({ ...left, state: 'withdrawn', version: left.version + 1 })
  }
  return pen.done('replied')
}

/** 延期: once in the life of a case, in time, for a reason that anybody may read. */
function extend(pen: Pen, { reason }: Of<'extended'>): CaseChange {
  const { was, whole, now, clock } = pen
  const profile = profileOf(was, whole.session)
  if (was.extendedAt !== null) throw new Refusal('EXTENDED_ONCE')
  if (!hasPeriod(profile, 'extension', clock.rules) || was.dueAt === null) {
    throw new Refusal('NO_EXTENSION')
  }
  if (was.pausedAt === null && now >= was.dueAt) throw new Refusal('EXTENSION_LATE')
  const from = was.reopened > 0 ? (was.heldSince ?? was.assignedAt) : was.assignedAt
  const stood = whole.pauses.filter(({ fromAt, untilAt }) => untilAt !== null && fromAt >= from)
  const days = own(was, profile)
  const due = dueDate(profile, 'extension', from, clock.calendar, days, clock.rules, stood)
  // Never less than it was, whatever moved it before.
  const dueAt = Math.max(due.dueAt, was.dueAt)
  pen.text = reason
  pen.facts = { dueAt, was: was.dueAt }
  pen.set({
    extendedAt: now,
    extensionWhy: reason,
    dueAt,
    dueSums: JSON.stringify(due),
    provisional: due.provisional,
  })
  return pen.done('extended')
}

/** The same whole after an act, for the next one of the same batch. */
export function wholeAfter(whole: CaseWhole, change: CaseChange): CaseWhole {
  const kept = <R>(rows: readonly R[], changed: readonly R[], key: (row: R) => string): R[] => {
    const keys = new Set(changed.map(key))
    return [...rows.filter((row) => !keys.has(key(row))), ...changed]
  }
  return {
    ...whole,
    file: change.file,
    units: kept(whole.units, change.units, (row) => `${row.unitId} ${row.fromAt}`),
    replies: kept(whole.replies, change.replies, ({ id }) => id),
    pauses: kept(whole.pauses, change.pauses, ({ id }) => id),
    events: [...whole.events, change.event],
  }
}
