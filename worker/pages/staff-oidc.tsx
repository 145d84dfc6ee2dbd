import { Hono } from 'hono'
import { beginLogin, endLogin, LoginFailed, type LoginFailure } from '../actions/oidc'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { LOGINS_PER_NETWORK } from '../contract/verify'
import { verifyWords } from '../contract/words/verify'
import { formatReceipt } from '../domain/receipt'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { letTry } from '../http/door'
import { networkOf, ownOrigin } from '../http/place'
import { providersOf } from '../http/providers'
import { browserSecret, loginDeps, ownSecret } from '../http/proving'
import { accountCode, accountCodes } from '../http/staff-account'
import { beginStaffSession } from '../http/staff-session'
import { staffByIdentity } from '../store/staff-identities'
import { NotStaff, StaffRefused } from '../../web/views/verify'
import { going } from './going'
import { page, type PageOptions } from './render'
import { readerOf } from './reader'

/** Staff who sign in at the office's own provider. Nobody becomes staff by it: an administrator links accounts. */

const HOUR_MS = 3_600_000

const own: Pick<PageOptions, 'cache' | 'noindex'> = { cache: 'private', noindex: true }
const redirectUri = (c: Ctx, id: string) => `${ownOrigin(c)}/desk/sign-in/oidc/${id}`

function providerOf(c: Ctx, id: string | undefined) {
  const found = providersOf(c.env, 'staff').find((provider) => provider.id === id)
  if (!found) throw new Refusal('NOT_FOUND')
  return found
}

function refused(c: Ctx, why: LoginFailure): Response {
  const { lang } = readerOf(c)
  const t = verifyWords[lang]
  return page(c, {
    ...own,
    title: t.staff.failed,
    status: why === 'provider_away' ? 503 : 400,
    body: <StaffRefused lang={lang} message={t.problem[why]} />,
  })
}

async function goToProvider(c: Ctx): Promise<Response> {
  const fields = await readForm(c, PUBLIC_BODY_BYTES)
  const provider = providerOf(c, fields.get('provider'))
  const now = Date.now()
  const counted = {
    what: 'staff login',
    from: networkOf(c),
    limit: LOGINS_PER_NETWORK,
    windowMs: HOUR_MS,
  }
  const retryAfter = await letTry(c.env, counted, now)
  if (retryAfter !== null) throw new Refusal('SLOW_DOWN', { retryAfter })
  try {
    const url = await beginLogin(loginDeps(c, now), 'staff', provider, {
      browser: ownSecret(c),
      back: '/desk',
      redirectUri: redirectUri(c, provider.id),
    })
    return going(c, provider, url)
  } catch (error) {
    if (error instanceof LoginFailed) return refused(c, error.why)
    throw error
  }
}

/** The account is nobody's here: its code, and whom to tell it. */
function notStaff(c: Ctx, code: string): Response {
  const { lang } = readerOf(c)
  return page(c, {
    ...own,
    title: verifyWords[lang].staff.notStaff,
    status: 403,
    body: <NotStaff lang={lang} code={formatReceipt(code)} />,
  })
}

async function backFromProvider(c: Ctx): Promise<Response> {
  const provider = providerOf(c, c.req.param('provider'))
  const { issuer } = provider
  const now = Date.now()
  try {
    const { sub, back } = await endLogin(loginDeps(c, now), 'staff', provider, {
      browser: browserSecret(c) ?? '',
      redirectUri: redirectUri(c, provider.id),
      answer: new URL(c.req.url),
    })
    const member = await staffByIdentity(c.env.DB, accountCodes(c.env, issuer, sub))
    if (!member) return notStaff(c, accountCode(c.env, issuer, sub))
    await beginStaffSession(c, member.id, 'oidc', now)
    c.header('cache-control', 'no-store')
    return c.redirect(back, 303)
  } catch (error) {
    if (error instanceof LoginFailed) return refused(c, error.why)
    throw error
  }
}

export const staffOidcPages = new Hono<AppEnv>()
  .post('/desk/sign-in/oidc', goToProvider)
  .get('/desk/sign-in/oidc/:provider', backFromProvider)
