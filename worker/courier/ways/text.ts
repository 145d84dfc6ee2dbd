import type { Env } from '../../contract/env'
import { smsTextOf } from '../../http/sms'
import { Failure, type Way } from './way'

/** A short message to a telephone, by the gateway that also sends codes. */
export function textWay(env: Env, tel: string): Way {
  return {
    async send({ id, title, text, url }) {
      const gateway = smsTextOf(env)
      if (!gateway) throw new Failure('not_set')
      try {
        await gateway.send({ tel, text: [title, text, url].filter(Boolean).join(' '), id })
      } catch {
        throw new Failure('away')
      }
    },
  }
}
