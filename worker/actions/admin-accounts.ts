import { Refusal } from '../contract/refusals'
import { parseReceipt } from '../domain/receipt'
import { personById } from '../store/people'
import { linkStatement, unlinkStatement } from '../store/staff-identities'
import type { AdminPlan } from './admin-plan'

interface Deps {
  db: D1Database
  actor: { id: string }
  now: number
}

/**
 * Gives an account at the office's provider to somebody, by the code they read out, or takes it away. Whoever
 * can sign in there as that account then signs in here as them.
 */
export async function planAccount(
  { db, actor, now }: Deps,
  staffId: string,
  form: ReadonlyMap<string, string>,
): Promise<AdminPlan> {
  const person = await personById(db, staffId)
  if (!person) throw new Refusal('NOT_FOUND')
  const code = parseReceipt(form.get('code') ?? '')
  if (code === null) throw new Refusal('INVALID', { field: 'code' })
  const link = form.get('link') !== '0'
  if (link && person.disabled) throw new Refusal('NOT_POSSIBLE')
  const statement = link
    ? linkStatement(db, staffId, { code, linkedBy: actor.id, linkedAt: now })
    : unlinkStatement(db, staffId, code)
  return {
    act: link ? 'link_account' : 'unlink_account',
    kind: 'staff',
    about: staffId,
    words: { name: person.name, code, linked: link },
    facts: { name: person.name },
    statements: [statement],
    // It is somebody's already, or was theirs no longer.
    lost: new Refusal('CONFLICT'),
  }
}
