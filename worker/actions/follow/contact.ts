import { CONTACT_MAX, type ContactWay } from '../../contract/follow'
import { Refusal } from '../../contract/refusals'
import type { OwnQuestion } from '../../contract/views'
import { readContact, type Contact } from '../../domain/contact'
import { contactErasure, contactOf, keepContact } from '../../store/contacts'
import type { Asked, AskerDeps } from './asker'

/** An asker leaves a way to be told by, changes it, or takes it back. Who asked is known before any of it is called. */

export interface ContactDeps extends Pick<AskerDeps, 'env' | 'now' | 'noted'> {
  /** What the operator turned on, and what can be delivered. */
  offered: readonly ContactWay[]
  sealed: (
    asked: Asked,
    contact: Contact,
  ) => Promise<{ keyId: string; box: string; lookup: string }>
}

/** What was typed, if it can be told by here. */
export function takeContact(raw: string, offered: readonly ContactWay[]): Contact {
  if (offered.length === 0) throw new Refusal('CONTACTS_OFF')
  if (raw.length > CONTACT_MAX)
    throw new Refusal('TOO_LONG', { field: 'contact', max: CONTACT_MAX })
  const contact = readContact(raw)
  if (!contact || !offered.includes(contact.way)) throw new Refusal('INVALID', { field: 'contact' })
  return contact
}

/** Keeps it sealed and apart from the question; nothing typed takes back what was kept, also where none is taken any more. */
export async function leaveContact(
  deps: ContactDeps,
  asked: Asked,
  own: Pick<OwnQuestion, 'slug' | 'state'>,
  raw: string,
): Promise<void> {
  const { env, now } = deps
  const { sessionId, no } = asked
  const facts = { session: own.slug, no }
  if (raw.trim() === '') {
    if (!(await contactOf(env.DB, sessionId, no))) return
    await deps.noted('contact_erased', facts, () =>
      env.DB.batch(contactErasure(env.DB, { slug: own.slug, no }, now)),
    )
    return
  }
  const contact = takeContact(raw, deps.offered)
  if (own.state === 'withdrawn') throw new Refusal('NOT_POSSIBLE')
  const { way } = contact
  const sealed = await deps.sealed(asked, contact)
  await deps.noted('contact_left', { ...facts, way }, () =>
    keepContact(env.DB, { sessionId, no, way, ...sealed, at: now }),
  )
}
