import { expect, test } from 'vitest'
import { ask, Browser, decide, open } from './http-kit'

const TEXT = '请问我们小区的电梯什么时候能装好？'

test('asking works as a plain form and leads to the own questions', async () => {
  const { slug } = await open()
  const netizen = new Browser()
  const key = crypto.randomUUID()
  const sent = await netizen.form(`/s/${slug}/ask`, { text: TEXT, details: '', name: '', key })
  expect(sent.status).toBe(303)
  const id = /^\/my\?new=([0-9a-z]{13})$/.exec(sent.headers.get('location') ?? '')?.[1]
  const { items } = (await (await netizen.get('/api/my')).json()) as { items: { id: string }[] }
  expect(items.map((item) => item.id)).toEqual([id])
  const again = await netizen.form(`/s/${slug}/ask`, { text: TEXT, details: '', name: '', key })
  expect(again.headers.get('location')).toBe(`/my?new=${id}`)
})

test('the same words sent again without a key are the same question', async () => {
  const { slug } = await open()
  const netizen = new Browser()
  await netizen.form(`/s/${slug}/ask`, { text: TEXT })
  await netizen.form(`/s/${slug}/ask`, { text: ` ${TEXT} ` })
  const { items } = (await (await netizen.get('/api/my')).json()) as { items: unknown[] }
  expect(items).toHaveLength(1)
})

test('voting and taking it back work as plain forms and return to where one was', async () => {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  const voter = new Browser()
  const back = `/s/${slug}?order=new#q-${no}`
  const sent = await voter.form(`/s/${slug}/vote`, { no: String(no), on: '1', back })
  expect([sent.status, sent.headers.get('location')]).toEqual([303, back])
  expect(await (await voter.get(`${api}/mine`)).json()).toEqual({ mine: [no] })
  const undone = await voter.form(`/s/${slug}/q/${no}/vote`, { on: '0' })
  expect([undone.status, undone.headers.get('location')]).toEqual([303, `/s/${slug}`])
  expect(await (await voter.get(`${api}/mine`)).json()).toEqual({ mine: [] })
})

test('a comment works as a plain form', async () => {
  const { slug } = await open()
  const netizen = new Browser()
  const sent = await netizen.form(`/s/${slug}/comment`, { text: '支持！', name: '张三' })
  expect(sent.status).toBe(303)
})

test('no form leads away from the portal', async () => {
  const browser = new Browser()
  const elsewhere = [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\/evil.example',
    '/%0d%0aset-cookie:x',
    'javascript:alert(1)',
    ' /desk',
    `/${'a'.repeat(400)}`,
  ]
  for (const back of elsewhere) {
    const answer = await browser.form('/settings', { size: 'large', back })
    const to = new URL(answer.headers.get('location') ?? '', 'http://portal.test')
    expect([back, answer.status, to.origin]).toEqual([back, 303, 'http://portal.test'])
    expect(answer.headers.get('location')).not.toContain('evil')
  }
})

test('settings are kept in one cookie and the language they name is spoken', async () => {
  const browser = new Browser()
  await browser.form('/settings', { size: 'large' })
  const answer = await browser.form('/settings', { lang: 'en', back: '/archive?lang=zh&page=2' })
  expect(answer.headers.get('location')).toBe('/archive?page=2')
  expect(browser.cookies.size).toBe(1)
  const set = (await browser.form('/settings', { size: 'large' })).headers.get('set-cookie')
  expect(set).toMatch(/^mmd_view=.*HttpOnly.*SameSite=Lax/)
  const refused = (await (await browser.get('/api/nowhere')).json()) as {
    error: { message: string }
  }
  expect(refused.error.message).toContain('no such page')
})

// ASVS 14.2.1, 14.3.2
test('a receipt code is looked up by a form without standing in any address', async () => {
  const { slug } = await open()
  const { receipt, id } = await ask(new Browser(), slug, TEXT)
  const found = await new Browser().form('/my/lookup', { receipt })
  expect([found.status, found.headers.get('cache-control')]).toEqual([200, 'private, no-store'])
  expect(await found.text()).toContain(receipt)
  const taken = await new Browser().form(`/my/q/${id}/withdraw`, { receipt })
  expect(taken.status).toBe(200)
})

test('a refused form is answered by a page without what was sent', async () => {
  const { slug } = await open()
  const answer = await new Browser().form(`/s/${slug}/ask`, { text: '电<b>' })
  expect(answer.status).toBe(422)
  expect(answer.headers.get('content-type')).toMatch(/^text\//)
  expect(await answer.text()).not.toContain('电<b>')
})
