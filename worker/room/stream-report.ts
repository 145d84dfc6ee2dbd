import type { Picture, RoomReport } from '../contract/stream'
import { deskPicture, pictureCuts, publicStagings, publicStream } from '../domain/stream-projection'
import type { RoomState } from './state'

/** What the room says of its stage and its cuts: to the stream, and to whoever reads chapters. */

const stagingsOf = (state: RoomState) =>
  publicStagings(state.stagings.values(), (no) => state.questions.get(no))

export function roomReport(state: RoomState): RoomReport {
  return {
    seq: state.seq,
    sessionId: state.session.id,
    state: state.session.state,
    stagings: stagingsOf(state),
    cuts: pictureCuts(state.cuts.values()),
  }
}

export function pictureOf(state: RoomState): Picture {
  return {
    session: state.session,
    stream: publicStream(state.stream, state.cuts.values()) ?? null,
    stagings: stagingsOf(state),
    desk: deskPicture(state.stagings.values(), state.cuts.values()),
  }
}
