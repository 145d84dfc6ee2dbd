import { planAccount } from '../../actions/admin-accounts'
import { formatReceipt } from '../../domain/receipt'
import { formatDateTime } from '../../domain/shanghai'
import type { Ctx } from '../../http/app-env'
import { endDeskSockets } from '../../http/desk-sockets'
import { alsoMay } from '../../http/guard'
import { providersOf } from '../../http/providers'
import { namesOf } from '../../store/people'
import { identitiesOf } from '../../store/staff-identities'
import { endSessions } from '../../store/staff-sessions'
import { LinkedAccounts } from '../../../web/views/desk/admin-accounts'
import { readerOf } from '../reader'
import { carryOut, onward, type Form, type Said } from './frame'

/** Accounts at the office's provider, on the page of a member of staff; nothing where there is no provider. */
export async function accountsOf(c: Ctx, staffId: string, now: number, said?: Said) {
  const { lang } = readerOf(c)
  const linked = await identitiesOf(c.env.DB, staffId)
  if (linked.length === 0 && providersOf(c.env, 'staff').length === 0) return null
  const names = await namesOf(
    c.env.DB,
    linked.map(({ linkedBy }) => linkedBy),
  )
  const accounts = linked.map(({ code, linkedBy, linkedAt }) => ({
    code: formatReceipt(code),
    by: names.get(linkedBy) ?? '',
    time: formatDateTime(linkedAt, lang, now),
  }))
  return (
    <LinkedAccounts
      lang={lang}
      action={`/desk/admin/people/${staffId}/accounts`}
      accounts={accounts}
      readOnly={!alsoMay(c, 'grant_roles')}
      typed={said?.typed.get('code') ?? ''}
      wrong={said?.refusal.facts.field === 'code'}
    />
  )
}

/** Links an account, or takes one away: then whoever came in by it is out. */
export async function account(c: Ctx, form: Form): Promise<Response> {
  const now = Date.now()
  const id = c.req.param('id') ?? ''
  const plan = await planAccount({ db: c.env.DB, actor: c.var.staff, now }, id, form)
  await carryOut(c, plan, now)
  const linked = plan.act === 'link_account'
  if (!linked) {
    await endSessions(c.env.DB, id)
    await endDeskSockets(c.env, { staff: id }, now)
  }
  return onward(c, `/people/${id}`, linked ? 'account_linked' : 'account_unlinked')
}
