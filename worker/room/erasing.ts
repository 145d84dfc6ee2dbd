import type { Env } from '../contract/env'
import type { Carrier } from './carrier'
import { dueSeals, eraseOld } from './sealed'
import type { RoomState } from './state'

/** Of an emptied room: the session whose seals the record still keeps. */
const SEALED_OF = 'sealedOf'
const DAY_MS = 24 * 3_600_000

/** When sealed originals go: by the room's own alarm while it holds them, and by the same alarm afterwards. */
export class Erasing {
  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly env: Env,
    private readonly state: RoomState,
    private readonly carrier: Carrier,
  ) {}

  /** Wakes the room when the next original is due. */
  plan(now: number): void {
    if (!this.state.held || this.state.sealed.size === 0) return
    const { due, next } = dueSeals(this.state, now)
    if (due.length > 0) this.carrier.wake(now + 1_000)
    else if (next !== null) this.carrier.wake(next)
  }

  /** Erases what is due, inside the transaction it is given. */
  erase(transact: (work: () => void) => void, now: number): void {
    const { due } = dueSeals(this.state, now)
    if (due.length > 0) transact(() => eraseOld(this.state, due, now))
  }

  /** The session whose originals an emptied room must still watch, asked before it is emptied. */
  get left(): string | null {
    const kept = [...this.state.sealed.values()].some((row) => row.box !== null)
    return kept ? this.state.session.id : null
  }

  /** An emptied room goes on ringing once a day for as long as the record keeps a seal of its session. */
  async watch(sessionId: string | null): Promise<void> {
    if (sessionId === null) return
    await this.storage.put(SEALED_OF, sessionId)
    await this.storage.setAlarm(Date.now() + DAY_MS)
  }

  async inRecord(now: number): Promise<void> {
    const sessionId = await this.storage.get<string>(SEALED_OF)
    if (!sessionId) return
    let left = 1
    try {
      const { eraseSealed } = await import('../store/sealed')
      left = await eraseSealed(this.env.DB, now, sessionId)
    } catch {
      // The record is away: tomorrow again.
    }
    if (left > 0) await this.storage.setAlarm(now + DAY_MS)
    else await this.storage.delete(SEALED_OF)
  }
}
