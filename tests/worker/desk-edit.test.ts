import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { PublicSession } from '../../worker/contract/views'
import { heldSessionBySlug } from '../../worker/store/session-reads'
import {
  announced,
  Browser,
  freshSlug,
  HOUR,
  moderator,
  official,
  open,
  signedIn,
} from './http-kit'

/** What the form says, field by field, as a browser would send it back. */
async function formOf(desk: Browser, slug: string): Promise<Record<string, string>> {
  const answer = await desk.get(`/desk/s/${slug}/edit`)
  expect(answer.status).toBe(200)
  const html = await answer.text()
  const plain = (text: string) =>
    text
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, '<')
      .replace(/&amp;/g, '&')
  const fields: Record<string, string> = {}
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(tag)?.[1]
    if (name) fields[name] = plain(/ value="([^"]*)"/.exec(tag)?.[1] ?? '')
  }
  for (const found of html.matchAll(/<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</g)) {
    fields[found[1] ?? ''] = plain(found[2] ?? '').replace(/\n/g, '\r\n')
  }
  return fields
}

async function recorded(slug: string): Promise<PublicSession | undefined> {
  return (await heldSessionBySlug(env.DB, slug))?.session
}

test('a moderator corrects an announced session by a plain form', async () => {
  const desk = await signedIn(moderator)
  const { slug } = await announced()
  const before = await recorded(slug)
  const form = await formOf(desk, slug)
  expect(form).toMatchObject({
    title: '老旧小区加装电梯',
    place: '融媒体中心',
    guests: '林局长，住建局局长，住建局',
  })
  const sent = { ...form, title: '加装电梯与停车', notice: '第一行\r\n第二行' }
  const answer = await desk.form(`/desk/s/${slug}/edit`, sent)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/desk/s/${slug}`])
  const after = await recorded(slug)
  expect(after).toMatchObject({ title: '加装电梯与停车', notice: '第一行\n第二行' })
  // What was left alone stays as it was, to the millisecond.
  expect([after?.startsAt, after?.guests]).toEqual([before?.startsAt, before?.guests])
  expect(await (await new Browser().get(`/s/${slug}`)).text()).toContain('加装电梯与停车')
})

test('a draft takes new guests and an end; its address and kind stay', async () => {
  const desk = await signedIn(moderator)
  const slug = freshSlug()
  const made = { slug, kind: 'town_hall', title: '供水', unit: '霞湾县', place: '县政府' }
  const startsAt = Date.UTC(2099, 0, 5, 7)
  await desk.json('POST', '/api/desk/sessions', { ...made, startsAt })
  const form = await formOf(desk, slug)
  expect([form['startsAt'], form['slug'], form['kind']]).toEqual([
    '2099-01-05T15:00',
    undefined,
    undefined,
  ])
  const sent = {
    ...form,
    slug: 'elsewhere',
    kind: 'reception',
    endsAt: '2099-01-05T16:30',
    guests: '王某，副县长，霞湾县\r\n林某，经理，县供水公司',
  }
  expect((await desk.form(`/desk/s/${slug}/edit`, sent)).status).toBe(303)
  const after = await recorded(slug)
  expect(after).toMatchObject({ slug, kind: 'town_hall', endsAt: startsAt + 1.5 * HOUR })
  expect(after?.guests.map((guest) => guest.name)).toEqual(['王某', '林某'])
})

test('everything that is wrong is said at once, and nothing is saved', async () => {
  const desk = await signedIn(moderator)
  const { slug } = await announced()
  const before = await recorded(slug)
  const sent = { ...(await formOf(desk, slug)), title: '短', place: '', endsAt: '2001-01-01T00:00' }
  const answer = await desk.form(`/desk/s/${slug}/edit`, { ...sent, guests: '只有名字' })
  expect(answer.status).toBe(422)
  const html = await answer.text()
  for (const field of ['title', 'place', 'endsAt', 'guests']) {
    expect(html).toContain(`href="#new-${field}"`)
  }
  expect(html).toContain('只有名字')
  expect(await recorded(slug)).toEqual(before)
})

test('of two moderators who change it at once, the second is told and loses nothing', async () => {
  const [first, second] = [await signedIn(moderator), await signedIn(moderator)]
  const { slug } = await announced()
  const seen = await formOf(second, slug)
  const path = `/desk/s/${slug}/edit`
  const early = await first.form(path, { ...(await formOf(first, slug)), place: '县图书馆' })
  expect(early.status).toBe(303)
  const late = await second.form(path, { ...seen, title: '后来的标题' })
  expect(late.status).toBe(409)
  const html = await late.text()
  expect(html).toContain('后来的标题')
  expect((await recorded(slug))?.place).toBe('县图书馆')
  // Having looked, the second saves.
  const again = /name="seen" value="([^"]+)"/.exec(html)?.[1] ?? ''
  expect((await second.form(path, { ...seen, title: '后来的标题', seen: again })).status).toBe(303)
  expect((await recorded(slug))?.title).toBe('后来的标题')
})

test('a session that is open for questions cannot be changed any more', async () => {
  const { slug, desk } = await open()
  expect((await desk.get(`/desk/s/${slug}/edit`)).status).toBe(409)
  expect((await desk.form(`/desk/s/${slug}/edit`, { title: '改名' })).status).toBe(409)
  expect((await recorded(slug))?.title).toBe('老旧小区加装电梯')
  expect((await desk.get('/desk/s/no-such-session/edit')).status).toBe(404)
})

test('only moderators change a session', async () => {
  const { slug } = await announced()
  const path = `/desk/s/${slug}/edit`
  const stranger = new Browser()
  const answerer = await signedIn(official)
  // Whoever is not signed in is shown the way in.
  expect([(await stranger.get(path)).status, (await answerer.get(path)).status]).toEqual([303, 403])
  const given = { title: '别人的标题' }
  expect((await stranger.form(path, given)).status).toBe(401)
  expect((await answerer.form(path, given)).status).toBe(403)
  const desk = await signedIn(moderator)
  const foreign = await desk.send('POST', path, {
    body: new URLSearchParams(given).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'cross-site',
    },
  })
  expect(foreign.status).toBe(403)
  expect((await recorded(slug))?.title).toBe('老旧小区加装电梯')
})

test('the way to it stands in the list of sessions, for moderators and while it can be used', async () => {
  const { slug } = await announced()
  const { slug: running, desk } = await open()
  const list = await (await desk.get('/desk')).text()
  expect(list).toContain(`/desk/s/${slug}/edit`)
  expect(list).not.toContain(`/desk/s/${running}/edit`)
  const theirs = await (await (await signedIn(official)).get('/desk')).text()
  expect(theirs).not.toContain('/edit')
})

test('a beginning moved behind the end is refused, whichever of the two is sent', async () => {
  const desk = await signedIn(moderator)
  const { slug, startsAt } = await announced()
  const change = (given: object) => desk.json('PATCH', `/api/desk/sessions/${slug}`, given)
  expect((await change({ endsAt: startsAt + 2 * HOUR })).status).toBe(200)
  const before = await recorded(slug)
  for (const [given, field] of [
    [{ startsAt: startsAt + 2 * HOUR }, 'startsAt'],
    [{ startsAt: startsAt + 3 * HOUR }, 'startsAt'],
    [{ endsAt: startsAt }, 'endsAt'],
    [{ startsAt: startsAt + HOUR, endsAt: startsAt + HOUR }, 'endsAt'],
  ] as const) {
    const refused = await change(given)
    const { error } = (await refused.json()) as { error: { code: string; field: string } }
    expect([refused.status, error.code, error.field]).toEqual([422, 'INVALID', field])
  }
  expect(await recorded(slug)).toEqual(before)
  // Both together, or without an end, it can be moved as far as one likes.
  expect(
    (await change({ startsAt: startsAt + 3 * HOUR, endsAt: startsAt + 4 * HOUR })).status,
  ).toBe(200)
  expect((await change({ startsAt: startsAt + 9 * HOUR, endsAt: null })).status).toBe(200)
  expect((await change({ title: '只改标题' })).status).toBe(200)
})
