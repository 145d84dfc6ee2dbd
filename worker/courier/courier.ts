import { DurableObject } from 'cloudflare:workers'
import type { Courier as Verbs } from '../contract/courier'
import type { Env } from '../contract/env'

/** Tells people and rooms what the record says they are to be told, each once. */
export class Courier extends DurableObject<Env> implements Verbs {
  async wake(now: number): Promise<void> {
    const due = await this.ctx.storage.getAlarm()
    if (due === null || due > now) await this.ctx.storage.setAlarm(now)
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAlarm()
  }
}
