import { planNotice } from '../../actions/admin-calendar'
import { adminCalendarWords } from '../../contract/words/admin-calendar'
import { readCalendar } from '../../domain/calendar-ready'
import { DAY_MS, shanghaiParts } from '../../domain/shanghai'
import type { Ctx } from '../../http/app-env'
import { courierOf } from '../../http/courier-door'
import { alsoMay } from '../../http/guard'
import { allNotices, noticesInForce } from '../../store/calendar'
import { namesOf } from '../../store/people'
import { CalendarPage } from '../../../web/views/desk/admin-calendar'
import { readerOf } from '../reader'
import { adminPage, carryOut, onward, type Form, type Said } from './frame'
import { depsOf } from './people'

/** Dates reach so far ahead that the next year's holidays matter. */
const AHEAD_MS = 45 * DAY_MS

export async function calendar(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const { DB } = c.env
  const now = Date.now()
  const [versions, notices] = await Promise.all([allNotices(DB), noticesInForce(DB)])
  const inForce = await readCalendar(notices)
  const soon = shanghaiParts(now + AHEAD_MS).year
  const missing = inForce.years[soon] === undefined ? soon : null
  const names = await namesOf(
    DB,
    versions.map(({ by }) => by),
  )
  const year = missing ?? soon
  const last = versions.find((one) => one.year === year)
  return adminPage(c, {
    section: 'calendar',
    title: adminCalendarWords[lang].title,
    said,
    body: (
      <CalendarPage
        lang={lang}
        now={now}
        inForce={inForce.version}
        missing={missing}
        versions={versions.map((one) => ({ ...one, by: names.get(one.by) ?? '' }))}
        form={said?.typed ?? new Map(missing === null ? [] : [['year', String(missing)]])}
        seen={`${year}.${last?.version ?? 0}`}
        wrong={said?.refusal.facts.field ?? null}
        readOnly={!alsoMay(c, 'keep_rules')}
      />
    ),
  })
}

export async function keepCalendar(c: Ctx, form: Form): Promise<Response> {
  const deps = depsOf(c)
  await carryOut(c, await planNotice(deps, form), deps.now)
  // It looks every hour anyway.
  await courierOf(c.env)
    .wake(deps.now)
    .catch(() => undefined)
  return onward(c, '/calendar', 'notice_kept')
}
