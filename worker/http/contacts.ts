import type { Lang } from '../contract/lang'
import { contactWays, type ContactWay } from '../contract/follow'
import type { Env } from '../contract/env'
import { lookupText, type Contact } from '../domain/contact'
import { isMailAddress } from '../domain/mail-text'
import { smtpServer } from '../domain/smtp-server'
import { macText, secretsOf } from './keys'
import { openText, sealText } from './sealing'
import { smsTextOf } from './sms'

/** Contacts that askers leave: which are taken here, and how they are kept. */

/** Whether mails can be sent here. */
export const mailIsSet = (env: Env): boolean =>
  isMailAddress(env.MAIL_FROM ?? '') &&
  (smtpServer(env.SMTP_URL) !== null || env.MAIL !== undefined)

/** What is taken: what the operator turned on and what can be delivered. Links need the portal's own address. */
export function contactsOffered(env: Env): ContactWay[] {
  if (!env.CONTACTS || !env.PUBLIC_URL) return []
  const on = env.CONTACTS.toLowerCase()
    .split(/[\s,，、]+/)
    .filter(Boolean)
  const works = { phone: smsTextOf(env) !== null, email: mailIsSet(env) }
  return contactWays.filter((way) => on.includes(way) && works[way])
}

const about = (sessionId: string, no: number) => `contact:${sessionId}:${no}`

/** What is written to, and the language its owner read when leaving it. */
export interface OpenContact {
  to: string
  lang: Lang
}

/** A contact under the portal's key, with a hash under a key of its own to find a lost code by. */
export async function sealContact(
  env: Env,
  { sessionId, no }: { sessionId: string; no: number },
  contact: Contact,
  lang: Lang,
): Promise<{ keyId: string; box: string; lookup: string }> {
  const open: OpenContact = { to: contact.to, lang }
  const sealed = await sealText(env, about(sessionId, no), JSON.stringify(open))
  return { ...sealed, lookup: macText(env, 'contact', lookupText(contact)) }
}

/** Opens what is kept of one; throws where its key is gone. */
export async function openContact(
  env: Env,
  row: { sessionId: string; no: number; keyId: string; box: string },
): Promise<OpenContact> {
  const text = await openText(env, about(row.sessionId, row.no), row)
  // Before languages were kept the box held nothing but the address, which begins with no brace.
  return text.startsWith('{') ? (JSON.parse(text) as OpenContact) : { to: text, lang: 'zh' }
}

/** The hashes a contact may be kept under: by the key in force, and by the one before a rotation. */
export const lookupsOf = (env: Env, contact: Contact): string[] =>
  secretsOf(env).map((secret) => macText(secret, 'contact', lookupText(contact)))
