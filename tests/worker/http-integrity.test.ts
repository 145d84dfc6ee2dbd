import { expect, test } from 'vitest'
import { ask, Browser, decide, freshSlug, open } from './http-kit'

const TEXT = '城东新区什么时候通天然气？'

test('everybody may read how a session counted, in Chinese and in English; before it opens only the rules', async () => {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  const early = await (await new Browser().get(`/s/${slug}/integrity`)).text()
  expect(early).toContain('票数暂不公开')
  expect(early).not.toContain(TEXT)
  await decide(desk, slug, { act: 'move', to: 'live' })
  await new Browser().json('PUT', `${api}/questions/${no}/vote`, { on: true })
  const page = await new Browser().get(`/s/${slug}/integrity`)
  expect(page.status).toBe(200)
  const html = await page.text()
  expect(html).toContain('与公布的票数完全一致')
  expect(html).toContain('什么样的票会被搁置')
  const english = await new Browser().get(`/s/${slug}/integrity?lang=en`)
  expect(await english.text()).toContain('Counted anew, every number is the one that is shown.')
  expect((await new Browser().get(`/s/${freshSlug()}/integrity`)).status).toBe(404)
})

test('a question says why it stands where it stands, once votes decide', async () => {
  const { slug, desk, api } = await open()
  const first = await ask(new Browser(), slug, TEXT)
  const second = await ask(new Browser(), slug, '北门的公交站牌什么时候修？')
  await decide(desk, slug, { act: 'approve', nos: [first.no, second.no] })
  await new Browser().json('PUT', `${api}/questions/${second.no}/vote`, { on: true })
  const page = async () => (await new Browser().get(`/q/${first.id}`)).text()
  // Its address for good is found by the record, which follows within a second or two.
  await expect.poll(page, { timeout: 10_000 }).toContain(TEXT)
  expect(await page()).not.toContain('为什么排第')
  const list = await (await new Browser().get(`/s/${slug}`)).text()
  expect(list).toContain('随机')
  expect(list).not.toContain('热门')
  await decide(desk, slug, { act: 'move', to: 'live' })
  expect(await page()).toContain('为什么排第 2？')
  expect(await page()).toContain(`前面的 ${second.no} 号多 1 票`)
  expect(await (await new Browser().get(`/s/${slug}`)).text()).toContain('热门')
})

test('the archive keeps the report: tallies with their digests, and the seal of all ballots', async () => {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  for (let i = 0; i < 3; i += 1) {
    await new Browser().json('PUT', `${api}/questions/${no}/vote`, { on: true })
  }
  await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'live',
    speaker: '吴经理',
    office: '总经理',
    unit: '县燃气公司',
    text: '年底通气。',
    solved: 'yes',
  })
  await decide(desk, slug, { act: 'move', to: 'wrapped' })
  await decide(desk, slug, { act: 'move', to: 'closed' })
  const digests = (html: string) => html.match(/[0-9a-f]{64}/g) ?? []
  const closed = await (await new Browser().get(`/s/${slug}/integrity`)).text()
  expect(digests(closed)).toHaveLength(1)
  const archived = await desk.json('POST', `/api/desk/sessions/${slug}/archive`, {})
  expect(archived.status).toBe(200)
  const kept = await (await new Browser().get(`/s/${slug}/integrity`)).text()
  expect(kept).toContain('选票已封存')
  expect(digests(kept)).toEqual(expect.arrayContaining(digests(closed)))
  expect(digests(kept)).toHaveLength(2)
})

test('only moderators decide about held votes, and only with a reason', async () => {
  const { slug, desk } = await open()
  const settle = { act: 'settle_burst', burst: 1, was: 'held', to: 'counted', reason: '核实' }
  const stranger = await decide(new Browser(), slug, settle)
  expect(stranger.status).toBe(401)
  expect((await decide(desk, slug, { ...settle, reason: '  ' })).status).toBe(422)
  expect((await decide(desk, slug, { ...settle, to: 'gone' })).status).toBe(422)
  expect((await decide(desk, slug, settle)).status).toBe(404)
})
