import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openContact } from '../../worker/http/contacts'
import { sealText } from '../../worker/http/sealing'
import { lookIn } from '../../worker/http/watch'
import { asked, BASE, contactsOn, courierHas, Here, round, TEL } from './contacts-kit'
import { ask, Browser, codeOf, decide, open, signedIn } from './http-kit'
import { daysAgo, promised, registered, somebody, supervisor } from './promise-kit'
import {
  act,
  approver,
  carried,
  layUnitsOfExample,
  officerSignsIn,
  onlyCase,
  QUESTION,
} from './roads-kit'
import { Gateway } from './verify-kit'

/** Ways an asker leaves to be told by: how they are kept, what they bring, and how a lost code is found. */

const DAY = 86_400_000
let gateway: Gateway

beforeEach(async () => {
  gateway = new Gateway()
  vi.stubGlobal('fetch', gateway.fetch)
  await courierHas()
  await layUnitsOfExample()
})
afterEach(() => vi.unstubAllGlobals())

interface Text {
  to: string
  text: string
  id: string
}
const texts = () => gateway.sent as unknown as Text[]
const told = () => texts().map(({ to, text }) => `${to} ${text}`)

const row = () =>
  env.DB.prepare('SELECT way, box, lookup, erased_at AS erased FROM contacts').first<{
    way: string
    box: string | null
    lookup: string
    erased: number | null
  }>()

/** Everything the record holds of contacts and messages, as text. */
async function everything(): Promise<string> {
  const all = await Promise.all(
    ['contacts', 'messages', 'questions', 'events'].map((table) =>
      env.DB.prepare(`SELECT * FROM ${table}`).all(),
    ),
  )
  return JSON.stringify(all.map(({ results }) => results))
}

/** Decides at the desk; it has to be taken. */
async function done(
  desk: Browser,
  slug: string,
  decision: { act: string; [name: string]: unknown },
): Promise<void> {
  const answer = await decide(desk, slug, decision)
  if (answer.status !== 200) throw new Error(`${decision.act} answered ${answer.status}`)
}

describe('a contact', () => {
  test('is left by whoever asked, sealed and apart from the question', async () => {
    const { asker, receipt } = await asked(' +86 138-1234-5678 ')
    expect(await row()).toMatchObject({ way: 'phone', erased: null })
    expect(await everything()).not.toContain('1234567')
    const page = await (await asker.get('/my')).text()
    expect(page).toContain('已留手机号')
    expect(page).not.toContain('5678')
    // By the code it is changed, from anywhere.
    const changed = await new Here().json('POST', '/api/receipts/follow', {
      receipt,
      step: 'contact',
      contact: '张三@example.cn'.replace('张三', 'Zhang.San'),
    })
    expect(changed.status).toBe(200)
    expect(await row()).toMatchObject({ way: 'email' })
  })

  test('is offered with the receipt, on a plain page, and taken back by a button', async () => {
    const { asker, id } = await asked(null)
    const page = await (await asker.get(`/my?new=${id}`)).text()
    expect(page).toContain('有结果通知我（可以不留）')
    const left = await asker.form(`/my/q/${id}/contact`, { contact: TEL })
    expect([left.status, (await left.text()).includes('联系方式已加密保存')]).toEqual([200, true])
    const gone = await asker.form(`/my/q/${id}/contact`, { contact: '' })
    expect((await gone.text()).includes('联系方式已删掉')).toBe(true)
    expect(await row()).toMatchObject({ box: null, lookup: '' })
  })

  test('that is none is refused, and changes nothing', async () => {
    const { leave } = await asked(null)
    const injected = 'a@example.cn\r\nBcc: b@example.cn'
    for (const typed of ['nobody', '010-12345678', 'a@b', injected, 'x'.repeat(300)]) {
      expect([typed, (await leave(typed)).status]).toEqual([typed, 422])
    }
    // Nothing typed takes back what was left, also where nothing was.
    expect((await leave('')).status).toBe(200)
    expect(await row()).toBeNull()
  })

  test('is left for nobody else’s question', async () => {
    const { id } = await asked(null)
    const other = new Here()
    await other.get('/')
    const answer = await other.json('POST', `/api/my/${id}/follow`, {
      step: 'contact',
      contact: TEL,
    })
    expect(answer.status).toBe(404)
    expect((await other.form(`/my/q/${id}/contact`, { contact: TEL })).status).toBe(404)
    expect(await row()).toBeNull()
  })

  test('is taken nowhere until the operator turns it on, nor in a way that is not', async () => {
    const { slug } = await open()
    const plain = new Browser()
    const own = await ask(plain, slug, QUESTION)
    const body = { step: 'contact', contact: TEL }
    const refused = await plain.json('POST', `/api/my/${own.id}/follow`, body)
    expect([refused.status, await codeOf(refused)]).toEqual([409, 'CONTACTS_OFF'])
    expect(await (await plain.get('/my')).text()).not.toContain('有结果通知我')
    expect((await plain.get('/my/code')).status).toBe(409)
    const mail = new Here({ ...contactsOn, CONTACTS: 'email' })
    mail.cookies = plain.cookies
    expect((await mail.json('POST', `/api/my/${own.id}/follow`, body)).status).toBe(422)
    // Turned on, but nothing goes out: then none is taken either.
    const mute = new Here({ ...contactsOn, SMTP_URL: '', SMS_GATEWAY_URL: '' })
    expect((await mute.get('/my/code')).status).toBe(409)
  })
})

describe('an asker is told', () => {
  test('in the language they read when they left the contact', async () => {
    const { slug, desk, asker, no, id } = await asked(null)
    const left = await asker.json('POST', `/api/my/${id}/follow?lang=en`, {
      step: 'contact',
      contact: TEL,
    })
    expect(left.status).toBe(200)
    await done(desk, slug, { act: 'approve', nos: [no] })
    await carried(slug)
    await round()
    expect(told()).toEqual([
      expect.stringMatching(/^\+8613812345678 【网友面对面】Your question is public /),
    ])
  })

  test('in Chinese where the contact was kept before languages were', async () => {
    const of = { sessionId: 's', no: 1 }
    const box = await sealText(env, 'contact:s:1', '+8613812345678')
    expect(await openContact(env, { ...of, ...box })).toEqual({ to: '+8613812345678', lang: 'zh' })
  })

  test('that the question is public, once, with its page and nothing of its words or code', async () => {
    const { slug, desk, no, id, receipt } = await asked()
    await done(desk, slug, { act: 'approve', nos: [no] })
    await carried(slug)
    await round()
    await round()
    expect(told()).toEqual([expect.stringContaining('+8613812345678 【网友面对面】您的提问已公开')])
    const [{ text } = { text: '' }] = texts()
    expect(text).toContain(`${BASE}/q/${id}`)
    expect(text).not.toContain('路灯')
    expect(text).not.toContain(receipt.slice(0, 4))
    // A change of the question later is no news.
    await done(desk, slug, { act: 'note', no, note: '已联系' })
    await carried(slug)
    await round()
    expect(texts()).toHaveLength(1)
  })

  test('that it was not adopted, without the reason and without a link to what nobody may read', async () => {
    const { slug, desk, no, id } = await asked()
    await done(desk, slug, { act: 'reject', nos: [no], reason: 'unclear' })
    await carried(slug)
    await round()
    expect(told()).toEqual([expect.stringContaining('您的提问未采用')])
    expect(texts()[0]?.text).toContain(`${BASE}/my`)
    expect(texts()[0]?.text).not.toContain(id)
  })

  test('of an answer, with everybody whose question was merged into it, and nobody twice', async () => {
    const { slug, desk, no } = await asked()
    const other = new Here()
    const second = await ask(other, slug, '双塘路晚上没有灯，老人不敢出门。')
    await carried(slug)
    await other.json('POST', `/api/my/${second.id}/follow`, {
      step: 'contact',
      contact: '13900001111',
    })
    await done(desk, slug, { act: 'approve', nos: [no] })
    await done(desk, slug, { act: 'merge', nos: [second.no], into: no })
    await done(desk, slug, { act: 'move', to: 'live' })
    await done(desk, slug, { act: 'stage', no })
    await done(desk, slug, {
      act: 'answer',
      no,
      mode: 'live',
      speaker: '林局长',
      office: '住建局局长',
      unit: '住建局',
      text: '下周修好。',
      solved: 'no',
    })
    await carried(slug)
    await round()
    await round(Date.now() + DAY)
    const kinds = told().map((line) => line.replace(/^(\S+) 【.*?】(\S+) .*$/, '$1 $2'))
    expect(kinds.toSorted()).toEqual([
      '+8613812345678 您的提问已公开',
      '+8613812345678 您的提问有答复了',
      '+8613900001111 您的提问已采用',
      '+8613900001111 您的提问有答复了',
    ])
    // To a gateway two numbers are two messages.
    expect(new Set(texts().map(({ id }) => id)).size).toBe(4)
  })

  test('of a unit’s reply to what was handed off, and of details it wants', async () => {
    const { slug, desk, no } = await asked()
    await done(desk, slug, { act: 'approve', nos: [no] })
    await done(desk, slug, { act: 'move', to: 'live' })
    await done(desk, slug, { act: 'hand_off', nos: [no], units: ['roads'] })
    await carried(slug)
    const id = await onlyCase()
    await act(id, [{ act: 'accepted' }, { act: 'asked_details', text: '哪几根？', days: 7 }])
    await act(id, { act: 'details_given', text: '三号' })
    await act(id, [
      { act: 'drafted', of: 'final', text: '修好了。', outcome: 'solved' },
      { act: 'submitted', reply: { of: 'final' } },
    ])
    const whole = await env.DB.prepare(
      "SELECT id, version FROM case_replies WHERE state = 'review'",
    ).first<{
      id: string
      version: number
    }>()
    await act(
      id,
      { act: 'publish', reply: whole?.id ?? '', version: whole?.version ?? 0 },
      approver,
    )
    await round()
    const lines = told().join('\n')
    expect(lines).toContain('请补充情况')
    expect(lines).toContain('您的提问有答复了')
    expect(lines).not.toContain('修好了')
    expect(lines).not.toContain('哪几根')
  })

  test('that a promise was kept, when somebody outside verified it', async () => {
    const here = await promised()
    const { receipt } = { receipt: await lostReceipt(here.question) }
    const left = { receipt, step: 'contact', contact: TEL }
    expect((await new Here().json('POST', '/api/receipts/follow', left)).status).toBe(200)
    const id = await registered(here)
    await daysAgo(id, 1)
    const housing = await somebody(
      { id: 'of-1', name: '方', office: '主任', unit: '县住建局', role: 'officer' },
      'housing',
    )
    const version = async () =>
      (await env.DB.prepare('SELECT version FROM commitments').first<{ version: number }>())
        ?.version
    const say = async (by: Browser, path: string, state: string) =>
      by.form(`/desk/commitments/${id}${path}`, {
        state,
        text: '电梯都装好了。',
        version: String(await version()),
        seen: String(await version()),
      })
    expect((await say(housing, '', 'delivered')).status).toBe(303)
    await round()
    expect(told()).toEqual([])
    const outside = await somebody(supervisor)
    expect((await say(outside, '/verify', 'verified')).status).toBe(303)
    await round()
    expect(told()).toEqual([expect.stringContaining('承诺已兑现')])
    expect(texts()[0]?.text).toContain(`${BASE}/q/${here.question}`)
  })

  test('about five questions a day, however many a contact was left for', async () => {
    const { slug, desk } = await open()
    const nos: number[] = []
    for (let i = 0; i < 6; i += 1) {
      const asker = new Here()
      const own = await ask(asker, slug, `第 ${i + 1} 个路口的路灯什么时候修好？`)
      nos.push(own.no)
      await asker.json('POST', `/api/my/${own.id}/follow`, { step: 'contact', contact: TEL })
    }
    await done(desk, slug, { act: 'approve', nos })
    await carried(slug)
    await round()
    expect(texts()).toHaveLength(5)
  })

  test('nothing any more once the contact is gone or the operator turned it off', async () => {
    const { slug, desk, no, leave } = await asked()
    await leave('')
    await done(desk, slug, { act: 'approve', nos: [no] })
    await carried(slug)
    await round()
    expect(texts()).toEqual([])
    await leave(TEL)
    await courierHas({ ...contactsOn, CONTACTS: '' })
    await done(desk, slug, { act: 'take_down', no, reason: 'personal_data' })
    await carried(slug)
    await round()
    expect(texts()).toEqual([])
  })
})

/** The code of a question, as the portal makes it. */
async function lostReceipt(id: string): Promise<string> {
  const { receiptsOf } = await import('../../worker/http/receipts')
  return receiptsOf(env).codeFor(id)
}

describe('a lost code', () => {
  const linkIn = () =>
    /http:\/\/\S+\/my\/codes\?k=(\S+)/.exec(texts().at(-1)?.text ?? '')?.[1] ?? ''

  test('is found by the contact: a link goes there, and shows the codes once, after a press', async () => {
    const { receipt } = await asked()
    const other = new Here()
    expect((await other.form('/my/code', { contact: '138 1234 5678' })).status).toBe(200)
    await round()
    const k = linkIn()
    expect(texts().at(-1)?.text).not.toContain(receipt.slice(0, 9))
    // A mailbox that looks at links uses nothing up, and learns nothing.
    for (let i = 0; i < 2; i += 1) {
      const looked = await (await other.get(`/my/codes?k=${k}`)).text()
      expect(looked).not.toContain(receipt)
    }
    const shown = await other.form('/my/codes', { k })
    expect([shown.status, (await shown.text()).includes(receipt)]).toEqual([200, true])
    const again = await other.form('/my/codes', { k })
    expect([again.status, (await again.text()).includes(receipt)]).toEqual([410, false])
  })

  test('answers whoever is known and whoever is not with the same bytes', async () => {
    await asked()
    const other = new Here()
    const reads = async (contact: string) => {
      const answer = await other.form('/my/code', { contact })
      const headers = [...answer.headers].filter(([name]) => !/nonce|date|policy|cookie/.test(name))
      const body = (await answer.text()).replace(/nonce="[^"]*"/g, '')
      return { status: answer.status, headers, body }
    }
    const unknown = await reads('13700000000')
    expect(await reads(TEL)).toEqual(unknown)
    // Also beyond what one contact gets in an hour: it is not told from one that gets it.
    for (let i = 0; i < 4; i += 1) expect(await reads(TEL)).toEqual(unknown)
    await round()
    expect(texts().filter(({ to }) => to === `+86${TEL}`)).toHaveLength(3)
    expect(texts().filter(({ to }) => to !== `+86${TEL}`)).toEqual([])
  })

  test('is not guessed: too many tries from one network are refused, known or not', async () => {
    await asked()
    const behind = { ...contactsOn, BEHIND_PROXY: 'on', TRUSTED_ADDRESS_HEADER: 'x-real-ip' }
    const other = new Here({ ...behind, SHIELD: 'off' })
    const statuses: number[] = []
    for (let i = 0; i < 22; i += 1) {
      const body = new URLSearchParams({ contact: `139${String(i).padStart(8, '0')}` }).toString()
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-real-ip': '203.0.113.9',
      }
      statuses.push((await other.send('POST', '/my/code', { body, headers })).status)
    }
    expect([statuses.filter((one) => one === 200).length, statuses.at(-1)]).toEqual([20, 429])
  })

  test('of a forged, spoiled or late link shows nothing', async () => {
    const { receipt } = await asked()
    const other = new Here()
    await other.form('/my/code', { contact: TEL })
    await round()
    const k = linkIn()
    const wrong = [
      k.slice(0, -1) + (k.endsWith('A') ? 'B' : 'A'),
      k.split('.')[0] ?? '',
      '',
      'x'.repeat(500),
    ]
    for (const one of wrong) expect((await other.form('/my/codes', { k: one })).status).toBe(410)
    await env.DB.prepare("UPDATE messages SET at = at - ?1 WHERE kind = 'asker_code'")
      .bind(3 * 3_600_000)
      .run()
    const late = await other.form('/my/codes', { k })
    expect([late.status, (await late.text()).includes(receipt)]).toEqual([410, false])
  })
})

describe('a kept contact', () => {
  async function handed() {
    const all = await asked()
    await done(all.desk, all.slug, { act: 'approve', nos: [all.no] })
    await done(all.desk, all.slug, { act: 'move', to: 'live' })
    await done(all.desk, all.slug, { act: 'hand_off', nos: [all.no], units: ['roads'] })
    await carried(all.slug)
    return { ...all, caseId: await onlyCase() }
  }

  test('is opened by the unit that leads the case, for a reason that is chained first', async () => {
    const { caseId } = await handed()
    const desk = await signedIn(officerSignsIn)
    const grant = (unit: string) =>
      env.DB.prepare(
        "INSERT INTO grants (id, staff_id, role, unit_id, from_at, given_by, given_at) VALUES (?1, 'cai', 'officer', ?2, 0, 'a', 0)",
      )
        .bind(`g-${unit}`, unit)
        .run()
    await grant('housing')
    const path = `/desk/cases/${caseId}/originals`
    const look = (reason: string) => desk.form(path, { what: 'contact', reason })
    expect((await (await look('想看看')).text()).includes(TEL)).toBe(false)
    await grant('roads')
    expect(await (await desk.get(path)).text()).not.toContain(TEL)
    const without = await look('')
    expect([without.status, (await without.text()).includes(TEL)]).toEqual([422, false])
    const opened = await look('约时间上门看现场')
    expect([opened.status, (await opened.text()).includes(TEL)]).toEqual([200, true])
    expect((await (await desk.get(`/desk/cases/${caseId}`)).text()).includes('/originals')).toBe(
      true,
    )
  })

  test('goes with "erase my data", with the letters that would find it', async () => {
    const { receipt } = await asked()
    await new Here().form('/my/code', { contact: TEL })
    const erased = await new Browser().json('POST', '/api/receipts/erase', { receipt })
    expect(erased.status).toBe(200)
    expect(await row()).toMatchObject({ box: null, lookup: '' })
    const left = await env.DB.prepare("SELECT id FROM messages WHERE kind = 'asker_code'").all()
    expect(left.results).toEqual([])
  })

  test('goes by itself thirty days after the last case ended and the last promise was kept, and not a day before', async () => {
    const { slug } = await handed()
    const now = Date.now()
    const gone = async (days: number) => {
      await lookIn(env, now + days * DAY)
      return (await row())?.box === null
    }
    expect(await gone(400)).toBe(false)
    await env.DB.prepare("UPDATE cases SET state = 'closed', closed_at = ?1").bind(now).run()
    expect(await gone(29)).toBe(false)
    await env.DB.prepare(
      `INSERT INTO commitments (id, session_id, question_no, quote, said_at, who, office, unit, what, state, updated_at)
       SELECT 'p1', id, 1, '', ?2, '', '', '', '', 'doing', ?2 FROM sessions WHERE slug = ?1`,
    )
      .bind(slug, now)
      .run()
    expect(await gone(60)).toBe(false)
    const kept = "UPDATE commitments SET state = 'verified', updated_at = ?1"
    await env.DB.prepare(kept)
      .bind(now + 50 * DAY)
      .run()
    expect(await gone(79)).toBe(false)
    expect(await gone(80)).toBe(true)
    expect(await row()).toMatchObject({ lookup: '' })
  })

  test('goes with a question that is taken back', async () => {
    await asked()
    await env.DB.prepare("UPDATE questions SET state = 'withdrawn'").run()
    await lookIn(env, Date.now())
    expect((await row())?.box).toBeNull()
  })
})
