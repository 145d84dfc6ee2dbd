import type { Env } from '../contract/env'
import type { MessageKind } from '../contract/cases'
import { CONTACT_QUESTIONS_A_DAY, FIND_LINK_MS } from '../contract/follow'
import { contactsOffered, openContact } from '../http/contacts'
import { findLink } from '../http/lost-code'
import { contactByLookup, contactsTold } from '../store/contacts'
import type { KeptMessage } from '../store/messages'
import { publicQuestion } from '../store/question-texts'
import { mailWay } from './ways/mail'
import { textWay } from './ways/text'
import type { Way } from './ways/way'

/** Messages to askers: by which contacts they go, and where their link leads. */

/** What also whoever was merged into a question is told. */
const shared = new Set<MessageKind>(['asker_answered', 'asker_promise_kept'])

/** The question a message is for, by its session and number. */
function questionOf(recipient: string): { sessionId: string; no: number } {
  const at = recipient.lastIndexOf(':')
  return { sessionId: recipient.slice(0, at), no: Number(recipient.slice(at + 1)) }
}

/** Ways to whoever is told, by a name under which the delivery is kept; none where nobody left a contact. */
export async function askerWays(
  env: Env,
  { kind, recipient, at }: KeptMessage,
  now: number,
): Promise<{ id: string; open: () => Promise<Way> }[]> {
  const offered = contactsOffered(env)
  if (offered.length === 0) return []
  // A link that works no more is no help.
  if (kind === 'asker_code' && now >= at + FIND_LINK_MS) return []
  const found =
    kind === 'asker_code'
      ? [await contactByLookup(env.DB, recipient)]
      : await contactsTold(
          env.DB,
          { ...questionOf(recipient), merged: shared.has(kind) },
          // Told is what happens after a contact was left.
          at,
        ).then((all) => all.filter(({ before }) => before < CONTACT_QUESTIONS_A_DAY))
  return found.flatMap((row) =>
    row && offered.includes(row.way)
      ? [
          {
            id: kind === 'asker_code' ? 'code' : `contact ${row.no}`,
            open: async () => {
              const { to, lang } = await openContact(env, row)
              return { ...(row.way === 'email' ? mailWay(env, to) : textWay(env, to)), lang }
            },
          },
        ]
      : [],
  )
}

/** The question's public page where there is one; otherwise where a code is typed. */
export async function askerLink(env: Env, base: string, message: KeptMessage): Promise<string> {
  const { id, kind, recipient } = message
  if (kind === 'asker_code') return findLink(env, base, id)
  if (kind === 'asker_refused' || kind === 'asker_details_wanted') return `${base}/my`
  const { sessionId, no } = questionOf(recipient)
  const question = await publicQuestion(env.DB, sessionId, no)
  return question ? `${base}/q/${question}` : `${base}/my`
}
