import type { Lang } from '../contract/lang'
import { Refusal } from '../contract/refusals'
import type { PublicSession } from '../contract/views'
import { calendarWords } from '../contract/words/calendars'
import { commonWords } from '../contract/words/common'
import { icalendar, type CalendarEvent } from '../domain/icalendar'
import { DAY_MS, shanghaiDay } from '../domain/shanghai'
import type { Ctx } from '../http/app-env'
import { whereChanged } from '../http/conditional'
import { langOf } from '../http/lang'
import { inTime } from '../http/patience'
import { ownHost, ownOrigin } from '../http/place'
import { slugOf } from '../http/room-door'
import { scopeIn } from '../http/statistics-reading'
import { dueOfUnit, sessionsOfCalendar, type DueMatter } from '../store/calendar-feed'
import { feedUnit } from '../store/feeds'

/** Sessions of the last year, and limits met within the last quarter, stay in a calendar. */
const SESSION_DAYS = 366
const MET_DAYS = 92
/** Where nobody said how long it takes: what is usual. */
const USUAL_MS = 2 * 3_600_000

function sessionEvent(
  { session, version }: { session: PublicSession; version: number },
  origin: string,
  host: string,
): CalendarEvent {
  const { slug, startsAt, endsAt, liveAt, wrappedAt, closedAt, archivedAt } = session
  const cancelled = session.state === 'cancelled'
  const end = endsAt ?? startsAt + USUAL_MS
  const dates = [liveAt, wrappedAt, closedAt, archivedAt].map((at) => at ?? 0)
  return {
    uid: `session-${session.id}@${host}`,
    // What is called off is a change of its own, also where no room counted it.
    sequence: version + (cancelled ? 1 : 0),
    changed: Math.max(...dates) || startsAt - 30 * DAY_MS,
    summary: session.title,
    description: [
      session.topic,
      session.notice,
      session.guests.map((guest) => `${guest.unit} ${guest.office} ${guest.name}`).join('\n'),
    ]
      .filter(Boolean)
      .join('\n'),
    location: session.place,
    url: `${origin}/s/${slug}`,
    cancelled,
    when: { from: startsAt, to: Math.max(end, startsAt + 60_000) },
  }
}

function dueEvent(
  { case: item, question, sequence, changed }: DueMatter,
  lang: Lang,
  origin: string,
  host: string,
): CalendarEvent {
  const t = calendarWords[lang]
  const title = question.text || commonWords[lang].number(question.no)
  return {
    uid: `due-${item.id}@${host}`,
    sequence,
    changed,
    summary: item.repliedAt === null ? t.due(title) : t.replied(title),
    description: `${item.unit}${commonWords[lang].colon}${commonWords[lang].case[item.state]}`,
    url: `${origin}/q/${question.id}`,
    when: { day: shanghaiDay((item.dueAt ?? 0) - 1) },
  }
}

/** Sessions, one session, or the limits of a unit's matters, as a calendar to subscribe to. */
export async function calendar(c: Ctx): Promise<Response> {
  const now = Date.now()
  const lang = langOf(c)
  const t = calendarWords[lang]
  const origin = ownOrigin(c)
  const host = ownHost(c)
  const portal = c.env.PORTAL_NAME || commonWords[lang].portal
  const { unit: asked, session } = c.req.query()
  let made
  if (asked) {
    const { unit: id = '' } = scopeIn({ unit: asked })
    const unit = await inTime(feedUnit(c.env.DB, id))
    if (!unit) throw new Refusal('NOT_FOUND')
    const found = await inTime(dueOfUnit(c.env.DB, unit.id, now - MET_DAYS * DAY_MS))
    made = {
      name: t.ofUnit(unit.name),
      description: t.ofUnitIs,
      events: found.map((one) => dueEvent(one, lang, origin, host)),
    }
  } else {
    const slug = session ? slugOf(session) : undefined
    const found = await inTime(sessionsOfCalendar(c.env.DB, now - SESSION_DAYS * DAY_MS, slug))
    if (slug !== undefined && found.length === 0) throw new Refusal('NOT_FOUND')
    made = {
      name: t.ofSessions(portal),
      description: t.ofSessionsIs,
      events: found.map((one) => sessionEvent(one, origin, host)),
    }
  }
  return whereChanged(c, icalendar(made), 'text/calendar; charset=utf-8', { seconds: 600 })
}
