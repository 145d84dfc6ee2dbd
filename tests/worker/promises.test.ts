import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { PromiseInFull, PromisePage } from '../../worker/contract/commitments'
import { notaryOf } from '../../worker/http/audit'
import { Browser, moderator, official, signedIn } from './http-kit'
import {
  daysAgo,
  form,
  inDays,
  officer,
  promised,
  QUOTE,
  registered,
  somebody,
  supervisor,
} from './promise-kit'

const read = async (id: string) => {
  const answer = await new Browser().get(`/api/promises/${id}`)
  return (await answer.json()) as PromiseInFull
}
/** Supervisors have a door of their own. */
const verify = (browser: Browser, id: string, fields: Record<string, string>) =>
  browser.form(`/desk/commitments/${id}/verify`, { text: '到现场看过', links: '', ...fields })
const update = (browser: Browser, id: string, fields: Record<string, string>) =>
  browser.form(`/desk/commitments/${id}`, {
    text: '有了新的进展',
    links: '',
    dueDay: '',
    ...fields,
  })

describe('a moderator', () => {
  test('finds the form filled in from the words of an answer', async () => {
    const here = await promised()
    const page = await here.desk.get(
      `/desk/commitments/new?s=${here.slug}&q=${here.no}&a=${here.answer}`,
    )
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toContain(QUOTE)
    expect(html).toContain('value="一个月内"')
    expect(html).toContain('value="40多万元"')
    expect(html).toContain('<option value="housing" selected>')
    const vague = await here.desk.get(
      `/desk/commitments/new?s=${here.slug}&q=${here.no}&a=${here.answer}&quote=${encodeURIComponent('小区门口的积水，我们会尽快解决')}`,
    )
    expect(await vague.text()).toContain('这句话没有说期限')
  })

  test('registers a promise that anybody reads, with its day, its amount and where it was said', async () => {
    const here = await promised()
    const id = await registered(here)
    expect(await read(id)).toMatchObject({
      quote: QUOTE,
      standing: 'stands',
      who: '林局长',
      unit: '县住建局',
      dueAsSaid: '一个月内',
      dueDay: inDays(30),
      firstDueDay: null,
      due: 'ahead',
      amount: { value: 400_000, qualifier: 'over', unit: '元', text: '40多万元' },
      state: 'registered',
      question: { id: here.question, no: here.no },
      events: [{ state: 'registered' }],
    })
    for (const path of [`/promises/${id}`, '/promises']) {
      expect(await (await new Browser().get(path)).text()).toContain(QUOTE)
    }
    // The chain knows that it was done, and not what was promised.
    const rows = await notaryOf(env).rows(1, 200)
    const entry = rows.map((row) => row.entry).find((text) => text.includes('"promise_register"'))
    expect(entry).toContain('"dueDay"')
    expect(entry).not.toContain('23台电梯')
    // The unit will be told a week before, and after the day.
    const { results } = await env.DB.prepare(
      'SELECT kind, recipient FROM messages WHERE about = ?1 ORDER BY due_at',
    )
      .bind(id)
      .all()
    expect(results).toEqual([
      { kind: 'commitment_due', recipient: 'housing' },
      { kind: 'commitment_overdue', recipient: 'housing' },
    ])
  })

  test('who sends the form twice registers once, and the same words again not at all', async () => {
    const here = await promised()
    const fields = form(here)
    expect((await here.desk.form('/desk/commitments', fields)).status).toBe(303)
    expect((await here.desk.form('/desk/commitments', fields)).status).toBe(303)
    const again = await here.desk.form('/desk/commitments', form(here))
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('已经登记过')
    const page = (await (await new Browser().get('/api/promises')).json()) as PromisePage
    expect(page.promises.filter(({ session }) => session.slug === here.slug)).toHaveLength(1)
  })

  test('is told what is wrong with a form, which keeps what was typed', async () => {
    const here = await promised()
    const wrong: Record<string, string>[] = [
      { quote: '县住建局将在一周内完成' },
      { quote: '' },
      { what: '' },
      { unitId: 'nobody' },
      { unitId: '', unit: '' },
      { dueDay: '2026-02-30' },
      { dueDay: inDays(-1) },
      { amount: '很多钱' },
      { what: '好'.repeat(121) },
    ]
    for (const fields of wrong) {
      const answer = await here.desk.form('/desk/commitments', form(here, fields))
      expect([fields, answer.status]).toEqual([fields, 422])
      expect(await answer.text()).toContain('role="alert"')
    }
    const nowhere = await here.desk.form('/desk/commitments', form(here, { a: 'a-of-nobody' }))
    expect(nowhere.status).toBe(404)
    expect((await env.DB.prepare('SELECT count(*) AS n FROM commitments').first())?.['n']).toBe(0)
  })
})

test('officials, other units and strangers register nothing', async () => {
  const here = await promised()
  const elsewhere = await somebody({ ...officer, id: 'of-roads', unit: '县交通运输局' }, 'roads')
  expect((await elsewhere.form('/desk/commitments', form(here))).status).toBe(403)
  expect((await (await signedIn(official)).form('/desk/commitments', form(here))).status).toBe(403)
  expect((await new Browser().form('/desk/commitments', form(here))).status).toBe(401)
  const own = await somebody(officer, 'housing')
  expect((await own.form('/desk/commitments', form(here))).status).toBe(303)
})

describe('the unit that promised', () => {
  test('says how it stands, with its reason, a new day and where it can be seen', async () => {
    const here = await promised()
    const id = await registered(here)
    const own = await somebody(officer, 'housing')
    const links = 'https://example.org/notice/1'
    expect((await update(own, id, { state: 'doing', seen: '1', links })).status).toBe(303)
    const text = '电梯井施工遇到管线，要迁改'
    const dueDay = inDays(60)
    expect((await update(own, id, { state: 'delayed', seen: '2', text, dueDay })).status).toBe(303)
    const found = await read(id)
    expect(found).toMatchObject({
      state: 'delayed',
      reason: text,
      dueDay,
      firstDueDay: inDays(30),
      events: [
        { state: 'registered' },
        { state: 'doing', links: [links], unit: '县住建局' },
        { state: 'delayed', text, dueDay },
      ],
    })
    const page = await (await new Browser().get(`/promises/${id}`)).text()
    expect(page).toContain('原期限')
    expect(page).toContain(text)
    // What was to be told of the old day is told no more.
    const { results } = await env.DB.prepare(
      `SELECT json_extract(facts, '$.day') AS day FROM messages WHERE about = ?1 AND done_at IS NULL`,
    )
      .bind(id)
      .all()
    expect(results).toEqual([{ day: dueDay }, { day: dueDay }])
  })

  test('cannot say what does not follow, nor delay without a later day, nor write on what it has not seen', async () => {
    const here = await promised()
    const id = await registered(here)
    const own = await somebody(officer, 'housing')
    const tried = async (fields: Record<string, string>) => (await update(own, id, fields)).status
    expect(await tried({ state: 'said', seen: '1' })).toBe(409)
    expect(await tried({ state: 'delayed', seen: '1' })).toBe(422)
    expect(await tried({ state: 'delayed', seen: '1', dueDay: inDays(20) })).toBe(422)
    expect(await tried({ state: 'dropped', seen: '1', text: '' })).toBe(422)
    expect(await tried({ state: 'doing', seen: '1', links: 'javascript:alert(1)' })).toBe(422)
    expect(await tried({ state: 'nonsense', seen: '1' })).toBe(422)
    expect(await tried({ state: 'doing', seen: '1' })).toBe(303)
    const late = await update(own, id, { state: 'planned', seen: '1' })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('别人刚更新过')
    expect(await tried({ state: 'planned', seen: '2' })).toBe(409)
    expect((await read(id)).events).toHaveLength(2)
  })

  test('does not say itself that it was kept; somebody outside of it does, by name', async () => {
    const here = await promised()
    const id = await registered(here)
    const own = await somebody(officer, 'housing')
    expect((await update(own, id, { state: 'delivered', seen: '1' })).status).toBe(303)
    expect((await update(own, id, { state: 'verified', seen: '2' })).status).toBe(403)
    const inside = await somebody({ ...supervisor, id: 'su-in', unit: '县住建局' })
    expect((await verify(inside, id, { state: 'verified', seen: '2' })).status).toBe(409)
    const outside = await somebody(supervisor)
    expect((await update(outside, id, { state: 'doing', seen: '2' })).status).toBe(403)
    expect((await verify(outside, id, { state: 'verified', seen: '2' })).status).toBe(303)
    expect(await read(id)).toMatchObject({
      state: 'verified',
      due: 'over',
      verifiedBy: '督查室 督办员 钱督办',
    })
    expect(await (await new Browser().get(`/promises/${id}`)).text()).toContain('钱督办')
  })

  test('is the only unit that updates it', async () => {
    const here = await promised()
    const id = await registered(here)
    const elsewhere = await somebody({ ...officer, id: 'of-roads', unit: '县交通运输局' }, 'roads')
    expect((await update(elsewhere, id, { state: 'doing', seen: '1' })).status).toBe(403)
    expect((await update(new Browser(), id, { state: 'doing', seen: '1' })).status).toBe(401)
    expect((await update(await signedIn(official), id, { state: 'doing', seen: '1' })).status).toBe(
      403,
    )
    expect(
      (await update(await signedIn(moderator), id, { state: 'doing', seen: '1' })).status,
    ).toBe(303)
  })
})

describe('past its day', () => {
  test('a promise shows 到期未更新 by itself, and stands first', async () => {
    const here = await promised()
    const kept = await registered(here, {
      quote: '小区门口的积水，我们会尽快解决',
      dueDay: '',
      dueAsSaid: '',
      amount: '',
    })
    const late = await registered(here)
    await daysAgo(late, 3)
    expect((await read(late)).due).toBe('silent')
    const list = (await (await new Browser().get('/api/promises')).json()) as PromisePage
    expect(list.promises.map(({ id }) => id)).toEqual([late, kept])
    const html = await (await new Browser().get('/promises?late=1')).text()
    expect(html).toContain('到期未更新')
    expect(html).not.toContain(kept)
    // A word after the day breaks the silence; the day stays missed.
    await daysAgo(late, 3, 1)
    expect((await read(late)).due).toBe('late')
  })
})

test('words taken out of the record are quoted no longer, nor told in other words', async () => {
  const here = await promised()
  const id = await registered(here, { what: '秘密的概括' })
  await env.DB.prepare('UPDATE answers SET withdrawn = 1 WHERE id = ?1').bind(here.answer).run()
  const page = await (await new Browser().get(`/promises/${id}`)).text()
  const data = JSON.stringify(await read(id))
  for (const text of [page, data]) {
    expect(text).not.toContain('23台电梯')
    expect(text).not.toContain('秘密的概括')
    expect(text).not.toContain('40多万元')
  }
  expect(page).toContain('已经撤下')
})

test('there is no page of a promise nobody made', async () => {
  expect((await new Browser().get('/promises/0000000000000')).status).toBe(404)
  expect((await new Browser().get('/api/promises/no%20id')).status).toBe(404)
  expect((await new Browser().get('/promises?unit=nobody')).status).toBe(200)
  expect((await new Browser().get('/api/promises?page=0')).status).toBe(422)
})
