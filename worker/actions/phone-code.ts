import {
  CODE_DIGITS,
  CODE_EVERY_MS,
  CODE_MS,
  type PhoneVerifier,
  type Ticket,
  type VerifyProblem,
} from '../contract/verify'
import { shanghaiDay } from '../domain/shanghai'
import { codesToday, dropCode, keepCode, tryCode, useCode } from '../store/phone-codes'

/**
 * Proving that somebody holds a telephone number, by a code sent to it. The number is in the message and in the
 * asker's own sealed cookie; what is kept of it is a hash under the portal's key.
 */

export interface PhoneDeps {
  db: D1Database
  now: number
  /** A hash under the portal's key. */
  keyed: (text: string) => string
}

const rowOf = ({ keyed }: PhoneDeps, tel: string) => keyed(`tel|${tel}`)
const codeOf = ({ keyed }: PhoneDeps, { tel, nonce }: Ticket, code: string) =>
  keyed(`code|${tel}|${nonce}|${code}`)

/** Six digits, each number as likely as any other. */
export function randomCode(): string {
  const space = 10 ** CODE_DIGITS
  const fair = Math.floor(2 ** 32 / space) * space
  const [draw] = crypto.getRandomValues(new Uint32Array(1)) as unknown as [number]
  return draw < fair ? String(draw % space).padStart(CODE_DIGITS, '0') : randomCode()
}

/** What came of asking for a code, or of typing one. */
export type Outcome<T> =
  | ({ problem?: undefined } & T)
  | { problem: VerifyProblem; retryAfter?: number; left?: number }

/** Sends a code, unless one went to the number lately or too many did today. */
export async function sendCode(
  deps: PhoneDeps & { verifier: PhoneVerifier; nonce: string; newId: () => string },
  tel: string,
): Promise<Outcome<{ ticket: Ticket }>> {
  const { db, now, nonce, verifier } = deps
  const ticket = { tel, nonce, until: now + CODE_MS }
  const id = rowOf(deps, tel)
  const code = randomCode()
  const sent = {
    id,
    code: codeOf(deps, ticket, code),
    day: shanghaiDay(now),
    expiresAt: ticket.until,
  }
  if (!(await keepCode(db, sent, now))) {
    const before = await codesToday(db, id)
    const wait = before ? before.sentAt + CODE_EVERY_MS - now : 0
    return wait > 0
      ? { problem: 'too_soon', retryAfter: Math.ceil(wait / 1000) }
      : { problem: 'too_many' }
  }
  try {
    await verifier.send({ tel, code, id: deps.newId() })
  } catch {
    await dropCode(db, id, sent.code)
    return { problem: 'sms_away' }
  }
  return { ticket }
}

/** Judges a typed code. Of the same right code sent many times at once, one is taken. */
export async function checkCode(
  deps: PhoneDeps,
  ticket: Ticket,
  typed: string | null,
): Promise<Outcome<{ tel: string }>> {
  const { db, now } = deps
  if (ticket.until <= now) return { problem: 'late_code' }
  const id = rowOf(deps, ticket.tel)
  const waiting = await tryCode(db, id, now)
  if (!waiting) return { problem: 'late_code' }
  if (typed === null || waiting.code !== codeOf(deps, ticket, typed)) {
    return waiting.left > 0
      ? { problem: 'wrong_code', left: waiting.left }
      : { problem: 'late_code' }
  }
  // Somebody else's hand was quicker, or the same form went out twice.
  if (!(await useCode(db, id, waiting.code))) return { problem: 'late_code' }
  return { tel: ticket.tel }
}
