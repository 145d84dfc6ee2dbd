import { env, exports } from 'cloudflare:workers'
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { REHEARSAL_RECEIPT } from '../../worker/contract/rehearsal'
import type { DeskState, Room } from '../../worker/contract/room'
import { beginRehearsal } from '../../worker/store/rehearsals'
import {
  announced,
  ask,
  Browser,
  codeOf,
  decide,
  moderator,
  official,
  open,
  origin,
  script,
  signedIn,
} from './http-kit'
import { session } from './room-kit'

/** Every row of every table of the record that may hold something of a session, by table. */
async function rows(): Promise<Record<string, number>> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'd1\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  ).all<{ name: string }>()
  const counts: Record<string, number> = {}
  for (const { name } of results) {
    const found = await env.DB.prepare(`SELECT count(*) AS n FROM "${name}"`).first<{ n: number }>()
    counts[name] = found?.n ?? 0
  }
  return counts
}

async function begin(desk: Browser, of: string): Promise<string> {
  const answer = await desk.form(`/desk/s/${of}/rehearse`, {})
  expect(answer.status).toBe(303)
  return (answer.headers.get('location') ?? '').replace('/desk/s/', '')
}

const stubOf = (slug: string) => env.ROOM.getByName(slug)
const tablesOf = (slug: string) =>
  runInDurableObject(
    stubOf(slug),
    (_room, state) =>
      state.storage.sql
        .exec(
          "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
        )
        .one()['n'],
  )

describe('a rehearsal', () => {
  test('is practised like a session, and afterwards nothing of it is left anywhere', async () => {
    const desk = await signedIn(moderator)
    const { slug: of } = await announced()
    const before = await rows()
    const files = (await env.FILES.list()).objects.length
    const slug = await begin(desk, of)
    expect(slug).toMatch(/^rehearsal-[0-9a-z]{13}$/)
    expect(await begin(desk, of)).toBe(slug)

    // Filled, asked, approved, staged, answered, handed off.
    const filled = await desk.form(`/desk/s/${slug}/rehearsal/fill`, { n: '20' })
    expect(filled.status).toBe(303)
    const phone = new Browser()
    const asked = await ask(phone, slug, '彩排时从手机上提的问题，看得到吗？')
    expect(asked.receipt).toBe(REHEARSAL_RECEIPT)
    expect((await decide(desk, slug, { act: 'approve', nos: [1, 2, asked.no] })).status).toBe(200)
    const vote = await phone.json('PUT', `/api/sessions/${slug}/questions/1/vote`, { on: true })
    expect(vote.status).toBe(200)
    expect((await decide(desk, slug, { act: 'move', to: 'live' })).status).toBe(200)
    const answer = {
      act: 'answer',
      no: 1,
      mode: 'written',
      speaker: '林局长',
      office: '局长',
      unit: '住建局',
      text: '彩排的答复。',
      solved: 'no',
    }
    expect((await decide(desk, slug, answer)).status).toBe(200)

    // The page says what it is, and no search engine keeps it.
    const page = await new Browser().get(`/s/${slug}`)
    expect(page.status).toBe(200)
    expect(page.headers.get('x-robots-tag')).toContain('noindex')
    expect(await page.text()).toContain('彩排，不留记录')
    expect(await (await new Browser().get(`/s/${slug}/screen`)).text()).toContain('彩排，不留记录')

    // While it runs: one row, and nobody finds it who does not have its link.
    await runDurableObjectAlarm(stubOf(slug))
    const during = await rows()
    expect(during).toEqual({ ...before, rehearsals: (before['rehearsals'] ?? 0) + 1 })
    for (const path of [
      '/',
      '/archive',
      '/feed.atom',
      '/ledger',
      '/api/sessions',
      '/my',
      '/integrity',
      '/healthz',
    ]) {
      const found = await phone.get(path)
      expect([path, (await found.text()).includes(slug)]).toEqual([path, false])
    }
    for (const path of [`/api/audit/record?room=${slug}`, `/api/audit/export?room=${slug}`]) {
      expect([path, (await phone.get(path)).status]).not.toEqual([path, 200])
    }

    // The end.
    const ended = await desk.form(`/desk/s/${slug}/rehearsal/end`, {})
    expect(ended.status).toBe(303)
    expect(await rows()).toEqual({ ...before, rehearsals: before['rehearsals'] ?? 0 })
    expect((await env.FILES.list()).objects.filter(({ key }) => key.includes(slug))).toEqual([])
    expect((await env.FILES.list({ prefix: 'ballots' })).objects.length).toBeLessThanOrEqual(files)
    expect(await tablesOf(slug)).toBe(0)
    for (const path of [
      `/s/${slug}`,
      `/s/${slug}/ask`,
      `/s/${slug}/screen`,
      `/api/sessions/${slug}/snapshot`,
    ]) {
      expect([path, (await new Browser().get(path)).status]).toEqual([path, 404])
    }
    // The chain of the portal says that there was one, and not a word of what was said.
    const chain = await (await phone.get('/api/audit/export')).text()
    expect(chain).toContain('"act":"rehearse"')
    expect(chain).toContain('"act":"rehearsal_ended"')
    expect(chain).not.toContain(slug)
  })

  test('ends by itself when its time is over', async () => {
    const slug = 'rehearsal-00000000past1'
    const past = Date.now() - 1
    await beginRehearsal(env.DB, { slug, of: 'whatever', endsAt: past }, past - 1)
    const room = stubOf(slug) as unknown as Room
    const held = { ...session(slug), rehearsal: past }
    expect((await room.open({ session: held, units: [], socketCap: 10 }, past)).ok).toBe(true)
    expect(await tablesOf(slug)).toBeGreaterThan(0)
    await runDurableObjectAlarm(stubOf(slug))
    expect(await tablesOf(slug)).toBe(0)
    const left = await env.DB.prepare('SELECT count(*) AS n FROM rehearsals WHERE slug = ?')
      .bind(slug)
      .first<{ n: number }>()
    expect(left?.n).toBe(0)
  })

  test('of a session that collects questions leaves that session as it is', async () => {
    const { slug: of, desk, deskApi } = await open()
    await ask(new Browser(), of, '真正的提问：夜班公交几点收班？')
    const slug = await begin(desk, of)
    await desk.form(`/desk/s/${slug}/rehearsal/fill`, { n: '5' })
    const state = (await (await desk.get(deskApi)).json()) as DeskState
    expect(state.questions.map(({ text }) => text)).toEqual(['真正的提问：夜班公交几点收班？'])
    await desk.form(`/desk/s/${slug}/rehearsal/end`, {})
    expect((await desk.get(deskApi)).status).toBe(200)
  })

  // ASVS 8.2.1
  test('is nobody’s to begin, fill or end but the moderators’', async () => {
    const desk = await signedIn(moderator)
    const { slug: of } = await announced()
    const slug = await begin(desk, of)
    for (const browser of [new Browser(), await signedIn(official)]) {
      for (const path of [
        `/desk/s/${of}/rehearse`,
        `/desk/s/${slug}/rehearsal/fill`,
        `/desk/s/${slug}/rehearsal/end`,
      ]) {
        expect([401, 403]).toContain((await browser.form(path, { n: '5' })).status)
      }
    }
    expect((await new Browser().get(`/s/${slug}`)).status).toBe(200)
  })

  test('is not begun of what is live, and is neither filled with nonsense nor archived', async () => {
    const { slug: of, desk } = await open()
    const slug = await begin(desk, of)
    for (const n of ['0', '121', '-3', 'x', '']) {
      expect((await desk.form(`/desk/s/${slug}/rehearsal/fill`, { n })).status).toBe(422)
    }
    expect((await desk.form(`/desk/s/${of}/rehearsal/fill`, { n: '5' })).status).toBe(404)
    expect((await desk.form(`/desk/s/${of}/rehearsal/end`, {})).status).toBe(404)
    expect((await desk.form(`/desk/s/${slug}/rehearse`, {})).status).toBe(409)
    for (const to of ['live', 'wrapped', 'closed']) await decide(desk, slug, { act: 'move', to })
    const archived = await desk.json('POST', `/api/desk/sessions/${slug}/archive`, {})
    expect(archived.status).toBe(404)
    await decide(desk, of, { act: 'move', to: 'live' })
    await desk.form(`/desk/s/${slug}/rehearsal/end`, {})
    expect((await desk.form(`/desk/s/${of}/rehearse`, {})).status).toBe(409)
  })

  test('keeps its kind of name to itself', async () => {
    const desk = await signedIn(moderator)
    const draft = {
      slug: 'rehearsal-of-mine',
      kind: 'town_hall',
      title: '冒充',
      unit: '霞湾县',
      startsAt: Date.now(),
    }
    const answer = await desk.json('POST', '/api/desk/sessions', draft)
    expect([answer.status, await codeOf(answer)]).toEqual([422, 'INVALID'])
    expect((await new Browser().get('/s/rehearsal-0123456789abc')).status).toBe(404)
    expect(
      (await script('/api/sessions/rehearsal-0123456789abc/import', 'test-import-token', ''))
        .status,
    ).not.toBe(200)
    expect(
      (await exports.default.fetch(new Request(`${origin}/api/sessions/rehearsal-0123456789abc`)))
        .status,
    ).toBe(404)
  })
})
