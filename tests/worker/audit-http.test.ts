import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { compareRecord, signedBy, verifyChain } from '../../scripts/verify-audit.mjs'
import type { AuditPage, SignedHead } from '../../worker/contract/audit'
import {
  announced,
  ask,
  Browser,
  codeOf,
  decide,
  freshSlug,
  HOUR,
  moderator,
  open,
  script,
  signedIn,
} from './http-kit'

async function headOf(browser = new Browser()) {
  return (await (await browser.get('/.well-known/audit-head')).json()) as SignedHead
}

/** The chain of the portal, or of a room, as anybody downloads and checks it. */
async function chainOf(room?: string) {
  const browser = new Browser()
  const answer = await browser.get(`/api/audit/export${room ? `?room=${room}` : ''}`)
  expect(answer.status).toBe(200)
  const found = verifyChain(await answer.text(), (await headOf(browser)).key)
  if (!found.ok) throw new Error(`entry ${found.fault.at}: ${found.fault.why}`)
  return found.chain
}

const acts = async () => (await chainOf()).entries.map(({ act }) => act)

describe('the head of the portal’s chain', () => {
  test('answers from the first start, signed with the published key', async () => {
    const answer = await new Browser().get('/.well-known/audit-head')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch('application/json')
    const head = (await answer.json()) as SignedHead
    expect(Object.keys(head).sort()).toEqual(['at', 'hash', 'key', 'seq', 'signature'])
    expect(head).toMatchObject({
      seq: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      key: expect.stringMatching(/^[\w-]{43}$/) as string,
    })
    expect(signedBy('portal', head, head.key)).toBe(true)
    expect(signedBy('portal', { ...head, seq: 2 }, head.key)).toBe(false)
    expect(signedBy('room:x', head, head.key)).toBe(false)
  })

  test('has the same key for good, and is put away in the object store', async () => {
    const before = await headOf()
    await signedIn(moderator)
    const { key, seq, hash } = await headOf()
    expect(key).toBe(before.key)
    expect(seq).toBeGreaterThan(before.seq)
    await runDurableObjectAlarm(env.NOTARY.getByName('portal'))
    const kept = await env.FILES.get('audit/head.json')
    expect(JSON.parse((await kept?.text()) ?? '')).toMatchObject({ seq, hash, key })
  })

  test('stands at the end of every page, which stays cacheable, and links to how to check', async () => {
    const { seq } = await headOf()
    const answer = await new Browser().get('/about')
    expect(answer.headers.get('cache-control')).toMatch('s-maxage')
    expect(answer.headers.get('set-cookie')).toBeNull()
    const html = await answer.text()
    expect(html).toMatch(
      new RegExp(
        '<a href="/integrity">[^<]+</a> <span class="num">\\d+:[0-9a-f]{16} \\d\\d:\\d\\d',
      ),
    )
    expect(seq).toBeGreaterThan(0)
  })
})

test('a receipt carries the seal of the session’s chain, with the question in it', async () => {
  const { slug } = await open()
  const browser = new Browser()
  const { id } = await ask(browser, slug, '路灯什么时候修好')
  const html = await (await browser.get(`/my?new=${id}`)).text()
  const [, seq, hash] = /(\d+):([0-9a-f]{16})<\/span><\/p><div class="actions">/.exec(html) ?? []
  const { hashes, entries } = await chainOf(slug)
  expect(hashes[Number(seq) - 1]?.slice(0, 16)).toBe(hash)
  expect(entries[Number(seq) - 1]?.act).toBe('take_in')
})

describe('what staff and scripts do outside of rooms is chained before it is done', () => {
  // ASVS 16.2.1, 16.3.1
  test('from the sign-in link to the opening, each by its handle only', async () => {
    const desk = await signedIn(moderator)
    const slug = freshSlug()
    const given = {
      slug,
      kind: 'town_hall',
      title: '老旧小区加装电梯',
      unit: '霞湾县',
      startsAt: Date.now() + HOUR,
    }
    expect((await desk.json('POST', '/api/desk/sessions', given)).status).toBe(201)
    await desk.json('PATCH', `/api/desk/sessions/${slug}`, { title: '加装电梯' })
    await desk.json('POST', `/api/desk/sessions/${slug}/announce`, {})
    await desk.json('POST', `/api/desk/sessions/${slug}/open`, {})
    expect(await acts()).toEqual([
      'begin',
      'give_sign_in_link',
      'sign_in',
      'draft',
      'change',
      'announce',
      'open',
    ])
    const { entries } = await chainOf()
    const [draft, change] = entries.slice(3)
    expect(draft?.actor).toBe(change?.actor)
    expect(draft?.on[0]?.id).toBe(change?.on[0]?.id)
    const text = await (await new Browser().get('/api/audit/export')).text()
    for (const word of [slug, '电梯', moderator.name, moderator.id])
      expect(text).not.toContain(word)
  })

  // ASVS 16.3.3
  test('units, imports and what was refused in the end', async () => {
    const units = [{ id: 'u1', name: '住建局', level: 'county' }]
    await script('/api/operator/units', 'test-operator-token', JSON.stringify(units))
    const line = JSON.stringify({ id: 'a1', text: '路灯坏了很久', askedAt: '2026-01-02T03:04:05Z' })
    await script(
      '/api/sessions/letters/import?title=letters',
      'test-import-token',
      line,
      'application/x-ndjson',
    )
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    await desk.json('POST', `/api/desk/sessions/${slug}/archive`, {})
    const { entries } = await chainOf()
    expect(entries.map(({ act }) => act)).toEqual([
      'begin',
      'keep_units',
      'import',
      'give_sign_in_link',
      'sign_in',
      'archive',
      'refused',
    ])
    expect(entries.at(-1)?.facts).toMatchObject({
      attempted: 'archive',
      code: 'SESSION_MOVE',
      seq: entries.at(-2)?.seq,
    })
  })

  test('a correction of an archived answer is the answer’s new state, and compares', async () => {
    const { slug, desk, deskApi } = await open()
    const { no } = await ask(new Browser(), slug, '路灯什么时候修好')
    await decide(desk, slug, { act: 'approve', nos: [no] })
    const said = {
      mode: 'written',
      speaker: '林局长',
      office: '局长',
      unit: '住建局',
      text: '本周修好。',
      solved: 'partly',
    }
    for (const one of [
      { act: 'move', to: 'live' },
      { act: 'answer', no, ...said },
      { act: 'move', to: 'wrapped' },
      { act: 'move', to: 'closed' },
    ]) {
      expect((await decide(desk, slug, one)).status).toBe(200)
    }
    expect((await desk.json('POST', `${deskApi}/archive`, {})).status).toBe(200)
    const record = async () =>
      (await (await new Browser().get(`/api/audit/record?room=${slug}`)).json()) as AuditPage
    const faults = async () => compareRecord(await chainOf(slug), await chainOf(), await record())
    expect(await faults()).toEqual([])
    const id = (await record()).questions[0]?.question.answers[0]?.id ?? ''
    const corrected = { text: '下周修好。', why: '日期有误' }
    expect((await desk.json('POST', `/api/desk/answers/${id}/correct`, corrected)).status).toBe(200)
    expect(await faults()).toEqual([])
    // Said again it changes nothing, and the chain says so.
    await desk.json('POST', `/api/desk/answers/${id}/correct`, corrected)
    expect(await faults()).toEqual([])
    await env.DB.prepare('UPDATE answers SET text = ?1').bind('早已修好。').run()
    expect(await faults()).toHaveLength(1)
  })
})

describe('the exports', () => {
  test('know nothing of drafts, of what does not exist, and of what is no name', async () => {
    const desk = await signedIn(moderator)
    const slug = freshSlug()
    const draft = {
      slug,
      kind: 'town_hall',
      title: '加装电梯',
      unit: '霞湾县',
      startsAt: Date.now() + HOUR,
    }
    await desk.json('POST', '/api/desk/sessions', draft)
    for (const room of [slug, 'nowhere', 'No%20Name', '']) {
      for (const path of ['export', 'record']) {
        const answer = await new Browser().get(`/api/audit/${path}?room=${room}`)
        expect([path, room, answer.status]).toEqual([path, room, 404])
        expect(await codeOf(answer)).toBe('NOT_FOUND')
      }
    }
    expect((await new Browser().get('/api/audit/record')).status).toBe(404)
    expect((await new Browser().json('POST', '/api/audit/export', {})).status).toBe(405)
  })

  test('never open what is not public', async () => {
    const { slug, desk } = await open()
    const pending = await ask(new Browser(), slug, '还没有审核的问题')
    const listed = await ask(new Browser(), slug, '路灯什么时候修好')
    const gone = await ask(new Browser(), slug, '后来被撤下的问题')
    await decide(desk, slug, { act: 'approve', nos: [listed.no, gone.no] })
    await decide(desk, slug, { act: 'take_down', no: gone.no, reason: 'personal_data' })
    const text = await (await new Browser().get(`/api/audit/record?room=${slug}`)).text()
    const { questions } = JSON.parse(text) as AuditPage
    expect(questions.map(({ question }) => question.no)).toEqual([listed.no, gone.no])
    expect(questions[0]?.open).toEqual({
      object: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      words: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    })
    expect(questions[1]?.open.words).toBeNull()
    expect(text).not.toContain('撤下的问题')
    expect(text).not.toContain(pending.id)
  })
})

test.each(['zh', 'en'])('the page on integrity says how to check, in %s', async (lang) => {
  const { slug } = await open()
  await runDurableObjectAlarm(env.ROOM.getByName(slug))
  const { key } = await headOf()
  const answer = await new Browser().get(`/integrity?lang=${lang}`)
  expect(answer.status).toBe(200)
  const html = await answer.text()
  expect(html).toContain(key)
  expect(html).toContain('verify-audit.mjs')
  expect(html).toContain(`/api/audit/export?room=${slug}`)
})
