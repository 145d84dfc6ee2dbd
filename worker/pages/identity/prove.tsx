import { provesBy } from '../../actions/identity/passwords'
import { PUBLIC_BODY_BYTES, STAFF_BODY_BYTES } from '../../contract/limits'
import { Refusal } from '../../contract/refusals'
import { identityWords } from '../../contract/words/identity'
import type { Ctx } from '../../http/app-env'
import { readForm } from '../../http/body'
import { samePath } from '../../http/place'
import { openText } from '../../http/sealing'
import { tried } from '../../http/sign-in-tries'
import { staffOf } from '../../http/staff'
import { renewStaffSession } from '../../http/staff-session'
import { passkeysOf } from '../../store/passkeys'
import { passwordOf } from '../../store/staff-passwords'
import { Prove, type ProveProps } from '../../../web/views/identity/doors'
import { readerOf } from '../reader'
import { identityPage, passwordsOn } from './frame'

/** Proving again who one is, before something dangerous. */

type Resume = ProveProps['resume']

async function show(
  c: Ctx,
  staffId: string,
  options: { back: string; resume: Resume; wrong?: boolean; proved?: boolean },
  status: 200 | 403 | 401 = 200,
): Promise<Response> {
  const { lang } = readerOf(c)
  const { DB } = c.env
  const [keys, password] = await Promise.all([passkeysOf(DB, staffId), passwordOf(DB, staffId)])
  const has = { passkey: keys.length > 0, password: passwordsOn(c) && password !== null }
  const title = identityWords[lang].prove.title
  return identityPage(c, title, <Prove lang={lang} has={has} {...options} />, status)
}

export async function provePage(c: Ctx): Promise<Response> {
  const back = samePath(c.req.query('back'), '/desk')
  return show(c, c.var.staff.id, { back, resume: null })
}

const secret: ReadonlySet<string> = new Set(['password', 'code', 'box', 'token', 'invite'])

/** Somebody sent a form and has to prove first: what they typed waits in the page that asks. */
export async function proveBeforeForm(c: Ctx): Promise<Response> {
  const { staff } = await staffOf(c)
  const fields = await readForm(c, STAFF_BODY_BYTES).catch(() => null)
  const action = samePath(c.req.path, '/desk')
  const back = samePath(pathOf(c.req.header('referer')), '/desk')
  // What is secret is not written into a page; whoever typed it types it again.
  const kept = fields && [...fields].filter(([name]) => !secret.has(name))
  const resume = kept && { action, fields: kept }
  return show(c, staff.id, { back, resume }, 403)
}

function pathOf(address: string | undefined): string | null {
  if (address === undefined || !URL.canParse(address)) return null
  const { pathname, search } = new URL(address)
  return pathname + search
}

const KEPT = 'resume:'

/** By password and code; a form that was on its way then goes on at the press of a button. */
export async function proveByPassword(c: Ctx): Promise<Response> {
  if (!passwordsOn(c)) throw new Refusal('NOT_FOUND')
  const form = await readForm(c, STAFF_BODY_BYTES + PUBLIC_BODY_BYTES)
  const now = Date.now()
  const { staff, signedIn } = c.var
  const back = samePath(form.get('back'), '/desk')
  const action = form.get('resume-action')
  const fields = [...form].flatMap(([name, value]) =>
    name.startsWith(KEPT) ? [[name.slice(KEPT.length), value] as const] : [],
  )
  const resume = action === undefined ? null : { action: samePath(action, '/desk'), fields }
  const typed = { password: form.get('password') ?? '', code: form.get('code') ?? '' }
  const open = (of: { staffId: string; totpKeyId: string; totpBox: string }) =>
    openText(c.env, `totp ${of.staffId}`, { keyId: of.totpKeyId, box: of.totpBox })
  const right = await tried(c, 'password', staff.id, now, async () =>
    (await provesBy({ db: c.env.DB, open, now }, staff.id, typed)) ? true : null,
  )
  if (!right) return show(c, staff.id, { back, resume, wrong: true }, 401)
  await renewStaffSession(c, signedIn, 'password', now)
  if (resume) return show(c, staff.id, { back, resume, proved: true })
  c.header('cache-control', 'no-store')
  return c.redirect(back, 303)
}
