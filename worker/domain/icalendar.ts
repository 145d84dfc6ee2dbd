import { addDays } from './shanghai'

/** Calendars as RFC 5545 wants them. Moments are in UTC, days are days of Shanghai: neither needs a table of zones. */

export interface CalendarEvent {
  /** Names the event for good: whoever took it up before changes it by this. */
  uid: string
  /** One more with each change. */
  sequence: number
  /** When it changed last. */
  changed: number
  summary: string
  description?: string
  location?: string
  url: string
  cancelled?: boolean
  /** Begin and end, or a whole day. */
  when: { from: number; to: number } | { day: string }
}

export interface Calendar {
  name: string
  description: string
  events: readonly CalendarEvent[]
}

/** Octets of a line at the most, without its end. */
const LINE = 75
const encoder = new TextEncoder()

/** Lines of at most 75 octets; no sign is cut in two. */
export function folded(line: string): string {
  let out = ''
  let octets = 0
  for (const sign of line) {
    const size = encoder.encode(sign).length
    if (octets + size > LINE) {
      out += '\r\n '
      octets = 1
    }
    out += sign
    octets += size
  }
  return out
}

/** Text as a value: signs with a meaning are marked, control characters are left out. */
export function calendarText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\n\u0020-\u{10ffff}]|[\u007f-\u009f]/gu, ' ')
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\n/g, '\\n')
}

const utc = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
const date = (day: string) => day.replaceAll('-', '')

function eventLines(event: CalendarEvent): string[] {
  const { uid, sequence, changed, summary, description, location, url, cancelled, when } = event
  return [
    'BEGIN:VEVENT',
    `UID:${calendarText(uid)}`,
    `DTSTAMP:${utc(changed)}`,
    `LAST-MODIFIED:${utc(changed)}`,
    `SEQUENCE:${sequence}`,
    ...('day' in when
      ? // The end of a whole day is the day after it.
        [
          `DTSTART;VALUE=DATE:${date(when.day)}`,
          `DTEND;VALUE=DATE:${date(addDays(when.day, 1))}`,
          'TRANSP:TRANSPARENT',
        ]
      : [`DTSTART:${utc(when.from)}`, `DTEND:${utc(when.to)}`]),
    `SUMMARY:${calendarText(summary)}`,
    ...(description ? [`DESCRIPTION:${calendarText(description)}`] : []),
    ...(location ? [`LOCATION:${calendarText(location)}`] : []),
    `URL:${url.replace(/[^!-~]/g, encodeURIComponent)}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
  ]
}

/** A calendar whole. */
export function icalendar({ name, description, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//mianduimian//calendar 1//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${calendarText(name)}`,
    `X-WR-CALDESC:${calendarText(description)}`,
    'X-WR-TIMEZONE:Asia/Shanghai',
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}
