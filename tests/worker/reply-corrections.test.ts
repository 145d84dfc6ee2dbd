import { expect, test } from 'vitest'
import { handedOff, member, press, waiting, WATER } from './case-kit'
import { Browser } from './http-kit'

/** A department's reply that is corrected after it was published. */

async function replied() {
  const { id, room } = await handedOff()
  const question = (await room.room.question(1, null))?.question.id
  const [officer, approver] = await Promise.all([
    member('cai-r', 'officer', { unit: WATER }, '蔡某'),
    member('shen-r', 'approver', { unit: 'county' }, '沈某'),
  ])
  const text = '李四家门口的水管，三天内通水。'
  await press(officer, id, 'accepted')
  await press(officer, id, 'draft_final', { text, outcome: 'solved', next: 'submit' })
  await press(approver, id, 'publish', await waiting(id))
  const correct = async (given: Record<string, string>) => {
    await press(officer, id, 'draft_correction', { outcome: 'solved', next: 'submit', ...given })
    await press(approver, id, 'publish', await waiting(id))
  }
  const page = async () => (await new Browser().get(`/q/${question}`)).text()
  return { correct, page }
}

test('shows the difference by the word, with its reason', async () => {
  const { correct, page } = await replied()
  expect(await page()).not.toContain('更正记录')
  await correct({ text: '李四家门口的水管，五天内通水。', why: '日期写错了' })
  const html = await page()
  expect(html).toContain('更正部门答复，原因：日期写错了')
  expect(html).toMatch(/<del>.*?三.*?<\/del><ins>.*?五.*?<\/ins>/s)
})

test('takes out of sight what should not have been written, if whoever corrects it says so', async () => {
  const { correct, page } = await replied()
  await correct({ text: '小区门口的水管，三天内通水。', why: '写了住户姓名', seal: '1' })
  const html = await page()
  expect(html).toContain('遮盖个人信息：写了住户姓名')
  expect(html).toContain('已经封存')
  expect(html).not.toContain('李四')
})
