import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { icalendar } from '../../worker/domain/icalendar'
import { carry, emptyLoad } from '../../worker/store/carry'
import { keepUnits } from '../../worker/store/units'
import { Browser, codeOf, origin } from './http-kit'
import type { CommitmentState } from '../../worker/contract/cases'
import type { CommitmentRecord } from '../../worker/domain/case-records'
import { shanghaiDay } from '../../worker/domain/shanghai'
import { registerStatements, updateStatements } from '../../worker/store/commitments'
import { aCase, anAnswer, aQuestion, aSession, aUnit } from './store-rows'
import { readAtom, readCalendar, readJsonFeed } from './strict-readers'

const DAY = 86_400_000
const reader = () => new Browser()
const read = async (path: string) => (await reader().get(path)).text()
const long = '老旧小区加装电梯，低层住户不同意怎么办；补贴几时发？'.repeat(4)

/** An edition with two answers, a unit's reply, a limit ahead, and words of every kind that must not leave. */
async function edition(now: number) {
  const at = now - 20 * DAY
  await keepUnits(env.DB, [aUnit()])
  const state = (no: number) =>
    no === 1 || no === 2 ? 'answered' : no <= 5 ? 'handed_off' : no === 6 ? 'rejected' : 'submitted'
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ state: 'archived', startsAt: at, endsAt: at + 3_600_000 }),
    questions: [1, 2, 3, 4, 5, 6, 7].map((no) =>
      aQuestion(no, {
        state: state(no),
        askedAt: at,
        listedAt: no <= 5 ? at : null,
        text: no > 5 ? `canary${no}` : no === 4 ? long : `<第${no}条> & "路"何时修？`,
      }),
    ),
    answers: [
      anAnswer(1, { at: at + 1_000, revisedAt: at + DAY, revisedWhy: '更正' }),
      anAnswer(2, { at: at + 2_000, text: '月底 ]]> 修好' }),
    ],
    cases: [
      aCase(3, {
        assignedAt: at,
        dueAt: at + 7 * DAY,
        repliedAt: at + 3 * DAY,
        reply: '修好了。',
        state: 'replied',
        note: 'canary note',
      }),
      aCase(4, { assignedAt: at, dueAt: now + 3 * DAY }),
      aCase(5, { assignedAt: at, dueAt: now + DAY, repliedAt: at + DAY, reply: 'canary' }),
    ],
  })
  await env.DB.prepare("UPDATE cases SET visibility = 'asker_only' WHERE id = 'c5'").run()
}

describe('feeds', () => {
  beforeEach(() => edition(Date.now()))

  const both = async (query: string) => {
    const xml = readAtom(await read(`/feed.atom${query}`))
    const json = readJsonFeed(await read(`/feed.json${query}`))
    expect(json.entries).toEqual(xml.entries)
    expect(json.gone).toEqual(xml.gone)
    return xml
  }

  test('of the portal, a session and a unit hold what was answered, in both forms alike', async () => {
    for (const query of ['', '?session=evening']) {
      const { entries, updated, gone } = await both(query)
      expect(entries.map(({ id }) => id)).toEqual([
        `${origin}/q/q3#c-c3`,
        `${origin}/q/q2#a-a2`,
        `${origin}/q/q1#a-a1`,
      ])
      expect(entries[1]).toMatchObject({ title: '<第2条> & "路"何时修？', text: '月底 ]]> 修好' })
      // A corrected answer is new again, under the name it always had.
      expect((entries[2]?.updated ?? 0) - (entries[2]?.published ?? 0)).toBe(DAY - 1_000)
      expect(updated).toBe(Math.max(...entries.map((one) => one.updated)))
      expect(gone).toEqual([])
    }
    const unit = await both('?unit=roads')
    expect(unit.entries.map(({ text }) => text)).toEqual(['修好了。'])
  })

  test('of a question tell each step of what became of it', async () => {
    const { entries } = await both('?question=q3')
    expect(entries.map(({ title }) => title)).toEqual([
      expect.stringContaining('县交通运输局'),
      expect.stringContaining('县交通运输局'),
      expect.any(String),
      expect.any(String),
    ])
    expect(entries.find(({ text }) => text === '修好了。')?.author).toBe('县交通运输局')
  })

  test('are not sent again while nothing changed, and what is taken down leaves its mark', async () => {
    const first = await reader().get('/feed.atom?session=evening')
    const tag = first.headers.get('etag') ?? ''
    const again = await reader().get('/feed.atom?session=evening', { 'if-none-match': tag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const now = Date.now()
    await env.DB.prepare(
      "UPDATE questions SET state = 'taken_down', reason = 'mistake', settled_at = ? WHERE id IN ('q2', 'q3')",
    )
      .bind(now)
      .run()
    const changed = await reader().get('/feed.atom?session=evening', { 'if-none-match': tag })
    expect(changed.status).toBe(200)
    const { entries, gone } = readAtom(await changed.text())
    expect(entries.map(({ id }) => id)).toEqual([`${origin}/q/q1#a-a1`])
    expect(gone.map(({ id }) => id).sort()).toEqual([`${origin}/q/q2#a-a2`, `${origin}/q/q3#c-c3`])
    expect(await read('/feed.json?session=evening')).not.toContain('月底')
  })

  test('of a search hold what it finds, the newest first, and follow its filters', async () => {
    const { entries } = await both(`?of=search&q=${encodeURIComponent('何时修')}`)
    expect(entries.map(({ id }) => id).sort()).toEqual(
      ['q1', 'q2', 'q3', 'q5'].map((id) => `${origin}/q/${id}#question-${id}`),
    )
    expect(entries[0]?.text).toContain('何时修')
    const answered = await both(`?of=search&q=${encodeURIComponent('何时修')}&state=answered`)
    expect(answered.entries).toHaveLength(2)
    const page = await read(`/search?q=${encodeURIComponent('何时修')}&state=answered`)
    const named = /type="application\/atom\+xml" href="([^"]+)"/.exec(page)?.[1] ?? ''
    expect(readAtom(await read(named.replaceAll('&amp;', '&'))).entries).toHaveLength(2)
    const long501 = `of=search&q=${'路'.repeat(501)}`
    for (const query of ['of=search', 'of=search&q=a&state=lost', long501, 'of=weather']) {
      expect([query, (await reader().get(`/feed.atom?${query}`)).status]).toEqual([query, 422])
    }
  })

  test('of promises tell each step, and the day that went by without a word', async () => {
    const at = Date.now() - 10 * DAY
    const row = (over: Partial<CommitmentRecord>): CommitmentRecord => ({
      id: '',
      sessionId: 's1',
      questionNo: 2,
      answerId: 'a2',
      lineId: null,
      caseId: null,
      replyId: null,
      quote: '月底 ]]> 修好',
      saidAt: at,
      who: '林某',
      office: '局长',
      unitId: 'roads',
      unit: '县交通运输局',
      what: '修路',
      dueAsSaid: null,
      dueDay: null,
      amount: null,
      amountQualifier: null,
      amountUnit: null,
      amountText: null,
      criterion: null,
      state: 'registered',
      reason: null,
      updatedAt: at,
      verifiedBy: null,
      enteredBy: 'canary-id',
      enteredAt: at,
      version: 1,
      ...over,
    })
    const step = (commitmentId: string, seq: number, state: CommitmentState, when: number) => ({
      commitmentId,
      seq,
      at: when,
      state,
      text: seq === 1 ? '' : '已开工。',
      dueDay: null,
      actorId: 'canary-id',
      actor: 'canary 蔡某',
      unit: '县交通运输局',
      links: [],
    })
    const dueDay = shanghaiDay(at + 2 * DAY)
    const late = row({ id: 'late1', dueDay, what: '修好青坑桥' })
    const kept = row({ id: 'kept1', unitId: null, quote: '修好' })
    const done = { ...kept, state: 'doing' as const, updatedAt: at + DAY, version: 2 }
    await env.DB.batch([
      ...registerStatements(env.DB, late, step('late1', 1, 'registered', at)),
      ...registerStatements(env.DB, kept, step('kept1', 1, 'registered', at)),
      ...updateStatements(env.DB, kept, done, step('kept1', 2, 'doing', at + DAY)),
    ])
    const all = await both('?of=promises')
    expect(all.entries.map(({ id }) => id)).toEqual([
      `${origin}/promises/late1#late-${dueDay}`,
      `${origin}/promises/kept1#e-2`,
      ...['kept1', 'late1'].map((id) => `${origin}/promises/${id}#e-1`),
    ])
    expect(all.entries[1]?.text).toContain('已开工。')
    expect(all.entries[0]?.title).toBe('修好青坑桥')
    const unit = await both('?of=promises&unit=roads')
    expect(unit.entries.map(({ id }) => id)).toEqual([
      `${origin}/promises/late1#late-${dueDay}`,
      `${origin}/promises/late1#e-1`,
    ])
    expect(await read('/feed.json?of=promises')).not.toContain('canary')
    expect((await reader().get('/feed.atom?of=promises&unit=nobody')).status).toBe(404)
    expect(await read('/promises?unit=roads')).toContain(
      'href="/feed.json?of=promises&amp;unit=roads"',
    )
  })

  test('are named by the pages they belong to', async () => {
    expect(await read('/q/q3')).toContain('href="/feed.atom?question=q3"')
    expect(await read('/s/evening')).toContain('href="/feed.json?session=evening"')
    expect(await read('/ledger?unit=roads')).toContain('href="/feed.atom?unit=roads"')
  })

  test('and calendars hold nothing that is not public, and are refused where there is nothing', async () => {
    for (const path of [
      '/feed.atom',
      '/feed.json?session=evening',
      '/feed.atom?unit=roads',
      '/calendar.ics?unit=roads',
      '/calendar.ics',
      '/feed.json?question=q5',
    ]) {
      const text = await read(path)
      expect([path, text.includes('canary') && path !== '/feed.json?question=q5']).toEqual([
        path,
        false,
      ])
    }
    for (const [path, code] of [
      ['/feed.atom?session=nowhere', 'NOT_FOUND'],
      ['/feed.atom?unit=nobody', 'NOT_FOUND'],
      ['/feed.json?question=q6', 'NOT_FOUND'],
      ['/feed.json?question=q7', 'NOT_FOUND'],
      ['/calendar.ics?session=nowhere', 'NOT_FOUND'],
      ['/calendar.ics?unit=nobody', 'NOT_FOUND'],
      ['/feed.atom?unit=%00', 'INVALID'],
    ] as const) {
      const answer = await reader().get(path, { accept: 'application/json' })
      expect([path, answer.ok]).toEqual([path, false])
      expect([path, answer.status]).toEqual([path, code === 'NOT_FOUND' ? 404 : 422])
    }
    expect(await codeOf(await reader().get('/api/statistics?unit=%00'))).toBe('INVALID')
  })

  test('a calendar of sessions keeps what was called off, and says so', async () => {
    const before = readCalendar(await read('/calendar.ics'))
    expect(before.events).toHaveLength(1)
    const [event] = before.events
    expect(event).toMatchObject({ summary: '第三期网友面对面', cancelled: false, wholeDay: false })
    expect((event?.to ?? 0) - (event?.from ?? 0)).toBe(3_600_000)
    await env.DB.prepare("UPDATE sessions SET state = 'cancelled', announced_at = starts_at").run()
    const [after] = readCalendar(await read('/calendar.ics?session=evening')).events
    expect(after).toMatchObject({ uid: event?.uid ?? '', cancelled: true })
    expect(after?.sequence).toBeGreaterThan(event?.sequence ?? Infinity)
    await env.DB.prepare('UPDATE sessions SET announced_at = NULL').run()
    expect(readCalendar(await read('/calendar.ics')).events).toEqual([])
  })

  test('a calendar of a unit holds the last day of every public matter', async () => {
    const { events, name } = readCalendar(await read('/calendar.ics?unit=roads'))
    expect(name).toContain('县交通运输局')
    expect(events.map(({ uid }) => uid)).toEqual(['due-c3@portal.test', 'due-c4@portal.test'])
    const open = events[1]
    expect(open).toMatchObject({ wholeDay: true, summary: `到期：${long}` })
    // The day that ends at the moment of the limit.
    const { due_at: dueAt } = (await env.DB.prepare(
      "SELECT due_at FROM cases WHERE id = 'c4'",
    ).first<{
      due_at: number
    }>()) ?? { due_at: 0 }
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(dueAt - 1)
    expect(new Date(open?.from ?? 0).toISOString().slice(0, 10)).toBe(day)
  })
})

test('any words come through a calendar as they are, in lines of 75 octets', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 120 })
  fc.assert(
    fc.property(words, words, fc.integer({ min: 0, max: 4e12 }), (summary, place, from) => {
      const text = icalendar({
        name: '日历',
        description: summary,
        events: [
          {
            uid: 'e1@portal.test',
            sequence: 1,
            changed: from,
            summary,
            description: place,
            location: place,
            url: 'https://portal.test/s/x',
            when: { from: from - (from % 1000), to: from - (from % 1000) + 60_000 },
          },
        ],
      })
      // Control characters have no place in a calendar; a line end is one whichever it was.
      const plain = summary.replace(/\r\n?/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ')
      expect(readCalendar(text).events[0]?.summary).toBe(plain)
    }),
    { numRuns: 200 },
  )
})
