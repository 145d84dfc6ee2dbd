import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { Browser, codeOf } from './http-kit'
import { aCase, aQuestion, aSession } from './store-rows'

const DAY = 86_400_000
const reader = () => new Browser()
const LATE = /href="\/ledger\?status=overdue"[^>]*>逾期 2</

describe('the ledger', () => {
  beforeEach(async () => {
    const now = Date.now()
    const nos = [1, 2, 3, 4, 5, 6]
    await carry(env.DB, {
      ...emptyLoad,
      session: aSession({ state: 'archived' }),
      questions: nos.map((no) =>
        aQuestion(no, {
          state: no === 6 ? 'taken_down' : 'handed_off',
          text: no === 1 ? '=HYPERLINK("http://x")的路灯？' : `第${no}条路何时修？`,
        }),
      ),
      cases: nos.map((no) =>
        aCase(no, {
          unitId: no <= 2 ? 'roads' : 'water',
          unit: no <= 2 ? '县交通运输局' : '县水务局',
          assignedAt: now - 10 * DAY,
          dueAt: now + (no <= 3 ? -DAY : DAY),
          repliedAt: no === 2 ? now - 2 * DAY : null,
          reply: no === 2 ? '已经修好。' : null,
          outcome: no === 2 ? 'solved' : null,
          state: no === 2 ? 'replied' : 'in_progress',
        }),
      ),
    })
    await env.DB.prepare("UPDATE cases SET visibility = 'asker_only' WHERE id = 'c5'").run()
  })

  test('says with each filter how many matters it leaves, and each link leads to as many', async () => {
    const html = await (await reader().get('/ledger')).text()
    expect(html).toMatch(LATE)
    // What is for its asker only, and what was taken down, is in no count.
    expect(html).toMatch(/aria-current="true"[^>]*>全部 4</)
    expect(html).toMatch(/href="\/ledger\?unit=water"[^>]*>县水务局 2</)
    await env.DB.batch([
      env.DB.prepare("UPDATE cases SET state = 'disputed' WHERE id IN ('c1', 'c3')"),
      env.DB.prepare("UPDATE cases SET state = 'confirmed', reopened = 1 WHERE id = 'c2'"),
    ])
    const counted = await (await reader().get('/ledger')).text()
    const chips = [
      ...counted.matchAll(/>(逾期|有异议|办理中|已答复|已办结|群众确认|重新办理过) (\d+)</g),
    ]
    expect(Object.fromEntries(chips.map(([, name, n]) => [name, n]))).toEqual({
      逾期: '2',
      有异议: '2',
      办理中: '3',
      已答复: '1',
      已办结: '0',
      群众确认: '1',
      重新办理过: '1',
    })
    const water = await (await reader().get('/ledger?unit=water')).text()
    expect(new Set(water.match(/href="\/q\/q\d"/g))).toHaveLength(2)
    expect(water).toMatch(/href="\/ledger\?status=overdue&amp;unit=water"[^>]*>逾期 1</)
    const late = await (await reader().get('/ledger?status=overdue&unit=water')).text()
    expect(new Set(late.match(/href="\/q\/q\d"/g))).toEqual(new Set(['href="/q/q3"']))
    const solved = await (await reader().get('/ledger?outcome=solved&session=evening')).text()
    expect(new Set(solved.match(/href="\/q\/q\d"/g))).toEqual(new Set(['href="/q/q2"']))
  })

  test('leaves as a table with the dates and units that have to be public, and no formula in it', async () => {
    const answer = await reader().get('/ledger.csv?unit=roads')
    expect(answer.headers.get('content-disposition')).toContain('ledger.csv')
    const lines = (await answer.text()).split('\r\n')
    expect(lines[0]).toContain('受理日期')
    expect(lines[0]).toContain('答复部门')
    expect(lines).toHaveLength(4)
    expect(lines.join('\n')).toContain('已经修好。')
    expect(lines.join('\n')).toContain(`"'=HYPERLINK(""http://x"")的路灯？"`)
  })

  test('refuses a filter that is none', async () => {
    for (const query of ['outcome=great', 'year=26', 'unit=%27', 'before=x']) {
      const answer = await reader().get(`/ledger.csv?${query}`, { accept: 'application/json' })
      expect([query, answer.status]).toEqual([query, query.startsWith('before') ? 200 : 422])
    }
    expect(await codeOf(await reader().get('/api/statistics?unit=%27'))).toBe('INVALID')
  })
})
