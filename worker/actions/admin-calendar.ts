import type { Fact } from '../contract/audit'
import { NOTE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import { daysIn, noticeFault } from '../domain/notice'
import { shanghaiParts } from '../domain/shanghai'
import { takeText } from '../domain/text-fields'
import { allNotices, keepNoticeStatement } from '../store/calendar'
import type { AdminPlan } from './admin-plan'

const FIRST_YEAR = 2000

/** The next version of a year's notice; open dates are counted again by the courier. */
export async function planNotice(
  { db, actor, now }: { db: D1Database; actor: Actor; now: number },
  form: ReadonlyMap<string, string>,
): Promise<AdminPlan> {
  const year = Number(form.get('year'))
  const latest = shanghaiParts(now).year + 2
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > latest) {
    throw new Refusal('INVALID', { field: 'year' })
  }
  const holidays = daysIn(form.get('holidays') ?? '')
  const makeUpDays = daysIn(form.get('makeUpDays') ?? '')
  const wrong = noticeFault(year, holidays, makeUpDays)
  if (wrong || holidays === null || makeUpDays === null) {
    throw new Refusal('INVALID', { field: wrong?.field ?? 'holidays' })
  }
  const source = takeText(form.get('source') ?? '', 'source', { min: 4, max: NOTE_MAX })
  const last = (await allNotices(db)).find((one) => one.year === year)
  if (form.get('seen') !== undefined && form.get('seen') !== `${year}.${last?.version ?? 0}`) {
    // Filled from another version, unless it is about another year.
    if (form.get('seen')?.startsWith(`${year}.`)) throw new Refusal('CONFLICT')
  }
  if (
    last &&
    JSON.stringify([last.holidays, last.makeUpDays]) === JSON.stringify([holidays, makeUpDays])
  ) {
    throw new Refusal('UNCHANGED', { field: 'holidays' })
  }
  const version = (last?.version ?? 0) + 1
  const days = { holidays, makeUpDays }
  return {
    act: 'keep_notice',
    kind: 'rules',
    about: `calendar ${year}`,
    told: { year, version, ...days },
    ...(last && {
      was: { holidays: last.holidays, makeUpDays: last.makeUpDays } as unknown as Fact,
    }),
    words: { ...days, source } as unknown as Fact,
    facts: { year, version },
    statements: [
      keepNoticeStatement(db, { year, version, ...days, source, by: actor.id, at: now }),
    ],
    lost: new Refusal('CONFLICT'),
  }
}
