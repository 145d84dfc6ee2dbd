import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { compareRecord, verifyChain } from '../../scripts/verify-audit.mjs'
import type { AuditPage, SignedHead } from '../../worker/contract/audit'
import type { PublicQuestion, Snapshot } from '../../worker/contract/views'
import { ask, Browser, decide, open } from './http-kit'

/** A word nobody else writes. */
const CANARY = '金丝雀'
const ANSWER = '本周五以前修好路灯。'

async function answered() {
  const { slug, desk, api } = await open()
  const phone = new Browser()
  const asked = await phone.json('POST', `${api}/questions`, {
    text: `${CANARY}路的路灯什么时候修好？`,
    details: `${CANARY}小区门口`,
    name: `林${CANARY}`,
  })
  const { id, no, receipt } = await asked.json<{ id: string; no: number; receipt: string }>()
  await decide(desk, slug, { act: 'approve', nos: [no] })
  const edited = { act: 'edit', no, text: `${CANARY}路的路灯何时修好？`, why: 'typo' }
  expect((await decide(desk, slug, edited)).status).toBe(200)
  const given = await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'written',
    speaker: '陈主持',
    office: '主持人',
    unit: '县住建局',
    text: ANSWER,
    solved: 'yes',
  })
  expect(given.status).toBe(200)
  return { slug, desk, api, phone, id, no, receipt }
}

/** What the room has to tell the record is told. */
async function carried(slug: string) {
  const stub = env.ROOM.getByName(slug)
  while (await runDurableObjectAlarm(stub)) {
    const { outbox } = await (stub as unknown as { health(): Promise<{ outbox: number }> }).health()
    if (outbox === 0) return
  }
}

/** Every row of every table of a room, as it lies there. */
async function roomBytes(slug: string): Promise<string> {
  return runInDurableObject(env.ROOM.getByName(slug), (_, { storage }) => {
    const tables = storage.sql
      .exec(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
      )
      .toArray()
      .map((row) => String(row['name']))
    return JSON.stringify(
      tables.map((name) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()),
    )
  })
}

/** …of the record, and every object beside it. */
async function recordBytes(): Promise<string> {
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
  ).all<{ name: string }>()
  const rows: unknown[] = []
  for (const { name } of results) {
    rows.push((await env.DB.prepare(`SELECT * FROM "${name}"`).all()).results)
  }
  const { objects } = await env.FILES.list()
  for (const { key } of objects) {
    const bytes = await (await env.FILES.get(key))?.arrayBuffer()
    rows.push(new TextDecoder().decode(bytes))
  }
  return JSON.stringify(rows)
}

/** Everything anybody can read of it, through every cache there is. */
async function publicBytes(slug: string, id: string, no: number): Promise<string> {
  const paths = [
    `/s/${slug}`,
    `/s/${slug}?show=all`,
    `/q/${id}`,
    `/s/${slug}/rejections`,
    '/',
    '/ledger',
    '/feed.atom',
    `/api/sessions/${slug}/snapshot`,
    `/api/sessions/${slug}/questions`,
    `/api/sessions/${slug}/questions.csv`,
    `/api/questions/${id}`,
    `/api/audit/export?room=${slug}`,
    `/api/audit/record?room=${slug}`,
    `/s/${slug}/report?q=${no}`,
  ]
  const bytes: string[] = []
  for (const path of paths) bytes.push(await (await new Browser().get(path)).text())
  return bytes.join('\n')
}

const erase = (receipt: string) => new Browser().json('POST', '/api/receipts/erase', { receipt })

async function comparedRecord(slug: string) {
  const browser = new Browser()
  const { key } = (await (await browser.get('/.well-known/audit-head')).json()) as SignedHead
  const text = await (await browser.get(`/api/audit/export?room=${slug}`)).text()
  const found = verifyChain(text, key)
  if (!found.ok) throw new Error(found.fault.why)
  const record: AuditPage = await (await browser.get(`/api/audit/record?room=${slug}`)).json()
  return compareRecord(found.chain, null, record)
}

describe('an asker has the words of an answered question erased', () => {
  test('nothing of them is left in the room, the record, the objects or any page; the answer stays', async () => {
    const { slug, id, no, receipt } = await answered()
    await carried(slug)
    const before = [await roomBytes(slug), await recordBytes(), await publicBytes(slug, id, no)]
    for (const bytes of before) expect(bytes).toContain(CANARY)
    expect((await erase(receipt)).status).toBe(200)
    await carried(slug)
    const after = [await roomBytes(slug), await recordBytes(), await publicBytes(slug, id, no)]
    for (const bytes of after) expect(bytes.includes(CANARY)).toBe(false)
    const page = await (await new Browser().get(`/q/${id}`)).text()
    expect(page).toContain('提问人已要求删除文字')
    expect(page).toContain(ANSWER)
    const csv = await (await new Browser().get(`/api/sessions/${slug}/questions.csv`)).text()
    expect(csv).toContain('提问人已要求删除文字')
  }, 20_000)

  test('the audit chain is whole, and the record can still be compared with it', async () => {
    const { slug, desk, no, receipt } = await answered()
    await erase(receipt)
    expect(await comparedRecord(slug)).toEqual([])
    // What is decided later goes on under the same name.
    const down = await decide(desk, slug, { act: 'take_down', no, reason: 'rights_of_others' })
    expect(down.status).toBe(200)
    expect(await comparedRecord(slug)).toEqual([])
  })

  test('it counts as answered as before, and can be followed up, but not rewritten or reopened', async () => {
    const { slug, desk, api, no, receipt } = await answered()
    await erase(receipt)
    const shot: Snapshot = await (await new Browser().get(`${api}/snapshot`)).json()
    expect(shot.balance.total).toMatchObject({ received: 1, accepted: 1, answeredWritten: 1 })
    const shown = shot.questions.find((one) => one.no === no)
    expect(shown).toMatchObject({ state: 'answered', text: '', erased: true })
    expect(Object.keys(shown as PublicQuestion)).not.toContain('name')
    const edit = { act: 'edit', no, text: '重新写上去的文字', why: 'typo' }
    expect((await decide(desk, slug, edit)).status).toBe(409)
    expect((await decide(desk, slug, { act: 'reopen', no, why: '再看' })).status).toBe(409)
  })

  test('the same goes for a session in the record', async () => {
    const { slug, desk, id, no, receipt } = await answered()
    for (const to of ['live', 'wrapped', 'closed']) await decide(desk, slug, { act: 'move', to })
    const done = await desk.json('POST', `/api/desk/sessions/${slug}/archive`, {})
    expect(done.status).toBe(200)
    expect(await recordBytes()).toContain(CANARY)
    for (const time of [1, 2]) {
      expect([time, (await erase(receipt)).status]).toEqual([time, 200])
      expect((await recordBytes()).includes(CANARY)).toBe(false)
    }
    expect((await publicBytes(slug, id, no)).includes(CANARY)).toBe(false)
    expect(await comparedRecord(slug)).toEqual([])
    const page = await (await new Browser().get(`/q/${id}`)).text()
    expect(page).toContain(ANSWER)
  }, 20_000)

  test('on stage the words stay until it is answered, and the page says so', async () => {
    const { slug, desk } = await open()
    const { id, no, receipt } = await ask(new Browser(), slug, `${CANARY}路的路灯呢？`)
    await decide(desk, slug, { act: 'approve', nos: [no] })
    await decide(desk, slug, { act: 'move', to: 'live' })
    await decide(desk, slug, { act: 'stage', no })
    expect((await erase(receipt)).status).toBe(200)
    const page = await (await new Browser().form('/my/lookup', { receipt })).text()
    expect(page).toContain('正在台上答的，答完以后再来抹去文字')
    expect(page).toContain(`/my/q/${id}/erase`)
  })

  test('an appeal that waits is withdrawn, and its words go as well', async () => {
    const { slug, desk, api } = await open()
    const { no, receipt } = await ask(new Browser(), slug, '这条路的路灯呢？')
    await decide(desk, slug, { act: 'reject', nos: [no], reason: 'unclear' })
    const appeal = { receipt, text: `${CANARY}路写得很清楚` }
    expect((await new Browser().json('POST', '/api/receipts/appeal', appeal)).status).toBe(200)
    expect(await roomBytes(slug)).toContain(CANARY)
    expect((await erase(receipt)).status).toBe(200)
    await carried(slug)
    expect((await roomBytes(slug)).includes(CANARY)).toBe(false)
    expect((await recordBytes()).includes(CANARY)).toBe(false)
    const told: { appeals: unknown } = await (await new Browser().get(`${api}/fairness`)).json()
    expect(told.appeals).toEqual({ withdrawn: 1 })
  })
})
