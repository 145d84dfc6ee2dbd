import { PUSH_BURST_SECONDS, PUSH_MB, PUSH_MS, PUSHES, PUSHES_AT_ONCE } from '../contract/ingest'
import type { RefusalCode } from '../contract/refusals'
import type { StreamHealth } from '../contract/stream'

/** Who pushes just now, how fast, and what was refused: in memory, it is about the last moments only. */

const HOUR_MS = 3_600_000
const REFUSALS = 20
const LATELY_MS = 10 * 60_000

export class Pushers {
  #ticket = 0
  readonly #under = new Map<number, number>()
  #tokens: number
  #filledAt = 0
  #hour = { since: 0, bytes: 0 }
  #refusals: StreamHealth['refusals'] = []
  readonly #rate: number
  readonly #hourly: number

  constructor(rate: string | undefined, megabytes: string | undefined) {
    this.#rate = Number(rate) || PUSHES
    this.#hourly = (Number(megabytes) || PUSH_MB) * 1e6
    this.#tokens = this.#rate * PUSH_BURST_SECONDS
  }

  /** A ticket for one push, or null where it is one too many. */
  take(now: number): number | null {
    for (const [ticket, at] of this.#under) if (now - at > PUSH_MS) this.#under.delete(ticket)
    const passed = Math.max(0, now - this.#filledAt) / 1000
    this.#tokens = Math.min(this.#rate * PUSH_BURST_SECONDS, this.#tokens + passed * this.#rate)
    this.#filledAt = now
    if (this.#under.size >= PUSHES_AT_ONCE || this.#tokens < 1) return null
    if (now - this.#hour.since > HOUR_MS) this.#hour = { since: now, bytes: 0 }
    if (this.#hour.bytes > this.#hourly) return null
    this.#tokens -= 1
    this.#ticket += 1
    this.#under.set(this.#ticket, now)
    return this.#ticket
  }

  done(ticket: number, bytes = 0): void {
    this.#under.delete(ticket)
    this.#hour.bytes += bytes
  }

  /** Of many alike the last one is remembered, so that a stranger's do not push the operator's own out. */
  refused(code: RefusalCode, called: string | undefined, now: number): void {
    const name = called === '' ? undefined : called
    const others = this.#refusals.filter((one) => one.code !== code || one.name !== name)
    this.#refusals = [{ at: now, code, ...(name !== undefined && { name }) }, ...others]
    this.#refusals = this.#refusals.slice(0, REFUSALS)
  }

  refusals(now: number): StreamHealth['refusals'] {
    return this.#refusals.filter(({ at }) => now - at < LATELY_MS)
  }
}
