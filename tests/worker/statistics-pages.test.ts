import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { aCase, anAnswer, aQuestion, aSession } from './store-rows'
import { Browser, codeOf } from './http-kit'

const DAY = 86_400_000
const reader = () => new Browser()

/** An edition of last month: four answered, six handed on, of which one is late. */
async function edition(now: number) {
  const at = now - 40 * DAY
  const nos = Array.from({ length: 12 }, (_, i) => i + 1)
  const stateOf = (no: number) =>
    no <= 4 ? 'answered' : no <= 10 ? 'handed_off' : no === 11 ? 'rejected' : 'submitted'
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ state: 'archived', startsAt: at, liveAt: at, archivedAt: at + DAY }),
    questions: nos.map((no) =>
      aQuestion(no, {
        state: stateOf(no),
        askedAt: at,
        listedAt: no <= 10 ? at : null,
        settledAt: no <= 11 ? at : null,
        text: no > 10 ? `canary${no}` : `第${no}条路何时修？`,
        reason: no === 11 ? 'abusive' : null,
      }),
    ),
    answers: [1, 2, 3, 4].map((no) => anAnswer(no, { at })),
    cases: [5, 6, 7, 8, 9, 10].map((no) =>
      aCase(no, {
        assignedAt: at,
        dueAt: at + 7 * DAY,
        repliedAt: no < 10 ? at + DAY : null,
        reply: no < 10 ? '修好了。' : null,
        state: no < 10 ? 'replied' : 'in_progress',
      }),
    ),
  })
}

describe('the pages of figures', () => {
  beforeEach(() => edition(Date.now()))

  test('tell each figure with its definition, and lead to the rows that make it up', async () => {
    const html = await (await reader().get('/stats')).text()
    expect(html).toContain('期限届满以前答复的')
    expect(html).toContain('截至')
    expect(html).toMatch(/href="\/stats\/rows\?figure=overdue"[^>]*>1</)
    // Five of six: what is open and late stays in the whole.
    expect(html).toContain('83.3%')
    const rows = await (await reader().get('/stats/rows?figure=onTime&whole=1')).text()
    expect(rows.match(/href="\/q\/q\d+"/g)).toHaveLength(6)
    expect(rows).toContain('共 6 件')
  })

  test('show units in the order of their tree, and say so when a reader sorts them', async () => {
    const plain = await (await reader().get('/stats/units')).text()
    expect(plain).toContain('不是排名')
    const sorted = await (await reader().get('/stats/units?sort=overdue')).text()
    expect(sorted).toContain('这不是评比')
  })

  test('report a month as a page and as a table, with the reasons of what was not adopted', async () => {
    const month = new Date(Date.now() - 40 * DAY + 8 * 3_600_000).toISOString().slice(0, 7)
    const html = await (await reader().get(`/stats/months/${month}`)).text()
    const [year, of] = month.split('-').map(Number)
    expect(html).toContain(`${year}年${of}月 月报`)
    expect(html).toContain('含有辱骂或攻击的话')
    const answer = await reader().get(`/stats/months/${month}/table.csv`)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const csv = await answer.text()
    expect(csv).toContain('收到,12,12,')
    expect(csv).toContain('未采用,含有辱骂或攻击的话,1')
  })

  test('go back to the first month that has anything, and not further', async () => {
    const now = Date.now()
    const monthsAgo = (n: number) => {
      const today = new Date(now + 8 * 3_600_000)
      return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - n)).toISOString()
    }
    const first = new Date(now - 40 * DAY + 8 * 3_600_000).toISOString().slice(0, 7)
    let month = monthsAgo(0).slice(0, 7)
    const walked = [month]
    for (let steps = 0; steps < 4; steps += 1) {
      const html = await (await reader().get(`/stats/months/${month}`)).text()
      const before = /rel="prev" href="\/stats\/months\/([^"?]+)/.exec(html)?.[1]
      if (!before) break
      walked.push(before)
      month = before
    }
    expect(walked.at(-1)).toBe(first)
    for (const other of ['2014-03', monthsAgo(-1).slice(0, 7)]) {
      for (const path of [`/stats/months/${other}`, `/stats/months/${other}/table.csv`]) {
        expect([path, (await reader().get(path)).status]).toEqual([path, 404])
      }
    }
  })

  test('count what is in review and what was not adopted, and never say a word of it', async () => {
    const told = await Promise.all(
      [
        '/stats',
        '/stats/rows?figure=received',
        '/stats/rows?figure=pending',
        '/stats/rows?figure=rejected',
        '/api/statistics?by=session',
        '/api/statistics/rows?figure=received',
      ].map(async (path) => (await reader().get(path)).text()),
    )
    for (const text of told) expect(text).not.toContain('canary')
    const rows = JSON.parse(told.at(-1) ?? '') as { total: number; hidden: number; rows: unknown[] }
    expect(rows).toMatchObject({ total: 12, hidden: 2 })
    expect(rows.rows).toHaveLength(10)
  })

  test('refuse what is no month, no unit, no figure and no place in a list', async () => {
    for (const [path, code] of [
      ['/api/statistics?month=2026-13', 'INVALID'],
      ['/api/statistics?kind=party', 'INVALID'],
      ['/api/statistics?session=nowhere', 'NOT_FOUND'],
      ['/api/statistics?unit=nobody', 'NOT_FOUND'],
      ["/api/statistics?unit='", 'INVALID'],
      ['/api/statistics/rows?figure=beauty', 'NOT_FOUND'],
      ['/api/statistics/rows?figure=cases&before=1', 'INVALID'],
      ['/api/statistics?by=weather', 'INVALID'],
    ] as const) {
      expect([path, await codeOf(await reader().get(path))]).toEqual([path, code])
    }
    expect((await reader().get('/stats/months/2026-00')).status).toBe(422)
    expect((await reader().get('/stats/rows?figure=__proto__')).status).toBe(404)
  })
})
