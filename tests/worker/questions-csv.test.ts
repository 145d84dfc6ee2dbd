import { expect, test } from 'vitest'
import { ask, Browser, decide, open } from './http-kit'

test('every public question of a session leaves as a table, and nothing that is not public', async () => {
  const { slug, desk } = await open()
  const asker = new Browser()
  const listed = await ask(asker, slug, '=SUM(A1) 电梯什么时候能装好？')
  const waiting = await ask(asker, slug, '这一条还没有人审过，不能出去。')
  await decide(desk, slug, { act: 'approve', nos: [listed.no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  const answer = { act: 'answer', no: listed.no, mode: 'live', solved: 'yes' }
  const who = { speaker: '林局长', office: '局长', unit: '住建局', text: '下月底前装好。' }
  expect((await decide(desk, slug, { ...answer, ...who })).status).toBe(200)
  const file = await new Browser().get(`/api/sessions/${slug}/questions.csv`)
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  const text = await file.text()
  expect(text).toContain("'=SUM(A1) 电梯什么时候能装好？")
  expect(text).toContain('住建局 局长 林局长')
  expect(text).toContain(`/q/${listed.id}`)
  expect(text).not.toContain(waiting.id)
  expect(text).not.toContain('还没有人审过')
  // A file outlives its year.
  expect(text).toMatch(/20\d\d年\d+月\d+日 \d\d:\d\d/)
  expect(text.trim().split('\r\n')).toHaveLength(2)
})

test('of a session nobody may know there is no table', async () => {
  const file = await new Browser().get('/api/sessions/no-such-session/questions.csv')
  expect(file.status).toBe(404)
})
