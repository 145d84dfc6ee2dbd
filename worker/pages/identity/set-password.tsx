import { hashPassword, takeLogin } from '../../actions/identity/passwords'
import { addressOf, newSecret, stepFor } from '../../actions/identity/totp'
import { Refusal } from '../../contract/refusals'
import { identityWords } from '../../contract/words/identity'
import { refusalMessage } from '../../contract/words/refusals'
import type { Ctx } from '../../http/app-env'
import { openText, sealText } from '../../http/sealing'
import { passwordBy, type StaffPassword } from '../../store/staff-passwords'
import { SetPassword } from '../../../web/views/identity/account'
import { qrShape } from '../qr'
import { readerOf } from '../reader'
import { identityPage } from './frame'

/** Setting a password and its codes, for oneself or along with an invitation. */

type Form = ReadonlyMap<string, string>
type Problem = Refusal | 'taken' | 'wrong_code'

const idOf = (staffId: string) => `totp ${staffId}`

/** The secret a form brings back: sealed for this person, so that nobody can bring another's. */
async function secretOf(c: Ctx, form: Form, staffId: string) {
  const [keyId = '', box = ''] = (form.get('box') ?? '').split('.')
  try {
    return { secret: await openText(c.env, idOf(staffId), { keyId, box }), keyId, box }
  } catch {
    throw new Refusal('INVALID', { field: 'box' })
  }
}

export async function setPasswordPage(
  c: Ctx,
  {
    staffId,
    invite,
    again,
    problem,
  }: { staffId: string; invite: string | null; again?: Form; problem?: Problem },
): Promise<Response> {
  const { lang } = readerOf(c)
  const t = identityWords[lang].set_password
  let secret = newSecret()
  let box: string
  if (again) {
    const kept = await secretOf(c, again, staffId)
    secret = kept.secret
    box = `${kept.keyId}.${kept.box}`
  } else {
    const sealed = await sealText(c.env, idOf(staffId), secret)
    box = `${sealed.keyId}.${sealed.box}`
  }
  const wrong =
    problem === undefined
      ? null
      : typeof problem === 'string'
        ? t[problem]
        : refusalMessage(lang, problem.code, problem.facts)
  const portal = c.env.PORTAL_NAME || '网友面对面'
  const login = again?.get('login') ?? ''
  return identityPage(
    c,
    t.title,
    <SetPassword
      lang={lang}
      action={invite === null ? '/desk/me/password' : '/desk/join/password'}
      secret={secret}
      box={box}
      qr={await qrShape(addressOf(secret, portal, login || staffId))}
      invite={invite}
      login={login}
      wrong={wrong}
    />,
    problem === undefined ? 200 : problem === 'taken' ? 409 : 422,
  )
}

/** What a filled-in form is to be kept as, or what is wrong with it. */
export async function passwordFrom(
  c: Ctx,
  form: Form,
  staffId: string,
  now: number,
): Promise<{ row: StaffPassword } | { problem: Problem }> {
  const { secret, keyId: totpKeyId, box: totpBox } = await secretOf(c, form, staffId)
  try {
    const login = takeLogin(form.get('login') ?? '')
    const owner = await passwordBy(c.env.DB, login)
    if (owner && owner.staffId !== staffId) return { problem: 'taken' }
    const lastStep = stepFor(secret, form.get('code') ?? '', now)
    if (lastStep === null) return { problem: 'wrong_code' }
    const hashed = await hashPassword(form.get('password') ?? '')
    // The code that confirms the secret has counted with that.
    return { row: { staffId, login, ...hashed, totpKeyId, totpBox, lastStep } }
  } catch (error) {
    if (error instanceof Refusal) return { problem: error }
    throw error
  }
}
