import { describe, expect, test } from 'vitest'
import { readSheet } from '../../worker/domain/csv-read'
import { toCsv } from '../../worker/domain/csv'
import { handedOff, member, press, TRAFFIC, waiting, WATER, whole } from './case-kit'
import type { Browser } from './http-kit'

/** A unit's cases as a table: taken away, written in, looked at, confirmed. Never anything published by it. */

const DONE = 303
const slow = { timeout: 20_000 }

async function people(tag: string) {
  const [officer, approver, other] = await Promise.all([
    member(`cai-t${tag}`, 'officer', { unit: WATER }, '蔡某'),
    member(`shen-t${tag}`, 'approver', { unit: 'county' }, '沈某'),
    member(`zheng-t${tag}`, 'officer', { unit: TRAFFIC }, '郑某'),
  ])
  return { officer, approver, other }
}

/** The table as somebody takes it away, as rows of cells. */
async function taken(who: Browser, query = ''): Promise<string[][]> {
  const answer = await who.get(`/desk/table.csv${query}`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('private, no-store')
  return readSheet(await answer.text(), 500).map(({ cells }) => cells)
}

/** The same with cells of some cases written in. */
function written(rows: string[][], cells: Record<string, Record<string, string>>): string {
  const [heading = []] = rows
  return toCsv(
    rows.map((row, i) =>
      row.map((cell, at) => (i === 0 ? cell : (cells[row[0] ?? '']?.[heading[at] ?? ''] ?? cell))),
    ),
  )
}

function upload(who: Browser, file: string | Uint8Array): Promise<Response> {
  const body = new FormData()
  body.set('file', new File([file as string], '办件.csv', { type: 'text/csv' }))
  return who.send('POST', '/desk/table', { body })
}

const plain = (html: string) =>
  html
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')

/** Confirms what a preview shows, as its form would. */
function confirm(who: Browser, html: string): Promise<Response> {
  const body = new FormData()
  body.set('do', 'apply')
  for (const name of ['seen', 'text']) {
    const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
    // Browsers send the line ends of a field as CR LF.
    body.set(name, plain(value).replace(/\n/g, '\r\n'))
  }
  return who.send('POST', '/desk/table', { body })
}

describe('an officer who works in Excel', () => {
  test(
    'takes the unit’s cases away, fills them in, sees what would change, and confirms',
    slow,
    async () => {
      const { ids } = await handedOff('=1+1 路灯不亮', '水是浑的')
      const [one = '', two = ''] = ids
      const { officer, approver } = await people('a')
      await press(officer, two, 'accepted')
      await press(officer, two, 'noted', { text: '去过一次' })
      const rows = await taken(officer)
      const own = rows.filter(([id]) => ids.includes(id ?? ''))
      expect(new Set(own.map((row) => row[4]))).toEqual(new Set(["'=1+1 路灯不亮", '水是浑的']))
      const file = written(rows, {
        [one]: {
          受理: '是',
          预计办结日: '2099/1/8',
          正式答复草稿: '已换灯。\n=请看现场',
          办理结果: '已解决',
        },
        [two]: { 内部备注: '等材料，"下周"到' },
      })
      const preview = await upload(officer, file)
      const seen = await preview.text()
      expect(preview.status).toBe(200)
      expect(seen).toContain('2 件要改')
      expect(seen).toContain('等材料')
      // Looking changes nothing.
      expect((await whole(one)).file.state).toBe('assigned')
      const done = await confirm(officer, seen)
      expect([done.status, done.headers.get('location')]).toEqual([DONE, '/desk/table?done=2'])
      expect((await whole(one)).file).toMatchObject({
        state: 'draft',
        expectedDay: '2099-01-08',
        reply: null,
      })
      expect((await whole(one)).replies).toMatchObject([
        { state: 'draft', text: '已换灯。\n=请看现场', outcome: 'solved', draftedByName: '蔡某' },
      ])
      expect((await whole(two)).events.map(({ what }) => what)).toEqual([
        'accepted',
        'noted',
        'noted',
      ])
      // The same file once more finds nothing to do, and so does a fresh one.
      for (const again of [file, written(await taken(officer), {})]) {
        expect(await (await upload(officer, again)).text()).toContain('没有改动')
      }
      // Nothing was published; the second pair of eyes stays.
      await press(officer, one, 'draft_final', {
        text: '已换灯。',
        outcome: 'solved',
        next: 'submit',
      })
      expect(await press(officer, one, 'publish', await waiting(one))).toBe(403)
      expect(await press(approver, one, 'publish', await waiting(one))).toBe(DONE)
      // What is answered is in the whole table only.
      expect((await taken(officer)).some(([id]) => id === one)).toBe(false)
      expect((await taken(officer, '?all=1')).some(([id]) => id === one)).toBe(true)
    },
  )

  test('is refused as a whole when one line is wrong', slow, async () => {
    const { ids } = await handedOff('停水', '水压低', '水表坏了')
    const [one = '', two = '', three = ''] = ids
    const { officer, other } = await people('b')
    for (const id of ids) await press(officer, id, 'accepted')
    const rows = await taken(officer)
    const note = { 内部备注: '都看过' }
    // Somebody else was at the second meanwhile, and the third waits for approval.
    await press(officer, two, 'noted', { text: '同事的备注' })
    await press(officer, three, 'draft_final', {
      text: '已修好。',
      outcome: 'solved',
      next: 'submit',
    })
    const fresh = await taken(officer)
    const stale = await upload(officer, written(rows, { [one]: note, [two]: note }))
    expect(stale.status).toBe(422)
    expect(await stale.text()).toContain('已经有人办过')
    const review = await upload(
      officer,
      written(fresh, { [one]: note, [three]: { 正式答复草稿: '改' } }),
    )
    expect(review.status).toBe(422)
    const shown = await review.text()
    expect(shown).not.toContain('name="seen"')
    expect((await confirm(officer, shown)).status).toBe(422)
    const foreign = await upload(other, written(fresh, { [one]: note }))
    expect(await foreign.text()).toContain('不是您单位主办的')
    const unknown = written(fresh, { [one]: { 编号: 'zzzzzzzzzzzzz' } })
    expect(await (await upload(officer, unknown)).text()).toContain('没有这个编号')
    const past = await upload(officer, written(fresh, { [one]: { 预计办结日: '2020-01-01' } }))
    expect(past.status).toBe(422)
    expect((await whole(one)).events.map(({ what }) => what)).toEqual(['accepted'])
  })

  test('confirms only what was seen: what moved meanwhile is shown again', async () => {
    const { ids } = await handedOff('水龙头漏水', '水费贵')
    const [one = '', two = ''] = ids
    const { officer } = await people('c')
    for (const id of ids) await press(officer, id, 'accepted')
    const note = { 内部备注: '看过了' }
    const seen = await (
      await upload(officer, written(await taken(officer), { [one]: note, [two]: note }))
    ).text()
    await press(officer, two, 'noted', { text: '看过了' })
    // The second has its note by now: one line less than was confirmed.
    const moved = await confirm(officer, seen)
    expect(moved.status).toBe(409)
    expect((await whole(one)).events).toHaveLength(1)
    expect((await confirm(officer, await moved.text())).headers.get('location')).toBe(
      '/desk/table?done=1',
    )
  })

  test('is told what is wrong with the file itself', async () => {
    const { officer } = await people('d')
    const told = async (file: string | Uint8Array) => {
      const answer = await upload(officer, file)
      return [answer.status, await answer.text()] as const
    }
    const [gbk, said] = await told(Uint8Array.from([0xb1, 0xe0, 0xba, 0xc5, 0x0d, 0x0a]))
    expect(gbk).toBe(422)
    expect(said).toContain('另存为')
    expect(said).toContain('CSV UTF-8')
    expect((await told('编号,版本\r\nc1,0\r\n'))[1]).toContain('正式答复草稿')
    expect((await told('编号,"版本\r\nc1,0\r\n'))[1]).toContain('引号不成对')
    expect((await told(new Uint8Array([0x50, 0x4b, 3, 4])))[1]).toContain('工作簿')
    expect((await told(''))[0]).toBe(422)
    expect((await told('长'.repeat(700_001)))[0]).toBe(413)
    expect((await officer.form('/desk/table', { do: 'apply', text: 'x' })).status).toBe(415)
  })
})

test('only who works on cases has such a table, with the cases their unit leads and no others', async () => {
  const { id, room } = await handedOff('水厂在哪里')
  const { officer, approver, other } = await people('e')
  const host = await member('chen-te', 'moderator', { session: room.slug }, '陈某')
  const watcher = await member('qian-te', 'supervisor', { unit: 'county' }, '钱某')
  for (const who of [host, watcher]) {
    expect((await who.get('/desk/table')).status).toBe(403)
    expect((await who.get('/desk/table.csv')).status).toBe(403)
    expect((await upload(who, 'x')).status).toBe(403)
  }
  await press(officer, id, 'accepted')
  await press(officer, id, 'assist_added', { unit: TRAFFIC })
  const has = async (who: Browser) => (await taken(who)).some(([one]) => one === id)
  expect([await has(officer), await has(approver), await has(other)]).toEqual([true, true, false])
  expect(await (await officer.get('/desk/table')).text()).toContain('/desk/table.csv?all=1')
})
