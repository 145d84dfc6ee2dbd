import { env } from 'cloudflare:workers'
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { DeskState, Room } from '../../worker/contract/room'
import type { OwnQuestion, Receipt, Snapshot } from '../../worker/contract/views'
import { SEALED_MS } from '../../worker/contract/limits'
import { openText, sealText } from '../../worker/http/sealing'
import { eraseSealed } from '../../worker/store/sealed'
import { Browser, codeOf, decide, official, open, script, signedIn } from './http-kit'
import { TestSocket } from './room-kit'

const PHONE = '13859001234'
const TEXT = `城东三期晚上没有水，请打${PHONE}找我`
const MASKED = '城东三期晚上没有水，请打138****1234找我'
const DAY = 24 * 3_600_000

const handIn = (browser: Browser, api: string, body: object, what = 'questions') =>
  browser.json('POST', `${api}/${what}`, body)
const receiptOf = async (answer: Response) => (await answer.json()) as Receipt
const look = async (code: string) =>
  (await new Browser().json('POST', '/api/receipts/lookup', { receipt: code })).json() as Promise<
    OwnQuestion & { error?: unknown }
  >
const erase = (code: string) => new Browser().json('POST', '/api/receipts/erase', { receipt: code })

/** Everything the room has to tell the record is told. */
async function carried(slug: string) {
  const stub = env.ROOM.getByName(slug)
  while (await runDurableObjectAlarm(stub)) {
    const { outbox } = await (stub as unknown as { health(): Promise<{ outbox: number }> }).health()
    if (outbox === 0) return
  }
}
const sealedRows = async () =>
  (await env.DB.prepare('SELECT * FROM sealed').all<Record<string, unknown>>()).results

/** A session through its whole life, into the record. */
async function archive(desk: Browser, slug: string) {
  for (const to of ['live', 'wrapped', 'closed']) {
    const moved = await decide(desk, slug, { act: 'move', to })
    if (moved.status !== 200) throw new Error(`${to} answered ${moved.status}`)
  }
  const done = await desk.json('POST', `/api/desk/sessions/${slug}/archive`, {})
  if (done.status !== 200) throw new Error(`archive answered ${done.status}`)
}

describe('personal data in what is handed in', () => {
  test('is told by its kinds, never said back, and nothing is kept yet', async () => {
    const { api, slug } = await open()
    for (const [what, body] of [
      ['questions', { text: TEXT }],
      ['questions', { text: '城东三期晚上没有水', details: `我的邮箱 lin@mail.fj.cn` }],
      ['comments', { text: `加微信linxiao_88` }],
    ] as const) {
      const answer = await handIn(new Browser(), api, body, what)
      const said = await answer.text()
      expect(answer.status).toBe(422)
      const { error } = JSON.parse(said) as { error: { code: string; kinds: string[] } }
      expect(error.code).toBe('PERSONAL_FOUND')
      expect(error.kinds).toHaveLength(1)
      for (const word of [PHONE, '138', 'lin@', 'linxiao']) expect(said).not.toContain(word)
    }
    const wrong = await handIn(new Browser(), api, { text: TEXT, personal: 'keep' })
    expect([wrong.status, await codeOf(wrong)]).toEqual([422, 'INVALID'])
    expect(await sealedRows()).toEqual([])
    const { questions } = (await (await signedInDesk(slug)).json()) as DeskState
    expect(questions).toEqual([])
  })

  test('masked and forgotten: the original is nowhere', async () => {
    const { api, slug, desk } = await open()
    const answer = await handIn(new Browser(), api, { text: TEXT, personal: 'mask' })
    expect(answer.status).toBe(201)
    const { receipt } = await receiptOf(answer)
    await carried(slug)
    expect(await sealedRows()).toEqual([])
    const own = await look(receipt)
    expect(own.text).toBe(MASKED)
    expect(own.kept).toMatchObject({ text: true, original: 'none', device: true })
    expect(await everythingOf(slug, desk)).not.toContain(PHONE)
  })

  // ASVS 16.3.3
  test('masked and sealed: a moderator with a reason reads it, and the look is on record', async () => {
    const { api, slug, desk, deskApi } = await open()
    const answer = await handIn(new Browser(), api, { text: TEXT, name: '林晓', personal: 'seal' })
    const { id, no, receipt } = await receiptOf(answer)
    await carried(slug)
    const [row] = await sealedRows()
    expect(row).toMatchObject({ id, kind: 'question', kinds: '["phone"]', erased_at: null })
    expect(String(row?.['box'])).not.toContain(PHONE)
    expect((await look(receipt)).kept?.original).toBe('sealed')

    const path = `${deskApi}/originals/${id}`
    for (const [who, body, status, code] of [
      [new Browser(), { reason: '要回电话' }, 401, 'SIGN_IN_FIRST'],
      [await signedIn(official), { reason: '要回电话' }, 403, 'NOT_ALLOWED'],
      [desk, { reason: ' ' }, 422, 'EMPTY'],
      [desk, {}, 422, 'INVALID'],
    ] as const) {
      const refused = await who.json('POST', path, body)
      expect([refused.status, await codeOf(refused)]).toEqual([status, code])
    }
    const unknown = await desk.json('POST', `${deskApi}/originals/0000000000000`, {
      reason: '要回电话',
    })
    expect(unknown.status).toBe(404)

    const opened = await desk.json('POST', path, { reason: '要回电话' })
    expect(await opened.json()).toMatchObject({ id, text: TEXT, name: '林晓' })
    expect(opened.headers.get('cache-control')).toBe('private, no-store')
    await carried(slug)
    const event = await env.DB.prepare("SELECT * FROM events WHERE act = 'open_sealed'").first()
    expect(event).toMatchObject({ actor: '陈主持', nos: `[${no}]` })
    expect(String(event?.['detail'])).toContain('要回电话')
    const shown = (await (await desk.get(deskApi)).json()) as DeskState
    expect(shown.questions[0]).toMatchObject({ text: MASKED, found: ['phone'], original: true })

    const page = await desk.form(`/desk/s/${slug}/original/${id}`, { reason: '再看一次' })
    expect(await page.text()).toContain(PHONE)
    const ask = await desk.get(`/desk/s/${slug}/original/${id}`)
    expect(await ask.text()).not.toContain(PHONE)
  })

  test('the plain form keeps the draft, shows the masked words, and takes either choice', async () => {
    const { slug } = await open()
    const netizen = new Browser()
    const key = crypto.randomUUID()
    const fields = { text: TEXT, details: '每天晚上七点以后', name: '林晓', key }
    const offered = await netizen.form(`/s/${slug}/ask`, fields)
    const html = await offered.text()
    expect(offered.status).toBe(422)
    expect(offered.headers.get('cache-control')).toBe('private, no-store')
    for (const word of [
      '手机号',
      MASKED,
      TEXT,
      key,
      '每天晚上七点以后',
      'value="mask"',
      'value="seal"',
    ]) {
      expect(html).toContain(word)
    }
    const sent = await netizen.form(`/s/${slug}/ask`, { ...fields, personal: 'mask' })
    expect(sent.status).toBe(303)
    const again = await netizen.form(`/s/${slug}/ask`, { ...fields, personal: 'mask' })
    expect(again.headers.get('location')).toBe(sent.headers.get('location'))
    const comment = await netizen.form(`/s/${slug}/comment`, { text: `QQ 12345678` })
    expect([comment.status, (await comment.text()).includes('12****78')]).toEqual([422, true])
    const said = await netizen.form(`/s/${slug}/comment`, { text: 'QQ 12345678', personal: 'seal' })
    expect(said.status).toBe(303)
    const bad = await netizen.form(`/s/${slug}/ask`, { ...fields, personal: 'x' })
    expect(bad.status).toBe(422)
  })

  test('what staff enter for somebody is masked and sealed by itself', async () => {
    const { desk, deskApi, slug } = await open()
    const entry = { text: TEXT, channel: 'phone', direct: 'list' }
    expect((await desk.json('POST', `${deskApi}/entries`, entry)).status).toBe(201)
    await carried(slug)
    expect(await sealedRows()).toHaveLength(1)
    const row = await env.DB.prepare('SELECT text FROM questions').first<{ text: string }>()
    expect(row?.text).toBe(MASKED)
  })

  test('what a moderator masks is sealed, and no revision holds it', async () => {
    const { desk, slug, api } = await open()
    const text = '三小的王小明老师偏心，请把他调走'
    const { no, id } = await receiptOf(await handIn(new Browser(), api, { text }))
    await decide(desk, slug, { act: 'approve', nos: [no] })
    const edit = { act: 'edit', no, text: '三小的王某老师偏心，请把他调走', why: 'mask' }
    expect((await decide(desk, slug, edit)).status).toBe(200)
    const forged = { ...edit, original: { keyId: 'x', box: 'x', kinds: [], version: 1 } }
    expect((await decide(desk, slug, forged)).status).toBe(422)
    await carried(slug)
    expect(
      JSON.stringify((await env.DB.prepare('SELECT * FROM revisions').all()).results),
    ).not.toContain('王小明')
    const opened = await desk.json('POST', `/api/desk/sessions/${slug}/originals/${id}`, {
      reason: '家长来电核对',
    })
    expect(await opened.json()).toMatchObject({ text })
  })
})

const signedInDesk = async (slug: string) => {
  const { moderator } = await import('./http-kit')
  return (await signedIn(moderator)).get(`/api/desk/sessions/${slug}`)
}

/** What a socket is told that says it has heard nothing yet. */
async function framesOf(slug: string): Promise<string> {
  const room = env.ROOM.getByName(slug)
  const snapshot = await (room as unknown as Room).snapshot()
  if (!snapshot) return ''
  const told: string[] = []
  for (const kind of ['public', 'screen']) {
    const headers = { upgrade: 'websocket', 'x-kind': kind }
    const socket = new TestSocket(await room.fetch('https://portal.test/live', { headers }))
    socket.say({ t: 'hello', v: 1, epoch: snapshot.epoch, seq: 0 })
    await socket.hear('delta')
    told.push(JSON.stringify(socket.heard))
    socket.leave()
  }
  return told.join('\n')
}

/** Everything anybody could read, and what lies in the public columns and in the object store. */
async function everythingOf(slug: string, desk: Browser): Promise<string> {
  const anybody = new Browser()
  const parts: string[] = []
  for (const path of [
    '/',
    `/s/${slug}`,
    `/s/${slug}?order=new`,
    `/s/${slug}?tab=comments`,
    `/s/${slug}/ask`,
    `/s/${slug}/screen`,
    '/my',
    '/ledger',
    '/archive',
    '/feed.atom',
    '/sitemap.xml',
    `/api/sessions/${slug}`,
    `/api/sessions/${slug}/snapshot`,
    `/api/sessions/${slug}/questions`,
    `/api/sessions/${slug}/questions.csv`,
    '/api/openapi.json',
    '/api/my',
  ]) {
    parts.push(await (await anybody.get(path)).text())
  }
  for (const path of [
    `/api/desk/sessions/${slug}`,
    `/desk/s/${slug}`,
    `/desk/s/${slug}/handoffs`,
  ]) {
    parts.push(await (await desk.get(path)).text())
  }
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  ).all<{ name: string }>()
  for (const { name } of tables.results) {
    parts.push(JSON.stringify((await env.DB.prepare(`SELECT * FROM "${name}"`).all()).results))
  }
  for (const { key } of (await env.FILES.list()).objects) {
    parts.push(await ((await env.FILES.get(key))?.text() ?? ''))
  }
  parts.push(await framesOf(slug))
  const rooms = await runInDurableObject(env.ROOM.getByName(slug), (_, { storage }) =>
    ['questions', 'comments', 'revisions', 'events', 'sealed', 'keys', 'meta'].map((table) => {
      const has = storage.sql.exec('SELECT 1 FROM sqlite_master WHERE name = ?', table).toArray()
      return has.length === 0 ? [] : storage.sql.exec(`SELECT * FROM ${table}`).toArray()
    }),
  )
  parts.push(JSON.stringify(rooms))
  return parts.join('\n')
}

test('the search finds a word that somebody left in the open', async () => {
  const { api, slug, desk } = await open()
  const { no } = await receiptOf(await handIn(new Browser(), api, { text: '金丝雀桥什么时候修？' }))
  await decide(desk, slug, { act: 'approve', nos: [no] })
  expect(await framesOf(slug)).toContain('金丝雀')
  expect(await everythingOf(slug, desk)).toContain('金丝雀')
  await carried(slug)
  await env.FILES.put('leak.json', '石斑鱼')
  expect(await everythingOf(slug, desk)).toContain('石斑鱼')
  await env.DB.prepare("UPDATE questions SET note = '海带'").run()
  expect(await everythingOf(slug, desk)).toContain('海带')
})

describe('an accusation', () => {
  const ACCUSED = '举报金丝雀局长收受好处，材料在我手里'

  test('is sealed at once: no list, no count, no number, and its receipt says where to go', async () => {
    const { api, slug, desk, deskApi } = await open()
    const before = (await (await new Browser().get(`${api}/snapshot`)).json()) as Snapshot
    const netizen = new Browser()
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const body = { text: ACCUSED, details: '金丝雀的账本', accusation: true }
    const answer = await netizen.json('POST', `${api}/questions`, body, headers)
    const receipt = await receiptOf(answer)
    expect([answer.status, receipt]).toMatchObject([
      201,
      { accusation: true, no: 0, state: 'redirected' },
    ])
    const again = await netizen.json('POST', `${api}/questions`, body, headers)
    expect([again.status, (await receiptOf(again)).receipt]).toEqual([200, receipt.receipt])
    const other = await netizen.json(
      'POST',
      `${api}/questions`,
      { ...body, text: `${ACCUSED}！` },
      headers,
    )
    expect(await codeOf(other)).toBe('KEY_REUSED')
    await carried(slug)
    expect(await everythingOf(slug, desk)).not.toContain('金丝雀')
    expect(await everythingOf(slug, netizen)).not.toContain('金丝雀')
    const after = (await (await new Browser().get(`${api}/snapshot`)).json()) as Snapshot
    expect(after.balance).toEqual(before.balance)
    expect(after.totalQuestions).toBe(before.totalQuestions)
    expect((await netizen.get('/api/my')).status).toBe(200)
    expect(await (await netizen.get('/api/my')).json()).toEqual({ items: [] })
    const own = await look(receipt.receipt)
    expect(own).toMatchObject({ kind: 'accusation', text: '', reason: 'discipline' })
    const page = await new Browser().form('/my/lookup', { receipt: receipt.receipt })
    const html = await page.text()
    expect(html).toContain('12388')
    expect(html).not.toContain('金丝雀')
    // Not the moderator's either; only the operator hands it on.
    const refused = await desk.json('POST', `${deskApi}/originals/${receipt.id}`, {
      reason: '看看是谁',
    })
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'NOT_ALLOWED'])
    expect(slug).toBeTruthy()
  })

  test('the plain form answers with the receipt and the lawful route', async () => {
    const { slug } = await open()
    const netizen = new Browser()
    const fields = { text: ACCUSED, accusation: '1', key: crypto.randomUUID() }
    const html = await (await netizen.form(`/s/${slug}/ask`, fields)).text()
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(html)?.[0] ?? ''
    expect(html).toContain('12388')
    expect(html).not.toContain('金丝雀')
    expect(html).toContain(`data-draft-done="ask:${slug}"`)
    const again = await (await netizen.form(`/s/${slug}/ask`, fields)).text()
    expect(again).toContain(code)
    const short = await netizen.form(`/s/${slug}/ask`, { text: '告', accusation: '1' })
    expect(short.status).toBe(422)
  })

  test('comes back by the operator alone, for a reason, on record', async () => {
    const { api, slug, desk } = await open()
    await handIn(new Browser(), api, { text: ACCUSED, accusation: true })
    const ask = (token: string, body: object) =>
      script('/api/operator/accusations', token, JSON.stringify(body))
    const body = { slug, reason: '移交县纪委监委', by: '林操作员' }
    expect((await ask('wrong', body)).status).toBe(403)
    expect((await ask('test-operator-token', { ...body, reason: '' })).status).toBe(422)
    expect((await ask('test-operator-token', { ...body, slug: 'nowhere' })).status).toBe(404)
    const given = await ask('test-operator-token', body)
    expect(await given.json()).toMatchObject({ accusations: [{ text: ACCUSED }] })
    await archive(desk, slug)
    const later = await ask('test-operator-token', body)
    expect(await later.json()).toMatchObject({ accusations: [{ text: ACCUSED }] })
    const events = await env.DB.prepare("SELECT id FROM events WHERE act = 'open_sealed'").all()
    expect(events.results).toHaveLength(2)
  })

  test('three from one device are enough for a while, and a closed session takes none', async () => {
    const { api, slug, desk } = await open()
    const netizen = new Browser()
    for (let n = 0; n < 3; n += 1) {
      const answer = await handIn(netizen, api, { text: `${ACCUSED}${n}`, accusation: true })
      expect(answer.status).toBe(201)
    }
    const fourth = await handIn(netizen, api, { text: `${ACCUSED}4`, accusation: true })
    expect([fourth.status, await codeOf(fourth)]).toEqual([429, 'SLOW_DOWN'])
    await archive(desk, slug)
    const late = await handIn(new Browser(), api, { text: ACCUSED, accusation: true })
    expect([late.status, await codeOf(late)]).toEqual([409, 'SESSION_NOT_OPEN'])
  })
})

describe('my data', () => {
  test('words nobody has read yet are erased at once, with the seal', async () => {
    const { api, slug, desk } = await open()
    const netizen = new Browser()
    const sent = await handIn(netizen, api, { text: TEXT, details: '金丝雀', personal: 'seal' })
    const { receipt, id } = await receiptOf(sent)
    await carried(slug)
    const gone = await erase(receipt)
    expect(gone.status).toBe(200)
    expect(await gone.json()).toMatchObject({
      state: 'withdrawn',
      text: '',
      kept: { text: false, details: false, name: false, device: false, original: 'erased' },
    })
    await carried(slug)
    const [row] = await sealedRows()
    expect(row).toMatchObject({ box: null, erased_why: 'author' })
    expect(await everythingOf(slug, desk)).not.toContain('金丝雀')
    expect(await (await netizen.get('/api/my')).json()).toEqual({ items: [] })
    const path = `/api/desk/sessions/${slug}/originals/${id}`
    expect((await desk.json('POST', path, { reason: '要回电话' })).status).toBe(404)
    // Again does no harm.
    expect((await erase(receipt)).status).toBe(200)
  })

  test('a published question becomes a dated stub, an answered one a tombstone above its answer', async () => {
    const { api, slug, desk } = await open()
    const listed = await receiptOf(
      await handIn(new Browser(), api, { text: '金丝雀桥什么时候修好？' }),
    )
    const answered = await receiptOf(
      await handIn(new Browser(), api, { text: '晚上的路灯什么时候亮？', name: '林金丝雀' }),
    )
    await decide(desk, slug, { act: 'approve', nos: [listed.no, answered.no] })
    await decide(desk, slug, {
      act: 'answer',
      no: answered.no,
      mode: 'written',
      speaker: '陈主持',
      office: '主持人',
      unit: '县',
      text: '本周。',
      solved: 'yes',
    })
    for (const { receipt } of [listed, answered]) expect((await erase(receipt)).status).toBe(200)
    const shot = (await (await new Browser().get(`${api}/snapshot`)).json()) as Snapshot
    const of = (no: number) => shot.questions.find((question) => question.no === no)
    expect(of(listed.no)).toMatchObject({ state: 'withdrawn', text: '' })
    expect(of(answered.no)).toMatchObject({ state: 'answered', text: '', erased: true })
    expect(of(answered.no)?.answers[0]?.text).toBe('本周。')
    expect(of(answered.no)?.name).toBeUndefined()
    await carried(slug)
    expect(await everythingOf(slug, desk)).not.toContain('金丝雀')
    const page = await new Browser().form(`/my/q/${answered.id}/erase`, {
      receipt: answered.receipt,
    })
    expect(await page.text()).toContain('能抹去的都已经抹去')
    const foreign = await new Browser().form(`/my/q/${listed.id}/erase`, {
      receipt: answered.receipt,
    })
    expect(foreign.status).toBe(404)
    expect((await erase('AAAA-AAAA-AAAA')).status).toBeGreaterThanOrEqual(400)
  })

  test('an erased question cannot come back: no approval, no undo, no reopening', async () => {
    const { api, slug, desk } = await open()
    const { no, receipt } = await receiptOf(
      await handIn(new Browser(), api, { text: '金丝雀桥什么时候修好？' }),
    )
    const rejected = await decide(desk, slug, { act: 'reject', nos: [no], reason: 'off_topic' })
    const { event } = (await rejected.json()) as { event: number }
    await erase(receipt)
    for (const act of [
      { act: 'undo', event },
      { act: 'reopen', no, why: '申诉' },
    ]) {
      expect((await decide(desk, slug, act)).status).toBe(409)
    }
  })

  test('a comment goes from its page, and an accusation from its seal', async () => {
    const { api, slug, desk } = await open()
    const said = await receiptOf(
      await handIn(new Browser(), api, { text: '金丝雀支持' }, 'comments'),
    )
    await decide(desk, slug, { act: 'approve_comment', nos: [said.no] })
    expect(await (await erase(said.receipt)).json()).toMatchObject({ state: 'withdrawn', text: '' })
    const shot = (await (await new Browser().get(`${api}/snapshot`)).json()) as Snapshot
    expect(shot.comments).toMatchObject([{ state: 'withdrawn', text: '' }])
    const accused = await receiptOf(
      await handIn(new Browser(), api, { text: '举报某局长收受好处', accusation: true }),
    )
    expect(await (await erase(accused.receipt)).json()).toMatchObject({
      kind: 'accusation',
      kept: { original: 'erased' },
    })
    await carried(slug)
    expect((await sealedRows()).every((row) => row['box'] === null)).toBe(true)
  })

  test('works in the record as it does in the room', async () => {
    const { api, slug, desk } = await open()
    const kept = await receiptOf(
      await handIn(new Browser(), api, { text: TEXT, name: '林金丝雀', personal: 'seal' }),
    )
    const refused = await receiptOf(
      await handIn(new Browser(), api, { text: '金丝雀应该当县长吗' }),
    )
    const accused = await receiptOf(
      await handIn(new Browser(), api, { text: '举报某局长收受好处', accusation: true }),
    )
    await decide(desk, slug, { act: 'approve', nos: [kept.no] })
    await decide(desk, slug, {
      act: 'reject',
      nos: [refused.no],
      reason: 'off_topic',
      note: '金丝雀',
    })
    await decide(desk, slug, {
      act: 'answer',
      no: kept.no,
      mode: 'written',
      speaker: '陈主持',
      office: '主持人',
      unit: '县',
      text: '本周。',
      solved: 'yes',
    })
    await archive(desk, slug)
    const opened = await desk.json('POST', `/api/desk/sessions/${slug}/originals/${kept.id}`, {
      reason: '要回电话',
    })
    expect(await opened.json()).toMatchObject({ text: TEXT })
    const own = await look(kept.receipt)
    expect(own.kept).toMatchObject({ original: 'sealed', public: true, name: true })
    expect(own.kept?.originalUntil).toBeGreaterThan(Date.now() + 29 * DAY)
    expect((await look(accused.receipt)).kept?.original).toBe('sealed')
    for (const { receipt } of [kept, refused, accused])
      expect((await erase(receipt)).status).toBe(200)
    expect((await look(refused.receipt)).text).toBe('')
    expect((await look(kept.receipt)).text).toBe('')
    expect((await sealedRows()).every((row) => row['box'] === null)).toBe(true)
    expect(await everythingOf(slug, desk)).not.toContain('金丝雀')
  })
})

describe('a sealed original', () => {
  // ASVS 11.2.2, 11.3.3
  test('opens under an older key that is named, and under no other', async () => {
    const old = { PORTAL_KEY: 'b'.repeat(43) }
    const next = { PORTAL_KEY: 'c'.repeat(43) }
    const box = await sealText(old, 'q1', TEXT)
    expect(await openText({ ...next, PORTAL_KEY_BEFORE: old.PORTAL_KEY }, 'q1', box)).toBe(TEXT)
    await expect(openText(next, 'q1', box)).rejects.toThrow('NOT_POSSIBLE')
    await expect(openText(old, 'q2', box)).rejects.toThrow()
  })

  // ASVS 14.2.4
  test('is erased thirty days after the close, by the alarm of the emptied room', async () => {
    const { api, slug, desk } = await open()
    const sent = await handIn(new Browser(), api, { text: TEXT, personal: 'seal' })
    const { no } = await receiptOf(sent)
    await handIn(new Browser(), api, { text: '举报某局长收受好处', accusation: true })
    await decide(desk, slug, { act: 'reject', nos: [no], reason: 'off_topic' })
    await archive(desk, slug)
    const stub = env.ROOM.getByName(slug)
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    expect((await sealedRows()).every((row) => row['box'] !== null)).toBe(true)
    await env.DB.prepare('UPDATE sessions SET closed_at = closed_at - ?1').bind(SEALED_MS).run()
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    expect(await sealedRows()).toMatchObject([
      { box: null, erased_why: 'time' },
      { box: null, erased_why: 'time' },
    ])
    // Nothing is left to watch.
    expect(await runDurableObjectAlarm(stub)).toBe(false)
  })

  test('waits for the last case of its question', async () => {
    await env.DB.prepare(
      'INSERT INTO units (id, name, level, department, takes_cases, place) ' +
        "VALUES ('water', '供水公司', 'county', 1, 1, 0)",
    ).run()
    const { api, slug, desk } = await open()
    const { no } = await receiptOf(
      await handIn(new Browser(), api, { text: TEXT, personal: 'seal' }),
    )
    await decide(desk, slug, { act: 'approve', nos: [no] })
    const handed = await decide(desk, slug, { act: 'hand_off', nos: [no], units: ['water'] })
    expect(handed.status).toBe(200)
    await archive(desk, slug)
    const now = Date.now()
    const year = 365 * DAY
    expect(await eraseSealed(env.DB, now + year)).toBe(1)
    await env.DB.prepare('UPDATE cases SET closed_at = ?1')
      .bind(now + year)
      .run()
    expect(await eraseSealed(env.DB, now + year + SEALED_MS - 1)).toBe(1)
    expect(await eraseSealed(env.DB, now + year + SEALED_MS)).toBe(0)
  })

  test('is erased in the room itself where the session lingers, and by the operator’s round', async () => {
    const { api, slug, desk } = await open()
    const { no } = await receiptOf(
      await handIn(new Browser(), api, { text: TEXT, personal: 'seal' }),
    )
    await decide(desk, slug, { act: 'reject', nos: [no], reason: 'off_topic' })
    for (const to of ['live', 'wrapped', 'closed']) await decide(desk, slug, { act: 'move', to })
    await runInDurableObject(env.ROOM.getByName(slug), (_, { storage }) => {
      storage.sql.exec(
        `UPDATE meta SET value = json_set(value, '$.closedAt', ?) WHERE key = 'session'`,
        Date.now() - SEALED_MS,
      )
    })
    const { evictDurableObject } = await import('cloudflare:test')
    await evictDurableObject(env.ROOM.getByName(slug))
    const round = await script('/api/operator/look-in', 'test-operator-token', '{}')
    expect(round.status).toBe(200)
    await carried(slug)
    await carried(slug)
    expect(await sealedRows()).toMatchObject([{ box: null, erased_why: 'time' }])
    expect((await script('/api/operator/look-in', 'wrong', '{}')).status).toBe(403)
  })

  test('a room laid before there were seals wakes and takes one', async () => {
    const { api, slug } = await open()
    const stub = env.ROOM.getByName(slug)
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec('DROP TABLE sealed')
    })
    const { evictDurableObject } = await import('cloudflare:test')
    await evictDurableObject(stub)
    const sent = await handIn(new Browser(), api, { text: TEXT, personal: 'seal' })
    expect(sent.status).toBe(201)
  })
})
