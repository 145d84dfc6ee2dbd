import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { Browser, moderator, signedIn } from './http-kit'
import { aQuestion, aSession } from './store-rows'

const period = 'from=2026-11-01&to=2026-11-30'

async function planted() {
  const texts = [
    '幸福路的路灯坏了',
    '照明灯不亮',
    '和平里街灯灭了',
    '公交车太少',
    '还没有看过的路灯',
  ]
  const questions = texts.map((text, i) =>
    aQuestion(i + 1, { text, ...(i === 4 && { state: 'submitted', listedAt: null }) }),
  )
  await carry(env.DB, { ...emptyLoad, session: aSession(), questions })
}

test('staff see what people write about, open the rows behind it and draft a session on it', async () => {
  await planted()
  const desk = await signedIn(moderator)
  const all = await (await desk.get(`/desk/topics?${period}`)).text()
  expect(all).toMatch(/<a href="[^"]*topic=%E8%B7%AF%E7%81%AF">路灯<\/a>/)
  expect(all).toContain('4 件提问中，3 件归入热点。')
  expect(all).not.toContain('还没有看过')
  const rows = await (
    await desk.get(`/desk/topics?${period}&topic=${encodeURIComponent('路灯')}`)
  ).text()
  expect(rows).toContain('路灯 3 件')
  for (const text of ['幸福路的路灯坏了', '照明灯不亮', '和平里街灯灭了'])
    expect(rows).toContain(text)
  const [, href = ''] = /href="(\/desk\?kind=on_site_office[^"]*)"/.exec(rows) ?? []
  const form = await (await desk.get(href.replaceAll('&amp;', '&').split('#')[0] ?? '')).text()
  expect(form).toContain('value="路灯现场办公"')
  expect(form).toMatch(
    /<option (?:selected value="on_site_office"|value="on_site_office" selected)/,
  )
})

test('a period that is none is said to be wrong', async () => {
  await planted()
  const desk = await signedIn(moderator)
  for (const wrong of [
    'from=2026-02-30&to=2026-03-01',
    'from=2026-12-01&to=2026-11-01',
    'from=x',
  ]) {
    const answer = await desk.get(`/desk/topics?${wrong}`)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('日期不对')
  }
})

test('whoever is not staff does not see the desk of topics', async () => {
  const answer = await new Browser().get(`/desk/topics?${period}`)
  expect(answer.status).not.toBe(200)
})
