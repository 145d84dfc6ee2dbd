import type { Fact } from '../contract/audit'
import {
  periodNames,
  periodUnits,
  profileIds,
  type Period,
  type PeriodName,
  type Profile,
  type ProfileId,
} from '../contract/deadlines'
import { NOTE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import { builtInRules } from '../domain/deadlines'
import { shanghaiDay, startOfDay } from '../domain/shanghai'
import { takeText } from '../domain/text-fields'
import { allRules, keepRulesStatement } from '../store/deadline-rules'
import type { AdminPlan } from './admin-plan'
import { wholeNumber } from './admin-units'

type Form = ReadonlyMap<string, string>

/** The longest period, in its unit. */
const AMOUNT_MAX = 366
const BASIS_MAX = 200

/** Name of a field of the form. */
export const periodField = (profile: ProfileId, name: PeriodName, part: 'amount' | 'unit') =>
  `${profile}.${name}.${part}`

function periodFrom(form: Form, profile: ProfileId, name: PeriodName): Period | null {
  const field = periodField(profile, name, 'amount')
  const amount = wholeNumber(form.get(field), field, AMOUNT_MAX)
  // Nothing can be handed off without a day by which it is answered; and an answer takes time.
  if (name === 'answer' && !amount) throw new Refusal('INVALID', { field })
  if (amount === null) return null
  const named = form.get(periodField(profile, name, 'unit'))
  const unit = periodUnits.find((one) => one === named)
  if (!unit) throw new Refusal('INVALID', { field })
  // What a number means besides its size is the profile's, not the administrator's.
  const { atLeast, unitMaySay } = builtInRules.profiles[profile].periods[name] ?? {}
  return { amount, unit, ...(atLeast && { atLeast }), ...(unitMaySay && { unitMaySay }) }
}

function profileFrom(form: Form, id: ProfileId): Profile {
  const periods: Partial<Record<PeriodName, Period>> = {}
  for (const name of periodNames) {
    const period = periodFrom(form, id, name)
    if (period) periods[name] = period
  }
  const field = `${id}.basis`
  return { periods, basis: takeText(form.get(field) ?? '', field, { min: 1, max: BASIS_MAX }) }
}

/** The next version of the table, whole; sessions that are open keep theirs, and so do their cases. */
export async function planRules(
  { db, actor, now }: { db: D1Database; actor: Actor; now: number },
  form: Form,
): Promise<AdminPlan> {
  const [last] = await allRules(db)
  const before = last ?? builtInRules
  if (form.get('seen') !== String(before.version)) throw new Refusal('CONFLICT')
  const entries = profileIds.map((id) => [id, profileFrom(form, id)] as const)
  const profiles = Object.fromEntries(entries) as Record<ProfileId, Profile>
  if (JSON.stringify(profiles) === JSON.stringify(before.profiles)) {
    throw new Refusal('UNCHANGED', { field: 'from' })
  }
  const fromDay = form.get('from')?.trim() || shanghaiDay(now)
  try {
    startOfDay(fromDay)
  } catch {
    throw new Refusal('INVALID', { field: 'from' })
  }
  // What was in force on a day that is past stays what it was.
  if (fromDay < shanghaiDay(now)) throw new Refusal('INVALID', { field: 'from' })
  const why = takeText(form.get('why') ?? '', 'why', { min: 1, max: NOTE_MAX })
  const version = before.version + 1
  return {
    act: 'keep_rules',
    kind: 'rules',
    about: 'deadlines',
    told: { version, from: fromDay },
    was: before.profiles as unknown as Fact,
    words: profiles as unknown as Fact,
    reason: why,
    facts: { version, from: fromDay },
    statements: [
      keepRulesStatement(db, { version, fromDay, profiles, why, by: actor.id, at: now }),
    ],
    lost: new Refusal('CONFLICT'),
  }
}
