import type { CommentState, QuestionState, SessionState } from '../contract/states'

/** Where a session may go next. A session that went live is wrapped, never cancelled: it happened. */
export const sessionMoves: Record<SessionState, readonly SessionState[]> = {
  draft: ['announced', 'cancelled'],
  announced: ['collecting', 'cancelled'],
  collecting: ['live', 'cancelled'],
  live: ['paused', 'wrapped'],
  paused: ['live', 'wrapped'],
  wrapped: ['closed'],
  closed: ['archived'],
  archived: [],
  cancelled: [],
}

/** A mailbox has no stage, so nothing of it is live, paused or wrapped. */
export const mailboxMoves: Record<SessionState, readonly SessionState[]> = {
  ...sessionMoves,
  draft: ['announced', 'collecting', 'cancelled'],
  collecting: ['closed', 'cancelled'],
  live: [],
  paused: [],
  wrapped: [],
}

export function canMove(from: SessionState, to: SessionState, mailbox = false): boolean {
  return (mailbox ? mailboxMoves : sessionMoves)[from].includes(to)
}

const welcoming: readonly SessionState[] = ['collecting', 'live', 'paused', 'wrapped']

/** Questions are welcome from `collecting` until `closed`. */
export function questionsOpen(state: SessionState): boolean {
  return welcoming.includes(state)
}

/**
 * Whether anything is answered on the spot (当场) now: from the beginning of the stream to the evening's
 * summing-up. That counts what was answered on the spot; whatever is added later, and everything of the
 * second part (会后留言), is answered in writing.
 */
export function onTheSpot(session: { liveAt: number | null; wrappedAt: number | null }): boolean {
  return session.liveAt !== null && session.wrappedAt === null
}

export const questionActions = [
  'approve',
  'reject',
  'redirect',
  'stage',
  'unstage',
  'answer',
  'hand_off',
  'merge',
  'unmerge',
  'take_down',
  'withdraw',
  'reopen',
] as const
export type QuestionAction = (typeof questionActions)[number]

/**
 * What an action makes of a question; an action that is not named is refused.
 * - Handing off an answered question opens a case (后续办理); the answer stays its disposition.
 * - Handing off a second time adds a department, and answering a second time adds an answer.
 * - An asker cannot withdraw what is being answered or has been: others already rely on it.
 * - Reopening undoes a disposition: an appeal goes back to review, everything accepted back to the list.
 */
export const questionMoves: Record<
  QuestionState,
  Readonly<Partial<Record<QuestionAction, QuestionState>>>
> = {
  submitted: {
    approve: 'listed',
    reject: 'rejected',
    redirect: 'redirected',
    // Merging a pending question accepts it in the same breath: a cluster goes into the listed one at once.
    merge: 'merged',
    withdraw: 'withdrawn',
  },
  listed: {
    stage: 'on_stage',
    answer: 'answered',
    hand_off: 'handed_off',
    merge: 'merged',
    redirect: 'redirected',
    take_down: 'taken_down',
    withdraw: 'withdrawn',
  },
  on_stage: {
    unstage: 'listed',
    answer: 'answered',
    hand_off: 'handed_off',
    take_down: 'taken_down',
  },
  answered: {
    answer: 'answered',
    hand_off: 'answered',
    take_down: 'taken_down',
    reopen: 'listed',
  },
  handed_off: { hand_off: 'handed_off', take_down: 'taken_down', reopen: 'listed' },
  merged: { unmerge: 'listed', take_down: 'taken_down', withdraw: 'withdrawn' },
  taken_down: { reopen: 'listed' },
  rejected: { reopen: 'submitted' },
  redirected: { reopen: 'submitted' },
  withdrawn: {},
}

/** Whether its author can take a comment back: as long as nobody has decided on it for good. */
export function canTakeBack(state: CommentState): boolean {
  return state === 'submitted' || state === 'listed'
}

/** The state a question has after an action, or null where the action is refused. */
export function questionAfter(state: QuestionState, action: QuestionAction): QuestionState | null {
  return questionMoves[state][action] ?? null
}

export function canAct(state: QuestionState, action: QuestionAction): boolean {
  return questionAfter(state, action) !== null
}

/** Nothing happens on stage any more: what became of it all comes first. */
export function stageOver(state: SessionState): boolean {
  return state === 'wrapped' || state === 'closed' || state === 'archived'
}

/** Before the session opens counts are hidden and no order goes by them: fair first exposure. */
export function countsHidden(state: SessionState): boolean {
  return state === 'collecting'
}
