import { NAME_MAX, PUBLIC_BODY_BYTES } from '../../contract/limits'
import { Refusal } from '../../contract/refusals'
import { identityWords } from '../../contract/words/identity'
import { formatDateTime } from '../../domain/shanghai'
import { takeText } from '../../domain/text-fields'
import type { Ctx } from '../../http/app-env'
import { byStaff, chained } from '../../http/audit'
import { readForm } from '../../http/body'
import { isProven } from '../../http/staff'
import { endStaffSessions } from '../../http/staff-session'
import { passkeysOf, removePasskey, renamePasskey } from '../../store/passkeys'
import { keepPassword, passwordOf } from '../../store/staff-passwords'
import { sessionsOf } from '../../store/staff-sessions'
import { Account } from '../../../web/views/identity/account'
import { readerOf } from '../reader'
import { identityPage, onward, passwordsOn } from './frame'
import { passwordFrom, setPasswordPage } from './set-password'

/** One's own account. What is changed here is always one's own: ids of others find nothing. */

export async function accountPage(c: Ctx): Promise<Response> {
  const now = Date.now()
  const { lang } = readerOf(c)
  const t = identityWords[lang].me
  const { staff, signedIn } = c.var
  const { DB } = c.env
  const [keys, sessions, password] = await Promise.all([
    passkeysOf(DB, staff.id),
    sessionsOf(DB, staff.id, now),
    passwordOf(DB, staff.id),
  ])
  const at = (time: number) => formatDateTime(time, lang, now)
  return identityPage(
    c,
    t.title,
    <Account
      lang={lang}
      me={staff}
      keys={keys.map(({ id, name, addedAt, usedAt, backedUp }) => ({
        id,
        name,
        added: t.added(at(addedAt)),
        used: usedAt === null ? null : t.used(at(usedAt)),
        synced: backedUp,
      }))}
      sessions={sessions.map(({ id, device, how, startedAt, seenAt }) => ({
        id,
        device,
        how,
        since: at(startedAt),
        seen: at(seenAt),
        here: id === signedIn.pass,
      }))}
      password={passwordsOn(c) ? { login: password?.login ?? null } : null}
      mayAdd={keys.length === 0 || isProven(c, signedIn)}
    />,
  )
}

/** What opens a door is changed only by whoever has just proved to be its owner. */
function provenOnly(c: Ctx) {
  if (!isProven(c, c.var.signedIn)) throw new Refusal('PROVE_AGAIN')
}

export async function renameKey(c: Ctx): Promise<Response> {
  const form = await readForm(c, PUBLIC_BODY_BYTES)
  const name = takeText(form.get('name') ?? '', 'name', { min: 1, max: NAME_MAX })
  const { staff } = c.var
  const id = c.req.param('id') ?? ''
  await chained(c.env, { ...byStaff(staff), act: 'rename_passkey' }, async () => {
    if (!(await renamePasskey(c.env.DB, staff.id, id, name))) throw new Refusal('NOT_FOUND')
  })
  return onward(c, '/desk/me')
}

export async function removeKey(c: Ctx): Promise<Response> {
  provenOnly(c)
  await readForm(c, PUBLIC_BODY_BYTES)
  const { staff } = c.var
  const { DB } = c.env
  const id = c.req.param('id') ?? ''
  const own = await passkeysOf(DB, staff.id)
  if (!own.some((key) => key.id === id)) throw new Refusal('NOT_FOUND')
  const otherWay = passwordsOn(c) && (await passwordOf(DB, staff.id)) !== null
  await chained(c.env, { ...byStaff(staff), act: 'remove_passkey' }, async () => {
    if (!(await removePasskey(DB, staff.id, id, otherWay))) throw new Refusal('LAST_WAY_IN')
  })
  return onward(c, '/desk/me')
}

export async function endOne(c: Ctx): Promise<Response> {
  await readForm(c, PUBLIC_BODY_BYTES)
  const { staff } = c.var
  const only = c.req.param('id') ?? ''
  const ended = await endStaffSessions(c.env, staff, staff.id, { only }, Date.now())
  if (ended === 0) throw new Refusal('NOT_FOUND')
  return onward(c, '/desk/me')
}

export async function endOthers(c: Ctx): Promise<Response> {
  await readForm(c, PUBLIC_BODY_BYTES)
  const { staff, signedIn } = c.var
  await endStaffSessions(c.env, staff, staff.id, { but: signedIn.pass }, Date.now())
  return onward(c, '/desk/me')
}

export async function ownPasswordPage(c: Ctx): Promise<Response> {
  if (!passwordsOn(c)) throw new Refusal('NOT_FOUND')
  provenOnly(c)
  return setPasswordPage(c, { staffId: c.var.staff.id, invite: null })
}

export async function setOwnPassword(c: Ctx): Promise<Response> {
  if (!passwordsOn(c)) throw new Refusal('NOT_FOUND')
  provenOnly(c)
  const now = Date.now()
  const { staff } = c.var
  const form = await readForm(c, PUBLIC_BODY_BYTES)
  const found = await passwordFrom(c, form, staff.id, now)
  if ('problem' in found) {
    const { problem } = found
    return setPasswordPage(c, { staffId: staff.id, invite: null, again: form, problem })
  }
  await chained(c.env, { ...byStaff(staff), act: 'set_password' }, () =>
    keepPassword(c.env.DB, found.row, now).run(),
  )
  return onward(c, '/desk/me')
}
