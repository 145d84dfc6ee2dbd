import {
  askFurther,
  differ,
  giveDetails,
  rate,
  reopen,
  type Asked,
  type AskerDeps,
} from '../actions/follow/asker'
import { leaveContact } from '../actions/follow/contact'
import type { FollowGiven } from '../contract/schemas/follow'
import { Refusal } from '../contract/refusals'
import type { OwnQuestion } from '../contract/views'
import { heldSessionBySlug } from '../store/session-reads'
import type { Ctx } from '../http/app-env'
import { chained } from '../http/audit'
import { caseDeps } from '../http/cases'
import { contactsOffered, sealContact } from '../http/contacts'
import { langOf } from '../http/lang'
import { roomOf } from '../http/room-door'
import { sealText } from '../http/sealing'
import { withFollow } from '../http/follow-reading'
import { findOwn, lookUp } from './deps'

/** What askers do after an answer, from a request: the same for the API and the forms. */

export function askerDeps(c: Ctx): AskerDeps {
  const { env } = c
  return {
    ...caseDeps(env),
    room: (slug) => roomOf(env, slug),
    seal: (id, text) => sealText(env, id, text),
    now: Date.now(),
    noted: (act, facts, work) =>
      chained(env, { actor: 'public', role: 'public', act, facts }, work),
  }
}

/** A question by its code, or by the device it was asked from. */
export async function whose(
  c: Ctx,
  by: { receipt: string } | { id: string },
): Promise<OwnQuestion> {
  const own = 'receipt' in by ? (await lookUp(c, by.receipt)).own : (await findOwn(c, by.id))?.own
  if (!own) throw new Refusal('NOT_FOUND')
  if (own.kind !== 'question') throw new Refusal('NOT_POSSIBLE')
  return own
}

/** Where an own question lies in the record. */
async function askedOf(c: Ctx, { slug, no }: OwnQuestion): Promise<Asked> {
  const held = await heldSessionBySlug(c.env.DB, slug)
  // A rehearsal has no record, and nothing comes after it.
  if (!held) throw new Refusal('NOT_POSSIBLE')
  return { sessionId: held.session.id, no }
}

/** Does one step; answers whether a case was opened by it. */
export async function takeStep(
  c: Ctx,
  own: OwnQuestion,
  given: FollowGiven,
): Promise<{ opened: boolean }> {
  const deps = askerDeps(c)
  const asked = await askedOf(c, own)
  switch (given.step) {
    case 'rate': {
      const { solved, words, manner = null, speed = null } = given
      return rate(deps, asked, { caseId: given.case ?? null, solved, manner, speed, words })
    }
    case 'reopen':
      await reopen(deps, asked, { caseId: given.case, reason: given.reason, text: given.text })
      break
    case 'further':
      await askFurther(deps, asked, given.text)
      break
    case 'details':
      await giveDetails(deps, asked, { caseId: given.case, text: given.text })
      break
    case 'differ':
      await differ(deps, asked, given.text)
      break
    case 'contact':
      await leaveContact(
        {
          ...deps,
          offered: contactsOffered(c.env),
          sealed: (of, contact) => sealContact(c.env, of, contact, langOf(c)),
        },
        asked,
        own,
        given.contact,
      )
      break
    default:
      return given satisfies never
  }
  return { opened: false }
}

/** An own question as it stands after a step. */
export async function afterStep(c: Ctx, own: OwnQuestion): Promise<OwnQuestion> {
  const [after] = await withFollow(c.env, [own], Date.now())
  return after ?? own
}
