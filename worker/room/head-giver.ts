import type { ChainHead, Notary } from '../contract/audit'
import type { Env } from '../contract/env'
import { heard } from '../contract/refusals'
import type { RoomChain } from './chain'
import type { RoomState } from './state'

/** While a session runs, its chain's head is taken into the portal's chain about this often. */
const HEAD_MS = 60_000
const GIVEN = 'headGiven'

/** Gives the head of the room's chain to the portal's notary: at intervals, and at once when the session is over. */
export class HeadGiver {
  #given: { seq: number; at: number } | null = null
  #waiting = false

  constructor(
    private readonly env: Env,
    private readonly state: RoomState,
    private readonly chain: RoomChain,
    private readonly wake: (at: number) => void,
  ) {}

  /** After every transaction: asks for the alarm once, not for every entry. */
  changed(now: number): void {
    if (this.#waiting || !this.state.held || this.#head.seq === this.#last().seq) return
    // Nothing of a rehearsal is on record.
    if (this.state.session.rehearsal !== undefined) return
    this.#waiting = true
    this.wake(now + HEAD_MS)
  }

  async giveIfDue(now: number): Promise<void> {
    this.#waiting = false
    const { seq, at } = this.#last()
    if (this.#head.seq === seq || this.state.session.rehearsal !== undefined) return
    const over = ['wrapped', 'closed', 'cancelled'].includes(this.state.session.state)
    try {
      if (over || now >= at + HEAD_MS) await this.give()
    } catch {
      // The notary is away: the head is given with the next alarm, and the chain goes on meanwhile.
    }
    this.changed(now)
  }

  async give(): Promise<void> {
    const head = this.#head
    const now = Date.now()
    const notary = this.env.NOTARY.getByName('portal') as unknown as Notary
    heard(await notary.takeHead(head, now))
    this.#given = { seq: head.seq, at: now }
    if (this.state.held) this.state.setMeta(GIVEN, JSON.stringify(this.#given))
  }

  /** Gives what is owed now, whenever it were due. */
  async settle(): Promise<void> {
    if (!this.state.held || this.state.session.rehearsal !== undefined) return
    if (this.#head.seq === this.#last().seq) return
    // The notary is away: in its time, then.
    await this.give().catch(() => undefined)
  }

  /** The room is empty: whoever takes it over begins anew. */
  forget(): void {
    this.#given = null
    this.#waiting = false
  }

  get #head(): ChainHead {
    return this.chain.chain.head
  }

  #last(): { seq: number; at: number } {
    this.#given ??= JSON.parse(this.state.getMeta(GIVEN) ?? '{"seq":0,"at":0}') as {
      seq: number
      at: number
    }
    return this.#given
  }
}
