import type { Env } from '../contract/env'
import { heard } from '../contract/refusals'
import { isRehearsal } from '../contract/rehearsal'
import type { Room } from '../contract/room'
import type { StreamReport } from '../contract/stream'
import type { StreamRecord } from '../domain/stream-records'
import { keepStream, sessionIdOf } from '../store/streams'
import { expiresAt } from './recording'
import type { StreamState } from './state'
import { within } from '../store/patience'

/** Tells the room and the record what became of a stream, until each has heard it. */

const PATIENCE_MS = 10_000
const AGAIN_MS = 1_000
const AGAIN_MAX_MS = 60_000

export class Telling {
  #misses = { room: 0, record: 0 }
  #next = { room: 0, record: 0 }

  constructor(
    private readonly env: Env,
    private readonly state: StreamState,
  ) {}

  /** When somebody has to be told; null where everybody knows. */
  get at(): number | null {
    const { facts, report } = this.state
    const room = facts.told < report.version ? this.#next.room : Infinity
    const record = facts.kept < report.version ? this.#next.record : Infinity
    const first = Math.min(room, record)
    return first === Infinity ? null : first
  }

  async tell(now: number): Promise<void> {
    await Promise.all([
      this.#try('room', 'told', now, (report) => this.#tellRoom(report, now)),
      this.#try('record', 'kept', now, (report) => this.#tellRecord(report)),
    ])
  }

  async #try(
    whom: 'room' | 'record',
    mark: 'told' | 'kept',
    now: number,
    say: (report: StreamReport) => Promise<void>,
  ): Promise<void> {
    const { state } = this
    const { report } = state
    if (state.facts[mark] >= report.version || now < this.#next[whom]) return
    try {
      await inTime(say(report))
      this.#misses[whom] = 0
      this.#next[whom] = 0
      state.change(now, () => state.set({ [mark]: report.version }))
    } catch {
      this.#misses[whom] += 1
      this.#next[whom] = now + Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** this.#misses[whom])
    }
  }

  async #tellRoom(report: StreamReport, now: number): Promise<void> {
    const room = this.env.ROOM.getByName(this.state.slug) as unknown as Room
    const told = await room.streamChanged(report, now)
    // A room that holds no session asks when it opens.
    if (!told.ok && told.code !== 'NOT_FOUND') heard(told)
  }

  /** A rehearsal is no session: the record never learns of it. */
  async #tellRecord(report: StreamReport): Promise<void> {
    const { state } = this
    if (isRehearsal(state.slug)) return
    const id = state.facts.room?.sessionId ?? (await sessionIdOf(this.env.DB, state.slug))
    if (id !== null) await keepStream(this.env.DB, recordOf(this.env, state, id, report))
  }
}

export function recordOf(
  env: Env,
  state: StreamState,
  sessionId: string,
  report: StreamReport,
): StreamRecord {
  const { source, poster, frozen, expired } = state.facts
  const film = source?.kind === 'recording' ? (source.key ?? null) : null
  return {
    sessionId,
    kind: report.kind,
    state: report.state,
    url: source !== null && 'url' in source ? (source.url ?? null) : null,
    mediaKey: film ?? frozen?.mediaKey ?? null,
    type: report.type,
    posterKey: poster,
    startedAt: report.startedAt,
    endedAt: report.endedAt,
    take: report.take,
    spans: state.spans,
    bytes: state.bytes,
    expiresAt: expiresAt(env, state),
    expiredAt: expired?.at ?? null,
    expiredDigest: expired?.digest ?? null,
    version: report.version,
  }
}

const inTime = <T>(work: Promise<T>) => within(work, PATIENCE_MS, () => new Error('no answer'))
