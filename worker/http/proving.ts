import { getCookie, setCookie } from 'hono/cookie'
import { CODE_MS, KEPT_DRAFT_MS, type Ticket, type WaitingWords } from '../contract/verify'
import { dropDraft, keepDraft, keptDraft } from '../store/logins'
import type { Ctx } from './app-env'
import { randomText } from './ids'
import { mac, macText, sha256Text } from './keys'
import { isHttps } from './place'
import { isRecordAway } from './refuse'
import { closeBox, openBox } from './seal-box'

/**
 * What a browser keeps while its person proves who they are: a secret that ties logins and waiting words to it,
 * and the number a code was sent to, sealed. Read when somebody verifies or signs in at a provider.
 */

const nameOf = (c: Ctx, name: string) => (isHttps(c) ? `__Host-${name}` : name)
const attributes = (c: Ctx) =>
  ({ httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(c) }) as const

const SECRET = 'mdm-login'
const TICKET = 'mdm-code'
const secretShape = /^[\w-]{43}$/

/** The browser's secret, if it has one. */
export function browserSecret(c: Ctx): string | null {
  const value = getCookie(c, nameOf(c, SECRET))
  return value && secretShape.test(value) ? value : null
}

/** The browser's secret; a new one where it had none. Two logins at once, in two tabs, share it. */
export function ownSecret(c: Ctx): string {
  const secret = browserSecret(c) ?? randomText(32)
  setCookie(c, nameOf(c, SECRET), secret, { ...attributes(c), maxAge: KEPT_DRAFT_MS / 1000 })
  return secret
}

/** Keeps the number a code was sent to in the browser, readable to nobody but us. */
export async function keepTicket(c: Ctx, ticket: Ticket): Promise<void> {
  const box = await closeBox(mac(c.env, 'person', 'ticket'), 'ticket', JSON.stringify(ticket))
  setCookie(c, nameOf(c, TICKET), box, { ...attributes(c), maxAge: CODE_MS / 1000 })
}

export async function ticketOf(c: Ctx, now: number): Promise<Ticket | null> {
  const box = getCookie(c, nameOf(c, TICKET))
  if (!box || box.length > 400) return null
  try {
    const text = await openBox(mac(c.env, 'person', 'ticket'), 'ticket', box)
    const ticket = JSON.parse(text) as Ticket
    return ticket.until > now ? ticket : null
  } catch {
    // Another key's, or nobody's.
    return null
  }
}

export function dropTicket(c: Ctx): void {
  setCookie(c, nameOf(c, TICKET), '', { ...attributes(c), maxAge: 0 })
}

/** A form that words were typed into. */
export interface WordsOf {
  kind: 'ask' | 'comment'
  slug: string
}

const draftId = (c: Ctx, secret: string, { kind, slug }: WordsOf) =>
  macText(c.env, 'person', `draft|${secret}|${kind}:${slug}`)
const draftKey = (c: Ctx, secret: string) => mac(c.env, 'person', `draft key|${secret}`)

/** Keeps words for a while, under a key only this browser and the portal have together. */
export async function keepWords(
  c: Ctx,
  of: WordsOf,
  words: WaitingWords,
  now: number,
): Promise<void> {
  const secret = ownSecret(c)
  const id = draftId(c, secret, of)
  const box = await closeBox(draftKey(c, secret), id, JSON.stringify(words))
  await keepDraft(c.env.DB, { id, box, expiresAt: now + KEPT_DRAFT_MS }, now)
}

/** The words of a form that wait for this browser; without the record there are none. */
export async function waitingWords(c: Ctx, of: WordsOf, now: number): Promise<WaitingWords | null> {
  const secret = browserSecret(c)
  if (!secret) return null
  const id = draftId(c, secret, of)
  try {
    const box = await keptDraft(c.env.DB, id, now)
    return box ? (JSON.parse(await openBox(draftKey(c, secret), id, box)) as WaitingWords) : null
  } catch (error) {
    if (isRecordAway(error)) return null
    throw error
  }
}

/** Handed in: they wait no longer. Where the record is away, their hour ends them. */
export async function forgetWords(c: Ctx, of: WordsOf): Promise<void> {
  const secret = browserSecret(c)
  if (!secret) return
  await dropDraft(c.env.DB, draftId(c, secret, of)).catch(() => undefined)
}

/** What logins at a provider need. */
export function loginDeps(c: Ctx, now: number) {
  return {
    db: c.env.DB,
    now,
    keyed: (text: string) => macText(c.env, 'person', `login|${text}`),
    digest: sha256Text,
    random: () => randomText(32),
  }
}
