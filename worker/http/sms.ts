import { createHmac } from 'node:crypto'
import type { Env } from '../contract/env'
import { CODE_MS, PROVIDER_MS, type PhoneVerifier } from '../contract/verify'
import { tailOf } from '../domain/mobile'
import { log } from './log'
import { isProduction } from './production'

/** Ways for a code to reach a telephone. Read when somebody verifies. */

/** An address of the operator's own choice: encrypted, without a name or password in it. */
function gatewayUrl(env: Env): string | null {
  const raw = env.SMS_GATEWAY_URL
  if (!raw || !env.SMS_GATEWAY_KEY || !URL.canParse(raw)) return null
  const { protocol, hostname, username, password } = new URL(raw)
  if (username || password) return null
  const here = protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  return protocol === 'https:' || (here && !isProduction(env)) ? raw : null
}

/**
 * The office's gateway: one signed POST a message. It must answer 2xx once the message is accepted; anything
 * else, or nothing within five seconds, counts as not sent.
 */
function httpGateway(url: string, key: string): PhoneVerifier {
  return {
    send: ({ tel, code, id }) => posted(url, key, { to: tel, code, minutes: CODE_MS / 60_000, id }),
  }
}

async function posted(url: string, key: string, message: object): Promise<void> {
  const body = JSON.stringify(message)
  const time = String(Date.now())
  const signature = createHmac('sha256', key).update(`${time}.${body}`).digest('hex')
  const answer = await fetch(url, {
    method: 'POST',
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(PROVIDER_MS),
    headers: {
      'content-type': 'application/json',
      'x-mianduimian-time': time,
      'x-mianduimian-signature': signature,
    },
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error('The gateway did not take the message.')
}

/** For trying out on one's own machine: the code stands in the server's log. */
const inTheLog: PhoneVerifier = {
  send({ tel, code }) {
    log('sms', { tail: tailOf(tel), sms: code })
    return Promise.resolve()
  },
}

/** The way codes go here; null where there is none, and no telephone is then offered. */
export function phoneVerifierOf(env: Env): PhoneVerifier | null {
  const url = gatewayUrl(env)
  if (url && env.SMS_GATEWAY_KEY) return httpGateway(url, env.SMS_GATEWAY_KEY)
  return env.SMS_CONSOLE === 'on' && !isProduction(env) ? inTheLog : null
}

/** Sends words to a number; `id` is the same where a message is sent again. */
export interface TextGateway {
  send: (message: { tel: string; text: string; id: string }) => Promise<void>
}

/** The way short messages go here; null where there is none. */
export function smsTextOf(env: Env): TextGateway | null {
  const url = gatewayUrl(env)
  const key = env.SMS_GATEWAY_KEY
  if (!url || !key) return null
  return { send: ({ tel, text, id }) => posted(url, key, { to: tel, text, id }) }
}
