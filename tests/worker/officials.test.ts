import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { addDays, shanghaiDay } from '../../worker/domain/shanghai'
import { promiseSitemaps } from '../../worker/store/sitemap'
import { Browser, decide, moderator, signedIn } from './http-kit'
import { promised, registered } from './promise-kit'

type Member = Parameters<typeof signedIn>[0]
const boss = { id: 'boss', name: '周主任', office: '办公室主任', unit: '县府办', role: 'admin' }
const today = shanghaiDay(Date.now())
const filled = { name: '林局长', unit: 'housing', office: '局长', from: '2024-03-01' }
const idIn = (answer: Response) =>
  /officials\/([0-9a-z]{13})/.exec(answer.headers.get('location') ?? '')?.[1] ?? ''

test('an official stands with the office held on the day, and with what was answered and promised in it', async () => {
  const here = await promised()
  const promise = await registered(here)
  const desk = await signedIn(boss as Member)
  const added = await desk.form('/desk/admin/officials', filled)
  expect(added.status).toBe(303)
  const id = idIn(added)
  const page = async () => (await new Browser().get(`/officials/${id}`)).text()
  const html = await page()
  expect(html).toContain('小区的电梯什么时候能装好')
  expect(html).toContain(`/promises/${promise}`)
  expect(html).toContain('共 1 条')
  expect(await (await new Browser().get('/units/housing')).text()).toContain(`/officials/${id}`)
  // They moved yesterday: what was said today was said in another office, and is not theirs.
  const moved = await desk.form(`/desk/admin/officials/${id}/appointments`, {
    unit: 'roads',
    office: '局长',
    from: today,
    moves: 'on',
  })
  expect(moved.status).toBe(303)
  const after = await page()
  expect(after).not.toContain(`/promises/${promise}`)
  expect(after).toContain('没有对得上的答复')
  expect(after).toContain('县交通运输局')
  const unit = await (await new Browser().get('/units/housing')).text()
  expect(unit).toContain('离任')
})

test('a form with something wrong is shown again, and nothing is kept', async () => {
  await promised()
  const desk = await signedIn(boss as Member)
  for (const wrong of [
    { name: '' },
    { unit: 'nobody' },
    { office: '' },
    { from: '2026-02-30' },
    { from: '' },
  ] as Record<string, string>[]) {
    const answer = await desk.form('/desk/admin/officials', { ...filled, ...wrong })
    expect([wrong, answer.status]).toEqual([wrong, 422])
  }
  expect(await env.DB.prepare('SELECT count(*) AS n FROM officials').first()).toEqual({ n: 0 })
  const id = idIn(await desk.form('/desk/admin/officials', filled))
  const base = `/desk/admin/officials/${id}/appointments`
  const early = { unit: 'roads', office: '局长', from: '2024-03-01', moves: 'on' }
  expect((await desk.form(base, early)).status).toBe(422)
  const twice = { unit: 'housing', office: '局长', from: today }
  expect((await desk.form(base, twice)).status).toBe(409)
  const row = await env.DB.prepare('SELECT id FROM appointments').first<{ id: string }>()
  const end = `${base}/${row?.id}/end`
  expect((await desk.form(end, { to: '2024-02-01' })).status).toBe(422)
  expect((await desk.form(end, { to: addDays(today, -1) })).status).toBe(303)
  expect((await desk.form(end, { to: today })).status).toBe(409)
})

test('only administrators keep offices, and of a person nothing else is told', async () => {
  await promised()
  for (const [browser, status] of [
    [await signedIn(moderator), 403],
    [new Browser(), 401],
  ] as const) {
    expect((await browser.form('/desk/admin/officials', filled)).status).toBe(status)
  }
  expect((await new Browser().get('/officials/nobody')).status).toBe(404)
  expect((await new Browser().get('/units/nobody')).status).toBe(404)
})

test('a unit tells its cases, promises and sessions; a merged one leads to its successor', async () => {
  const here = await promised()
  const promise = await registered(here)
  expect(await (await new Browser().get('/units')).text()).toContain('/units/housing')
  const html = await (await new Browser().get('/units/housing')).text()
  expect(html).toContain(`/promises/${promise}`)
  expect(html).toContain('还没有转来的件')
  await env.DB.prepare("UPDATE units SET successor_id = 'roads' WHERE id = 'housing'").run()
  const merged = await (await new Browser().get('/units/housing')).text()
  expect(merged).toContain('已并入县交通运输局')
  expect(merged).toContain('/units/roads')
  expect(await (await new Browser().get('/units/roads')).text()).toContain('/units/housing')
})

test('whoever reads an answer or a promise finds its official, and so does a search engine', async () => {
  const here = await promised()
  const promise = await registered(here)
  const desk = await signedIn(boss as Member)
  const id = idIn(await desk.form('/desk/admin/officials', filled))
  const text = async (path: string) => (await new Browser().get(path)).text()
  const question = await text(`/q/${here.question}`)
  expect(question).toContain(`<a href="/officials/${id}">`)
  expect(question).toMatch(new RegExp(`"author":\\{[^}]*/officials/${id}"`))
  expect(await text(`/promises/${promise}`)).toContain(`<a href="/officials/${id}">`)
  expect(await text(`/promises/${promise}`)).toContain('"@type":"Quotation"')
  // While it is under way its page is for what is asked; afterwards it says who answered.
  expect(await text(`/s/${here.slug}`)).not.toContain(`/officials/${id}`)
  await decide(here.desk, here.slug, { act: 'move', to: 'wrapped' })
  const session = await text(`/s/${here.slug}`)
  expect(session).toContain(`<a href="/officials/${id}">`)
  expect(session).toContain('href="/units/housing"')
  const official = await text(`/officials/${id}`)
  expect(official).toContain('"@type":"Person"')
  expect(official).toContain(`rel="canonical" href="http`)
  const pages = await text('/sitemap/pages.xml')
  for (const path of ['/promises', '/units', '/units/housing', `/officials/${id}`]) {
    expect(pages).toContain(`${path}</loc>`)
  }
  // The list of sitemaps is kept for an hour by whoever answered it last.
  expect(await promiseSitemaps(env.DB, 1)).toEqual([null])
  expect(await text('/sitemap/promises-first.xml')).toContain(`/promises/${promise}</loc><lastmod>`)
  // Words taken out of the record are there for whoever has the address, not for whoever searches.
  await env.DB.prepare('UPDATE answers SET withdrawn = 1 WHERE id = ?1').bind(here.answer).run()
  expect(await text('/sitemap/promises-first.xml')).not.toContain(promise)
  expect(await text(`/promises/${promise}`)).toContain('noindex')
  expect((await new Browser().get('/sitemap/promises-../x.xml')).status).toBe(404)
})
