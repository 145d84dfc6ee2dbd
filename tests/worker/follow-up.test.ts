import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { OwnQuestion } from '../../worker/contract/views'
import { readCase } from '../../worker/store/cases'
import { ask, Browser, codeOf, decide, open, signedIn } from './http-kit'
import { act, approver, carried, handedOff, layUnitsOfExample } from './roads-kit'

/** What an asker says after an answer, by the code of the receipt or from the device that asked. */

const REPLY = '路灯已于昨晚全部修好，共换灯十二盏。'
const WORDS = '修好了，我的电话是13812345678。'
const INSIDE = '部门内部说的话'

beforeEach(async () => {
  await layUnitsOfExample()
})

async function whole(id: string) {
  const found = await readCase(env.DB, id)
  if (!found) throw new Error('no such case')
  return found
}

/** A question that the roads department works on. */
async function taken() {
  const all = await handedOff()
  await act(all.id, { act: 'accepted' })
  return all
}

async function reply(id: string, text = REPLY) {
  await act(id, { act: 'drafted', of: 'final', text, outcome: 'solved' })
  const draft = (await whole(id)).replies.find(({ state }) => state === 'draft')
  await act(id, { act: 'submitted', reply: draft?.id ?? '' })
  const version = (await whole(id)).replies.find(({ state }) => state === 'review')?.version ?? 0
  await act(id, { act: 'publish', reply: draft?.id ?? '', version }, approver)
}

async function replied() {
  const all = await taken()
  await reply(all.id)
  const step = (body: object, by = all.asker) =>
    by.json('POST', `/api/my/${all.question}/follow`, body)
  const byCode = (body: object, receipt = all.receipt) =>
    new Browser().json('POST', '/api/receipts/follow', { receipt, ...body })
  return { ...all, step, byCode }
}

/** What anybody reads of a question. */
async function published(question: string): Promise<string> {
  const [api, page] = await Promise.all([
    new Browser().get(`/api/questions/${question}`),
    new Browser().get(`/q/${question}`),
  ])
  expect([api.status, page.status]).toEqual([200, 200])
  return (await api.text()) + (await page.text())
}

describe('rating', () => {
  test('by code I say that it is solved, how I was treated and how fast, and everybody can read that', async () => {
    const { id, byCode, question } = await replied()
    const said = { step: 'rate', case: id, solved: 'yes', manner: 5, speed: 4, words: WORDS }
    const answer = await byCode(said)
    expect(answer.status).toBe(200)
    expect(((await answer.json()) as OwnQuestion).follow).toMatchObject({
      rate: [],
      rated: [{ caseId: id, solved: 'yes', manner: 5, speed: 4, wordsState: 'submitted' }],
    })
    const { file, events } = await whole(id)
    expect(file.state).toBe('confirmed')
    expect(events.slice(-2).map(({ what, actorId }) => [what, actorId])).toEqual([
      ['rated', 'asker'],
      ['confirmed', 'asker'],
    ])
    const read = await published(question)
    expect(read).toContain('"solved":"yes"')
    // Words wait for a moderator, and the number in them stays masked for good.
    expect(read).not.toContain('修好了，我的电话')
    expect(read).not.toContain('13812345678')
    const kept = await env.DB.prepare('SELECT words FROM ratings').first<{ words: string }>()
    expect(kept?.words).toBe('修好了，我的电话是138****5678。')
  })

  test('counts once: the same again is the same, another one is refused and changes nothing', async () => {
    const { id, step } = await replied()
    const no = { step: 'rate', case: id, solved: 'no', manner: 2 }
    expect((await step(no)).status).toBe(200)
    expect((await step(no)).status).toBe(200)
    const before = await whole(id)
    expect(before.file.state).toBe('disputed')
    const other = await step({ ...no, solved: 'yes' })
    expect([other.status, await codeOf(other)]).toEqual([409, 'RATED'])
    expect(await whole(id)).toEqual(before)
  })

  test('two that come at once are one', async () => {
    const { id, step, byCode } = await replied()
    const answers = await Promise.all([
      step({ step: 'rate', case: id, solved: 'yes' }),
      byCode({ step: 'rate', case: id, solved: 'no' }),
    ])
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(1)
    const { results } = await env.DB.prepare('SELECT round FROM ratings').all()
    expect(results).toEqual([{ round: 0 }])
  })

  test('what is no rating is refused: six of five, another word, before there is a reply', async () => {
    const { id, step, asker, question } = await replied()
    for (const bad of [{ manner: 6 }, { speed: 0 }, { manner: 2.5 }, { solved: 'perhaps' }]) {
      const answer = await step({ step: 'rate', case: id, solved: 'yes', ...bad })
      expect([bad, answer.status]).toEqual([bad, 422])
    }
    expect((await step({ step: 'rate', case: 'another', solved: 'yes' })).status).toBe(404)
    expect((await whole(id)).file.state).toBe('replied')
    const early = await ask(asker, (await open()).slug, '公交什么时候开通？')
    const none = await asker.json('POST', `/api/my/${early.id}/follow`, {
      step: 'rate',
      solved: 'yes',
    })
    expect([none.status, await codeOf(none)]).toEqual([409, 'NOT_YET'])
    expect(await published(question)).not.toContain('"solved":"yes"')
  })

  test('nobody else rates in my name, neither from another device nor by a wrong code', async () => {
    const { id, step, byCode } = await replied()
    const rate = { step: 'rate', case: id, solved: 'yes' }
    const other = new Browser()
    await other.get('/')
    expect((await step(rate, other)).status).toBe(404)
    const wrong = await byCode(rate, 'ABCD-EFGH-JKLM')
    expect(wrong.status).toBeGreaterThanOrEqual(404)
    expect((await whole(id)).file.state).toBe('replied')
  })

  test('after thirty days it is too late, and silence is no praise', async () => {
    const { id, step } = await replied()
    await env.DB.batch([
      env.DB.prepare('UPDATE cases SET replied_at = replied_at - ?1, follow_up_until = ?2').bind(
        31 * 86_400_000,
        Date.now() - 86_400_000,
      ),
    ])
    const answer = await step({ step: 'rate', case: id, solved: 'yes' })
    expect([answer.status, await codeOf(answer)]).toEqual([409, 'WINDOW_OVER'])
    expect((await whole(id)).file.state).toBe('replied')
  })

  test('without a script it goes question by question, on plain pages', async () => {
    const { id, question, receipt } = await replied()
    const phone = new Browser()
    const fields = { receipt, case: id }
    const first = await phone.form(`/my/q/${question}/follow`, { ...fields, step: 'rate' })
    expect(first.status).toBe(200)
    expect(await first.text()).toContain('name="solved"')
    const second = await phone.form(`/my/q/${question}/follow`, {
      ...fields,
      step: 'rate',
      solved: 'partly',
    })
    expect(await second.text()).toContain('name="manner"')
    const done = await phone.form(`/my/q/${question}/rate`, { ...fields, solved: 'partly' })
    expect(done.status).toBe(200)
    expect((await whole(id)).file.state).toBe('disputed')
  })
})

test('an answer given live that did not help opens a case by itself', async () => {
  const { slug, desk } = await open()
  const asker = new Browser()
  const asked = await ask(asker, slug, '双塘路的路灯坏了三个月，什么时候修？')
  await decide(desk, slug, { act: 'approve', nos: [asked.no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  await decide(desk, slug, { act: 'stage', no: asked.no })
  await decide(desk, slug, {
    act: 'answer',
    no: asked.no,
    mode: 'live',
    speaker: '林局长',
    office: '局长',
    unit: '县交通运输局',
    text: '今晚就派人去看。',
    solved: 'yes',
  })
  await carried(slug)
  const rate = { step: 'rate', solved: 'no' }
  const said = await asker.json('POST', `/api/my/${asked.id}/follow`, rate)
  expect(said.status).toBe(200)
  await carried(slug)
  const { results } = await env.DB.prepare('SELECT kind, unit_id, state FROM cases').all()
  expect(results).toEqual([{ kind: 'follow_up', unit_id: 'roads', state: 'assigned' }])
  // Sent again it is the same rating, and no second case.
  expect((await asker.json('POST', `/api/my/${asked.id}/follow`, rate)).status).toBe(200)
  await carried(slug)
  const again = await env.DB.prepare('SELECT count(*) AS n FROM cases').first<{ n: number }>()
  expect(again?.n).toBe(1)
})

describe('having it opened again', () => {
  const again = (id: string, reason = 'not_done', text = '路灯昨晚又全灭了，请再来看。') => ({
    step: 'reopen',
    case: id,
    reason,
    text,
  })

  test('goes back to the unit with a new date, once for each reason', async () => {
    const { id, step, question } = await replied()
    expect((await step({ step: 'rate', case: id, solved: 'no' })).status).toBe(200)
    const before = (await whole(id)).file
    expect((await step(again(id))).status).toBe(200)
    const { file, events } = await whole(id)
    expect(file).toMatchObject({ state: 'reopened', reopened: 1, repliedAt: null })
    expect(file.dueAt ?? 0).toBeGreaterThanOrEqual(before.dueAt ?? 0)
    expect(events.at(-1)).toMatchObject({ what: 'reopened', actorId: 'asker' })
    // The words stay with those who handle it.
    expect(await published(question)).not.toContain('又全灭了')
    await act(id, { act: 'accepted' })
    await reply(id, '线路已重新更换。')
    const twice = await step(again(id))
    expect(twice.status).toBe(409)
    expect((await whole(id)).file.state).toBe('replied')
    expect((await step(again(id, 'no_answer_to_question'))).status).toBe(200)
    expect((await whole(id)).file.reopened).toBe(2)
  })

  test('wants a reason and a few words', async () => {
    const { id, step } = await replied()
    const { reason: _, ...without } = again(id)
    expect((await step(without)).status).toBe(422)
    expect((await step(again(id, 'because'))).status).toBe(422)
    expect(await step(again(id, 'not_done', '')).then(({ status }) => status)).toBe(422)
    expect((await whole(id)).file.state).toBe('replied')
  })

  test('is for the asker alone', async () => {
    const { id, step } = await replied()
    const other = new Browser()
    await other.get('/')
    expect((await step(again(id), other)).status).toBe(404)
    expect((await whole(id)).file.state).toBe('replied')
  })
})

describe('details a unit asks for', () => {
  test('are given by the asker, masked, and the clock runs again', async () => {
    const { id, asker, question } = await taken()
    await act(id, { act: 'asked_details', text: '请告诉我们是哪几根灯杆。', days: 7 })
    const mine = (await (await asker.get('/api/my')).json()) as { items: OwnQuestion[] }
    expect(mine.items[0]?.follow?.wanted).toMatchObject([
      { caseId: id, unit: '县交通运输局', text: '请告诉我们是哪几根灯杆。' },
    ])
    const given = { step: 'details', case: id, text: '三号到九号，电话13812345678。' }
    const answer = await asker.json('POST', `/api/my/${question}/follow`, given)
    expect(answer.status).toBe(200)
    const { file, pauses } = await whole(id)
    expect(file).toMatchObject({ state: 'in_progress', pausedAt: null })
    expect(pauses[0]?.given).toBe('三号到九号，电话138****5678。')
    expect(await published(question)).not.toContain('三号到九号')
    // Nothing is asked for any more.
    const late = await asker.json('POST', `/api/my/${question}/follow`, given)
    expect([late.status, await codeOf(late)]).toEqual([409, 'NOT_POSSIBLE'])
  })

  test('are taken from nobody else, and not empty', async () => {
    const { id, asker, question } = await taken()
    await act(id, { act: 'asked_details', text: '请告诉我们是哪几根灯杆。', days: 7 })
    const other = new Browser()
    await other.get('/')
    const path = `/api/my/${question}/follow`
    const given = { step: 'details', case: id, text: '三号到九号' }
    expect((await other.json('POST', path, given)).status).toBe(404)
    expect((await asker.json('POST', path, { ...given, text: ' ' })).status).toBe(422)
    expect((await whole(id)).file.state).toBe('needs_info')
  })
})

describe('one further question', () => {
  const FURTHER = '那人行道上的灯什么时候修？'

  test('is asked once, waits for review, and is published when a moderator lists it', async () => {
    const { step, question, slug, desk } = await replied()
    expect((await step({ step: 'further', text: FURTHER })).status).toBe(200)
    expect((await step({ step: 'further', text: FURTHER })).status).toBe(200)
    const second = await step({ step: 'further', text: '还有一件别的事情想问。' })
    expect(second.status).toBe(409)
    expect(await published(question)).not.toContain(FURTHER)
    const list = await (await desk.get(`/desk/s/${slug}/follow`)).text()
    expect(list).toContain(FURTHER)
    const row = await env.DB.prepare('SELECT id, version FROM follow_questions').first<{
      id: string
      version: number
    }>()
    const listed = await desk.form(`/desk/s/${slug}/follow`, {
      of: 'further',
      id: row?.id ?? '',
      version: String(row?.version),
      to: 'listed',
    })
    expect(listed.status).toBe(303)
    expect(await published(question)).toContain(FURTHER)
  })

  test('needs words, and comes from the asker', async () => {
    const { step } = await replied()
    expect((await step({ step: 'further', text: '？' })).status).toBe(422)
    const other = new Browser()
    await other.get('/')
    expect((await step({ step: 'further', text: FURTHER }, other)).status).toBe(404)
    const { results } = await env.DB.prepare('SELECT id FROM follow_questions').all()
    expect(results).toEqual([])
  })
})

describe('visits', () => {
  const visit = { way: 'phone', reached: '1', solved: 'yes', text: '来电说路灯都亮了，表示满意。' }
  const officerHere = {
    id: 'cai',
    name: '蔡某',
    office: '科长',
    unit: '县交通运输局',
    role: 'officer',
  } as const
  const grant = (unit: string) =>
    env.DB.prepare(
      "INSERT INTO grants (id, staff_id, role, unit_id, from_at, given_by, given_at) VALUES (?1, 'cai', 'officer', ?2, 0, 'a', 0)",
    )
      .bind(`g-${unit}`, unit)
      .run()

  test('are numbered, and their public sum is read by everybody, the rest by nobody', async () => {
    const { id, question } = await replied()
    const desk = await signedIn(officerHere)
    await grant('roads')
    for (const n of [1, 2]) {
      const kept = await desk.form(`/desk/cases/${id}/visits`, { ...visit, inside: INSIDE })
      expect([n, kept.status]).toEqual([n, 303])
    }
    const { results } = await env.DB.prepare('SELECT no FROM visits ORDER BY no').all()
    expect(results).toEqual([{ no: 1 }, { no: 2 }])
    const read = await published(question)
    expect(read).toContain('表示满意')
    expect(read).not.toContain(INSIDE)
  })

  test('say what was found, or are refused', async () => {
    const { id } = await replied()
    const desk = await signedIn(officerHere)
    await grant('roads')
    for (const bad of [{ way: 'dream' }, { text: '' }, { solved: 'perhaps' }]) {
      const answer = await desk.form(`/desk/cases/${id}/visits`, { ...visit, ...bad })
      expect([bad, answer.status]).toEqual([bad, 422])
    }
    expect((await env.DB.prepare('SELECT no FROM visits').all()).results).toEqual([])
  })

  test('of another unit’s case are nobody’s business', async () => {
    const { id } = await replied()
    const desk = await signedIn(officerHere)
    await grant('housing')
    const answer = await desk.form(`/desk/cases/${id}/visits`, visit)
    expect(answer.status).toBe(403)
    expect((await new Browser().form(`/desk/cases/${id}/visits`, visit)).status).not.toBe(303)
    expect((await env.DB.prepare('SELECT no FROM visits').all()).results).toEqual([])
  })
})
