import type { Env } from '../contract/env'
import type { Stream, StreamReport } from '../contract/stream'
import type { RoomState } from './state'
import { within } from '../store/patience'

const AGAIN_MS = 1_000
const AGAIN_MAX_MS = 30_000
/** A stream that does not answer for this long counts as away. */
const PATIENCE_MS = 5_000

/**
 * Tells the stream what happened in the room: at once, and again until it has heard it. What is due is a row of
 * the transaction that changed it, so a crash between the two loses nothing; and nobody in the room waits for it.
 */
export class StreamTeller {
  #telling: Promise<void> | null = null
  #failures = 0

  constructor(
    private readonly env: Env,
    private readonly state: RoomState,
    private readonly wake: (at: number) => void,
    /** What the stream answers is its own report. */
    private readonly heard: (report: StreamReport) => void,
  ) {}

  /** Resolves when the stream has heard everything, or is away. Never throws. */
  tell(now: number): Promise<void> {
    if (!this.state.held || this.state.streamDue === 0) return Promise.resolve()
    // Should the room die meanwhile, its alarm remembers.
    this.wake(now + AGAIN_MS)
    this.#telling ??= this.#send().finally(() => {
      this.#telling = null
    })
    return this.#telling
  }

  async #send(): Promise<void> {
    const { state } = this
    const { roomReport } = await import('./stream-report')
    while (state.held && state.streamDue > 0) {
      const due = state.streamDue
      const { slug } = state.session
      const stream = this.env.STREAM.getByName(slug) as unknown as Stream
      try {
        const report = await inTime(stream.follow(roomReport(state), Date.now()))
        this.#failures = 0
        if (!state.held || state.session.slug !== slug) return
        state.streamHeard(due)
        this.heard(report)
      } catch {
        this.#failures += 1
        if (!state.held) return
        this.wake(Date.now() + Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** this.#failures))
        return
      }
    }
  }
}

const inTime = <T>(work: Promise<T>) =>
  within(work, PATIENCE_MS, () => new Error('the stream does not answer'))
