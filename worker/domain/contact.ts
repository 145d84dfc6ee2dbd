import type { ContactWay } from '../contract/follow'
import { isMailAddress } from './mail-text'
import { readMobile } from './mobile'

/** A mobile number or a mail address, as its owner types it. */

export interface Contact {
  way: ContactWay
  /** What it is written to. */
  to: string
}

/** What was typed, in one form; null for anything that is neither. Nothing that could break a header passes. */
export function readContact(raw: string): Contact | null {
  const tel = readMobile(raw)
  if (tel) return { way: 'phone', to: tel }
  const mail = raw.normalize('NFKC').trim()
  return isMailAddress(mail) ? { way: 'email', to: mail } : null
}

/** The same for one mailbox however it was written, so that it is found again. */
export const lookupText = ({ way, to }: Contact): string => `${way}|${to.toLowerCase()}`

/** What its owner knows it by, and nobody else learns much from. */
export function contactHint({ way, to }: Contact): string {
  if (way === 'phone') return `${to.slice(-11, -8)}****${to.slice(-4)}`
  const at = to.indexOf('@')
  return `${to.slice(0, 1)}***${to.slice(at)}`
}
