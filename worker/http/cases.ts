import type { PortalAct } from '../contract/audit'
import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { actRights, type CaseActName, type CaseRight } from '../domain/case-acts'
import type { CaseBy, CaseWhole } from '../domain/cases'
import { currentAssists } from '../domain/cases'
import type { About, Action } from '../domain/permissions'
import type { CaseDeps } from '../store/case-deps'
import { unitNames } from '../store/units'
import type { Ctx } from './app-env'
import { chained } from './audit'
import { courierOf } from './courier-door'
import { roleOver } from './guard'
import { newId } from './ids'
import { roomOf } from './room-door'

/** What the departments' desk needs of the Worker: who acts as what, and who is told. */

/** Which action of the table a right is. Askers and the portal itself come by ways of their own. */
const actionOf: Readonly<Partial<Record<CaseRight, Action>>> = {
  lead: 'lead_case',
  assist: 'assist_case',
  approve: 'review_case',
  settle: 'settle_case',
  remark: 'remark_case',
}

const actorOf = ({ id, right, for: absent }: CaseBy): Pick<PortalAct, 'actor' | 'for'> => {
  if (right === 'asker') return { actor: 'public' }
  if (right === 'system') return { actor: 'system' }
  return { actor: { staff: id }, ...(absent && { for: absent.id }) }
}

/** What acting on cases needs, for requests and for the courier alike. */
export function caseDeps(env: Env): CaseDeps {
  return {
    env,
    newId,
    chained: ({ by, act, said, on, facts }, work) =>
      chained(
        env,
        {
          ...actorOf(by),
          role: by.role ?? (by.right === 'asker' ? 'public' : by.right),
          act,
          ...(said !== null && { said }),
          on,
          facts,
        },
        work,
      ),
    tellRoom: (slug, file, now) => roomOf(env, slug).caseChanged(file, now),
    wakeCourier: (now) => courierOf(env).wake(now),
  }
}

/** Whether whoever was let in has a right over a case: the one in the address, unless another is meant. */
export const hasRight = (c: Ctx, right: CaseRight, about: About = c.var.about): boolean => {
  const action = actionOf[right]
  return action !== undefined && roleOver(c, action, about) !== null
}

/**
 * Who acts on a case, in the first of the act's rights that they have. Who only assists is said to, so that
 * the machine can tell them that the reply is the lead's.
 */
export async function byFor(
  c: Ctx,
  whole: CaseWhole,
  act: CaseActName,
  about: About = c.var.about,
): Promise<CaseBy> {
  const held = actRights[act].filter((right) => hasRight(c, right, about))
  const right = held[0] ?? (hasRight(c, 'assist', about) ? 'assist' : undefined)
  const action = right && actionOf[right]
  const found = action && roleOver(c, action, about)
  if (!right || !found) throw new Refusal('NOT_ALLOWED')
  const { id, name, role, for: absent } = found.actor
  const unit = await unitOf(c.env, whole, right, found.unit)
  return { id, name, role, right, ...unit, ...(absent && { for: absent }) }
}

/** The unit that stands behind an act: the lead's, one that assists, or the one above that decides. */
async function unitOf(
  env: Env,
  whole: CaseWhole,
  right: CaseRight,
  over: string | undefined,
): Promise<Pick<CaseBy, 'unitId' | 'unit'>> {
  const { file, session } = whole
  if (right === 'lead' || right === 'approve') return { unitId: file.unitId, unit: file.unit }
  if (right === 'assist') {
    const assists = currentAssists(whole)
    const own = assists.find(({ unitId }) => unitId === over) ?? assists[0]
    if (own) return { unitId: own.unitId, unit: own.unit }
  }
  if (over !== undefined) {
    const name = (await unitNames(env.DB, [over])).get(over)
    if (name !== undefined) return { unitId: over, unit: name }
  }
  return { unitId: session.unitId, unit: session.unit }
}
