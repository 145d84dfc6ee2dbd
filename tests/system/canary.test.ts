import type WebSocket from 'ws'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Receipt } from '../../worker/contract/views'
import type { Portal } from '../../scripts/portal.mjs'
import {
  addPrivateTables,
  addReceipt,
  addVisitor,
  leakyMain,
  listen,
  Public,
  publicWays,
  Secrets,
} from './canary-kit'
import { asOperator, keys, openPortal, portalForTest } from './harness'
import { decide, openSession, Person, staff } from './people'

/**
 * Words that are nobody's business are put into every place that has such, then everything the public can
 * reach is fetched and searched for them. The same search finds what is planted.
 */

const HALL = 'aviary'
const PAST = 'loft'
const DRAFT = 'nest'
const ADDRESS = '203.0.113.77'
const OPEN = 'songbirdopen7q'
/** What would be a script, wherever somebody forgot to escape. */
const SCRIPT = `</script><svg/onload=x>"'`
const PHONE = '13912345678'
const ID_CARD = '11010519491231002X'

let portal: Portal
let log: string[]
let frames: string[]
let secrets: Secrets
let desk: Person
let second: Person
let sockets: WebSocket[]
const ids: string[] = []
/** What becomes public and then is not: the words of a question and its number. */
const gone = { word: '', no: 0, id: '' }

const visitor = () => new Person(() => portal.url)
const from = { 'x-forwarded-for': ADDRESS, 'x-forwarded-proto': 'http' }

async function ask(slug: string, given: object, by = visitor()) {
  const receipt = await by.must<Receipt>('POST', `/api/sessions/${slug}/questions`, given, {
    ...from,
    'idempotency-key': secrets.add('idempotency key', `key-${crypto.randomUUID()}`),
  })
  ids.push(receipt.id)
  addReceipt(secrets, receipt.receipt)
  return { ...receipt, by }
}

async function comment(slug: string, given: object) {
  const by = visitor()
  const told = await by.must<Receipt>('POST', `/api/sessions/${slug}/comments`, given, from)
  addReceipt(secrets, told.receipt)
  addVisitor(secrets, by.cookie, [slug])
  return told.no
}

/** Everything that may happen to words at a desk, in one session. */
async function perform(slug: string, waits: boolean) {
  const word = (kind: string) => secrets.word(`${kind} ${slug}`)
  const askers: Person[] = []
  const asked = async (given: object) => {
    const one = await ask(slug, given)
    askers.push(one.by)
    return one
  }
  const open = await asked({
    text: `水厂什么时候完工？${OPEN}${SCRIPT}`,
    details: `日期。${SCRIPT}`,
    name: SCRIPT.slice(9, 29),
  })
  if (waits) {
    await asked({
      text: `路灯怎么还不修？${word('pending text')}`,
      details: word('pending details'),
      name: word('pending name'),
    })
    await comment(slug, { text: `赞成！${word('pending comment')}`, name: word('commenter') })
  }
  const rejected = await asked({
    text: `快来领券${word('rejected text')}`,
    name: word('rejected name'),
  })
  const redirected = await asked({ text: `老板欠薪怎么办？${word('redirected text')}` })
  const withdrawn = await asked({ text: `校车几点开？${word('withdrawn text')}` })
  const taken = await asked({ text: `李某某家漏水？${word('taken down text')}` })
  const sealed = await asked({
    text: `水表坏了请回电${PHONE}，${OPEN}`,
    details: `身份证${ID_CARD}，住址不便公开`,
    personal: 'seal',
  })
  const edited = await asked({ text: `公交改线了吗？${word('edited away text')}` })
  const erased = await asked({ text: `电梯何时加装？${word('erased text')}` })
  const handed = await asked({ text: `桥头积水谁来管？${OPEN}` })
  await asked({
    text: `某局长收钱${word('accusation')}`,
    details: word('accused'),
    accusation: true,
  })
  await decide(desk, slug, {
    act: 'approve',
    nos: [open, withdrawn, taken, sealed, edited, erased, handed].map(({ no }) => no),
  })
  await decide(desk, slug, {
    act: 'reject',
    nos: [rejected.no],
    reason: 'advertising',
    note: word('rejection note'),
  })
  // A redirection is seen by a second person.
  for (const by of [desk, second]) {
    await decide(by, slug, { act: 'redirect', no: redirected.no, route: 'labour_arbitration' })
  }
  await withdrawn.by.must('POST', `/api/my/${withdrawn.id}/withdraw`, undefined, from)
  await decide(desk, slug, {
    act: 'edit',
    no: edited.no,
    text: `公交改线了吗？${OPEN}`,
    why: 'mask',
  })
  await decide(desk, slug, { act: 'note', no: open.no, note: word('moderator note') })
  const refused = await comment(slug, { text: `说得对${word('rejected comment')}` })
  const removed = await comment(slug, { text: `我认识他${word('taken down comment')}` })
  await decide(desk, slug, {
    act: 'reject_comment',
    nos: [refused],
    reason: 'abusive',
    note: word('comment note'),
  })
  await decide(desk, slug, { act: 'approve_comment', nos: [removed] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  await decide(desk, slug, {
    act: 'hand_off',
    nos: [handed.no],
    units: ['water'],
    note: word('hand off note'),
  })
  await erased.by
    .must('POST', '/api/receipts/erase', { receipt: erased.receipt }, from)
    .catch(async () => erased.by.must('POST', `/api/my/${erased.id}/withdraw`, undefined, from))
  for (const one of [open, handed]) {
    await one.by.must('PUT', `/api/sessions/${slug}/questions/${open.no}/vote`, { on: true }, from)
  }
  for (const by of askers) addVisitor(secrets, by.cookie, [slug])
  return { open, taken, removed, sealed, edited }
}

const answerTo = (no: number) =>
  ({
    act: 'answer',
    no,
    mode: 'live',
    speaker: '吴某',
    office: '经理',
    unit: '县供水公司',
    text: `年底前完工。${OPEN}${SCRIPT}`,
    solved: 'yes',
  }) as const

/** A session that ended, with everything it left in the record. */
async function past() {
  await openSession(desk, PAST)
  const { open, taken, removed, sealed, edited } = await perform(PAST, false)
  await decide(desk, PAST, answerTo(open.no))
  await decide(desk, PAST, { act: 'take_down', no: taken.no, reason: 'rights_of_others' })
  await decide(desk, PAST, { act: 'take_down_comment', no: removed, reason: 'rights_of_others' })
  await decide(desk, PAST, { act: 'hand_off', nos: [sealed.no, edited.no], units: ['water'] })
  for (const to of ['wrapped', 'closed'] as const) await decide(desk, PAST, { act: 'move', to })
  await desk.must('POST', `/api/desk/sessions/${PAST}/archive`)
}

/** Promises: what is inside of one that stands, one whose words were taken back, and a sentence nobody has decided on. */
async function promises() {
  const db = await portal.mf.getD1Database('DB')
  const session = await db
    .prepare('SELECT id FROM sessions WHERE slug = ?')
    .bind(PAST)
    .first<string>('id')
  const word = (kind: string) => secrets.word(kind)
  const promise = (id: string, words: string, answer: string | null) =>
    db
      .prepare(
        `INSERT INTO commitments (id, session_id, question_no, answer_id, quote, said_at, who, office, unit, what,
           criterion, state, updated_at, entered_by)
         VALUES (?1, ?2, 1, ?3, ?4, 1, '', '', '县供水公司', ?4, ?4, 'registered', 1, ?5)`,
      )
      .bind(id, session, answer, words, word('promise entered by'))
  const event = (id: string) =>
    db
      .prepare(
        `INSERT INTO commitment_events (commitment_id, seq, at, state, text, actor_id, actor, unit)
         VALUES (?1, 1, 1, 'registered', '', ?2, ?3, '县供水公司')`,
      )
      .bind(id, word('promise actor id'), word('promise actor'))
  const file = (of: string, name: string) =>
    db
      .prepare(
        `INSERT INTO attachments (id, of_kind, of_id, name, type, bytes, sha256, key, public, "by", by_name, at)
         VALUES (?1, 'commitment', ?2, ?3, 'application/pdf', 1, 'ab', ?4, 1, ?5, '县供水公司', 1)`,
      )
      .bind(`file-of-${of}`, of, name, word('evidence key'), word('evidence added by'))
  await db.batch([
    db
      .prepare(
        `INSERT INTO answers (id, session_id, question_no, mode, speaker, office, unit, text, at, withdrawn)
         VALUES ('taken-back', ?1, 1, 'live', '', '', '', ?2, 1, 1)`,
      )
      .bind(session, word('answer taken back')),
    promise('kept-promise', `年底前完工。${OPEN}`, null),
    event('kept-promise'),
    file('kept-promise', `验收单${OPEN}.pdf`),
    promise('gone-promise', word('promise taken back'), 'taken-back'),
    event('gone-promise'),
    file('gone-promise', word('evidence of what was taken back')),
    db
      .prepare(
        `INSERT INTO commitment_proposals (id, session_id, quote, at, count, state)
         VALUES ('a-proposal', ?1, ?2, 1, 1, 'open')`,
      )
      .bind(session, word('proposal nobody decided on')),
  ])
  ids.push('kept-promise', 'gone-promise')
}

beforeAll(async () => {
  log = []
  frames = []
  sockets = []
  secrets = new Secrets()
  secrets.add('telephone', PHONE)
  secrets.add('identity card', ID_CARD)
  secrets.add('network address', ADDRESS)
  for (const [name, value] of Object.entries(keys)) secrets.add(name, value)
  portal = await openPortal({ logged: (line) => void log.push(line), vars: { BEHIND_PROXY: 'on' } })
  const given = await asOperator(portal, 'sign-in-links', {
    role: 'moderator',
    name: '没用过的链接',
  })
  const { url } = (await given.json()) as { url: string }
  secrets.add('sign-in link', new URL(url).searchParams.get('k') ?? '')
  const name = secrets.word('staff name')
  desk = await staff(portal, name)
  second = await staff(portal, secrets.word('staff name'))
  secrets.add('staff cookie', /mdm-staff=([^;]+)/.exec(desk.cookie)?.[1] ?? '')
  await asOperator(portal, 'units', [
    { id: 'water', name: '县供水公司', level: 'county', department: true },
  ])
  const facts = { kind: 'town_hall', unit: '霞湾县', startsAt: Date.now() + 3_600_000 }
  await desk.must('POST', '/api/desk/sessions', {
    ...facts,
    slug: DRAFT,
    title: secrets.word('draft title'),
    topic: secrets.word('draft topic'),
    notice: secrets.word('draft notice'),
  })
  await past()
  await openSession(desk, HALL)
  for (const query of ['', '?kind=screen']) {
    sockets.push(await listen(portal, `/api/sessions/${HALL}/live${query}`, frames))
  }
  const { open, taken } = await perform(HALL, true)
  await decide(desk, HALL, { act: 'stage', no: open.no })
  const note = secrets.word('cut note')
  for (const kind of ['picture', 'text'] as const) {
    await decide(desk, HALL, { act: 'cut', kind, reason: 'privacy', keepOut: true, note })
    await decide(desk, HALL, { act: 'resume', kind })
  }
  await decide(desk, HALL, answerTo(open.no))
  gone.no = taken.no
  gone.id = taken.id
  gone.word =
    /canary\w+/.exec(
      (
        await desk.must<{ questions: { no: number; text: string }[] }>(
          'GET',
          `/api/desk/sessions/${HALL}`,
        )
      ).questions.find((one) => one.no === taken.no)?.text ?? '',
    )?.[0] ?? ''
  await promises()
  await addPrivateTables(secrets, portal)
}, 120_000)

afterAll(async () => {
  for (const socket of sockets) socket.terminate()
  await portal?.stop()
})

/** What was public for a while, and the number of frames sent by the time it was not. */
const stood = /^(withdrawn|taken down|edited away|erased) /
let settled = 0

const places = () => ({
  slugs: [HALL, PAST, DRAFT],
  nos: Array.from({ length: 13 }, (_, at) => at + 1),
  ids,
  queries: {
    '/s/:slug': ['tab=comments', 'tab=about', 'order=new', 'order=answered', 'order=open'].map(
      (query) => `?${query}`,
    ),
    '/api/sessions/:slug/questions': ['hot', 'new', 'answered', 'open'].map(
      (one) => `?order=${one}`,
    ),
    '/api/audit/export': [HALL, PAST, DRAFT].map((slug) => `?room=${slug}`),
    '/api/audit/record': [HALL, PAST, DRAFT].map((slug) => `?room=${slug}`),
  },
})

describe('what the desk keeps to itself', () => {
  test('is gone from pages, data, feeds and sockets within five seconds of its being taken down', async () => {
    const { word, no, id } = gone
    const shown = [
      `/s/${HALL}?order=new`,
      `/q/${id}`,
      `/api/sessions/${HALL}/snapshot`,
      `/api/sessions/${HALL}/questions?order=new`,
      `/api/sessions/${HALL}/questions.csv`,
      `/api/questions/${id}`,
      `/api/audit/record?room=${HALL}`,
    ]
    const reader = new Public(portal, new Secrets())
    const tell = async () => {
      const texts = await Promise.all(shown.map((address) => reader.fetch('GET', address)))
      return shown.filter((_, at) => texts[at]?.includes(word))
    }
    // The record's copy of a question comes a moment after it.
    await expect.poll(tell, { timeout: 15_000 }).toEqual(expect.arrayContaining(shown))
    expect(frames.some((frame) => frame.includes(word))).toBe(true)
    const before = frames.length
    await decide(desk, HALL, { act: 'take_down', no, reason: 'rights_of_others' })
    const removed = JSON.parse(
      await (await desk.send('GET', `/api/desk/sessions/${HALL}`)).text(),
    ) as { comments: { no: number; state: string }[] }
    for (const one of removed.comments.filter(({ state }) => state === 'listed')) {
      await decide(desk, HALL, { act: 'take_down_comment', no: one.no, reason: 'rights_of_others' })
    }
    await expect.poll(tell, { timeout: 5_000 }).toEqual([])
    // Its tombstone reaches those who listen.
    const tombstones = () =>
      frames.slice(before).filter((frame) => {
        const told = JSON.parse(frame) as { q?: { no: number; text: string }[] }
        return told.q?.some((one) => one.no === no && !JSON.stringify(one).includes(word))
      }).length
    await expect.poll(tombstones, { timeout: 5_000 }).toBe(sockets.length)
    // What comes to somebody who asks from the start does not hold it either.
    const late: string[] = []
    const socket = await listen(portal, `/api/sessions/${HALL}/live`, late)
    await expect.poll(() => late.length, { timeout: 5_000 }).toBeGreaterThan(0)
    socket.terminate()
    expect(late.join('\n')).not.toContain(word)
    const db = await portal.mf.getD1Database('DB')
    const carried = () =>
      db.prepare('SELECT state FROM questions WHERE id = ?').bind(id).first<string>('state')
    await expect.poll(carried, { timeout: 15_000 }).toBe('taken_down')
    expect(await tell()).toEqual([])
    settled = frames.length
  })

  // ASVS 1.2.1, 1.2.3, 8.2.3, 14.2.2, 14.2.4, 15.3.1
  test('is told at no public address, in either language, and by no answer to a stranger', async () => {
    const reader = new Public(portal, secrets)
    await reader.everything(places())
    expect(reader.leaks).toEqual([])
    const broken = [...reader.seen].filter(([, status]) => status >= 500)
    expect(broken).toEqual([])
    const asScript = [...reader.texts].filter(
      ([, text]) => /^\s*<[!?]/.test(text) && text.includes('<svg/onload'),
    )
    expect(asScript.map(([at]) => at)).toEqual([])
    expect([...reader.texts.values()].some((text) => text.includes('&lt;svg/onload'))).toBe(true)
    // The search sees what is there to be seen.
    const found = [...reader.texts].filter(([, text]) => text.includes(OPEN)).map(([at]) => at)
    for (const at of [
      '/promises',
      '/promises/kept-promise',
      '/api/promises/kept-promise',
      `/s/${HALL}`,
      `/s/${PAST}`,
      `/api/sessions/${HALL}/snapshot`,
      `/api/sessions/${PAST}/snapshot`,
      `/api/sessions/${HALL}/questions.csv`,
      `/api/audit/record?room=${PAST}`,
    ]) {
      expect(found).toContain(at)
    }
    expect(found.some((at) => at.startsWith('/q/'))).toBe(true)
    const asked = new Set([...reader.seen.keys()].map((where) => where.split(' ')[0]))
    expect(asked).toEqual(new Set(publicWays.map(({ method }) => method)))
  }, 240_000)

  // ASVS 14.2.4, 16.2.5
  test('is neither sent through sockets, nor logged, nor kept where files are handed out', async () => {
    const reader = new Public(portal, secrets)
    await decide(desk, HALL, { act: 'move', to: 'paused' })
    await decide(desk, HALL, { act: 'move', to: 'live' })
    await expect.poll(() => frames.length, { timeout: 15_000 }).toBeGreaterThan(0)
    for (const [at, frame] of frames.entries()) {
      // Frames sent while words stood there honestly hold them.
      const told = secrets.in(frame).filter((kind) => at >= settled || !stood.test(kind))
      reader.leaks.push(...told.map((kind) => ({ kind, where: `frame ${at} of ${frames.length}` })))
    }
    for (const line of log) reader.look('the log', line)
    const files = await portal.mf.getR2Bucket('FILES')
    const { objects } = await files.list()
    for (const { key } of objects) {
      const text = (await (await files.get(key))?.text()) ?? ''
      // Ballots are sealed under the numbers of voters, which are another in every session.
      const told = secrets.in(text).filter((kind) => kind !== 'voter number' || /audit/.test(key))
      reader.leaks.push(...told.map((kind) => ({ kind, where: key })))
    }
    expect(reader.leaks).toEqual([])
    expect(objects.length).toBeGreaterThan(0)
  })

  test('covers every kind of secret there is', () => {
    const kinds = [...secrets.kinds].map((kind) => kind.replace(/ (aviary|loft)$/, ''))
    expect([...new Set(kinds)].sort()).toEqual(expect.arrayContaining(expectedKinds))
  })
})

const expectedKinds = [
  'IMPORT_TOKEN',
  'OPERATOR_TOKEN',
  'PORTAL_KEY',
  'accusation',
  'asker handle',
  'comment note',
  'draft title',
  'edited away text',
  'erased text',
  'hand off note',
  'idempotency key',
  'identity card',
  'moderator note',
  'network address',
  'pending comment',
  'pending details',
  'pending name',
  'pending text',
  'receipt code',
  'receipt hash',
  'redirected text',
  'rejected comment',
  'rejected text',
  'rejection note',
  'sign-in link',
  'sign_in_links.hash',
  'staff cookie',
  'staff name',
  'staff.id',
  'taken down comment',
  'taken down text',
  'telephone',
  'visitor cookie',
  'visitor id',
  'voter number',
  'withdrawn text',
]

test('a portal that tells is caught: in a header of its feed, in its log, through a socket', async () => {
  const told: string[] = []
  const heard: string[] = []
  const leaky = await portalForTest({
    main: leakyMain,
    logged: (line) => void told.push(line),
    vars: { BEHIND_PROXY: 'on' },
  })
  const moderator = await staff(leaky, '林主持')
  await openSession(moderator, HALL)
  const planted = new Secrets()
  planted.add('network address', ADDRESS)
  const by = new Person(() => leaky.url)
  const text = planted.word('pending text')
  await by.must('POST', `/api/sessions/${HALL}/questions`, { text }, from)
  const socket = await listen(leaky, `/api/sessions/${HALL}/live`, heard)
  onTestFinished(() => socket.terminate())
  const reader = new Public(leaky, planted)
  await reader.fetch('GET', '/feed.atom')
  await expect.poll(() => heard.length, { timeout: 15_000 }).toBeGreaterThan(1)
  for (const frame of heard) reader.look('a frame', frame)
  for (const line of told) reader.look('the log', line)
  expect(reader.leaks).toEqual([
    { kind: 'pending text', where: 'GET /feed.atom' },
    { kind: 'pending text', where: 'a frame' },
    { kind: 'network address', where: 'the log' },
  ])
}, 120_000)
