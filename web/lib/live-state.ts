import type { Delta } from '../../worker/contract/live'
import { ALL_LINES } from '../../worker/contract/transcript'
import type {
  Balance,
  CasesLine,
  PublicComment,
  PublicPrompt,
  PublicQuestion,
  PublicSession,
  Snapshot,
  Stage,
} from '../../worker/contract/views'
import type { PublicLine, PublicStream } from '../../worker/contract/stream'

/** What a browser knows of a session, at one number of the room. */
export interface LiveState {
  epoch: string
  seq: number
  at: number
  session: PublicSession
  stage: Stage | null
  next: number[]
  balance: Balance
  cases: CasesLine
  /** By number; the order on the page is made from them elsewhere. */
  questions: ReadonlyMap<number, PublicQuestion>
  comments: ReadonlyMap<number, PublicComment>
  prompts: ReadonlyMap<number, PublicPrompt>
  totalQuestions: number
  totalComments: number
  viewers: number
  /** Left out where the session has no picture. */
  stream?: PublicStream
  /** The last line of the text record. */
  line?: PublicLine
}

const byNo = <T extends { no: number }>(items: readonly T[]): Map<number, T> =>
  new Map(items.map((item) => [item.no, item]))

export function stateOf(snapshot: Snapshot): LiveState {
  const { v: _version, questions, comments, prompts, ...rest } = snapshot
  return {
    ...rest,
    questions: byNo(questions),
    comments: byNo(comments),
    prompts: byNo(prompts),
  }
}

/** The state after a whole snapshot was read. A cached one may be older than what is held: it is passed over. */
export function applySnapshot(state: LiveState | null, snapshot: Snapshot): LiveState {
  if (state) {
    const older = state.epoch === snapshot.epoch ? snapshot.seq < state.seq : snapshot.at < state.at
    if (older) return state
  }
  return stateOf(snapshot)
}

function changed<T extends { no: number }>(
  held: ReadonlyMap<number, T>,
  items: readonly T[] | undefined,
  gone: readonly number[] | undefined,
): ReadonlyMap<number, T> {
  if (!items?.length && !gone?.length) return held
  const next = new Map(held)
  for (const item of items ?? []) next.set(item.no, item)
  for (const no of gone ?? []) next.delete(no)
  return next
}

function recounted(
  held: ReadonlyMap<number, PublicQuestion>,
  counts: Delta['n'],
): ReadonlyMap<number, PublicQuestion> {
  if (!counts?.length) return held
  const next = new Map(held)
  for (const [no, votes, ...more] of counts) {
    const question = next.get(no)
    if (!question) continue
    const { held: _held, verified: _verified, apart: _apart, ...rest } = question
    const counted: PublicQuestion = { ...rest, votes }
    // What the room does not say there never was; what it says is nought is shown no longer.
    for (const [i, name] of (['held', 'verified', 'apart'] as const).entries()) {
      const n = more[i] ?? question[name]
      if (n) counted[name] = n
    }
    next.set(no, counted)
  }
  return next
}

/** The picture, and the last line of the text record, which lines that are gone take along. */
function streamOf(state: LiveState, delta: Delta): Pick<LiveState, 'stream' | 'line'> {
  const stream = delta.stream === undefined ? state.stream : delta.stream
  const gone = delta.linesGone?.some((id) => id === ALL_LINES || id === state.line?.id)
  const held = state.line && !gone ? [state.line] : []
  const line = [...held, ...(delta.lines ?? [])].sort((a, b) => a.at - b.at).pop()
  return { ...(stream && { stream }), ...(line && { line }) }
}

/**
 * The state after a delta, or `gap`: something before it was missed, or the room has started a new life.
 * Values are absolute, so one that overlaps what is held does no harm, and an old one says nothing new.
 */
export function applyDelta(state: LiveState, delta: Delta): { state: LiveState } | 'gap' {
  if (delta.epoch !== state.epoch) return 'gap'
  if (delta.seq <= state.seq) return { state }
  if (delta.from > state.seq) return 'gap'
  return {
    state: {
      epoch: state.epoch,
      seq: delta.seq,
      at: delta.at,
      session: delta.session ?? state.session,
      stage: delta.stage === undefined ? state.stage : delta.stage,
      next: delta.next ?? state.next,
      balance: delta.balance ?? state.balance,
      cases: delta.cases ?? state.cases,
      questions: recounted(changed(state.questions, delta.q, delta.gone), delta.n),
      comments: changed(state.comments, delta.c, delta.cGone),
      prompts: changed(state.prompts, delta.prompts, undefined),
      totalQuestions: delta.totalQuestions ?? state.totalQuestions,
      totalComments: delta.totalComments ?? state.totalComments,
      viewers: delta.viewers ?? state.viewers,
      ...streamOf(state, delta),
    },
  }
}
