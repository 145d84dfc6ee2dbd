import { Hono } from 'hono'
import { beginLogin, endLogin, LoginFailed } from '../actions/oidc'
import { checkCode, sendCode } from '../actions/phone-code'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import {
  CODE_DIGITS,
  CODES_PER_NETWORK,
  CODES_PER_PORTAL,
  LOGINS_PER_NETWORK,
  type VerifyProblem,
} from '../contract/verify'
import { verifyWords } from '../contract/words/verify'
import { readDigits, readMobile, tailOf } from '../domain/mobile'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { letTry } from '../http/door'
import { isSlug, newId, randomText } from '../http/ids'
import { macText } from '../http/keys'
import {
  forgetPerson,
  personId,
  personOf,
  personSeconds,
  rememberPerson,
  type PersonVia,
} from '../http/person'
import { adoptAt } from '../http/taking-part'
import { networkOf, ownOrigin, samePath } from '../http/place'
import { buttonsOf, providersOf } from '../http/providers'
import {
  browserSecret,
  dropTicket,
  keepTicket,
  loginDeps,
  ownSecret,
  ticketOf,
  waitingWords,
} from '../http/proving'
import { readSession } from '../http/reading'
import { slugOf } from '../http/room-door'
import { phoneVerifierOf } from '../http/sms'
import { Verify, WaitingComment } from '../../web/views/verify'
import { going } from './going'
import { page, PLAIN_SCRIPT, type PageOptions } from './render'
import { readerOf } from './reader'

/** Verified persons: by a code sent to their telephone, or by a provider that vouches for them. */

const HOUR_MS = 3_600_000
const DAY_S = 86_400

/** The session a path is of. */
function slugIn(to: string): string | null {
  const [, slug = ''] = /^\/s\/([^/?#]+)/.exec(to) ?? []
  return isSlug(slug) ? slug : null
}

async function titleOf(c: Ctx, slug: string | null, now: number): Promise<string | null> {
  if (!slug) return null
  try {
    return (await readSession(c.env, slug, now)).title
  } catch {
    // Verifying does not wait for a session that cannot be read.
    return null
  }
}

interface Said {
  problem?: VerifyProblem | undefined
  left?: number | undefined
  retryAfter?: number | undefined
  typed?: string
}

const statusOf: Record<VerifyProblem, NonNullable<PageOptions['status']>> = {
  bad_number: 422,
  wrong_code: 422,
  late_code: 422,
  no_code: 422,
  too_soon: 429,
  too_many: 429,
  sms_away: 503,
  provider_away: 503,
  declined: 400,
  login_failed: 400,
}

async function show(c: Ctx, to: string, said: Said = {}): Promise<Response> {
  const now = Date.now()
  const { lang } = readerOf(c)
  const slug = slugIn(to)
  const ticket = await ticketOf(c, now)
  const { problem, left, retryAfter, typed } = said
  // A code on its way to this very number is still good when another one may not be sent yet.
  const again =
    typed === undefined ? c.req.query('again') !== undefined : readMobile(typed) !== ticket?.tel
  if (retryAfter) c.header('retry-after', String(retryAfter))
  return page(c, {
    title: verifyWords[lang].title,
    status: problem ? statusOf[problem] : 200,
    cache: 'private',
    noindex: true,
    scripts: [PLAIN_SCRIPT],
    body: (
      <Verify
        lang={lang}
        now={now}
        to={to}
        session={await titleOf(c, slug, now)}
        asking={slug !== null && /^\/s\/[^/?#]+\/(?:ask|comment)$/.test(to)}
        person={personOf(c, now)}
        phone={phoneVerifierOf(c.env) !== null}
        providers={buttonsOf(c.env, 'netizen', lang)}
        days={Math.floor(personSeconds(c.env) / DAY_S)}
        tail={ticket && !again ? tailOf(ticket.tel) : null}
        problem={problem ?? null}
        {...(typed && { typed })}
        {...(left !== undefined && { left })}
        {...(retryAfter !== undefined && { retryAfter })}
      />
    ),
  })
}

const form = (c: Ctx) => readForm(c, PUBLIC_BODY_BYTES)
const toOf = (raw: string | undefined) => samePath(raw, '/')

function onward(c: Ctx, path: string): Response {
  c.header('cache-control', 'no-store')
  return c.redirect(path, 303)
}

const back = (to: string) => `/verify?to=${encodeURIComponent(to)}`

/** From here on this browser is a verified person's, and what it voted before is theirs. */
async function verified(c: Ctx, id: string, via: PersonVia, to: string): Promise<Response> {
  const now = Date.now()
  rememberPerson(c, id, via, now)
  await adoptAt(c, to, { id })
  return onward(c, to)
}

/** Which limit a message would run into, if one. Counted before it is sent. */
async function limitOf(c: Ctx, now: number): Promise<number | null> {
  const hour = { what: 'sms', from: networkOf(c), limit: CODES_PER_NETWORK, windowMs: HOUR_MS }
  const day = { what: 'sms', from: 'everybody', limit: CODES_PER_PORTAL, windowMs: DAY_S * 1000 }
  return (await letTry(c.env, hour, now)) ?? (await letTry(c.env, day, now))
}

const keyed = (c: Ctx) => (text: string) => macText(c.env, 'person', `phone|${text}`)

async function askForCode(c: Ctx): Promise<Response> {
  const fields = await form(c)
  const to = toOf(fields.get('to'))
  const verifier = phoneVerifierOf(c.env)
  if (!verifier) throw new Refusal('NOT_POSSIBLE')
  const typed = fields.get('tel') ?? ''
  const tel = readMobile(typed)
  if (!tel) return show(c, to, { problem: 'bad_number', typed: typed.slice(0, 40) })
  const now = Date.now()
  const retryAfter = await limitOf(c, now)
  if (retryAfter !== null) return show(c, to, { problem: 'too_soon', retryAfter, typed })
  const deps = { db: c.env.DB, now, keyed: keyed(c), verifier, nonce: randomText(16), newId }
  const sent = await sendCode(deps, tel)
  if (sent.problem) return show(c, to, { ...sent, typed })
  await keepTicket(c, sent.ticket)
  return onward(c, back(to))
}

async function takeCode(c: Ctx): Promise<Response> {
  const fields = await form(c)
  const to = toOf(fields.get('to'))
  const now = Date.now()
  const ticket = await ticketOf(c, now)
  if (!ticket) return show(c, to, { problem: 'no_code' })
  const typed = readDigits(fields.get('code') ?? '', CODE_DIGITS)
  const judged = await checkCode({ db: c.env.DB, now, keyed: keyed(c) }, ticket, typed)
  if (judged.problem === 'wrong_code') return show(c, to, judged)
  dropTicket(c)
  if (judged.problem) return onwardWith(c, to, judged.problem)
  return verified(c, personId(c.env, { tel: judged.tel }), 'phone', to)
}

/** The page without the code's field: the cookie of the number is on its way out only. */
function onwardWith(c: Ctx, to: string, problem: VerifyProblem): Response {
  return onward(c, `${back(to)}&said=${problem}`)
}

const redirectUri = (c: Ctx, id: string) => `${ownOrigin(c)}/verify/oidc/${id}`

function providerOf(c: Ctx, id: string | undefined) {
  const found = providersOf(c.env, 'netizen').find((provider) => provider.id === id)
  if (!found) throw new Refusal('NOT_FOUND')
  return found
}

async function goToProvider(c: Ctx): Promise<Response> {
  const fields = await form(c)
  const to = toOf(fields.get('to'))
  const provider = providerOf(c, fields.get('provider'))
  const now = Date.now()
  const counted = {
    what: 'login',
    from: networkOf(c),
    limit: LOGINS_PER_NETWORK,
    windowMs: HOUR_MS,
  }
  const retryAfter = await letTry(c.env, counted, now)
  if (retryAfter !== null) return show(c, to, { problem: 'too_soon', retryAfter })
  try {
    const url = await beginLogin(loginDeps(c, now), 'netizen', provider, {
      browser: ownSecret(c),
      back: to,
      redirectUri: redirectUri(c, provider.id),
    })
    return going(c, provider, url)
  } catch (error) {
    if (error instanceof LoginFailed) return show(c, to, { problem: error.why })
    throw error
  }
}

async function backFromProvider(c: Ctx): Promise<Response> {
  const provider = providerOf(c, c.req.param('provider'))
  try {
    const vouched = await endLogin(loginDeps(c, Date.now()), 'netizen', provider, {
      browser: browserSecret(c) ?? '',
      redirectUri: redirectUri(c, provider.id),
      answer: new URL(c.req.url),
    })
    const tel = vouched.tel === null ? null : readMobile(vouched.tel)
    const id = personId(c.env, tel ? { tel } : { issuer: provider.issuer, sub: vouched.sub })
    return await verified(c, id, 'oidc', vouched.back)
  } catch (error) {
    if (!(error instanceof LoginFailed)) throw error
    return show(c, toOf(error.back ?? undefined), { problem: error.why })
  }
}

/** A comment comes back to a form of its own: that of the session's page is the same for everybody. */
async function waitingComment(c: Ctx): Promise<Response> {
  const slug = slugOf(c.req.param('slug') ?? '')
  const now = Date.now()
  const words = await waitingWords(c, { kind: 'comment', slug }, now)
  if (!words) return onward(c, `/s/${slug}`)
  const { lang } = readerOf(c)
  const title = await titleOf(c, slug, now)
  return page(c, {
    title: verifyWords[lang].comment.title,
    cache: 'private',
    noindex: true,
    scripts: [PLAIN_SCRIPT],
    body: (
      <div class="narrow">
        {title && (
          <p class="crumbs">
            <a href={`/s/${slug}`}>{title}</a>
          </p>
        )}
        <h1>{verifyWords[lang].comment.title}</h1>
        <WaitingComment lang={lang} slug={slug} submission={randomText(16)} words={words} />
      </div>
    ),
  })
}

const sayable = ['late_code', 'no_code'] as const

export const verifyPages = new Hono<AppEnv>()
  .get('/verify', async (c) => {
    const problem = sayable.find((one) => one === c.req.query('said'))
    return show(c, toOf(c.req.query('to')), problem ? { problem } : {})
  })
  .get('/s/:slug/comment', waitingComment)
  .post('/verify/phone', askForCode)
  .post('/verify/code', takeCode)
  .post('/verify/forget', async (c) => {
    const to = toOf((await form(c)).get('to'))
    forgetPerson(c)
    return onward(c, back(to))
  })
  .post('/verify/oidc', goToProvider)
  .get('/verify/oidc/:provider', backFromProvider)
