import { expect, test } from 'vitest'
import WebSocket from 'ws'
import type { DeskState } from '../../worker/contract/room'
import type { Snapshot } from '../../worker/contract/views'
import { startPortal } from '../../scripts/portal.mjs'
import { buildOf, type controls } from './fixtures/builds'
import { keys, temporaryFolder } from './harness'
import { Server } from './killable'
import { decide, listed, openSession, Person, staff } from './people'

/**
 * The server is killed outright, again and again, while people vote and ask. What it acknowledged must
 * be there afterwards, and what was sent twice must be there once.
 */

const slug = 'evening'
const api = `/api/sessions/${slug}`

/** What was sent and what was acknowledged, and whoever waits for a number of acknowledgements. */
class Ledger {
  acknowledged = 0
  resent = 0
  over = false
  /** Of each visitor the last acknowledged wish on each question. */
  readonly votes = new Map<Person, Map<number, boolean>>()
  readonly questions: { key: string; text: string; id: string; by: Person }[] = []
  #waiting: { n: number; done: () => void }[] = []

  count(): void {
    this.acknowledged += 1
    this.#waiting = this.#waiting.filter(({ n, done }) => {
      if (this.acknowledged < n) return true
      done()
      return false
    })
  }

  more(n: number): Promise<void> {
    return new Promise((done) => this.#waiting.push({ n: this.acknowledged + n, done }))
  }
}

/** Sends until it is acknowledged, as a browser with a patient person in front of it does. */
async function persist<T>(server: Server, ledger: Ledger, send: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    await server.up
    try {
      const answer = await send()
      ledger.count()
      return answer
    } catch (error) {
      // A refusal is an answer; only a line that broke is tried again.
      if (error instanceof Refused || tries > 50) throw error
      ledger.resent += 1
    }
  }
}

class Refused extends Error {}

async function answered<T>(response: Response): Promise<T> {
  const text = await response.text()
  if (!response.ok) throw new Refused(`${response.status} ${text}`)
  return JSON.parse(text) as T
}

/** Wishes of one visitor: supports every question, takes every third back, and some of those again. */
function* wishes(nos: number[]): Generator<[number, boolean]> {
  for (const no of nos) yield [no, true]
  for (const no of nos) if (no % 3 === 0) yield [no, false]
  for (const no of nos) if (no % 6 === 0) yield [no, true]
}

/** Who somebody is until the first answer brings the cookie, as our pages say it. */
const visit = () => ({ 'idempotency-key': crypto.randomUUID() })

async function voteByHttp(server: Server, ledger: Ledger, nos: number[]): Promise<void> {
  while (!ledger.over) {
    const person = new Person(() => server.url)
    const mine = new Map<number, boolean>()
    ledger.votes.set(person, mine)
    const key = visit()
    for (const [no, on] of wishes(nos)) {
      if (ledger.over) return
      await persist(server, ledger, async () =>
        answered(await person.send('PUT', `${api}/questions/${no}/vote`, { on }, key)),
      )
      mine.set(no, on)
    }
  }
}

async function voteBySocket(server: Server, ledger: Ledger, nos: number[]): Promise<void> {
  while (!ledger.over) {
    const person = new Person(() => server.url)
    const mine = new Map<number, boolean>()
    ledger.votes.set(person, mine)
    const key = visit()
    // The first vote goes by HTTP and brings the cookie, as in a browser.
    const first = nos[0] ?? 0
    await persist(server, ledger, async () =>
      answered(await person.send('PUT', `${api}/questions/${first}/vote`, { on: true }, key)),
    )
    mine.set(first, true)
    let line: WebSocket | null = null
    for (const [no, on] of wishes(nos)) {
      if (ledger.over) break
      await persist(server, ledger, async () => {
        if (line?.readyState !== WebSocket.OPEN) line = await connect(server.url, person)
        await say(line, no, on)
      })
      mine.set(no, on)
    }
    ;(line as WebSocket | null)?.terminate()
  }
}

async function connect(url: string, person: Person): Promise<WebSocket> {
  const line = new WebSocket(`${url.replace('http', 'ws')}${api}/live`, {
    headers: { cookie: person.cookie },
    origin: url,
  })
  line.on('error', () => {})
  await new Promise<void>((done, failed) => {
    line.once('open', done)
    line.once('close', () => failed(new Error('the line broke')))
  })
  return line
}

let running = 0
/** One vote through a socket, until its own answer comes or the line breaks. */
function say(line: WebSocket, q: number, on: boolean): Promise<void> {
  running += 1
  const r = running
  return new Promise((done, failed) => {
    const hear = (data: WebSocket.RawData) => {
      const frame = JSON.parse(String(data as Buffer)) as { t: string; r?: number; code?: string }
      if (frame.r !== r) return
      stop()
      if (frame.t === 'voted') done()
      else failed(new Refused(String(frame.code)))
    }
    const gone = () => {
      stop()
      failed(new Error('the line broke'))
    }
    const stop = () => {
      line.off('message', hear)
      line.off('close', gone)
    }
    line.on('message', hear)
    line.on('close', gone)
    line.send(JSON.stringify({ t: 'vote', r, q, on }))
  })
}

async function ask(server: Server, ledger: Ledger, lane: number): Promise<void> {
  let by = new Person(() => server.url)
  for (let n = 1; !ledger.over; n += 1) {
    // Nobody asks more than ten in ten minutes.
    if (n % 8 === 0) by = new Person(() => server.url)
    const text = `第${lane}街第${n}号：什么时候通自来水？`
    const key = `kill-test-submission-${lane}-${n}`
    const sender = by
    const { id } = await persist(server, ledger, async () =>
      answered<{ id: string }>(
        await sender.send('POST', `${api}/questions`, { text }, { 'idempotency-key': key }),
      ),
    )
    ledger.questions.push({ key, text, id, by: sender })
  }
}

/** Kills the server so many times, and tells what is missing and what is there twice. */
async function ordeal(kills: number, control?: keyof typeof controls) {
  const { build, remove } = await buildOf(control)
  const data = await temporaryFolder()
  const vars = { ...keys, PORTAL_DEMO: 'off', VISITOR_RATE: '1000000', HOLD_FLOOR: '1000000' }
  const options = { dataDir: data.folder, build, vars }
  const server = new Server(options)
  const ledger = new Ledger()
  let working: Promise<void>[] = []
  try {
    await server.start()
    const desk = await staff({ url: server.url }, '林主持')
    await openSession(desk, slug)
    const nos: number[] = []
    for (let n = 1; n <= 12; n += 1) nos.push(await listed(desk, slug, `第${n}个路口何时装路灯？`))
    await decide(desk, slug, { act: 'move', to: 'live' })

    working = [
      ...Array.from({ length: 5 }, () => voteByHttp(server, ledger, nos)),
      ...Array.from({ length: 4 }, () => voteBySocket(server, ledger, nos)),
      ...Array.from({ length: 3 }, (_, lane) => ask(server, ledger, lane)),
    ]
    const failure = Promise.all(working)
    for (let kill = 1; kill <= kills; kill += 1) {
      // At another moment of the traffic each time, the first ones soon after the start.
      await Promise.race([ledger.more(5 + ((kill * 37) % 120)), failure])
      await server.kill()
      await server.start()
    }
    ledger.over = true
    await failure
    await server.kill()

    const portal = await startPortal(options)
    try {
      const { look, ...found } = await inspect(portal, ledger)
      if (!control) await compareWithRecord(portal, look)
      return { ...found, ledger }
    } finally {
      await portal.stop()
    }
  } finally {
    ledger.over = true
    await server.kill().catch(() => {})
    await Promise.all([data.remove(), remove()])
  }
}

type Running = Awaited<ReturnType<typeof startPortal>>

/** Looks every acknowledged vote and question up; sends some again; compares with the record. */
async function inspect(portal: Running, ledger: Ledger) {
  const desk = await staff(portal, '陈审核')
  const lost: string[] = []
  const doubled: string[] = []
  const supporters = new Map<number, number>()
  for (const [person, wanted] of ledger.votes) {
    const answer = await fetch(`${portal.url}${api}/mine`, { headers: { cookie: person.cookie } })
    const { mine } = (await answer.json()) as { mine: number[] }
    for (const no of mine) supporters.set(no, (supporters.get(no) ?? 0) + 1)
    for (const [no, on] of wanted) if (mine.includes(no) !== on) lost.push(`vote on ${no}`)
  }
  const look = () => desk.must<DeskState>('GET', `/api/desk/sessions/${slug}`)
  const held = await look()
  for (const { id, text } of ledger.questions) {
    const found = held.questions.filter((one) => one.id === id || one.text === text)
    if (found.length === 0) lost.push(`question ${id}`)
    if (found.length > 1) doubled.push(`question ${text}`)
    if (found.length === 1 && (found[0]?.id !== id || found[0]?.text !== text))
      lost.push(`question ${id}`)
  }
  for (const { no, votes } of held.questions) {
    if (votes !== (supporters.get(no) ?? 0)) doubled.push(`votes on ${no}`)
  }

  // A browser that never saw the answer sends the same form again, long after.
  const again = ledger.questions.filter((_, n) => n % 7 === 0)
  for (const { id, key, text } of again) {
    const sender = new Person(() => portal.url)
    const told = await sender.must<{ id: string }>(
      'POST',
      `${api}/questions`,
      { text },
      { 'idempotency-key': key },
    )
    if (told.id !== id) doubled.push(`question ${text} sent again`)
  }
  return { lost, doubled, look }
}

/** Once everything is carried, the record counts what the room counts. */
async function compareWithRecord(portal: Running, look: () => Promise<DeskState>) {
  await expect.poll(async () => (await look()).health.outbox, { timeout: 20_000 }).toBe(0)
  const room = await look()
  const db = await portal.mf.getD1Database('DB')
  const { results } = await db
    .prepare('SELECT no, id, text, state, votes FROM questions ORDER BY no')
    .all()
  expect(results).toEqual(
    room.questions.map(({ no, id, text, state, votes }) => ({ no, id, text, state, votes })),
  )
  const answer = await fetch(`${portal.url}${api}/snapshot`)
  const { balance } = (await answer.json()) as Snapshot
  expect(balance.total.received).toBe(room.questions.length)
}

test('twenty kills in the middle of a live session lose nothing that was acknowledged', async () => {
  const { lost, doubled, ledger } = await ordeal(20)
  expect(lost).toEqual([])
  expect(doubled).toEqual([])
  expect(ledger.acknowledged).toBeGreaterThan(1_000)
  // Every kill caught somebody in the middle of something.
  expect(ledger.resent).toBeGreaterThan(20)
}, 240_000)

test('a server that acknowledges before it writes is found out by the same ordeal', async () => {
  const { lost } = await ordeal(4, 'acknowledgesFirst')
  expect(lost.length).toBeGreaterThan(0)
}, 120_000)
