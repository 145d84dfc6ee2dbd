import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { DeskState } from '../../worker/contract/room'
import { overlayAllowed } from '../../worker/http/overlay'
import { disableStaff, ensureStaff } from '../../worker/store/staff'
import {
  announced,
  ask,
  Browser,
  codeOf,
  decide,
  freshSlug,
  HOUR,
  moderator,
  official,
  open,
  script,
  signedIn,
} from './http-kit'

const TEXT = '请问我们小区的电梯什么时候能装好？'

async function linkFor(role: string, more: object = {}) {
  const answer = await script(
    '/api/operator/sign-in-links',
    'test-operator-token',
    JSON.stringify({ role, ...more }),
  )
  const { url } = (await answer.json()) as { url: string }
  return new URL(url)
}

// ASVS 6.4.1, 6.5.1, 7.6.2
test('a sign-in link is not used up by looking at it, and works once', async () => {
  const link = await linkFor('moderator')
  const k = link.searchParams.get('k') ?? ''
  const browser = new Browser()
  const looked = await browser.get(link.pathname + link.search)
  expect(looked.status).toBe(200)
  expect(looked.headers.get('cache-control')).toContain('no-store')
  expect(browser.cookies.size).toBe(0)
  const used = await browser.form('/desk/sign-in', { k })
  expect([used.status, used.headers.get('location')]).toEqual([303, '/desk'])
  expect(used.headers.get('set-cookie')).toMatch(/^mdm-staff=v1\..*HttpOnly/)
  expect((await browser.get('/api/desk/sessions')).status).toBe(200)
  const second = new Browser()
  expect((await second.form('/desk/sign-in', { k })).status).toBe(410)
  expect(second.cookies.size).toBe(0)
})

// ASVS 6.5.1
test('of two clicks at once one gets in', async () => {
  const k = (await linkFor('moderator')).searchParams.get('k') ?? ''
  const clicks = await Promise.all(
    Array.from({ length: 6 }, () => new Browser().form('/desk/sign-in', { k })),
  )
  expect(clicks.filter((answer) => answer.status === 303)).toHaveLength(1)
})

test('a link is given only for the operator’s token', async () => {
  const body = JSON.stringify({ role: 'moderator' })
  const wrong = await script('/api/operator/sign-in-links', 'test-operator-tokem', body)
  expect([wrong.status, await codeOf(wrong)]).toEqual([403, 'NOT_ALLOWED'])
  const imports = await script('/api/operator/sign-in-links', 'test-import-token', body)
  expect(imports.status).toBe(403)
  const none = await new Browser().json('POST', '/api/operator/sign-in-links', {
    role: 'moderator',
  })
  expect([none.status, await codeOf(none)]).toEqual([401, 'SIGN_IN_FIRST'])
})

// ASVS 7.4.2
test('a disabled member of staff is out at the next request', async () => {
  const browser = await signedIn(moderator)
  expect((await browser.get('/api/desk/sessions')).status).toBe(200)
  await disableStaff(env.DB, moderator.id, true)
  const refused = await browser.get('/api/desk/sessions')
  expect([refused.status, await codeOf(refused)]).toEqual([401, 'SIGN_IN_FIRST'])
  expect(browser.cookies.size).toBe(0)
})

// ASVS 7.2.1, 7.4.1, 9.1.1
test('a staff cookie that was altered or signed out opens nothing', async () => {
  const browser = await signedIn(official)
  const value = browser.cookies.get('mdm-staff') ?? ''
  const [version, body = '', code] = value.split('.')
  const raised = btoa(
    atob(body.replace(/-/g, '+').replace(/_/g, '/')).replace('official', 'moderator'),
  )
  const forged = new Browser()
  forged.cookies.set(
    'mdm-staff',
    `${version}.${raised.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')}.${code}`,
  )
  expect((await forged.get('/api/desk/sessions')).status).toBe(401)
  const out = await browser.form('/desk/sign-out', {})
  expect([out.status, browser.cookies.size]).toEqual([303, 0])
})

test('a page of the desk leads who is not signed in to the explanation', async () => {
  const answer = await new Browser().get('/desk')
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/sign-in'])
})

const draft = {
  slug: '',
  kind: 'town_hall',
  title: '老旧小区加装电梯',
  unit: '霞湾县',
  startsAt: Date.now() + HOUR,
  guests: [{ name: '林局长', office: '住建局局长', unit: '住建局' }],
}

test('a session goes from draft to open; nobody sees the draft', async () => {
  const desk = await signedIn(moderator)
  const slug = freshSlug()
  const made = await desk.json('POST', '/api/desk/sessions', { ...draft, slug })
  expect([made.status, await made.json()]).toMatchObject([201, { slug, state: 'draft' }])
  const taken = await desk.json('POST', '/api/desk/sessions', { ...draft, slug })
  expect([taken.status, await codeOf(taken)]).toEqual([409, 'SLUG_TAKEN'])
  expect((await new Browser().get(`/api/sessions/${slug}`)).status).toBe(404)
  const early = await desk.json('POST', `/api/desk/sessions/${slug}/open`, {})
  expect([early.status, await codeOf(early)]).toEqual([409, 'SESSION_MOVE'])
  const edited = await desk.json('PATCH', `/api/desk/sessions/${slug}`, {
    title: '  加装电梯怎么办  ',
  })
  expect(await edited.json()).toMatchObject({
    title: '加装电梯怎么办',
    guests: [{ name: '林局长' }],
  })
  expect((await desk.json('POST', `/api/desk/sessions/${slug}/announce`, {})).status).toBe(200)
  expect(await (await new Browser().get(`/api/sessions/${slug}`)).json()).toMatchObject({
    state: 'announced',
  })
  for (let i = 0; i < 2; i++) {
    const opened = await desk.json('POST', `/api/desk/sessions/${slug}/open`, {})
    expect([opened.status, await opened.json()]).toMatchObject([200, { state: 'collecting' }])
  }
  const late = await desk.json('PATCH', `/api/desk/sessions/${slug}`, { title: '太晚了改题目' })
  expect([late.status, await codeOf(late)]).toEqual([409, 'NOT_POSSIBLE'])
})

test('an opening that broke off between record and room is mended by opening again', async () => {
  const desk = await signedIn(moderator)
  const { slug } = await announced()
  await env.DB.prepare("UPDATE sessions SET authority = 'room' WHERE slug = ?").bind(slug).run()
  const opened = await desk.json('POST', `/api/desk/sessions/${slug}/open`, {})
  expect(opened.status).toBe(200)
  await ask(new Browser(), slug, TEXT)
})

test('the second of two conflicting decisions is told what happened', async () => {
  const { slug, desk } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  const other = await signedIn({
    ...moderator,
    id: 'm2',
    name: '吴审核',
  } as unknown as typeof moderator)
  const state = (await (await desk.get(`/api/desk/sessions/${slug}`)).json()) as DeskState
  const seen = { [no]: state.questions[0]?.version ?? 0 }
  expect((await decide(desk, slug, { act: 'approve', nos: [no], seen })).status).toBe(200)
  const second = await decide(other, slug, { act: 'reject', nos: [no], reason: 'off_topic', seen })
  expect([second.status, await second.json()]).toMatchObject([
    409,
    { error: { code: 'CONFLICT', by: '陈主持', action: 'approve' } },
  ])
})

// ASVS 8.2.3
test('an official sees nothing that waits for review and answers only in their own name', async () => {
  const { slug, desk } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  const browser = await signedIn(official)
  const before = (await (await browser.get(`/api/desk/sessions/${slug}`)).json()) as DeskState
  expect(before.questions).toEqual([])
  await decide(desk, slug, { act: 'approve', nos: [no] })
  const approve = await decide(browser, slug, { act: 'approve', nos: [no] })
  expect([approve.status, await codeOf(approve)]).toEqual([403, 'NOT_ALLOWED'])
  const answer = {
    act: 'answer',
    no,
    mode: 'written',
    unit: '住建局',
    text: '本月底前装好。',
    solved: 'yes',
  }
  const another = { ...answer, speaker: '别的局长', office: '交通局局长' }
  expect((await decide(browser, slug, another)).status).toBe(403)
  const own = await decide(browser, slug, {
    ...answer,
    speaker: official.name,
    office: official.office,
  })
  expect(own.status).toBe(200)
  for (const path of ['open', 'archive', 'announce', 'entries']) {
    const refused = await browser.json('POST', `/api/desk/sessions/${slug}/${path}`, {
      text: TEXT,
      channel: 'floor',
    })
    expect([path, refused.status]).toEqual([path, 403])
  }
})

test('staff enter a question for somebody, with a receipt that finds it', async () => {
  const { slug, desk, deskApi } = await open()
  const entered = await desk.json('POST', `${deskApi}/entries`, {
    text: TEXT,
    channel: 'phone',
    direct: 'list',
  })
  expect(entered.status).toBe(201)
  const { receipt, state } = (await entered.json()) as { receipt: string; state: string }
  expect(state).toBe('listed')
  const found = await new Browser().json('POST', '/api/receipts/lookup', { receipt })
  expect([found.status, await found.json()]).toMatchObject([200, { text: TEXT, slug, receipt }])
})

test('a session is closed, archived and read from the record, its answers corrected in the open', async () => {
  const { slug, desk, deskApi, api } = await open()
  const asker = new Browser()
  const { no } = await ask(asker, slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await asker.json('PUT', `${api}/questions/${no}/vote`, { on: true })
  await decide(desk, slug, { act: 'move', to: 'live' })
  const open_ = await decide(desk, slug, { act: 'move', to: 'wrapped' })
  expect([open_.status, await open_.json()]).toMatchObject([
    409,
    { error: { code: 'STILL_OPEN', open: [no] } },
  ])
  await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'live',
    speaker: '林局长',
    office: '住建局局长',
    unit: '住建局',
    text: '本月底前装好。',
    solved: 'partly',
  })
  for (const to of ['wrapped', 'closed']) {
    expect([to, (await decide(desk, slug, { act: 'move', to })).status]).toEqual([to, 200])
  }
  const sealed = await desk.json('POST', `${deskApi}/archive`, {})
  expect(sealed.status).toBe(200)
  const digest = await sealed.json()
  expect(digest).toMatchObject({ ballots: 1 })
  expect(await (await desk.json('POST', `${deskApi}/archive`, {})).json()).toEqual(digest)
  const snapshot = (await (await asker.get(`${api}/snapshot`)).json()) as {
    session: { state: string }
    questions: { votes: number; answers: { id: string }[] }[]
  }
  expect(snapshot.session.state).toBe('archived')
  expect(snapshot.questions[0]?.votes).toBe(1)
  const answer = snapshot.questions[0]?.answers[0]?.id ?? ''
  const given = { text: '下月底前装好。', why: '日期说错了' }
  const path = `/api/desk/answers/${answer}/correct`
  expect((await new Browser().json('POST', path, given)).status).toBe(401)
  expect((await (await signedIn(official)).json('POST', path, given)).status).toBe(403)
  expect(await (await desk.json('POST', path, given)).json()).toEqual({ changed: true })
  const mine = (await (await asker.get('/api/my')).json()) as {
    items: { answers: { text: string }[] }[]
  }
  expect(mine.items[0]?.answers[0]?.text).toBe('下月底前装好。')
  const late = await asker.json('PUT', `${api}/questions/${no}/vote`, { on: true })
  expect([late.status, await codeOf(late)]).toEqual([409, 'SESSION_NOT_OPEN'])
})

test('handed-off matters leave as a table without formulas', async () => {
  const { slug, desk, deskApi } = await open()
  await env.DB.prepare(
    "INSERT INTO units (id, name, level, takes_cases) VALUES ('u1', '=住建局', 'county', 1)",
  ).run()
  const other = await announced()
  await desk.json('POST', `/api/desk/sessions/${other.slug}/open`, {})
  const { no } = await ask(new Browser(), other.slug, '=SUM(A1:A9) 电梯什么时候能装好？')
  await decide(desk, other.slug, { act: 'approve', nos: [no] })
  expect(
    (await decide(desk, other.slug, { act: 'hand_off', nos: [no], units: ['u1'] })).status,
  ).toBe(200)
  const answer = await desk.get(`/api/desk/sessions/${other.slug}/handoffs.csv`)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = new TextDecoder().decode(bytes)
  expect(text).toContain("'=SUM(A1:A9)")
  expect(text).toContain("'=住建局")
  expect(text.trim().split('\r\n')).toHaveLength(2)
  expect((await new Browser().get(`${deskApi}/handoffs.csv`)).status).toBe(401)
  expect(slug).not.toBe(other.slug)
})

test('while an answer is written, the desk hears of promises without a day; nobody else may ask', async () => {
  const { desk, deskApi } = await open()
  const ask = async (who: Browser, body: unknown) => who.json('POST', `${deskApi}/undated`, body)
  const said = await ask(desk, { text: '我们会把路灯修好。十二月十日前装完。' })
  expect(await said.json()).toEqual({
    sentences: ['我们会把路灯修好'],
    message: '“我们会把路灯修好”没有说时间，可以当场请答复人补一个日期。',
  })
  const dated = await ask(desk, { text: '十二月十日前装完路灯。' })
  expect(await dated.json()).toEqual({ sentences: [], message: '' })
  expect((await ask(desk, { text: 5 })).status).toBe(422)
  expect((await ask(desk, { text: '修'.repeat(20_000) })).status).toBe(422)
  expect((await ask(new Browser(), { text: '会修' })).status).toBe(401)
})

test('an overlay link is signed, and worthless after the next one revokes it', async () => {
  const { slug, desk, deskApi } = await open()
  const link = async (revoke: boolean) => {
    const answer = await desk.json('POST', `${deskApi}/overlay-link`, { revoke })
    return new URL(((await answer.json()) as { url: string }).url)
  }
  const works = (url: URL) =>
    overlayAllowed(env, slug, url.searchParams.get('k') ?? undefined, Date.now())
  const first = await link(false)
  expect(first.pathname).toBe(`/s/${slug}/overlay`)
  expect(await works(first)).toBe(true)
  expect(await overlayAllowed(env, slug, `1.${'A'.repeat(43)}`, Date.now())).toBe(false)
  const second = await link(true)
  expect([await works(first), await works(second)]).toEqual([false, true])
  const bare = await new Browser().get(`/s/${slug}/overlay`)
  expect(bare.status).toBe(403)
})

test('a member of staff named by the operator is put on the list once', async () => {
  await linkFor('moderator', { name: '周主持', office: '主持人' })
  await linkFor('moderator', { name: '周主持' })
  const { results } = await env.DB.prepare('SELECT name FROM staff').all()
  expect(results).toEqual([{ name: '周主持' }])
  await ensureStaff(env.DB, moderator)
})
