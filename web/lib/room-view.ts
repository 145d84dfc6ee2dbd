import type { Delta, RoomFrame, Welcome } from '../../worker/contract/live'
import { POLL_MS } from '../../worker/contract/limits'
import type { Snapshot } from '../../worker/contract/views'
import { applyDelta, applySnapshot, stateOf, type LiveState } from './live-state'
import { Line, type LineState } from './socket'

/** What a projector or an overlay shows: the room's state as it was last heard, and how fresh that is. */
export interface RoomView {
  snapshot: Snapshot
  line: LineState
  /** Local time at which the room was last heard. */
  heardAt: number
  /** What to add to the local clock to get the room's. */
  ahead: number
}

function snapshotOf(state: LiveState): Snapshot {
  const { questions, comments, prompts, ...rest } = state
  return {
    v: 1,
    ...rest,
    questions: [...questions.values()],
    comments: [...comments.values()],
    prompts: [...prompts.values()],
  }
}

/** Follows a room read-only, as one of its screens; answers with the way to stop. */
export function followRoom(
  first: Snapshot,
  at: number,
  told: (view: RoomView) => void,
): () => void {
  let state = stateOf(first)
  let view: RoomView = {
    snapshot: first,
    line: 'connecting',
    heardAt: Date.now(),
    ahead: at - Date.now(),
  }
  const tell = (change: Partial<RoomView>) => {
    view = { ...view, ...change }
    told(view)
  }
  const heardNow = (roomClock: number) => ({ heardAt: Date.now(), ahead: roomClock - Date.now() })
  const path = `/api/sessions/${first.session.slug}`

  const line = new Line<RoomFrame>({
    path: `${path}/live?kind=screen`,
    hello: () => ({ t: 'hello', v: 1, epoch: state.epoch, seq: state.seq }),
    changed: (next) => tell({ line: next }),
    heard: (frame) => {
      if (frame.t === 'welcome') welcome(frame)
      else if (frame.t === 'delta') apply(frame)
      else if (frame.t === 'snapshot')
        void line.read().then(
          () => line.hello(),
          () => undefined,
        )
    },
    poll: {
      path: `${path}/snapshot`,
      everyMs: POLL_MS,
      heard: (body) => {
        const snapshot = body as Snapshot
        if (!snapshot || !Array.isArray(snapshot.questions)) return
        state = applySnapshot(state, snapshot)
        tell({ snapshot: snapshotOf(state), ...heardNow(snapshot.at) })
      },
    },
  })

  function welcome(frame: Welcome) {
    tell(heardNow(frame.at))
    // A room that has started a new life numbers anew: what is held says nothing about it.
    if (frame.epoch !== state.epoch)
      void line.read().then(
        () => line.hello(),
        () => undefined,
      )
  }

  function apply(delta: Delta) {
    const next = applyDelta(state, delta)
    if (next === 'gap') {
      line.hello()
      return
    }
    state = next.state
    tell({ snapshot: snapshotOf(state), ...heardNow(delta.at) })
  }

  line.open()
  return () => line.close()
}
