import type { PublicLine, PublicStream } from '../../worker/contract/stream'
import type { Stage } from '../../worker/contract/views'
import type { StageMoment, StagedWords } from './stage-log'

/** What the session's page tells its picture: the room's last word, and whether the line to it is up. */
export interface RoomSays {
  stream: PublicStream | undefined
  stage: Stage | null
  staged: StagedWords | null
  line: PublicLine | undefined
  /** The room's clock at its last change. */
  at: number
  connected: boolean
}

/** The page and its picture are drawn apart, so that no change of the page ever touches what plays. They meet here. */
export const pictureLink = {
  room: null as RoomSays | null,
  /** Set by the picture: called when the room has said something. */
  onRoom: null as (() => void) | null,
  /** What the picture shows on stage; null: whoever does not watch it sees the room as it is. */
  seen: null as (StageMoment & { past: boolean }) | null,
  /** Set by the page: called when the picture has come to something else. */
  onSeen: null as (() => void) | null,
  /** Set by the page: has a sentence read out, in the one place where anything is. */
  say: null as ((sentence: string) => void) | null,
}
