import type { Courier as Verbs } from '../contract/courier'
import { nextLook } from '../domain/looks'
import { log } from '../http/log'
import { PortableObject } from '../store/portable'
import type { Counting } from './looking'

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
    const { env } = this
    const { deliverDue } = await import('./delivering')
    const { lapse, recount, remind, tellAssigned } = await import('./looking')
    const { systemActs } = await import('./acts')
    const { nextWaiting } = await import('../store/messages')
    const { tellRooms } = await import('./rooms')
    const does = systemActs(env)
    const { kv } = this.ctx.storage
    let soon = false
    const step = async (name: string, work: () => Promise<unknown>): Promise<boolean> => {
      try {
        await work()
        return true
      } catch (error) {
        log('fault', {
          fault: `Courier${name}`,
          ...(error instanceof Error && { at: error.stack }),
        })
        return false
      }
    }

    await step('Assigned', () => tellAssigned(env, now))
    const looked = kv.get<number>('looked') ?? 0
    const look = nextLook(looked) <= now
    if (look) {
      const counting = kv.get<Counting>('counting')
      // Once a day everything is counted again: a room that opened earlier counts by an older calendar.
      if (counting) kv.put('counting', { ...counting, after: '', done: false })
      const done = [
        await step('Lapse', () => lapse(env, does, now)),
        await step('Remind', () => remind(env, does, now)),
      ]
      if (done.every(Boolean)) kv.put('looked', now)
    }
    await step('Recount', async () => {
      const counting = await recount(env, does, kv.get<Counting>('counting') ?? null, now)
      kv.put('counting', counting)
      soon ||= !counting.done
    })
    await step('Rooms', () =>
      tellRooms(
        env,
        {
          get: (id) => kv.get<number>(`heard:${id}`) ?? 0,
          set: (id, seq) => kv.put(`heard:${id}`, seq),
        },
        now,
      ),
    )
    await step('Deliver', async () => {
      soon = (await deliverDue(env, now)) || soon
    })
    if (soon) return now
    const waiting = await nextWaiting(env.DB).catch(() => null)
    return Math.min(waiting ?? Infinity, nextLook(now), now + AT_LEAST_MS)
  }
}
