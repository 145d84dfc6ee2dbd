import { expect, test } from 'vitest'
import { announced, Browser, moderator, signedIn } from './http-kit'

/** The page of an announced session finds out by itself that it can be asked in now. */

const facts = (slug: string) => `/api/sessions/${slug}`

test('the page says where to ask, and the answer is small and the same for everybody', async () => {
  const { slug } = await announced()
  for (const path of [`/s/${slug}`, `/s/${slug}/ask`]) {
    const page = await (await new Browser().get(path)).text()
    expect(page).toContain(`data-opens="${facts(slug)}"`)
  }
  const answer = await new Browser().get(facts(slug))
  expect(answer.headers.get('cache-control')).toBe('public, max-age=2')
  expect(answer.headers.has('set-cookie')).toBe(false)
  const body = await answer.text()
  expect(body.length).toBeLessThan(1_500)
  expect(JSON.parse(body)).toMatchObject({ state: 'announced' })
})

test('opened or called off, the answer says so at once, and the page waits no longer', async () => {
  const desk = await signedIn(moderator)
  for (const [move, state] of [
    ['open', 'collecting'],
    ['cancel', 'cancelled'],
  ] as const) {
    const { slug } = await announced()
    await new Browser().get(facts(slug))
    const moved = await desk.json('POST', `/api/desk/sessions/${slug}/${move}`, {})
    expect(moved.status).toBe(200)
    expect(await (await new Browser().get(facts(slug))).json()).toMatchObject({ state })
    for (const path of [`/s/${slug}`, `/s/${slug}/ask`]) {
      expect(await (await new Browser().get(path)).text()).not.toContain('data-opens')
    }
  }
})
