import type { Courier as Verbs } from '../contract/courier'
import { PortableObject } from '../store/portable'

/** At the latest it looks again then, whatever happened. */
const AT_LEAST_MS = 3_600_000
/** How soon it goes on where something is left over. */
const SOON_MS = 1_000

/**
 * Tells people and rooms what the record says they are to be told, each once. It keeps nothing but how far it
 * has come: everything else is in the record, and doing anything twice changes nothing.
 */
export class Courier extends PortableObject implements Verbs {
  protected override readonly porting = { kind: 'courier' }
  #round: Promise<number> | null = null

  async wake(now: number): Promise<void> {
    const due = await this.ctx.storage.getAlarm()
    if (due === null || due > now) await this.ctx.storage.setAlarm(now)
  }

  async tryChannel(id: string, now: number): Promise<string | null> {
    const { tryChannel } = await import('./delivering')
    return tryChannel(this.env, id, now)
  }

  override async alarm(): Promise<void> {
    const now = Date.now()
    // Before anything else: an alarm that breaks off comes again, however often it did.
    await this.ctx.storage.setAlarm(now + AT_LEAST_MS)
    const next = await this.round(now)
    const due = await this.ctx.storage.getAlarm()
    // Somebody woke it meanwhile.
    if (due !== null && due > now && due < next) return
    await this.ctx.storage.setAlarm(Math.max(next, now + SOON_MS))
  }

  /** Does what is due at a moment; tells when to look again. Two at once are one. */
  round(now: number): Promise<number> {
    this.#round ??= this.#look(now).finally(() => {
      this.#round = null
    })
    return this.#round
  }

  async #look(now: number): Promise<number> {
    const { lookRound } = await import('./round')
    return Math.min(await lookRound(this.env, this.ctx.storage.kv, now), now + AT_LEAST_MS)
  }
}
