import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import { hookAddress, hookHosts, isRobot } from '../../worker/domain/hook-address'
import {
  dotStuffed,
  headerWords,
  isMailAddress,
  mailDate,
  mailText,
} from '../../worker/domain/mail-text'
import { nextLook } from '../../worker/domain/looks'
import { remindersOf, type OpenCase } from '../../worker/domain/reminders'
import { DAY_MS, startOfDay } from '../../worker/domain/shanghai'

const HOUR = 3_600_000

describe('the address of a unit’s own system', () => {
  test('is encrypted, and no machine of the portal’s own network', () => {
    const faults = Object.fromEntries(
      [
        'http://hooks.example.cn/',
        'https://10.0.0.7/',
        'https://2130706433/',
        'https://0x7f.1/',
        'https://[::1]/',
        'https://localhost/',
        'https://db.internal/',
        'https://portal/',
        'https://a:b@hooks.example.cn/',
        'https://hooks.example.cn:8443/',
        'https://hooks.example.cn/#x',
        'not an address',
      ].map((raw) => [raw, hookAddress(raw, []).fault]),
    )
    expect(faults).toMatchObject({
      'http://hooks.example.cn/': 'https',
      'not an address': 'address',
    })
    expect(Object.values(faults).every((fault) => fault !== undefined)).toBe(true)
    expect(hookAddress(' https://hooks.example.cn/in?k=1 ', []).url).toBe(
      'https://hooks.example.cn/in?k=1',
    )
  })

  test('is one of those the operator named, where any are named: then also within the office', () => {
    const hosts = hookHosts('zw.intranet, 10.1.2.3')
    expect(hookAddress('https://10.1.2.3:8443/in', hosts).url).toBe('https://10.1.2.3:8443/in')
    expect(hookAddress('https://hooks.example.cn/in', hosts).fault).toBe('host')
    expect(isRobot('https://zw.intranet/cgi-bin/webhook/send?key=1')).toBe(true)
  })
})

describe('a mail', () => {
  const decoded = (header: string) =>
    header
      .split(/\r\n /)
      .map((word) => {
        const inside = /^=\?UTF-8\?B\?([A-Za-z0-9+/=]+)\?=$/.exec(word)?.[1]
        return inside === undefined ? word : Buffer.from(inside, 'base64').toString('utf8')
      })
      .join('')

  test('has a subject that any reader puts together again, in words of at most 75 signs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
        const header = headerWords(text)
        const wanted = text.replace(/\p{Cc}+/gu, ' ').trim()
        expect(decoded(header)).toBe(wanted)
        expect(
          header.split(/\r\n /).every((word) => !word.startsWith('=?') || word.length <= 75),
        ).toBe(true)
        expect(/[\r\n](?! )/.test(header.replace(/\r\n /g, ''))).toBe(false)
      }),
    )
  })

  test('is whole: who, when, which one, and the words', () => {
    const raw = mailText({
      from: 'ask@example.gov.cn',
      to: 'roads@example.gov.cn',
      subject: '【面对面】答复已逾期\r\nBcc: a@b.cn',
      text: '第 3 号应在 11月27日前答复。\n.\n请尽快办理。',
      id: 'case_overdue:c1',
      at: startOfDay('2026-12-01') + 8.5 * HOUR,
    })
    const [head = '', body = ''] = raw.split('\r\n\r\n')
    expect(head).toContain('Date: Tue, 01 Dec 2026 08:30:00 +0800')
    expect(head).toContain('Message-ID: <case_overdue-c1@example.gov.cn>')
    expect(head.split('\r\n').some((line) => line.startsWith('Bcc'))).toBe(false)
    expect(Buffer.from(body, 'base64').toString('utf8')).toContain('\r\n.\r\n请尽快办理。')
    expect(raw.split('\r\n').every((line) => line.length <= 78)).toBe(true)
    expect(mailDate(startOfDay('2024-02-29'))).toBe('Thu, 29 Feb 2024 00:00:00 +0800')
  })

  test('ends where it ends, whatever stands in it', () => {
    expect(dotStuffed('.a\r\n..\r\nb.')).toBe('..a\r\n...\r\nb.\r\n.\r\n')
  })

  test('goes to an address and to nothing that could be more', () => {
    expect(isMailAddress('a.b+c@example.gov.cn')).toBe(true)
    for (const bad of [
      'a@b',
      'a b@c.cn',
      'a@c.cn\r\nRCPT TO:<x@y.cn>',
      '<a@c.cn>',
      'a@c.cn,b@c.cn',
    ]) {
      expect(isMailAddress(bad)).toBe(false)
    }
  })
})

describe('what is reminded of', () => {
  const since = startOfDay('2026-11-20') + 12 * HOUR
  const one: OpenCase = {
    id: 'c1',
    slug: 'evening',
    no: 3,
    unitId: 'roads',
    unit: '县交通运输局',
    above: 'county',
    kind: 'town_hall',
    profile: null,
    rulesVersion: null,
    state: 'in_progress',
    since,
    dueAt: startOfDay('2026-11-28'),
    acceptDueAt: null,
    objectionDueAt: null,
    pausedAt: null,
    officerId: null,
    review: null,
  }
  const kinds = (of: Partial<OpenCase>, now: number) =>
    remindersOf({ ...one, ...of }, calendar, now).messages.map(
      ({ kind, recipient }) => `${kind} ${recipient}`,
    )

  test('a draft that waits for approval longer than a working day is named again', () => {
    const review = { id: 'r1', at: startOfDay('2026-11-20') + 16 * HOUR }
    expect(kinds({ review }, startOfDay('2026-11-23') + 9 * HOUR)).toEqual([])
    expect(kinds({ review }, startOfDay('2026-11-24') + 9 * HOUR)).toEqual(['case_review roads'])
  })

  test('nothing, while the clock stands still; and of a date that passed before, still', () => {
    const now = startOfDay('2026-11-30') + 9 * HOUR
    expect(kinds({ pausedAt: startOfDay('2026-11-25') }, now)).toEqual([])
    expect(kinds({ pausedAt: startOfDay('2026-11-28') }, now)).toEqual([
      'case_overdue roads',
      'case_escalated county',
    ])
  })

  test('only the last occasion, where the portal stood still; and no old news', () => {
    const late = startOfDay('2026-12-01')
    expect(kinds({}, late)).toEqual(['case_overdue roads', 'case_escalated county'])
    expect(kinds({ dueAt: startOfDay('2026-06-01') }, late + 200 * DAY_MS)).toEqual([])
  })

  test('long overdue is passed up once more', () => {
    const dueAt = startOfDay('2026-06-03')
    const now = dueAt + 92 * DAY_MS + 9 * HOUR
    expect(kinds({ dueAt, since: dueAt - 7 * DAY_MS }, now)).toEqual([
      'case_overdue roads',
      'case_escalated county',
    ])
  })

  test('every message of every moment has an id of its own, and the same one later', () => {
    fc.assert(
      fc.property(fc.nat(60 * 24), fc.nat(60 * 24), (a, b) => {
        const at = (hours: number) => remindersOf(one, calendar, since + hours * HOUR).messages
        const both = [...at(a), ...at(b)]
        const byId = new Map(both.map((message) => [message.id, JSON.stringify(message)]))
        expect(both.every((message) => byId.get(message.id) === JSON.stringify(message))).toBe(true)
        expect(new Set(at(a).map(({ id }) => id)).size).toBe(at(a).length)
      }),
    )
  })

  test('the next look is at midnight or in the morning', () => {
    const day = startOfDay('2026-12-01')
    expect(nextLook(day)).toBe(day + 8.5 * HOUR)
    expect(nextLook(day + 8.5 * HOUR)).toBe(day + DAY_MS)
  })
})
