import { breakGlass } from '../../actions/identity/break-glass'
import { acceptInvite, openInvite } from '../../actions/identity/invites'
import { knownBy } from '../../actions/identity/passwords'
import { PUBLIC_BODY_BYTES } from '../../contract/limits'
import { Refusal } from '../../contract/refusals'
import { peopleWords } from '../../contract/words/admin-people'
import { identityWords } from '../../contract/words/identity'
import { formatDateTime } from '../../domain/shanghai'
import type { Ctx } from '../../http/app-env'
import { chained } from '../../http/audit'
import { readForm } from '../../http/body'
import { macText, sha256Text } from '../../http/keys'
import { isProduction } from '../../http/production'
import { buttonsOf } from '../../http/providers'
import { openText } from '../../http/sealing'
import { tried } from '../../http/sign-in-tries'
import { beginStaffSession } from '../../http/staff-session'
import { firstAdminIsThere } from '../../store/first-admin'
import { findStaff } from '../../store/staff'
import { keepPassword } from '../../store/staff-passwords'
import { First, Join, SignIn } from '../../../web/views/identity/doors'
import { StaffProviders } from '../../../web/views/verify'
import { readerOf } from '../reader'
import { identityPage, onward, passwordsOn } from './frame'
import { passwordFrom, setPasswordPage } from './set-password'

/** The doors of staff: signing in, coming in by an invitation, the very first administrator. */

/** Whether the operator has set a token and nobody has come in by it. */
async function isVacant(c: Ctx): Promise<boolean> {
  const token = c.env.ADMIN_BOOTSTRAP_TOKEN
  if (!token) return false
  // With the record away there is nobody to let in anyway; the page still says how to sign in.
  return !(await firstAdminIsThere(c.env.DB, sha256Text(token)).catch(() => true))
}

export async function signInPage(
  c: Ctx,
  wrong: 'password' | 'emergency' | null = null,
): Promise<Response> {
  const { lang } = readerOf(c)
  const ways = {
    password: passwordsOn(c),
    link: !isProduction(c.env),
    first: await isVacant(c),
  }
  return identityPage(
    c,
    identityWords[lang].sign_in.title,
    <SignIn lang={lang} ways={ways} wrong={wrong}>
      <StaffProviders lang={lang} providers={buttonsOf(c.env, 'staff', lang)} />
    </SignIn>,
    401,
  )
}

export async function signInByPassword(c: Ctx): Promise<Response> {
  if (!passwordsOn(c)) throw new Refusal('NOT_FOUND')
  const form = await readForm(c, PUBLIC_BODY_BYTES)
  const now = Date.now()
  const [login = '', password = '', code = ''] = ['login', 'password', 'code'].map(
    (name) => form.get(name) ?? '',
  )
  const open = ({ staffId, totpKeyId: keyId, totpBox: box }: OfSecret) =>
    openText(c.env, `totp ${staffId}`, { keyId, box })
  const known = () => knownBy({ db: c.env.DB, open, now }, login, { password, code })
  // Counted for the account from this network, so that a stranger elsewhere locks nobody out.
  const whose = sha256Text(login.normalize('NFKC').trim().toLowerCase())
  const staffId = await tried(c, 'anybody', '', now, () => tried(c, 'password', whose, now, known))
  if (staffId === null) return signInPage(c, 'password')
  await beginStaffSession(c, staffId, 'password', now)
  return onward(c, '/desk')
}

interface OfSecret {
  staffId: string
  totpKeyId: string
  totpBox: string
}

export async function signInByCode(c: Ctx): Promise<Response> {
  const form = await readForm(c, PUBLIC_BODY_BYTES)
  const now = Date.now()
  const digest = (code: string) => macText(c.env, 'staff', `break-glass ${code}`)
  const staffId = await tried(c, 'code', '', now, async () => {
    try {
      return await breakGlass({ db: c.env.DB, digest, now }, form.get('code') ?? '')
    } catch (error) {
      if (error instanceof Refusal && error.code === 'NOT_PROVEN') return null
      throw error
    }
  })
  if (staffId === null) return signInPage(c, 'emergency')
  await beginStaffSession(c, staffId, 'break_glass', now)
  return onward(c, '/desk')
}

async function inviteOf(c: Ctx, token: string, now: number) {
  const hash = sha256Text(token)
  const wellFormed = /^[\w-]{43}$/.test(token)
  const invite = await tried(c, 'invite', '', now, async () =>
    wellFormed ? openInvite(c.env.DB, hash, now) : null,
  )
  if (!invite) throw new Refusal('LINK_USED')
  return { hash, invite }
}

export async function joinPage(c: Ctx): Promise<Response> {
  const now = Date.now()
  const { lang } = readerOf(c)
  const token = c.req.query('i') ?? ''
  const { invite } = await inviteOf(c, token, now)
  const t = identityWords[lang].join
  if (c.req.query('with') === 'password' && passwordsOn(c)) {
    return setPasswordPage(c, { staffId: invite.staffId, invite: token })
  }
  return identityPage(
    c,
    t.title,
    <Join
      lang={lang}
      token={token}
      invite={invite}
      role={peopleWords[lang].role[invite.role]}
      until={formatDateTime(invite.endsAt, lang, now)}
      known={(await findStaff(c.env.DB, invite.staffId)) !== null}
      password={passwordsOn(c)}
    />,
  )
}

/** Comes in with a password and codes in place of a passkey. */
export async function joinByPassword(c: Ctx): Promise<Response> {
  if (!passwordsOn(c)) throw new Refusal('NOT_FOUND')
  const now = Date.now()
  const form = await readForm(c, PUBLIC_BODY_BYTES)
  const token = form.get('invite') ?? ''
  const { hash, invite } = await inviteOf(c, token, now)
  const { staffId } = invite
  const found = await passwordFrom(c, form, staffId, now)
  if ('problem' in found) {
    return setPasswordPage(c, { staffId, invite: token, again: form, problem: found.problem })
  }
  const act = { actor: { staff: staffId }, role: 'invited', act: 'accept_invite' }
  await chained(c.env, { ...act, facts: { passkey: false } }, async () => {
    const kept = keepPassword(c.env.DB, found.row, now, hash)
    if (!(await acceptInvite(c.env.DB, hash, now, kept))) throw new Refusal('LINK_USED')
  })
  await beginStaffSession(c, staffId, 'password', now)
  return onward(c, '/desk')
}

export async function firstPage(c: Ctx): Promise<Response> {
  if (!(await isVacant(c))) throw new Refusal('LINK_USED')
  const { lang } = readerOf(c)
  return identityPage(c, identityWords[lang].first.title, <First lang={lang} />)
}
