import type { OwnAppeal } from '../contract/fairness'
import type { CommentState, QuestionState } from '../contract/states'
import type { PublicAnswer, PublicCase, PublicComment, PublicQuestion } from '../contract/views'
import type { AppealRecord } from './fair-records'
import { maskPersonal } from './masking'
import type { AnswerRecord, CaseRecord, CommentRecord, QuestionRecord } from './records'

/**
 * The one projection: every public byte about a question, answer, case or comment is made here, for the
 * room and the record alike. What is not copied explicitly does not leave.
 */

/** States whose text anybody may read. */
export const readableStates: readonly QuestionState[] = [
  'listed',
  'on_stage',
  'answered',
  'handed_off',
  'merged',
]

/** States that leave a dated stub without text, if the question had been public. */
const stubs: readonly QuestionState[] = ['taken_down', 'withdrawn', 'redirected']

/** Whether a question is visible to anybody, as itself or as a stub. */
export function isPublic(row: Pick<QuestionRecord, 'state' | 'listedAt'>): boolean {
  return row.listedAt !== null && (readableStates.includes(row.state) || stubs.includes(row.state))
}

/** Whether what is left of a question is a dated stub without words. */
export function isStub(row: Pick<QuestionRecord, 'state'>): boolean {
  return stubs.includes(row.state)
}

/** Whether anybody reads a question as more than a stub: its words, unless they were erased, and its answers. */
export function hasWords(row: Pick<QuestionRecord, 'state' | 'listedAt'>): boolean {
  return isPublic(row) && !isStub(row)
}

export interface QuestionParts {
  answers: readonly AnswerRecord[]
  cases: readonly CaseRecord[]
  /** The question it was merged into. */
  into?: { id: string; no: number } | undefined
  /** Numbers of the questions merged into it. */
  merged?: readonly number[]
  /** The session has not opened yet: counts are nobody's to know. */
  hidden?: boolean
}

/** A question as anybody may read it, or null where nothing of it is public. */
export function publicQuestion(row: QuestionRecord, parts: QuestionParts): PublicQuestion | null {
  if (!isPublic(row)) return null
  const out: PublicQuestion = {
    id: row.id,
    no: row.no,
    state: row.state,
    text: '',
    channel: row.channel,
    part: row.part,
    votes: parts.hidden ? 0 : row.votes,
    askedAt: row.askedAt,
    listedAt: row.listedAt,
    answers: [],
    cases: [],
  }
  if (!parts.hidden) {
    if (row.held) out.held = row.held
    if (row.verified) out.verified = row.verified
    if (row.apart) out.apart = row.apart
  }
  if (row.settledAt !== null) out.settledAt = row.settledAt
  if (isStub(row)) {
    if (row.reason) out.reason = row.reason
    return out
  }
  out.text = maskPersonal(row.text).text
  if (row.level) out.level = row.level
  if (row.text === '') out.erased = true
  if (row.details) out.details = maskPersonal(row.details).text
  if (row.name) out.name = maskPersonal(row.name).text
  if (row.stagedAt !== null) out.stagedAt = row.stagedAt
  if (row.state === 'listed' && row.position !== null) out.arranged = true
  if (row.support !== null) out.support = row.support
  if (row.source) out.source = row.source
  if (row.edited) out.edited = true
  if (row.state === 'merged' && parts.into)
    out.mergedInto = { id: parts.into.id, no: parts.into.no }
  if (parts.merged && parts.merged.length > 0) out.merged = [...parts.merged]
  out.answers = parts.answers.filter((a) => !a.withdrawn).map(publicAnswer)
  out.cases = parts.cases.filter((c) => c.state !== 'void').map(publicCase)
  return out
}

/** What an official said is published as said; its corrections are visible. */
export function publicAnswer(row: AnswerRecord): PublicAnswer {
  const out: PublicAnswer = {
    id: row.id,
    mode: row.mode,
    speaker: row.speaker,
    office: row.office,
    unit: row.unit,
    text: row.text,
    solved: row.solved,
    at: row.at,
  }
  if (row.joint && row.joint.length > 0) out.joint = [...row.joint]
  if (row.revisedAt !== null) out.revised = { at: row.revisedAt, why: row.revisedWhy ?? '' }
  return out
}

/** Whether what was replied to it is for everybody: of the others one knows only that they are, and how they stand. */
export const isOpenCase = ({ visibility }: Pick<CaseRecord, 'visibility'>): boolean =>
  visibility === 'public' || visibility === 'unlisted'

export function publicCase(row: CaseRecord): PublicCase {
  const out: PublicCase = {
    id: row.id,
    kind: row.kind,
    unit: row.unit,
    state: row.state,
    outcome: row.outcome,
    assignedAt: row.assignedAt,
    dueAt: row.dueAt,
    provisional: row.provisional,
    repliedAt: row.repliedAt,
    reply: row.repliedAt === null || !isOpenCase(row) ? null : row.reply,
  }
  if (row.closedAt !== null) out.closedAt = row.closedAt
  return out
}

const shownComments: readonly CommentState[] = ['listed', 'taken_down', 'withdrawn']

/** An appeal as its author reads it: who heard it stays inside. */
export function ownAppeal(row: AppealRecord): OwnAppeal {
  const out: OwnAppeal = { state: row.state, text: row.text, at: row.at }
  if (row.reason !== null) out.reason = row.reason
  if (row.decidedAt !== null) out.decidedAt = row.decidedAt
  return out
}

/** A comment as anybody may read it; one taken down or back leaves its stub, a promoted one now stands as a question. */
export function publicComment(row: CommentRecord): PublicComment | null {
  if (row.listedAt === null || !shownComments.includes(row.state)) return null
  const out: PublicComment = {
    id: row.id,
    no: row.no,
    text: row.state === 'listed' ? maskPersonal(row.text).text : '',
    at: row.at,
    state: row.state as PublicComment['state'],
  }
  if (row.name && row.state === 'listed') out.name = maskPersonal(row.name).text
  if (row.prompt !== null) out.prompt = row.prompt
  if (row.state === 'taken_down' && row.reason) out.reason = row.reason
  return out
}
