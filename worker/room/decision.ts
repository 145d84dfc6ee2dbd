import { UNDO_MS } from '../contract/limits'
import type { RefusalFacts } from '../contract/refusals'
import { Refusal } from '../contract/refusals'
import type { Actor, Decided } from '../contract/room'
import type { QuestionState } from '../contract/states'
import type { Stage } from '../contract/views'
import { isDisposed } from '../domain/balance'
import type { QuestionAction } from '../domain/machine'
import { questionAfter } from '../domain/machine'
import { hasWords } from '../domain/projection'
import type { AnswerRecord, CommentRecord, EventRecord, QuestionRecord } from '../domain/records'
import { recount } from './ballots'
import { detailOf } from './event-detail'
import type { RoomState } from './state'

/** Columns a decision may change and an undo puts back; words are never among them. */
const columns = [
  'state',
  'listedAt',
  'stagedAt',
  'settledAt',
  'reason',
  'reasonNote',
  'mergedInto',
  'position',
  'redirectBy',
] as const satisfies readonly (keyof QuestionRecord)[]
type Before = { no: number } & Pick<QuestionRecord, (typeof columns)[number]>

const commentColumns = ['state', 'listedAt', 'reason', 'reasonNote'] as const
type CommentBefore = { no: number } & Pick<CommentRecord, (typeof commentColumns)[number]>

/** What an event remembers besides who, when and what: enough to undo it and to tell the loser of a race. */
export interface EventDetail {
  /** Number of the transaction; a moderator who saw less has not seen this decision. */
  v: number
  undoable?: boolean
  questions?: Before[]
  comments?: CommentBefore[]
  stage?: Stage | null
  answers?: string[]
  cases?: string[]
  mutes?: number[]
  facts?: Record<string, unknown>
}

/** Acts that arrange or annotate, and so never stand in another moderator's way. */
const quiet = [
  'note',
  'place',
  'hold',
  'mute',
  'lift_mute',
  'dismissed_report',
  'corrected_report',
  'nudge_chapter',
]

/** What can still be decided of an answered question whose asker had the words erased. */
const afterWords: readonly QuestionAction[] = ['answer', 'hand_off', 'take_down']

/** The last real decision on a question. */
export function lastDecision(state: RoomState, no: number): (EventRecord & { v: number }) | null {
  const list = state.eventsOf.get(no) ?? []
  for (let i = list.length - 1; i >= 0; i -= 1) {
    const event = list[i] as EventRecord
    if (!quiet.includes(event.act) && !event.undone) return { ...event, v: detailOf(event).v }
  }
  return null
}

/** How colleagues read who did it: also for whom, where somebody stood in. */
const calledBy = ({ name, for: absent }: Actor): string =>
  absent ? `${name}（代${absent.name}）` : name

/**
 * One decision under way, inside a transaction: checks what the moderator saw, remembers what was
 * before, and ends as an event of the audit.
 */
export class Hand {
  readonly #questions = new Map<number, Before>()
  readonly #comments = new Map<number, CommentBefore>()
  readonly #answers: string[] = []
  readonly #cases: string[] = []
  readonly #stage: Stage | null
  #stageMoved = false
  /** Devices this decision mutes. */
  readonly mutes: number[] = []
  facts: Record<string, unknown> = {}

  constructor(
    readonly state: RoomState,
    readonly actor: Actor,
    readonly now: number,
    private readonly seen: Record<number, number> = {},
  ) {
    this.#stage = state.stage
  }

  /** A question on which `action` is possible and on which nobody decided since the moderator looked. */
  may(no: number, action: QuestionAction): QuestionRecord {
    const row = this.asSeen(no)
    const last = lastDecision(this.state, no)
    // What its author had erased has no words left to decide on.
    const goesOn = hasWords(row) && afterWords.includes(action)
    if (row.text === '' && action !== 'reject' && !goesOn)
      throw new Refusal('NOT_POSSIBLE', { open: [no] })
    if (questionAfter(row.state, action) !== null) return row
    if (row.state === 'withdrawn') {
      throw new Refusal('CONFLICT', {
        action: 'withdraw',
        at: row.settledAt ?? this.now,
        open: [no],
      })
    }
    if (last && last.actorId !== this.actor.id) throw new Refusal('CONFLICT', told(no, last))
    throw new Refusal('NOT_POSSIBLE', { open: [no] })
  }

  /** A question on which nobody decided since the moderator looked. */
  asSeen(no: number): QuestionRecord {
    const row = this.row(no)
    const last = lastDecision(this.state, no)
    const seen = this.seen[no]
    if (seen !== undefined && last && last.v > seen) throw new Refusal('CONFLICT', told(no, last))
    return row
  }

  row(no: number): QuestionRecord {
    const row = this.state.questions.get(no)
    if (!row) throw new Refusal('NOT_FOUND', { field: 'no' })
    return row
  }

  change(no: number, patch: Partial<QuestionRecord>): QuestionRecord {
    const row = this.row(no)
    if (!this.#questions.has(no)) this.#questions.set(no, pick(row, columns))
    return this.state.change(no, patch)
  }

  changeComment(row: CommentRecord, patch: Partial<CommentRecord>): CommentRecord {
    if (!this.#comments.has(row.no)) this.#comments.set(row.no, pick(row, commentColumns))
    return this.state.putComment({ ...row, ...patch })
  }

  putStage(stage: Stage | null, undo = false): void {
    this.#stageMoved = true
    this.state.putStage(stage, this.now, undo)
  }

  putAnswer(row: AnswerRecord): void {
    this.#answers.push(row.id)
    this.state.putAnswer(row)
  }

  /** A case that this decision opened. */
  opened(caseId: string): void {
    this.#cases.push(caseId)
  }

  /** Takes a question out of the group it is merged into, and lets go what is merged into it. */
  letGo(no: number): void {
    for (const child of this.state.members.get(no) ?? []) {
      this.change(child, { state: 'listed', mergedInto: null, settledAt: null })
    }
  }

  /** Ends the decision: its event, and the distinct voters of every group it touched. */
  done(act: string, nos: number[], undoable: boolean): Decided {
    const { state } = this
    // A group in a group: everything it stands under counts it too, and what it stood under no longer does.
    const counted = new Set<number>()
    for (const no of new Set([...nos, ...this.#questions.keys()])) {
      if (!state.members.has(no) && !this.#questions.has(no)) continue
      const head = this.#questions.get(no)?.mergedInto ?? null
      for (const one of state.lineOf(no)) counted.add(one)
      if (head !== null) for (const one of state.lineOf(head)) counted.add(one)
    }
    for (const no of counted) recount(state, no)
    const detail: EventDetail = { v: this.state.number() }
    if (undoable) {
      detail.undoable = true
      detail.questions = [...this.#questions.values()]
      detail.comments = [...this.#comments.values()]
      if (this.#stageMoved) detail.stage = this.#stage
      detail.answers = this.#answers
      detail.cases = this.#cases
      if (this.mutes.length > 0) detail.mutes = this.mutes
    }
    if (Object.keys(this.facts).length > 0) detail.facts = this.facts
    const id = Math.max(0, ...this.state.events.keys()) + 1
    this.state.putEvent({
      id,
      sessionId: this.state.session.id,
      at: this.now,
      actorId: this.actor.id,
      actor: calledBy(this.actor),
      act,
      nos,
      detail: JSON.stringify(detail),
      undone: false,
    })
    return { event: id, nos }
  }
}

function pick<R extends { no: number }, K extends keyof R>(
  row: R,
  keys: readonly K[],
): { no: number } & Pick<R, K> {
  const out = { no: row.no } as { no: number } & Pick<R, K>
  for (const key of keys) (out as Pick<R, K>)[key] = row[key]
  return out
}

/** Who did what and when, for whoever comes second. */
export function told(no: number, last: EventRecord): RefusalFacts {
  return { by: last.actor, action: last.act, at: last.at, open: [no] }
}

/** The last decision on a comment that still stands. */
export function lastOnComment(state: RoomState, no: number): (EventRecord & { v: number }) | null {
  for (const event of [...state.events.values()].reverse()) {
    const { v, facts } = detailOf(event)
    const many = facts?.['comments']
    // A limit on how many comments somebody may hand in goes by the same name, and means none of them.
    const meant = Array.isArray(many) ? (many as number[]) : [facts?.['comment']]
    if (!event.undone && meant.includes(no)) return { ...event, v }
  }
  return null
}

/** What its author took back nobody brings back. */
export function refuseTakenBack(row: CommentRecord | undefined): void {
  if (row?.state === 'withdrawn') throw new Refusal('CONFLICT', { action: 'withdraw' })
}

/** States in which others may be merged into a question. */
export const heads: readonly QuestionState[] = ['listed', 'on_stage', 'answered', 'handed_off']

/** What somebody decided since, on the strength of a decision, keeps it from being undone. */
function refuseIfBuiltOn(state: RoomState, event: EventRecord): void {
  const { v, questions, comments, stage, cases } = detailOf(event)
  const summedUp = [...state.events.values()].some(
    (later) => later.act === 'wrapped' && later.id > event.id,
  )
  for (const before of questions ?? []) {
    const last = lastDecision(state, before.no)
    if (last && last.v > v) throw new Refusal('CONFLICT', told(before.no, last))
    // Its asker relies on the rejection: it is heard as an appeal.
    if (event.act === 'reject' && state.appeals.has(before.no)) {
      throw new Refusal('CONFLICT', { action: 'appeal', open: [before.no] })
    }
    const { state: now, text } = state.question(before.no)
    if (now === 'withdrawn' || text === '') {
      throw new Refusal('CONFLICT', { action: 'withdraw', open: [before.no] })
    }
    // Others were merged into it, and it would no longer be there for them.
    const [member] = heads.includes(before.state) ? [] : [...(state.members.get(before.no) ?? [])]
    if (member !== undefined) throw conflictOver(state, member)
    // What a summing-up found disposed of stays so.
    const over =
      state.session.state === 'closed' || (summedUp && state.question(before.no).part === 1)
    if (over && !isDisposed(before.state)) {
      throw new Refusal('SESSION_MOVE')
    }
  }
  // A department works on it by now: that is opened again for a reason, not undone.
  for (const one of [...state.cases.values()].flat()) {
    if (one.seq === 0 || one.state === 'void' || !cases?.includes(one.id)) continue
    throw new Refusal('CONFLICT', { by: one.unit, action: 'accepted', open: [one.questionNo] })
  }
  for (const before of comments ?? []) {
    refuseTakenBack(state.comments.get(before.no))
    const last = lastOnComment(state, before.no)
    if (last && last.v > v) throw new Refusal('CONFLICT', told(before.no, last))
  }
  // The stage was given to another question meanwhile.
  if (stage && state.stage && state.stage.no !== stage.no) throw conflictOver(state, state.stage.no)
}

function conflictOver(state: RoomState, no: number): Refusal {
  const last = lastDecision(state, no)
  return new Refusal('CONFLICT', last ? told(no, last) : { open: [no] })
}

/** Puts back what a decision changed, within the time for it and if nobody built on it since. */
export function undo(state: RoomState, eventId: number, actor: Actor, now: number): Decided {
  const event = state.events.get(eventId)
  if (!event || event.undone) throw new Refusal('NOT_FOUND', { field: 'event' })
  const detail = detailOf(event)
  if (event.actorId !== actor.id) throw new Refusal('NOT_ALLOWED')
  if (!detail.undoable) throw new Refusal('NOT_POSSIBLE')
  if (now - event.at > UNDO_MS) throw new Refusal('UNDO_TOO_LATE')
  refuseIfBuiltOn(state, event)
  state.putEvent({ ...event, undone: true })
  const hand = new Hand(state, actor, now)
  for (const id of detail.answers ?? []) withdrawAnswer(state, id)
  for (const id of detail.cases ?? []) voidCase(state, id)
  for (const id of detail.mutes ?? []) {
    const row = state.mutes.get(id)
    if (row && row.liftedAt === null) state.putMute({ ...row, liftedAt: now })
  }
  for (const before of detail.questions ?? []) hand.change(before.no, before)
  for (const before of detail.comments ?? []) {
    const row = state.comments.get(before.no)
    if (row) hand.changeComment(row, before)
  }
  if (detail.stage !== undefined) hand.putStage(detail.stage, true)
  return hand.done('undo', event.nos, false)
}

/** An answer taken back stays on record; it is no longer shown. */
export function withdrawAnswer(state: RoomState, id: string): void {
  for (const list of state.answers.values()) {
    for (const answer of list) if (answer.id === id) state.putAnswer({ ...answer, withdrawn: true })
  }
}

export function voidCase(state: RoomState, id: string): void {
  for (const list of state.cases.values()) {
    for (const one of list) if (one.id === id) state.putCase({ ...one, state: 'void' })
  }
}
