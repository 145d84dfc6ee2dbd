import { Hono } from 'hono'
import { takeContact } from '../actions/follow/contact'
import { FIND_SENDS, FIND_TRIES, FIND_WINDOW_MS } from '../contract/follow'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { contactWords } from '../contract/words/contacts'
import { formatReceipt } from '../domain/receipt'
import type { AppEnv, Ctx } from '../http/app-env'
import { chained } from '../http/audit'
import { readForm } from '../http/body'
import { contactsOffered, lookupsOf, openContact } from '../http/contacts'
import { courierOf } from '../http/courier-door'
import { letTry } from '../http/door'
import { newId } from '../http/ids'
import { secretsOf } from '../http/keys'
import { findMessageId, findMessageOf } from '../http/lost-code'
import { networkOf } from '../http/place'
import { receiptsOf } from '../http/receipts'
import { contactByLookup, questionsByLookup, type FoundQuestion } from '../store/contacts'
import { putFindLetter, useFindLetter } from '../store/find-letters'
import {
  CodesFound,
  CodeSent,
  CodesOpen,
  LostCode,
  type FoundCode,
} from '../../web/views/follow/contact'
import { page, PLAIN_SCRIPT, type PageOptions } from './render'
import { readerOf } from './reader'

const quiet: Pick<PageOptions, 'cache' | 'noindex' | 'scripts'> = {
  cache: 'private',
  noindex: true,
  scripts: [PLAIN_SCRIPT],
}

function offeredOr(c: Ctx) {
  const ways = contactsOffered(c.env)
  if (ways.length === 0) throw new Refusal('CONTACTS_OFF')
  return ways
}

/** Sends a link, where the contact is known. What is answered says nothing of it, nor how long it took. */
async function askForLink(c: Ctx): Promise<Response> {
  const { env } = c
  const { lang } = readerOf(c)
  const now = Date.now()
  const ways = offeredOr(c)
  const contact = takeContact((await readForm(c, PUBLIC_BODY_BYTES)).get('contact') ?? '', ways)
  const window = { windowMs: FIND_WINDOW_MS }
  const from = networkOf(c)
  const wait = await letTry(env, { what: 'find', from, limit: FIND_TRIES, ...window }, now)
  if (wait !== null) throw new Refusal('SLOW_DOWN', { retryAfter: wait })
  const lookups = lookupsOf(env, contact)
  const to = { what: 'find contact', from: lookups[0] ?? '', limit: FIND_SENDS, ...window }
  // Whoever owns the contact is not flooded; whoever asks is not told.
  if ((await letTry(env, to, now)) === null) {
    await putFindLetter(env.DB, findMessageId(newId()), lookups, now)
    await courierOf(env)
      .wake(now)
      .catch(() => undefined)
  }
  return page(c, { ...quiet, title: contactWords[lang].lost.title, body: <CodeSent lang={lang} /> })
}

/** The code of a question under the key it was made with; null where nobody knows it any more. */
function codeOf(c: Ctx, { id, receiptHash }: FoundQuestion): string | null {
  for (const secret of secretsOf(c.env)) {
    const receipts = receiptsOf(secret)
    const code = receipts.codeFor(id)
    if (receipts.hashOf(code) === receiptHash) return formatReceipt(code)
  }
  return null
}

/** All hashes of the contact that one of them stands for: some may have been made before a rotation. */
async function lookupsBeside(c: Ctx, lookup: string): Promise<string[]> {
  const kept = await contactByLookup(c.env.DB, lookup)
  if (!kept) return []
  return lookupsOf(c.env, { way: kept.way, to: (await openContact(c.env, kept)).to })
}

/** Shows the codes, once. */
async function showCodes(c: Ctx): Promise<Response> {
  const { env } = c
  const { lang } = readerOf(c)
  const id = findMessageOf(env, (await readForm(c, PUBLIC_BODY_BYTES)).get('k') ?? '')
  const lookup = id && (await useFindLetter(env.DB, id, Date.now()))
  let found: FoundCode[] | null = null
  if (lookup) {
    const rows = await questionsByLookup(env.DB, await lookupsBeside(c, lookup))
    const act = { actor: 'public', role: 'public', act: 'codes_found' } as const
    found = await chained(env, { ...act, facts: { questions: rows.length } }, () =>
      Promise.resolve(
        rows.flatMap((row) => {
          const code = codeOf(c, row)
          return code ? [{ ...row, text: Array.from(row.text).slice(0, 60).join(''), code }] : []
        }),
      ),
    )
  }
  return page(c, {
    ...quiet,
    title: contactWords[lang].lost.found,
    ...(found === null && { status: 410 as const }),
    body: <CodesFound found={found} lang={lang} />,
  })
}

/** 找回查询码: by the contact that was left, through a message to it. */
export const lostCodePages = new Hono<AppEnv>()
  .get('/my/code', (c) => {
    const { lang } = readerOf(c)
    return page(c, {
      ...quiet,
      title: contactWords[lang].lost.title,
      body: <LostCode ways={offeredOr(c)} lang={lang} />,
    })
  })
  .post('/my/code', askForLink)
  .get('/my/codes', (c) => {
    const { lang } = readerOf(c)
    return page(c, {
      ...quiet,
      title: contactWords[lang].lost.open,
      body: <CodesOpen token={(c.req.query('k') ?? '').slice(0, 200)} lang={lang} />,
    })
  })
  .post('/my/codes', showCodes)
