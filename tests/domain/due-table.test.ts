// One table of 86 dates, read as a whole.
import { describe, expect, test } from 'vitest'
import { isWorkday, withNotice } from '../../worker/domain/calendar'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import { dueAgain, dueDate, type PeriodName, type ProfileId } from '../../worker/domain/deadlines'
import { startOfDay } from '../../worker/domain/shanghai'

/**
 * Due dates worked out apart from the code. The notices of the State Council for 2024, 2025 and 2026 were typed
 * again from their sentences; the days were counted off in lists of days made from them by another program in
 * another language, and a dozen over holidays were counted once more by hand. Columns: what it is about, profile
 * and period (with the days of a unit's own), received, pauses of that year, last day.
 */
type Row = [about: string, period: string, received: string, pauses: string, lastDay: string]

const rows: Row[] = [
  ['the first reception day of 1988', 'reception.answer', '1988-12-20 18:00', '', '1989-01-20'],
  [
    'a reception accepts the same evening',
    'reception.accept',
    '1988-12-20 18:00',
    '',
    '1988-12-20',
  ],
  [
    'a reception, objection over the year end',
    'reception.objection',
    '2025-12-29 10:00',
    '',
    '2026-01-06',
  ],
  [
    '31 January, no such day in a leap February',
    'reception.answer',
    '2024-01-31 10:00',
    '',
    '2024-02-29',
  ],
  ['30 January of a leap year', 'reception.answer', '2024-01-30 10:00', '', '2024-02-29'],
  ['29 January of a leap year', 'reception.answer', '2024-01-29 10:00', '', '2024-02-29'],
  ['31 January of a common year', 'reception.answer', '2025-01-31 10:00', '', '2025-02-28'],
  [
    '28 January, a corresponding day there is',
    'reception.answer',
    '2025-01-28 10:00',
    '',
    '2025-02-28',
  ],
  ['29 February plus a month', 'reception.answer', '2024-02-29 09:00', '', '2024-03-29'],
  ['31 March ends on 30 April', 'reception.answer', '2025-03-31 09:00', '', '2025-04-30'],
  ['31 May 2025 ends on 30 June', 'reception.answer', '2025-05-31 09:00', '', '2025-06-30'],
  ['31 August 2026 ends on 30 September', 'reception.answer', '2026-08-31 09:00', '', '2026-09-30'],
  ['31 August 2025 ends on 30 September', 'reception.answer', '2025-08-31 09:00', '', '2025-09-30'],
  ['a month into a Saturday', 'reception.answer', '2026-10-21 09:00', '', '2026-11-23'],
  ['a month into a Sunday', 'reception.answer', '2026-10-22 09:00', '', '2026-11-23'],
  ['a month into Spring Festival 2024', 'reception.answer', '2024-01-10 09:00', '', '2024-02-18'],
  [
    'a month into the Sunday worked after Spring Festival 2024',
    'reception.answer',
    '2024-01-18 09:00',
    '',
    '2024-02-18',
  ],
  ['a month into Spring Festival 2025', 'reception.answer', '2024-12-30 09:00', '', '2025-02-05'],
  [
    'a month into the Sunday worked before Spring Festival 2025',
    'reception.answer',
    '2024-12-26 09:00',
    '',
    '2025-01-26',
  ],
  ['a month into Spring Festival 2026', 'reception.answer', '2026-01-16 09:00', '', '2026-02-24'],
  [
    'a month into the Saturday worked before Spring Festival 2026',
    'reception.answer',
    '2026-01-14 09:00',
    '',
    '2026-02-14',
  ],
  ['a month into New Year 2026', 'reception.answer', '2025-12-01 09:00', '', '2026-01-04'],
  [
    'a month into the Sunday worked after New Year 2026',
    'reception.answer',
    '2025-12-04 09:00',
    '',
    '2026-01-04',
  ],
  ['a month into National Day 2024', 'reception.answer', '2024-09-01 09:00', '', '2024-10-08'],
  [
    'a month into National Day 2025, eight days',
    'reception.answer',
    '2025-09-02 09:00',
    '',
    '2025-10-09',
  ],
  ['a month into Mid-Autumn 2026', 'reception.answer', '2026-08-25 09:00', '', '2026-09-28'],
  ['an ordinary week', 'town_hall.answer', '2026-11-23 15:00', '', '2026-11-30'],
  ['over a weekend', 'town_hall.answer', '2026-11-26 15:00', '', '2026-12-03'],
  ['on a Friday evening', 'town_hall.accept', '2026-11-27 23:59', '', '2026-11-30'],
  ['on a Saturday', 'town_hall.answer', '2026-11-28 10:00', '', '2026-12-04'],
  ['at midnight it is the next day', 'town_hall.accept', '2026-11-24 00:00', '', '2026-11-25'],
  [
    'seven working days of a unit of its own',
    'town_hall.answer:7',
    '2026-11-23 15:00',
    '',
    '2026-12-02',
  ],
  ['over New Year 2024', 'town_hall.answer', '2023-12-29 10:00', '', '2024-01-08'],
  [
    'before Spring Festival 2024, the Sunday is worked',
    'town_hall.answer',
    '2024-02-02 10:00',
    '',
    '2024-02-08',
  ],
  ['on the eve of Spring Festival 2024', 'town_hall.answer', '2024-02-09 10:00', '', '2024-02-22'],
  [
    'in the middle of Spring Festival 2024',
    'town_hall.accept',
    '2024-02-13 10:00',
    '',
    '2024-02-18',
  ],
  ['over the Tomb-Sweeping Day 2024', 'town_hall.answer', '2024-04-03 10:00', '', '2024-04-11'],
  ['over May Day 2024', 'town_hall.answer', '2024-04-26 10:00', '', '2024-05-07'],
  [
    'over the Dragon Boat Festival 2024',
    'town_hall.objection',
    '2024-06-07 10:00',
    '',
    '2024-06-12',
  ],
  ['over Mid-Autumn 2024', 'town_hall.answer', '2024-09-13 10:00', '', '2024-09-23'],
  ['over National Day 2024', 'town_hall.answer', '2024-09-27 10:00', '', '2024-10-10'],
  ['over New Year 2025', 'town_hall.answer', '2024-12-30 10:00', '', '2025-01-07'],
  ['over Spring Festival 2025', 'town_hall.answer', '2025-01-24 10:00', '', '2025-02-07'],
  [
    'in the middle of Spring Festival 2025',
    'town_hall.objection',
    '2025-02-01 10:00',
    '',
    '2025-02-06',
  ],
  ['over May Day 2025', 'town_hall.answer', '2025-04-25 10:00', '', '2025-05-06'],
  ['over the Dragon Boat Festival 2025', 'town_hall.answer', '2025-05-30 10:00', '', '2025-06-09'],
  ['over National Day 2025', 'town_hall.answer', '2025-09-26 10:00', '', '2025-10-10'],
  ['over New Year 2026', 'town_hall.answer', '2025-12-31 10:00', '', '2026-01-08'],
  ['over Spring Festival 2026', 'town_hall.answer', '2026-02-12 10:00', '', '2026-02-26'],
  ['over the Tomb-Sweeping Day 2026', 'town_hall.accept', '2026-04-03 10:00', '', '2026-04-07'],
  ['over May Day 2026', 'town_hall.answer', '2026-04-30 10:00', '', '2026-05-11'],
  ['over the Dragon Boat Festival 2026', 'town_hall.answer', '2026-06-18 10:00', '', '2026-06-26'],
  [
    'over Mid-Autumn and National Day 2026',
    'town_hall.answer',
    '2026-09-24 10:00',
    '',
    '2026-10-09',
  ],
  ['over National Day 2026', 'town_hall.answer', '2026-09-30 10:00', '', '2026-10-13'],
  [
    'a complaint over Spring Festival 2026',
    'complaint.answer',
    '2026-02-10 10:00',
    '',
    '2026-03-09',
  ],
  ['a complaint over National Day 2025', 'complaint.answer', '2025-09-18 10:00', '', '2025-10-15'],
  ['a complaint over the end of a year', 'complaint.answer', '2025-12-22 10:00', '', '2026-01-13'],
  [
    'a complaint extended over Spring Festival 2025',
    'complaint.extension',
    '2025-01-06 10:00',
    '',
    '2025-02-21',
  ],
  ['a consultation extended', 'consult.extension', '2026-11-23 10:00', '', '2026-12-14'],
  [
    'a town hall extended over May Day 2025',
    'town_hall.extension',
    '2025-04-24 10:00',
    '',
    '2025-05-12',
  ],
  [
    'a unit of seven days extended over National Day 2024',
    'town_hall.extension:7',
    '2024-09-20 10:00',
    '',
    '2024-10-12',
  ],
  [
    'a draft policy open for thirty days',
    'policy_draft.answer',
    '2026-11-02 10:00',
    '',
    '2026-12-02',
  ],
  [
    'a draft policy into National Day 2026',
    'policy_draft.answer',
    '2026-09-03 10:00',
    '',
    '2026-10-08',
  ],
  ['a draft policy over a leap day', 'policy_draft.answer', '2024-02-01 10:00', '', '2024-03-04'],
  ['a draft policy without one', 'policy_draft.answer', '2025-02-01 10:00', '', '2025-03-03'],
  [
    'asked on Tuesday, told on Thursday',
    'town_hall.answer',
    '2026-11-23 15:00',
    '11-24 10:00..11-26 16:00',
    '2026-12-03',
  ],
  [
    'asked and told on the same day',
    'town_hall.answer',
    '2026-11-23 15:00',
    '11-25 09:00..11-25 11:00',
    '2026-12-01',
  ],
  [
    'asked on the last day',
    'town_hall.answer',
    '2026-11-23 15:00',
    '11-30 17:00..12-03 08:00',
    '2026-12-04',
  ],
  [
    'asked on a Friday, told on a Monday',
    'town_hall.answer',
    '2026-11-19 15:00',
    '11-20 10:00..11-23 10:00',
    '2026-11-30',
  ],
  [
    'asked over a weekend only',
    'town_hall.answer',
    '2026-11-19 15:00',
    '11-21 10:00..11-22 10:00',
    '2026-11-26',
  ],
  [
    'asked on the day of receipt',
    'town_hall.answer',
    '2026-11-23 09:00',
    '11-23 15:00..11-24 09:00',
    '2026-12-01',
  ],
  [
    'asked twice',
    'town_hall.answer',
    '2026-11-23 09:00',
    '11-24 15:00..11-25 09:00, 11-27 09:00..11-30 09:00',
    '2026-12-04',
  ],
  [
    'asked twice at once counts once',
    'town_hall.answer',
    '2026-11-23 09:00',
    '11-24 15:00..11-26 09:00, 11-25 09:00..11-27 09:00',
    '2026-12-04',
  ],
  [
    'a pause over National Day 2025',
    'town_hall.answer',
    '2025-09-25 09:00',
    '09-29 09:00..10-09 09:00',
    '2025-10-13',
  ],
  [
    'a pause over the Saturday worked in May 2026',
    'town_hall.answer',
    '2026-05-06 09:00',
    '05-08 09:00..05-09 09:00',
    '2026-05-14',
  ],
  [
    'a pause after the due date changes nothing',
    'town_hall.answer',
    '2026-11-23 15:00',
    '12-01 09:00..12-04 09:00',
    '2026-11-30',
  ],
  [
    'an extension with a pause before it',
    'town_hall.extension',
    '2026-11-02 09:00',
    '11-04 09:00..11-06 09:00',
    '2026-11-19',
  ],
  [
    'an extension with a pause within it',
    'town_hall.extension',
    '2026-11-02 09:00',
    '11-11 09:00..11-12 09:00',
    '2026-11-18',
  ],
  [
    'a month with three days of pause',
    'reception.answer',
    '2026-10-20 09:00',
    '11-02 09:00..11-04 09:00',
    '2026-11-23',
  ],
  [
    'a month with a pause that moves it into a Sunday',
    'reception.answer',
    '2026-10-20 09:00',
    '11-02 09:00..11-03 09:00',
    '2026-11-23',
  ],
  [
    'a month with a pause over its last day',
    'reception.answer',
    '2026-10-20 09:00',
    '11-20 09:00..11-24 09:00',
    '2026-11-25',
  ],
  [
    'a month with a pause into Spring Festival 2026',
    'reception.answer',
    '2026-01-09 09:00',
    '01-20 09:00..01-26 09:00',
    '2026-02-24',
  ],
  [
    'a month with a pause where it rolls to',
    'reception.answer',
    '2026-10-21 09:00',
    '11-23 09:00..11-24 09:00',
    '2026-11-25',
  ],
  [
    'a draft policy with a pause',
    'policy_draft.answer',
    '2026-11-02 10:00',
    '11-10 10:00..11-19 10:00',
    '2026-12-14',
  ],
  [
    'a hearing of a month over the ends of two months',
    'complaint.answer',
    '2026-07-20 09:00',
    '07-29 09:00..09-01 09:00',
    '2026-09-14',
  ],
  [
    'before the end of 2026 nothing is provisional',
    'town_hall.answer',
    '2026-12-24 09:00',
    '',
    '2026-12-31',
  ],
]

const at = (text: string) => {
  const [day = '', time = ''] = text.split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return startOfDay(day) + (hour * 60 + minute) * 60_000
}

function due(period: string, received: string, pauses: string) {
  const [name = '', days] = period.split(':')
  const [profile, kind] = name.split('.') as [ProfileId, PeriodName]
  const year = received.slice(0, 5)
  const stood = pauses === '' ? [] : pauses.split(', ').map((one) => one.split('..'))
  return dueDate(
    profile,
    kind,
    at(received),
    calendar,
    days === undefined ? {} : { answer: Number(days) },
    undefined,
    stood.map(([from, until]) => ({
      fromAt: at(`${year}${from}`),
      untilAt: at(`${year}${until}`),
    })),
  )
}

describe('a due date counted by hand', () => {
  test.each(rows)('%s', (_, period, received, pauses, lastDay) => {
    const found = due(period, received, pauses)
    expect(found.dueDay).toBe(lastDay)
    expect(found.dueAt).toBe(startOfDay(lastDay) + 24 * 3_600_000)
    expect(found.provisional).toBe(lastDay < '2004' && found.amount > 0)
  })

  test('is one of more than sixty, no two about the same', () => {
    expect(rows.length).toBeGreaterThanOrEqual(60)
    expect(new Set(rows.map(([about]) => about)).size).toBe(rows.length)
  })
})

describe('a year without a notice', () => {
  const received = at('2026-12-29 09:00')

  test('is counted by weekdays alone, and says that the date is provisional', () => {
    // 30, 31 December, then 1, 4, 5 January by their weekdays: Friday, Monday, Tuesday.
    const due = dueDate('town_hall', 'answer', received, calendar)
    expect([due.dueDay, due.provisional]).toEqual(['2027-01-05', true])
    // 31 December plus a month: 31 January 2027 is a Sunday.
    const month = dueDate('reception', 'answer', at('2026-12-31 09:00'), calendar)
    expect([month.dueDay, month.provisional]).toEqual(['2027-02-01', true])
  })

  test('is counted again when the notice is out, from what the sums say', () => {
    const notice = { holidays: ['2027-01-01', '2027-01-02', '2027-01-03'], makeUpDays: [] }
    const next = withNotice(calendar, 2027, notice, 'with-2027')
    const first = dueDate('town_hall', 'answer', received, calendar)
    const again = dueAgain(first, next)
    expect(again).toEqual(dueDate('town_hall', 'answer', received, next))
    expect([again.dueDay, again.provisional]).toEqual(['2027-01-06', false])
    expect(isWorkday(next, again.dueDay)).toBe(true)
  })
})
