import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { readQuestion } from '../../worker/http/reading'
import { handedOff, member, press, TRAFFIC, waiting, WATER, whole } from './case-kit'
import { Browser } from './http-kit'

/** Forms of a case's page that not every day needs: each works, refuses what does not fit, and refuses the wrong person. */

const DONE = 303
const slow = { timeout: 20_000 }
const answer = {
  text: '已安排城东水厂在十二月三日前更换加压泵，城南片区水压恢复到每平方厘米两公斤。',
  outcome: 'solved',
}

async function people(tag: string, session: string) {
  const [officer, approver, other, host] = await Promise.all([
    member(`cai-o${tag}`, 'officer', { unit: WATER }, '蔡某'),
    member(`shen-o${tag}`, 'approver', { unit: 'county' }, '沈某'),
    member(`zheng-o${tag}`, 'officer', { unit: TRAFFIC }, '郑某'),
    member(`chen-o${tag}`, 'moderator', { session }, '陈某'),
  ])
  return { officer, approver, other, host }
}

/** Drafted, sent for approval and published. */
async function published(officer: Browser, approver: Browser, id: string, text = answer.text) {
  await press(officer, id, 'draft_final', { ...answer, text, next: 'submit' })
  return press(approver, id, 'publish', await waiting(id))
}
async function questionOf(id: string): Promise<string> {
  const { file, session } = await whole(id)
  const answer = await new Browser().get(`/api/sessions/${session.slug}/questions`)
  const { questions } = (await answer.json()) as { questions: { id: string; no: number }[] }
  return questions.find(({ no }) => no === file.questionNo)?.id ?? ''
}
const publicPage = async (id: string) =>
  (await new Browser().get(`/q/${await questionOf(id)}`)).text()

test('a leader takes a case on as their own, by name and office, and the public reads it', async () => {
  const { id, room } = await handedOff()
  const { officer, other, host } = await people('a', room.slug)
  const who = '县委常委、副县长 林某'
  expect(await press(officer, id, 'sponsored', { who })).toBe(403)
  expect(await press(other, id, 'sponsored', { who })).toBe(403)
  expect(await press(host, id, 'sponsored', { who: '林' })).toBe(422)
  expect(await press(host, id, 'sponsored', { who })).toBe(DONE)
  expect((await whole(id)).file.sponsor).toBe(who)
  expect(await publicPage(id)).toContain(who)
})

test('an objection is declined with a public reason by whoever settles it, and is heard only once', async () => {
  const { id, room } = await handedOff()
  const { officer, other, host } = await people('b', room.slug)
  const reason = '三定方案中属于供水公司'
  expect(await press(host, id, 'objection_declined', { reason })).toBe(409)
  await press(officer, id, 'objected', { unit: TRAFFIC, reason: '路面归交通部门' })
  expect(await press(officer, id, 'objection_declined', { reason })).toBe(403)
  expect(await press(other, id, 'objection_declined', { reason })).toBe(403)
  expect(await press(host, id, 'objection_declined', { reason: '' })).toBe(422)
  expect(await press(host, id, 'objection_declined', { reason })).toBe(DONE)
  expect((await whole(id)).file.state).toBe('assigned')
  expect(await publicPage(id)).toContain(reason)
  const again = { unit: TRAFFIC, reason: '还是不对' }
  expect(await press(officer, id, 'objected', again)).toBe(409)
})

test('a hand-off is voided with a reason that stays inside, as long as nothing was answered', async () => {
  const { ids, room } = await handedOff('交办错了的事', '已经答复的事')
  const [wrong = '', replied = ''] = ids
  const { officer, approver, host } = await people('c', room.slug)
  const reason = '密语：重复交办'
  expect(await press(officer, wrong, 'voided', { reason })).toBe(403)
  expect(await press(host, wrong, 'voided', { reason: '' })).toBe(422)
  expect(await press(host, wrong, 'voided', { reason })).toBe(DONE)
  expect((await whole(wrong)).file.state).toBe('void')
  // Of what was voided nothing is left to do.
  expect(await press(officer, wrong, 'accepted')).toBe(409)
  await press(officer, replied, 'accepted')
  await published(officer, approver, replied)
  expect(await press(host, replied, 'voided', { reason })).toBe(409)
  expect(await publicPage(replied)).not.toContain('密语')
})

test(
  'a case is taken out of the joint handling, and is answered by itself again',
  slow,
  async () => {
    const { ids, room } = await handedOff('水压低', '没有水', '水费')
    const [one = '', two = ''] = ids
    const { officer, approver, other } = await people('d', room.slug)
    for (const id of ids) await press(officer, id, 'accepted')
    expect(await press(officer, one, 'split')).toBe(409)
    const joined = { do: 'join', 'pick.1': one, 'pick.2': two }
    expect((await officer.form('/desk/cases?tab=doing', joined)).status).toBe(DONE)
    expect(await press(other, two, 'split')).toBe(403)
    expect(await press(officer, two, 'split')).toBe(DONE)
    expect(await press(officer, two, 'split')).toBe(409)
    expect(await published(officer, approver, one)).toBe(DONE)
    expect((await whole(two)).file).toMatchObject({
      state: 'in_progress',
      reply: null,
      jointId: null,
    })
  },
)

test(
  'whoever reads a question sees who helps, why it takes longer, what it waits for and what is answered with it',
  slow,
  async () => {
    const { ids, room } = await handedOff('水压低', '没有水')
    const [one = '', two = ''] = ids
    const { officer, approver } = await people('i', room.slug)
    for (const id of ids) await press(officer, id, 'accepted')
    const joined = { do: 'join', 'pick.1': one, 'pick.2': two }
    await officer.form('/desk/cases?tab=doing', joined)
    await press(officer, one, 'assist_added', { unit: TRAFFIC })
    await press(officer, one, 'noted', { text: '密语：先不说' })
    await press(officer, one, 'extended', { reason: '等设备到货' })
    await press(officer, one, 'asked_details', { text: '请问是哪个小区？', days: '5' })
    const page = await publicPage(one)
    for (const words of [
      '协办单位',
      '县交通运输局',
      '等设备到货',
      '等待提问人补充',
      '请问是哪个小区？',
      '一并办理',
    ]) {
      expect(page).toContain(words)
    }
    const record = await readQuestion(env, await questionOf(one))
    expect(record).toMatchObject({
      handling: [
        {
          case: one,
          assists: ['县交通运输局'],
          joint: [{ no: 2 }],
          extended: { why: '等设备到货' },
          paused: { why: 'details' },
        },
      ],
    })
    for (const inside of ['密语', '蔡某']) {
      expect(page + JSON.stringify(record)).not.toContain(inside)
    }
    expect(await published(officer, approver, two)).toBe(DONE)
    expect(await publicPage(two)).toContain('一并答复')
  },
)

test(
  'a published reply is corrected by two people with a public reason, and stands until then',
  slow,
  async () => {
    const { id, room } = await handedOff()
    const { officer, approver, other, host } = await people('e', room.slug)
    const corrected = {
      text: '更正：加压泵在十二月八日前更换。',
      outcome: 'partly_solved',
      next: 'submit',
    }
    const why = '设备到货推迟'
    await press(officer, id, 'accepted')
    expect(await press(officer, id, 'draft_correction', { ...corrected, why })).toBe(409)
    await published(officer, approver, id)
    expect(await press(officer, id, 'draft_correction', { ...corrected, why: '' })).toBe(422)
    for (const who of [other, host]) {
      expect(await press(who, id, 'draft_correction', { ...corrected, why })).toBe(403)
    }
    expect(await press(officer, id, 'draft_correction', { ...corrected, why })).toBe(DONE)
    // Until the second person has read it the published one stands.
    expect((await whole(id)).file.reply).toBe(answer.text)
    expect(await press(officer, id, 'publish', await waiting(id))).toBe(403)
    expect(await press(approver, id, 'publish', await waiting(id))).toBe(DONE)
    expect((await whole(id)).file).toMatchObject({
      reply: corrected.text,
      outcome: 'partly_solved',
    })
    const page = await publicPage(id)
    expect(page).toContain(corrected.text)
    expect(page).toContain(why)
  },
)

test(
  'who may read how a case was handled is changed by whoever settles it, for a reason that stays inside',
  slow,
  async () => {
    const { id, room } = await handedOff()
    const { officer, approver, host } = await people('f', room.slug)
    const reason = '密语：涉及未成年人'
    await press(officer, id, 'accepted')
    await published(officer, approver, id)
    expect(await publicPage(id)).toContain(answer.text)
    const form = { visibility: 'asker_only', reason }
    expect(await press(officer, id, 'hidden', form)).toBe(403)
    expect(await press(host, id, 'hidden', { ...form, reason: '' })).toBe(422)
    expect(await press(host, id, 'hidden', { ...form, visibility: 'nobody' })).toBe(422)
    expect(await press(host, id, 'hidden', { ...form, visibility: 'public' })).toBe(422)
    expect(await (await host.get(`/desk/cases/${id}`)).text()).toContain('只给提问人看')
    expect(await press(host, id, 'hidden', form)).toBe(DONE)
    const shown = await publicPage(id)
    expect(shown).not.toContain(answer.text)
    expect(shown).not.toContain('密语')
    expect(await press(host, id, 'hidden', { visibility: 'public', reason: '已处理' })).toBe(DONE)
    expect(await publicPage(id)).toContain(answer.text)
  },
)

test('a unit says by when it means to be done, for its own desk', async () => {
  const { id, room } = await handedOff()
  const { officer, other } = await people('g', room.slug)
  expect(await press(officer, id, 'planned', { day: '2099-01-08' })).toBe(409)
  await press(officer, id, 'accepted')
  expect(await press(other, id, 'planned', { day: '2099-01-08' })).toBe(403)
  for (const day of ['', '2099-02-30', '2020-01-01', '下周']) {
    expect(await press(officer, id, 'planned', { day })).toBe(422)
  }
  expect(await press(officer, id, 'planned', { day: '2099-01-08' })).toBe(DONE)
  expect(await press(officer, id, 'planned', { day: '2099-01-08' })).toBe(422)
  expect(await (await officer.get('/desk/cases?tab=doing')).text()).toContain(
    '预计 2099年1月8日办结',
  )
  expect(await publicPage(id)).not.toContain('2099')
})

test(
  'whoever approves sees which other replies say nearly the same, and is not kept from publishing',
  slow,
  async () => {
    const { ids, room } = await handedOff('水压低', '水是浑的', '停水不通知')
    const [one = '', two = '', three = ''] = ids
    const { officer, approver } = await people('h', room.slug)
    for (const id of ids) await press(officer, id, 'accepted')
    expect(
      await published(officer, approver, one, `您好，来信收悉。${answer.text}感谢您的支持！`),
    ).toBe(DONE)
    const alike = { ...answer, text: answer.text.replace('城南', '城北'), next: 'submit' }
    await press(officer, two, 'draft_final', alike)
    await press(officer, three, 'draft_final', {
      text: '停水一律提前二十四小时在公众号和小区公告栏通知，十二月起执行。',
      outcome: 'solved',
      next: 'submit',
    })
    const page = await (await approver.get(`/desk/cases/${two}`)).text()
    expect(page).toMatch(/与本单位最近 \d+ 件答复中的 1 件几乎相同/)
    expect(await (await approver.get(`/desk/cases/${three}`)).text()).not.toContain('几乎相同')
    const list = await (await approver.get('/desk/cases?tab=review')).text()
    expect(list.match(/与近 1 件答复几乎相同/g)).toHaveLength(1)
    expect(await press(approver, two, 'publish', await waiting(two))).toBe(DONE)
  },
)

test('a reply starts from a text kept for replies, which moderators keep and officers do not', async () => {
  const { id, room } = await handedOff()
  const { officer, host } = await people('j', room.slug)
  const text = '已列入年度计划，开工前五日在小区公告栏公示。'
  const kept = { do: 'add', use: 'reply', code: '', text }
  expect((await officer.form('/desk/texts', kept)).status).toBe(403)
  expect((await host.form('/desk/texts', { ...kept, text: ' ' })).status).toBe(422)
  expect((await host.form('/desk/texts', kept)).status).toBe(DONE)
  await press(officer, id, 'accepted')
  const page = await (await officer.get(`/desk/cases/${id}`)).text()
  const link = /\?template=\w+/.exec(page)?.[0] ?? ''
  const begun = await (await officer.get(`/desk/cases/${id}${link}`)).text()
  expect(begun).toMatch(new RegExp(`<textarea[^>]*>${text}</textarea>`))
})
