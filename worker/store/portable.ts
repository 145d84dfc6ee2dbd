import { DurableObject } from 'cloudflare:workers'
import type { Portable, PortVerbs } from '../contract/dump'
import type { Env } from '../contract/env'
import { Refusal, type Told } from '../contract/refusals'
import type { PortHooks } from './port-object'

/** An object whose rows go along when a portal is copied or moved. How is read when that happens. */
export abstract class PortableObject extends DurableObject<Env> implements Portable {
  protected abstract readonly porting: PortHooks

  async port<V extends keyof PortVerbs>(
    verb: V,
    given: PortVerbs[V]['given'],
  ): Promise<Told<PortVerbs[V]['told']>> {
    const { ObjectPort } = await import('./port-object')
    try {
      return {
        ok: true,
        value: await new ObjectPort(this.ctx.storage, this.porting).do(verb, given),
      }
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, code: error.code, facts: error.facts }
      throw error
    }
  }
}
