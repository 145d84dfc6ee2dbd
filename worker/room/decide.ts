import { AFTER_WINDOW_MS } from '../contract/limits'
import type { RefusalFacts } from '../contract/refusals'
import { Refusal } from '../contract/refusals'
import type { Actor, Decided, Decision } from '../contract/room'
import { undisposed } from '../domain/balance'
import { canMove, questionsOpen } from '../domain/machine'
import type { CommentRecord } from '../domain/records'
import { Hand, lastOnComment, refuseTakenBack, told, undo } from './decision'
import { newQuestionRow } from './intake'
import { liftMute, mute } from './muted'
import { publishTallies } from './tallies'
import * as on from './decide-questions'
import { cut, nudgeChapter, resume } from './decide-stream'
import { followReports, lapseAppeals, settleAppeal, settleReport, waitingAppeals } from './fair'
import { settleBurst } from './settle-burst'
import type { RoomState } from './state'

/**
 * Every decision of the desk, run inside a transaction. Throws Refusal, which rolls everything back:
 * a decision on many questions is taken whole or not at all.
 */
export function decide(state: RoomState, decision: Decision, actor: Actor, now: number): Decided {
  const done = carriedOut(state, decision, actor, now)
  if (state.reports.size > 0) followReports(state, actor, now)
  return done
}

function carriedOut(state: RoomState, decision: Decision, actor: Actor, now: number): Decided {
  if (decision.act === 'undo') return undo(state, decision.event, actor, now)
  const hand = new Hand(state, actor, now, 'seen' in decision ? decision.seen : undefined)
  switch (decision.act) {
    case 'approve':
      return on.approve(hand, decision)
    case 'reject':
      return on.reject(hand, decision)
    case 'redirect':
      return on.redirect(hand, decision)
    case 'merge':
      return on.merge(hand, decision)
    case 'unmerge':
      return on.unmerge(hand, decision)
    case 'edit':
      return on.edit(hand, decision)
    case 'note':
      hand.row(decision.no)
      hand.change(decision.no, { note: decision.note || null })
      return hand.done('note', [decision.no], false)
    case 'place':
      return on.place(hand, decision)
    case 'stage':
      return on.stage(hand, decision)
    case 'unstage':
      return on.unstage(hand, decision)
    case 'answer':
      return on.answer(hand, decision)
    case 'hand_off':
      return on.handOff(hand, decision)
    case 'take_down':
      return on.takeDown(hand, decision)
    case 'reopen':
      return on.reopen(hand, decision)
    case 'correct_answer':
      return on.correctAnswer(hand, decision)
    case 'approve_comment':
      return settleComments(hand, decision.act, decision.nos, () => ({
        state: 'listed',
        listedAt: now,
      }))
    case 'reject_comment':
      return settleComments(hand, decision.act, decision.nos, () => ({
        state: 'rejected',
        reason: decision.reason,
        reasonNote: decision.note ?? null,
      }))
    case 'promote_comment':
      return promoteComment(hand, decision.no)
    case 'take_down_comment':
      return takeDownComment(hand, decision.no, decision.reason)
    case 'ask_back':
      return askBack(hand, decision.text)
    case 'sum_up_prompt':
      return sumUp(hand, decision.no, decision.summary)
    case 'add_guest': {
      const others = state.session.guests.filter((guest) => guest.id !== decision.guest.id)
      state.putSession({ guests: [...others, decision.guest] })
      return hand.done('add_guest', [], false)
    }
    case 'mute':
      return mute(hand, decision)
    case 'lift_mute':
      return liftMute(hand, decision.mute)
    case 'set_quota': {
      const { asks, comments } = decision
      state.putSession({ quota: { asks, comments } })
      hand.facts = { asks, comments }
      return hand.done('set_quota', [], false)
    }
    case 'settle_burst':
      return settleBurst(hand, decision)
    case 'settle_appeal':
      return settleAppeal(hand, decision)
    case 'settle_report':
      return settleReport(hand, decision)
    case 'move':
      return moveSession(hand, decision.to)
    case 'cut':
      return cut(hand, decision)
    case 'resume':
      return resume(hand, decision)
    case 'nudge_chapter':
      return nudgeChapter(hand, decision)
    default:
      return decision satisfies never
  }
}

/** Moves the session along its life. A part is summed up only when each of its questions has a disposition. */
function moveSession(hand: Hand, to: Extract<Decision, { act: 'move' }>['to']): Decided {
  const { state, now } = hand
  const { session } = state
  if (session.state === to) throw new Refusal('CONFLICT', { action: to, ...lastMove(state, to) })
  if (!canMove(session.state, to, session.kind === 'mailbox')) throw new Refusal('SESSION_MOVE')
  if (to === 'wrapped') {
    refuseWhileOpen(state, [1])
    state.putSession({ state: to, wrappedAt: now, endsAt: now, closesAt: now + AFTER_WINDOW_MS })
  } else if (to === 'closed') {
    refuseWhileOpen(state, [1, 2], waitingAppeals(state, now))
    lapseAppeals(state, now)
    state.putSession({ state: to, closedAt: now })
    publishTallies(state, now)
  } else if (to === 'live') {
    state.putSession({ state: to, liveAt: session.liveAt ?? now })
  } else {
    if (to === 'cancelled') lapseAppeals(state, now)
    state.putSession({ state: to })
  }
  return hand.done(to, [], false)
}

/** Who brought the session to where it is. */
function lastMove(state: RoomState, to: string): RefusalFacts {
  const event = [...state.events.values()].reverse().find((one) => one.act === to)
  return event ? { by: event.actor, at: event.at } : {}
}

/**
 * Names everything of the given parts that still waits for a disposition, and refuses if there is any. An appeal
 * that waits to be heard is named among what is pending.
 */
export function refuseWhileOpen(
  state: RoomState,
  parts: (1 | 2)[],
  appeals: readonly number[] = [],
): void {
  const rows = [...state.questions.values()].map((row) => ({ ...row, id: row.no }))
  const nos = parts.flatMap((part) => undisposed(rows, part)).sort((a, b) => a - b)
  const pending = nos.filter((no) => state.question(no).state === 'submitted')
  const open = nos.filter((no) => state.question(no).state !== 'submitted')
  pending.push(...appeals)
  if (pending.length + open.length > 0) throw new Refusal('STILL_OPEN', { pending, open })
}

function comment(hand: Hand, no: number): CommentRecord {
  const row = hand.state.comments.get(no)
  if (!row) throw new Refusal('NOT_FOUND', { field: 'no' })
  refuseTakenBack(row)
  return row
}

/** Why a comment cannot be decided on: somebody else was first, or it makes no sense. */
function settledBefore({ state, actor }: Hand, no: number): Refusal {
  const last = lastOnComment(state, no)
  if (last && last.actorId !== actor.id) return new Refusal('CONFLICT', told(no, last))
  return new Refusal('NOT_POSSIBLE', { open: [no] })
}

function settleComments(
  hand: Hand,
  act: string,
  nos: number[],
  patch: () => Partial<CommentRecord>,
): Decided {
  for (const no of nos) {
    const row = comment(hand, no)
    if (row.state !== 'submitted') throw settledBefore(hand, no)
    hand.changeComment(row, patch())
  }
  hand.facts = { comments: nos }
  return hand.done(act, [], true)
}

/** A comment that asks for an answer becomes a listed question; its author's receipt leads to it. */
function promoteComment(hand: Hand, no: number): Decided {
  const { state, now, actor } = hand
  const row = comment(hand, no)
  if (!questionsOpen(state.session.state)) throw new Refusal('SESSION_MOVE')
  if (row.state !== 'submitted' && row.state !== 'listed') throw settledBefore(hand, no)
  const question = newQuestionRow(
    state,
    {
      id: row.id,
      text: row.text,
      details: null,
      name: row.name,
      channel: 'online',
      asker: row.asker,
      receiptHash: row.receiptHash ?? '',
    },
    null,
    row.at,
  )
  const kept = state.putQuestion({ ...question, state: 'listed', listedAt: now })
  if (kept.receiptHash) state.receipts.set(kept.receiptHash, { kind: 'question', no: kept.no })
  state.putComment({ ...row, state: 'promoted', promotedTo: kept.no })
  hand.facts = { comment: no, by: actor.id }
  return hand.done('promote_comment', [kept.no], false)
}

function takeDownComment(hand: Hand, no: number, reason: string): Decided {
  const row = comment(hand, no)
  if (row.state !== 'listed') throw settledBefore(hand, no)
  hand.changeComment(row, { state: 'taken_down', reason })
  hand.facts = { comments: [no] }
  return hand.done('take_down_comment', [], true)
}

/** 反问: the host puts a question to the public; comments gather under it. */
function askBack(hand: Hand, text: string): Decided {
  const { state, actor, now } = hand
  const no = Math.max(0, ...state.prompts.keys()) + 1
  state.putPrompt({
    id: crypto.randomUUID(),
    sessionId: state.session.id,
    no,
    text,
    at: now,
    by: actor.name,
    summary: null,
    summaryAt: null,
    version: 0,
  })
  hand.facts = { prompt: no }
  return hand.done('ask_back', [], false)
}

function sumUp(hand: Hand, no: number, summary: string): Decided {
  const row = hand.state.prompts.get(no)
  if (!row) throw new Refusal('NOT_FOUND', { field: 'no' })
  hand.state.putPrompt({ ...row, summary, summaryAt: hand.now })
  hand.facts = { prompt: no }
  return hand.done('sum_up_prompt', [], false)
}
