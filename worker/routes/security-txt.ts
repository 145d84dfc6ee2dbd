import { Refusal } from '../contract/refusals'
import { isContact } from '../domain/fitness'
import type { Ctx } from '../http/app-env'
import { ownOrigin } from '../http/place'

const DAY_MS = 86_400_000
/** RFC 9116: less than a year. */
const GOOD_DAYS = 180

/** Whom to tell of a weakness (RFC 9116); not there where the operator named nobody. */
export function securityTxt(c: Ctx): Response {
  const contact = c.env.SECURITY_CONTACT ?? ''
  if (!isContact(contact)) throw new Refusal('NOT_FOUND')
  // By the day, so that everybody is told the same.
  const until = (Math.floor(Date.now() / DAY_MS) + GOOD_DAYS) * DAY_MS
  const lines = [
    `Contact: ${contact}`,
    `Expires: ${new Date(until).toISOString()}`,
    'Preferred-Languages: zh, en',
    `Canonical: ${ownOrigin(c)}/.well-known/security.txt`,
  ]
  return c.body(`${lines.join('\n')}\n`, 200, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'public, max-age=3600',
  })
}
