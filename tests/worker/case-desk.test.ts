import { describe, expect, test } from 'vitest'
import { handedOff, member, press, TRAFFIC, waiting, WATER, whole } from './case-kit'

/** The departments' desk by its plain forms: each act works, refuses what does not fit, and refuses the wrong person. */

const DONE = 303
/** Many forms one after the other. */
const slow = { timeout: 20_000 }
const text = '管道已冲洗，三天内恢复。'
const drafted = { text, outcome: 'solved' }

async function people(tag: string) {
  const [officer, approver, other, watcher] = await Promise.all([
    member(`cai-${tag}`, 'officer', { unit: WATER }, '蔡某'),
    member(`shen-${tag}`, 'approver', { unit: 'county' }, '沈某'),
    member(`zheng-${tag}`, 'officer', { unit: TRAFFIC }, '郑某'),
    member(`qian-${tag}`, 'supervisor', { unit: 'county' }, '钱某'),
  ])
  return { officer, approver, other, watcher }
}

describe('an officer', () => {
  test('accepts, drafts and sends for approval; another publishes; the public reads it', async () => {
    const { id, room } = await handedOff()
    const { officer, approver } = await people('a')
    const inbox = await (await officer.get('/desk/cases')).text()
    expect(inbox).toContain('自来水为什么是浑的？')
    expect(await press(officer, id, 'accepted')).toBe(DONE)
    expect(await press(officer, id, 'draft_final', { ...drafted, next: 'submit' })).toBe(DONE)
    // What was written can be read by whoever wrote it while it waits.
    const own = await (await officer.get(`/desk/cases/${id}`)).text()
    expect(own.split(text)).toHaveLength(2)
    // Nobody approves alone, and without the approver's role nobody approves at all.
    expect(await press(officer, id, 'publish', await waiting(id))).toBe(403)
    const page = await (await approver.get(`/desk/cases/${id}`)).text()
    expect(page).toContain(text)
    expect(await press(approver, id, 'publish', await waiting(id))).toBe(DONE)
    expect((await room.shown(1))?.cases).toMatchObject([{ state: 'replied', reply: text }])
    expect(await press(officer, id, 'closed', { text: '' })).toBe(422)
    expect(await press(officer, id, 'closed', { text: '已恢复供水' })).toBe(DONE)
  })

  test('of another unit is let nowhere near it, until the case is theirs', async () => {
    const { id } = await handedOff()
    const { officer, approver, other } = await people('b')
    expect(await press(other, id, 'accepted')).toBe(403)
    expect((await other.get(`/desk/cases/${id}`)).status).toBe(403)
    expect(await (await other.get('/desk/cases')).text()).not.toContain(id)
    const reason = '路面由交通部门管理'
    expect(await press(officer, id, 'objected', { unit: 'nobody', reason })).toBe(422)
    expect(await press(officer, id, 'objected', { unit: TRAFFIC, reason: '' })).toBe(422)
    expect(await press(officer, id, 'objected', { unit: TRAFFIC, reason })).toBe(DONE)
    // The unit itself does not decide on its own objection.
    expect(await press(officer, id, 'reassigned', { unit: TRAFFIC, reason })).toBe(403)
    expect(await press(approver, id, 'reassigned', { unit: TRAFFIC, reason: '同意' })).toBe(DONE)
    expect((await whole(id)).file.unit).toBe('县交通运输局')
    expect(await press(officer, id, 'accepted')).toBe(403)
    expect(await press(other, id, 'accepted')).toBe(DONE)
  })

  test('of an assisting unit writes notes and interim drafts, and no reply', async () => {
    const { id } = await handedOff()
    const { officer, other } = await people('c')
    await press(officer, id, 'accepted')
    expect(await press(officer, id, 'assist_added', { unit: WATER })).toBe(422)
    expect(await press(officer, id, 'assist_added', { unit: TRAFFIC })).toBe(DONE)
    expect(await press(other, id, 'noted', { text: '下周开挖' })).toBe(DONE)
    expect(await press(other, id, 'draft_interim', { text: '下周开挖。' })).toBe(DONE)
    expect(await press(other, id, 'draft_final', drafted)).toBe(403)
    expect((await whole(id)).replies).toMatchObject([{ kind: 'interim', state: 'draft' }])
    expect(await press(officer, id, 'assist_removed', { unit: TRAFFIC })).toBe(DONE)
    expect(await press(other, id, 'noted', { text: '还在' })).toBe(403)
  })

  test('asks for more time once, and the asker for details', async () => {
    const { id } = await handedOff()
    const { officer, other } = await people('d')
    await press(officer, id, 'accepted')
    expect(await press(officer, id, 'extended', { reason: '' })).toBe(422)
    expect(await press(other, id, 'extended', { reason: '等设备' })).toBe(403)
    expect(await press(officer, id, 'extended', { reason: '等设备' })).toBe(DONE)
    expect(await press(officer, id, 'extended', { reason: '再等' })).toBe(409)
    expect(await press(officer, id, 'asked_details', { text: '哪个小区？', days: '99' })).toBe(422)
    expect(await press(officer, id, 'asked_details', { text: '哪个小区？', days: '5' })).toBe(DONE)
    expect((await whole(id)).file.state).toBe('needs_info')
  })

  test('who looked at less than there is now is told, with the draft kept on the page', async () => {
    const { id } = await handedOff()
    const { officer } = await people('e')
    await press(officer, id, 'accepted')
    const answer = await officer.form(`/desk/cases/${id}`, {
      do: 'draft_final',
      seen: '0',
      text: '写了很久的草稿',
    })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('写了很久的草稿')
  })
})

test('nobody approves what they wrote, sends it back without a reason, or approves what was changed', async () => {
  const { id } = await handedOff()
  const { officer, approver } = await people('f')
  await press(officer, id, 'accepted')
  await press(approver, id, 'draft_final', { ...drafted, next: 'submit' })
  expect(await press(approver, id, 'publish', await waiting(id))).toBe(409)
  expect(await press(approver, id, 'returned', { ...(await waiting(id)), why: '' })).toBe(422)
  expect(await press(approver, id, 'returned', { ...(await waiting(id)), why: '写日期' })).toBe(
    DONE,
  )
})

test('a refusal without reason and law is not sent for approval', async () => {
  const { id } = await handedOff()
  const { officer } = await people('g')
  await press(officer, id, 'accepted')
  const refusal = { text: '不予支持。', outcome: 'refused', next: 'submit' }
  expect(await press(officer, id, 'draft_final', refusal)).toBe(422)
  expect((await whole(id)).replies).toEqual([])
  const whole_ = { ...refusal, reason: '不符合条件', legalBasis: '《条例》第八条' }
  expect(await press(officer, id, 'draft_final', whole_)).toBe(DONE)
})

test(
  'one reply answers what is handled jointly; the same text elsewhere has to be confirmed',
  slow,
  async () => {
    const { ids } = await handedOff('水是浑的', '水有味道', '停水怎么没有通知')
    const [one = '', two = '', three = ''] = ids
    const { officer, approver, other } = await people('h')
    for (const id of ids) await press(officer, id, 'accepted')
    const pick = (who: typeof officer, ...picked: string[]) =>
      who.form('/desk/cases?tab=doing', {
        do: 'join',
        ...Object.fromEntries(picked.map((id) => [`pick.${id}`, id])),
      })
    expect((await pick(officer, one)).status).toBe(422)
    expect((await pick(other, one, two)).status).toBe(403)
    expect((await pick(officer, one, two)).status).toBe(DONE)
    expect((await whole(two)).file.jointId).toBe((await whole(one)).file.jointId)
    await press(officer, one, 'draft_final', { ...drafted, next: 'submit' })
    expect(await press(approver, one, 'publish', await waiting(one))).toBe(DONE)
    expect((await whole(two)).file).toMatchObject({ state: 'replied', reply: text })
    const { draftedByName, approvedByName } = (await whole(two)).replies[0] ?? {}
    expect([draftedByName, approvedByName]).toEqual(['蔡某', '沈某'])
    // 万能回复: the third was not among them.
    await press(officer, three, 'draft_final', { ...drafted, text: `${text} `, next: 'submit' })
    expect(await press(approver, three, 'publish', await waiting(three))).toBe(409)
    const page = await (await approver.get(`/desk/cases/${three}`)).text()
    expect(page).toContain('同样的文字已经用在')
    const sure = { ...(await waiting(three)), copied: '1' }
    expect(await press(approver, three, 'publish', sure)).toBe(DONE)
  },
)

test('several reviewed replies are published at once, all or none', slow, async () => {
  const { ids } = await handedOff('水是浑的', '水有味道')
  const { officer, approver } = await people('i')
  const picks: Record<string, string> = {}
  for (const [i, id] of ids.entries()) {
    await press(officer, id, 'accepted')
    await press(officer, id, 'draft_final', { ...drafted, text: `${text}${i}`, next: 'submit' })
    const { reply, version } = await waiting(id)
    picks[`pick.${id}`] = `${id} 3 ${reply} ${version}`
  }
  const wrong = { ...picks, [`pick.${ids[1]}`]: `${ids[1]} 3 nothing 1` }
  const send = (fields: Record<string, string>, who = approver) =>
    who.form('/desk/cases?tab=review', { do: 'publish_many', ...fields })
  expect((await send(wrong)).status).toBe(404)
  expect((await whole(ids[0] ?? '')).file.state).toBe('review')
  expect((await send(picks, officer)).status).toBe(403)
  expect((await send(picks)).status).toBe(DONE)
  expect((await whole(ids[1] ?? '')).file.state).toBe('replied')
})

test('notes and drafts are read by those who handle it and watch it, and by nobody else', async () => {
  const { id, room } = await handedOff()
  const { officer, watcher } = await people('j')
  const host = await member(`chen-j`, 'moderator', { session: room.slug }, '陈某')
  await press(officer, id, 'accepted')
  await press(officer, id, 'noted', { text: '密语一' })
  await press(officer, id, 'draft_final', { text: '密语二', outcome: 'solved' })
  const said = await watcher.form(`/desk/cases/${id}/remark`, { text: '请尽快' })
  expect(said.status).toBe(DONE)
  expect(await press(watcher, id, 'accepted')).toBe(403)
  const seen = await (await watcher.get(`/desk/cases/${id}`)).text()
  expect(seen).toContain('密语一')
  const hosts = await (await host.get(`/desk/cases/${id}`)).text()
  expect(hosts).not.toContain('密语')
  expect((await officer.form(`/desk/cases/${id}/remark`, { text: '我' })).status).toBe(403)
  expect((await watcher.form(`/desk/cases/${id}/remark`, { text: '' })).status).toBe(422)
})

test('the inbox goes page by page, by what is due first, and counts what stands behind every tab', async () => {
  const { ids } = await handedOff('第一件事', '第二件事', '第三件事')
  const { officer } = await people('k')
  await press(officer, ids[0] ?? '', 'accepted')
  const waitingList = await (await officer.get('/desk/cases')).text()
  expect(waitingList).not.toContain('第一件事')
  expect(waitingList).toContain('第三件事')
  const doing = await (await officer.get('/desk/cases?tab=doing&mine=1')).text()
  expect(doing).toContain('第一件事')
  expect((await officer.get('/desk/cases?from=nonsense')).status).toBe(422)
  expect((await officer.get('/desk/cases?tab=whatever&unit=x')).status).toBe(200)
})
