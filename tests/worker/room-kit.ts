import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Told } from '../../worker/contract/refusals'
import { heard } from '../../worker/contract/refusals'
import type {
  Actor,
  Decided,
  Decision,
  DeskQuestion,
  DeskState,
  NewComment,
  NewQuestion,
  Room,
} from '../../worker/contract/room'
import type { PublicQuestion, PublicSession, Receipt, Snapshot } from '../../worker/contract/views'

/** A room with its own name, and the people of a session in it. Time stands still unless it is moved. */

/**
 * The last full hour: a room's alarms go by the real clock, and what they forget after a day must not be
 * forgotten in a test.
 */
export const EVENING = Math.floor(Date.now() / 3_600_000) * 3_600_000
/** A Monday, 19:00 in Shanghai, for deadlines. */
export const MONDAY = Date.UTC(2026, 10, 23, 11, 0)

export const lin: Actor = {
  id: 'staff-lin',
  name: '林主持',
  office: '县政务服务中心',
  role: 'moderator',
}
export const chen: Actor = {
  id: 'staff-chen',
  name: '陈审核',
  office: '县政务服务中心',
  role: 'moderator',
}

export const units = [
  { id: 'unit-water', name: '县供水公司', answerDays: null },
  { id: 'unit-traffic', name: '县交通运输局', answerDays: 7 },
]

export function session(slug: string, patch: Partial<PublicSession> = {}): PublicSession {
  return {
    id: `id-${slug}`,
    slug,
    kind: 'town_hall',
    state: 'collecting',
    title: '第三次与网友面对面',
    topic: '供水与出行',
    notice: '',
    unit: '霞湾县',
    place: '县政务服务中心',
    series: null,
    edition: null,
    startsAt: EVENING,
    endsAt: null,
    liveAt: null,
    wrappedAt: null,
    closesAt: null,
    closedAt: null,
    archivedAt: null,
    guests: [],
    demo: false,
    ...patch,
  }
}

export interface TestRoom {
  slug: string
  room: Room & { fetch(request: Request): Promise<Response> }
  stub: DurableObjectStub
  /** Moves the clock on. */
  later(ms: number): number
  now(): number
  /** Asks as one visitor; gives the number. */
  ask(text: string, asker?: string): Promise<number>
  /** The same, told whole, and with whatever else a form can carry. */
  tryToAsk(text: string, more?: Partial<NewQuestion>): Promise<Told<Receipt>>
  tryToComment(text: string, more?: Partial<NewComment>): Promise<Told<Receipt>>
  /** Asks and lists at once. */
  listed(text: string): Promise<number>
  vote(no: number, voter: number, on?: boolean): Promise<number>
  decide(decision: Decision, by?: Actor): Promise<Decided>
  tryTo(decision: Decision, by?: Actor): Promise<Told<Decided>>
  snapshot(): Promise<Snapshot>
  /** A question as anybody reads it; undefined where nothing of it is public. */
  shown(no: number): Promise<PublicQuestion | undefined>
  desk(): Promise<DeskState>
  onDesk(no: number): Promise<DeskQuestion>
  /** Puts the room to sleep; the next call wakes it with nothing but what is on disk. */
  wake(): Promise<void>
  /** The rows of a table of the room's own SQLite, as they lie there. */
  rows(table: string): Promise<Record<string, SqlStorageValue>[]>
  socket(headers?: Record<string, string>): Promise<TestSocket>
}

/** The refusal in what a room told; a test that expects one and hears a value fails here. */
export function refusal<T>(told: Told<T>) {
  if (told.ok) throw new Error(`it was not refused, but answered ${JSON.stringify(told.value)}`)
  return { code: told.code, facts: told.facts }
}

/** An answer given in the room, complete; a test says what matters about it. */
export function answering(
  no: number,
  more: Partial<Extract<Decision, { act: 'answer' }>> = {},
): Decision {
  return {
    act: 'answer',
    no,
    mode: 'live',
    speaker: '吴经理',
    office: '总经理',
    unit: '县供水公司',
    text: '本周内派人上门检修。',
    solved: 'partly',
    ...more,
  }
}

/** A session that is live, with the numbers of some listed questions. */
export async function liveRoom(...texts: string[]): Promise<TestRoom & { nos: number[] }> {
  const room = await openRoom()
  const nos: number[] = []
  for (const text of texts) nos.push(await room.listed(text))
  await room.decide({ act: 'move', to: 'live' })
  return { ...room, nos }
}

/** Opens a room in the given state, the record knowing its session as rooms expect. */
export async function openRoom(patch: Partial<PublicSession> = {}): Promise<TestRoom> {
  const slug = `s-${crypto.randomUUID().slice(0, 8)}`
  const stub = env.ROOM.getByName(slug)
  const room = stub as unknown as TestRoom['room']
  let clock = EVENING
  let asked = 0
  let commented = 0
  heard(await room.open({ session: session(slug, patch), units, socketCap: 100 }, clock))
  const self: TestRoom = {
    slug,
    room,
    stub,
    now: () => clock,
    later: (ms) => (clock += ms),
    async ask(text, asker) {
      return heard(await self.tryToAsk(text, asker === undefined ? {} : { asker })).no
    },
    tryToAsk(text, more = {}) {
      asked += 1
      const id = `q${slug.slice(2)}${asked}`
      const question = {
        id,
        text,
        details: null,
        name: null,
        channel: 'online' as const,
        asker: `asker-${asked - 1}`,
        receiptHash: `hash-${id}`,
        key: null,
        digest: '',
        ...more,
      }
      return room.ask(question, clock)
    },
    tryToComment(text, more = {}) {
      commented += 1
      const id = `c${slug.slice(2)}${commented}`
      const comment = {
        id,
        text,
        name: null,
        asker: `asker-c${commented}`,
        receiptHash: `hash-${id}`,
        prompt: null,
        key: null,
        digest: '',
        ...more,
      }
      return room.comment(comment, clock)
    },
    async listed(text) {
      const no = await self.ask(text)
      await self.decide({ act: 'approve', nos: [no] })
      return no
    },
    async vote(no, voter, on = true) {
      return heard(await room.vote(no, voter, on, clock)).votes
    },
    async decide(decision, by = lin) {
      return heard(await room.decide(decision, by, clock))
    },
    tryTo: (decision, by = lin) => room.decide(decision, by, clock),
    async snapshot() {
      const ready = await room.snapshot()
      if (!ready) throw new Error('this room holds no session')
      return JSON.parse(ready.body) as Snapshot
    },
    async shown(no) {
      return (await self.snapshot()).questions.find((question) => question.no === no)
    },
    async desk() {
      return heard(await room.desk(clock))
    },
    async onDesk(no) {
      const found = (await self.desk()).questions.find((question) => question.no === no)
      if (!found) throw new Error(`nothing on the desk has the number ${no}`)
      return found
    },
    wake: () => evictDurableObject(stub),
    rows: (table) =>
      runInDurableObject(stub, (_, { storage }) =>
        storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
      ),
    async socket(headers = {}) {
      const response = await room.fetch(
        new Request('https://portal.test/live', {
          headers: { upgrade: 'websocket', 'x-kind': 'public', ...headers },
        }),
      )
      return new TestSocket(response)
    },
  }
  return self
}

/**
 * The headers by which the Worker says who sits at the desk, and until when. A header carries ASCII only;
 * names come escaped, as the Worker sends them.
 */
export const atDesk = (
  actor: Actor,
  { until = Date.now() + 3_600_000, pass = `pass-${actor.id}` } = {},
) => ({
  'x-kind': 'desk',
  'x-actor': JSON.stringify(actor).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
  'x-until': String(until),
  'x-pass': pass,
})

type Frame = Record<string, unknown> & { t: string }

/** A socket that keeps what it hears, and waits for what it is told to expect. */
export class TestSocket {
  readonly heard: Frame[] = []
  closed: { code: number } | null = null
  readonly #socket: WebSocket
  #waiting: (() => void)[] = []

  constructor(response: Response) {
    const socket = response.webSocket
    if (!socket) throw new Error(`no socket: ${response.status}`)
    this.#socket = socket
    socket.addEventListener('message', (event) => {
      this.heard.push(JSON.parse(String(event.data)) as Frame)
      this.#wake()
    })
    socket.addEventListener('close', (event) => {
      this.closed = { code: event.code }
      this.#wake()
    })
    socket.accept()
  }

  say(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  leave(): void {
    this.#socket.close(1000)
  }

  /** The first frame, from the `from`th on, that fits. */
  async hear(fits: string | ((frame: Frame) => boolean), from = 0): Promise<Frame> {
    const wanted = typeof fits === 'string' ? (frame: Frame) => frame.t === fits : fits
    for (;;) {
      const found = this.heard.slice(from).find(wanted)
      if (found) return found
      if (this.closed) throw new Error(`closed with ${this.closed.code}`)
      await this.#more()
    }
  }

  async whenClosed(): Promise<number> {
    while (!this.closed) await this.#more()
    return this.closed.code
  }

  #more(): Promise<void> {
    return new Promise((done) => this.#waiting.push(done))
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const done of waiting) done()
  }
}
