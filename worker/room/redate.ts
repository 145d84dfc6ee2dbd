import { deadline } from './decide-questions'
import type { RoomState } from './state'

/** Only for demonstrations: moves a session in time, so that a newcomer finds one that is live. */

/** Moves every time of the session by `delta` ms, none beyond now; deadlines are computed anew. Inside a transaction. */
export function redate(state: RoomState, delta: number, now: number): void {
  const past = (at: number) => Math.min(at + delta, Math.max(at, now))
  const maybe = (at: number | null) => (at === null ? null : past(at))
  const later = (at: number | null) => (at === null ? null : at + delta)
  const { session } = state
  state.putSession({
    startsAt: session.startsAt + delta,
    endsAt: later(session.endsAt),
    liveAt: maybe(session.liveAt),
    wrappedAt: maybe(session.wrappedAt),
    closesAt: later(session.closesAt),
  })
  for (const list of state.answers.values()) {
    for (const row of list) {
      state.putAnswer({ ...row, at: past(row.at), revisedAt: maybe(row.revisedAt) })
    }
  }
  for (const list of state.cases.values()) {
    for (const row of list) {
      const unit = state.units.find((one) => one.id === row.unitId)
      const assignedAt = past(row.assignedAt)
      state.putCase({
        ...row,
        assignedAt,
        ...deadline(session.kind, assignedAt, unit?.answerDays ?? null, state),
        repliedAt: maybe(row.repliedAt),
        closedAt: maybe(row.closedAt),
      })
    }
  }
  for (const row of state.questions.values()) {
    state.change(row.no, {
      askedAt: past(row.askedAt),
      listedAt: maybe(row.listedAt),
      stagedAt: maybe(row.stagedAt),
      settledAt: maybe(row.settledAt),
    })
  }
  for (const row of state.comments.values()) {
    state.putComment({ ...row, at: past(row.at), listedAt: maybe(row.listedAt) })
  }
  for (const row of state.prompts.values()) {
    state.putPrompt({ ...row, at: past(row.at), summaryAt: maybe(row.summaryAt) })
  }
  for (const row of state.lineOrder()) {
    const enteredAt = past(row.enteredAt)
    state.putLine({ ...row, at: past(row.at), enteredAt, revisedAt: maybe(row.revisedAt) })
  }
  for (const row of state.events.values()) state.putEvent({ ...row, at: past(row.at) })
  for (const row of state.stagings.values()) {
    state.putStaging({ ...row, at: past(row.at), off: maybe(row.off) })
  }
  for (const row of state.cuts.values()) {
    const [at, fromAt] = [past(row.at), past(row.fromAt)]
    state.putCut({ ...row, at, fromAt, until: maybe(row.until) })
  }
  if (state.stage) state.putStage({ ...state.stage, since: past(state.stage.since) }, now)
}
