import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../contract/env'
import type { Keeper as Verbs, KeeperState } from '../contract/keeper'

const night = () => import('./night')

/**
 * Makes a dump of the whole portal every night, a slice at a time, and keeps as many as it is told. It has no part
 * in dumps itself: what it knows is where it stands in this bucket, which means nothing in another place.
 */
export class Keeper extends DurableObject<Env> implements Verbs {
  #at: Promise<void> | null = null

  async wake(now: number): Promise<void> {
    await (await night()).setAlarm(this.ctx.storage, this.env, now)
  }

  async state(): Promise<KeeperState> {
    return (await night()).stateOf(this.ctx.storage, this.env)
  }

  override alarm(): Promise<void> {
    return this.go(Date.now())
  }

  /** Goes on for a slice; two at once are one. */
  go(now: number): Promise<void> {
    this.#at ??= night()
      .then(async ({ slice }) => void (await slice(this.ctx.storage, this.env, now)))
      .finally(() => {
        this.#at = null
      })
    return this.#at
  }
}
