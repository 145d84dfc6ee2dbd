import { POLL_MS, SNAPSHOT_QUESTIONS } from '../../worker/contract/limits'
import { PROTOCOL, type RoomFrame } from '../../worker/contract/live'
import type { RefusalCode } from '../../worker/contract/refusals'
import type { Snapshot } from '../../worker/contract/views'
import { Ballots, putVote } from './ballots'
import { linesLink } from './lines-link'
import { applyDelta, applySnapshot, type LiveState } from './live-state'
import { Line, type LineState } from './socket'

const WHOLE_AGAIN_MS = 2_000

/** What a reader is told, as facts; the words are the page's. */
export interface Told {
  /** The page shows something else now. */
  redraw(): void
  line(state: LineState): void
  /** A vote was refused, or is kept until the line is back. */
  vote(what: RefusalCode | 'kept' | null): void
  moved(before: LiveState, after: LiveState): void
}

/** Over how long the pages of an archived session are loaded anew. */
const RELOAD_SPREAD_MS = 5_000

/** One session as this browser follows it: its state, its line to the room, this reader's votes. */
export class LiveRoom {
  readonly ballots: Ballots
  state: LiveState
  private told: Told | null = null
  private line: Line<RoomFrame>
  private voter = false
  private again = 0

  constructor(state: LiveState, mine: readonly number[]) {
    this.state = state
    this.ballots = new Ballots(mine, state.session.assurance?.rank)
    const { slug } = state.session
    this.line = new Line<RoomFrame>({
      path: `/api/sessions/${slug}/live`,
      hello: () => ({ t: 'hello', v: PROTOCOL, epoch: this.state.epoch, seq: this.state.seq }),
      heard: (frame) => this.hear(frame),
      changed: (line) => {
        this.told?.line(line)
        // Without a socket the votes kept meanwhile go by HTTP.
        if (line === 'polling') this.sendKept()
      },
      poll: {
        path: `/api/sessions/${slug}/snapshot`,
        everyMs: POLL_MS,
        heard: (body) => {
          this.take(applySnapshot(this.state, body as Snapshot))
          linesLink.again?.()
        },
      },
    })
  }

  /** Follows the room until the returned function is called. */
  follow(told: Told): () => void {
    this.told = told
    this.line.open()
    return () => {
      window.clearTimeout(this.again)
      this.told = null
      this.line.close()
    }
  }

  /** Whether every public question is here, not only those of the first page. */
  whole(): boolean {
    return this.state.questions.size >= this.state.totalQuestions
  }

  /** Votes at once for the eye; the room confirms or refuses later. */
  vote(no: number, on: boolean): void {
    this.ballots.want(no, on)
    this.told?.redraw()
    this.send(no, on)
  }

  private send(no: number, on: boolean): void {
    if (this.voter && this.line.send({ t: 'vote', r: no, q: no, on })) return
    void putVote(this.state.session.slug, no, on).then(
      (sent) => {
        if (!sent.ok) return this.refused(no, sent.code)
        this.confirmed(no, sent.on, sent.votes, sent.level)
        // The answer brought a visitor's cookie; a new line lets the next vote go by socket.
        if (!this.voter && this.line.state === 'live') this.line.reopen()
      },
      () => this.told?.vote('kept'),
    )
  }

  private sendKept(): void {
    for (const [no, on] of this.ballots.wanted) this.send(no, on)
  }

  private hear(frame: RoomFrame): void {
    switch (frame.t) {
      case 'welcome':
        if (frame.v !== PROTOCOL) return location.reload()
        this.voter = frame.voter
        if (frame.voter) this.ballots.replace(frame.mine)
        this.sendKept()
        this.readWhole()
        this.told?.redraw()
        break
      case 'delta': {
        const next = applyDelta(this.state, frame)
        if (next === 'gap') this.line.hello()
        else this.take(next.state)
        linesLink.heard?.(frame)
        break
      }
      case 'snapshot':
        void this.line.read().then(
          () => this.line.hello(),
          () => undefined,
        )
        break
      case 'voted':
        this.confirmed(frame.q, frame.on, frame.votes, frame.level)
        break
      case 'no':
        if (frame.r !== undefined) this.refused(frame.r, frame.code)
        break
      default:
        frame satisfies never
    }
  }

  /** The page brings the first twenty; an order of all needs all. A cached snapshot may be too old: again. */
  private readWhole(): void {
    if (this.whole() || this.state.totalQuestions > SNAPSHOT_QUESTIONS) return
    void this.line.read().catch(() => undefined)
    window.clearTimeout(this.again)
    this.again = window.setTimeout(() => this.readWhole(), WHOLE_AGAIN_MS)
  }

  private take(next: LiveState): void {
    const before = this.state
    if (next === before) return
    this.state = next
    const archived = next.session.archivedAt !== null && before.session.archivedAt === null
    // From here on the page is the record's, or has a picture: drawn by the server; not for everybody in one second.
    if (archived || (next.stream && !before.stream)) {
      window.setTimeout(() => location.reload(), Math.random() * RELOAD_SPREAD_MS)
    }
    this.told?.moved(before, next)
    this.told?.redraw()
  }

  private confirmed(no: number, on: boolean, votes: number, level = 0): void {
    this.ballots.confirm(no, on)
    if (on) this.ballots.reached(level)
    const question = this.state.questions.get(no)
    if (question) {
      const questions = new Map(this.state.questions).set(no, { ...question, votes })
      this.state = { ...this.state, questions }
    }
    this.told?.redraw()
  }

  private refused(no: number, code: RefusalCode | null): void {
    this.ballots.refuse(no)
    this.told?.vote(code)
    this.told?.redraw()
  }
}
