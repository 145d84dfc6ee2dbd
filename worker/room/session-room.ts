/** The room's object is one file: its verbs must be methods of one class, and what they do is elsewhere. */

import type { Level } from '../contract/assurance'
import { PASS_LOW } from '../contract/assurance'
import type { AuditPage, ChainHead, ChainRow } from '../contract/audit'
import type { CaseRow } from '../contract/cases'
import type { Env } from '../contract/env'
import type { Fairness, Reported, ReportReason } from '../contract/fairness'
import { IDEMPOTENCY_MS } from '../contract/limits'
import type { Integrity } from '../contract/integrity'
import type { ClientFrame } from '../contract/live'
import { PROTOCOL } from '../contract/live'
import type { Told } from '../contract/refusals'
import { Refusal } from '../contract/refusals'
import type {
  Actor,
  Adopted,
  Decided,
  Decision,
  DeskClientFrame,
  DeskState,
  Dismissal,
  ListRequest,
  NewAccusation,
  NewComment,
  NewQuestion,
  Proof,
  Proved,
  Room,
  RoomOpening,
  RoomPage,
  SealedFound,
  SealedWanted,
  VoteFrom,
  Wording,
} from '../contract/room'
import type { Picture, StreamReport } from '../contract/stream'
import type { DeskLine, DeskLines, LineEdit, LinesPage, LinesRequest } from '../contract/transcript'
import type { OwnQuestion, PublicSession, Receipt } from '../contract/views'
import { readCalendar } from '../domain/calendar-ready'
import { countsHidden } from '../domain/machine'
import { proofFactor } from '../domain/assurance'
import { maySend } from '../domain/permissions'
import { isPublic } from '../domain/projection'
import { inOrder, whyHere } from '../domain/ranking'
import { PortableObject } from '../store/portable'
import { caseRowsOf } from '../store/room-cases'
import { heldSession } from '../store/session-reads'
import { setVote, supportedBy, voterKeyOf } from './ballots'
import type { Voted } from './ballots'
import { Carrier } from './carrier'
import { RoomChain } from './chain'
import type { Seat } from './crowd'
import { Crowd, Pace, say, seatOf } from './crowd'
import * as deltas from './deltas'
import { closeQuietly, isVote, readFrame, refused, seatFrom } from './frames'
import { HeadGiver } from './head-giver'
import { no, ownOf, takeComment, takeQuestion, welcome, withdraw } from './intake'
import { originOf, trustBurst } from './held'
import { Networks } from './networks'
import { Passes } from './passes'
import { Queue } from './queue'
import { PLAYED, staleBy, STALE_MS } from './stale'
import { RoomState } from './state'
import { StreamTeller } from './stream-teller'
import { layTables, nameEverything } from './tables'
import type { Typing } from './transcript'
import { within } from '../store/patience'

/** All verbs of a room are one file: they share its state, its queue, its crowd and its one alarm. */

/** Set while the session is handed to the record; asked again after this long, should the hand-over break off. */
const LEAVING = 'leaving'
const LEAVING_MS = 60_000

/** Openings from the QR code that are counted: whether it works is known after the first. */
const SCANS = 20

/** Frames a socket may send in ten seconds, sound or not, before it is closed: far more than our own clients do. */
const FRAMES = 300

/** How often a socket may say hello in ten seconds: each costs a look at the whole room. */
const HELLOS = 20

/** The desk's decisions: rarer than votes by far. */
const deciding = () => import('./deciding')

/** Seals, accusations and erasures: rare, so read when the first of them comes. */
const sealing = () => import('./sealed')

/** Made-up questions and the end of a rehearsal. */
const rehearsing = () => import('./rehearsal')
/** Appeals and reports: as rare. */
const fair = () => import('./fair')

/** The text record: for those who write it, and who read it whole. */
const noting = () => import('./transcript')

/** Proofs, and ballots that become a person's: once for a visitor, where a session asks for it at all. */
const assuring = () => import('./assuring')

/** Decisions nobody should have to wait for: what is on stage, and what must leave the screens. */
const urgent: readonly Decision['act'][] = [
  'stage',
  'unstage',
  'answer',
  'take_down',
  'take_down_comment',
  'edit',
  'undo',
  'move',
  'cut',
  'resume',
]

/** How long a cut waits for the playlist to be empty; the screens have been told by then. */
const CUT_MS = 1_000

/**
 * One session's room: the single writer of its questions, votes and stage from `collecting` until
 * `archived`. A thin shell: rules are in domain/, rows in RoomState, listeners in Crowd, the way to the
 * record in Carrier. It writes first and tells after.
 */
export class SessionRoom extends PortableObject implements Room {
  readonly #state: RoomState
  readonly #chain: RoomChain
  readonly #carrier: Carrier
  readonly #heads: HeadGiver
  readonly #teller: StreamTeller
  readonly #crowd: Crowd
  readonly #queue: Queue
  readonly #pace: Pace
  readonly #greetings = new WeakMap<WebSocket, Pace>()
  readonly #heard = new WeakMap<WebSocket, Pace>()
  readonly #framesMax: number
  /** Number up to which everybody has been told. */
  #told = 0
  #lastNext = ''
  #body: { seq: number; viewers: number; text: string } | null = null
  #handingOver = false
  /** How often the page was opened from the QR code: only to see that it can be. */
  #scans = 0
  readonly #typing: Typing = new Map()
  readonly #networks: Networks
  readonly #passes: Passes
  /** Browsers whose ballots are a person's already, until they vote on their own again; a memory that spares a look. */
  readonly #adopted = new Map<number, number>()

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#state = new RoomState(ctx.storage)
    this.#state.load()
    this.#chain = new RoomChain(this.#state)
    this.#chain.load()
    this.#networks = new Networks(this.#state, env.HOLD_FLOOR ? Number(env.HOLD_FLOOR) : undefined)
    this.#passes = new Passes(ctx.storage.sql)
    if (this.#state.held) this.#passes.load()
    this.#carrier = new Carrier(ctx.storage, env, this.#state)
    this.#heads = new HeadGiver(env, this.#state, this.#chain, (at) => this.#carrier.wake(at))
    this.#teller = new StreamTeller(
      env,
      this.#state,
      (at) => this.#carrier.wake(at),
      (report) => this.#followStream(report, Date.now()),
    )
    this.#crowd = new Crowd(ctx, () => this.#tell())
    this.#queue = new Queue(
      (work) => this.#transact(work, Date.now()),
      () => this.#crowd.stir(Date.now()),
    )
    this.#pace = new Pace(Number(env.VISITOR_RATE ?? 60))
    this.#framesMax = Math.max(FRAMES, 5 * Number(env.VISITOR_RATE ?? 0))
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
    this.#rise()
  }

  /** What is left to do, once memory is read. */
  #rise(): void {
    this.#told = this.#state.seq
    // An alarm survives a crash, but not every kind of restart; what is left to do asks for one again. All
    // of it, or a later alarm set from here would take the place of an earlier one nobody remembers.
    if (!this.#state.held) return
    const now = Date.now()
    if (this.#carrier.outbox > 0) this.#carrier.changed(now)
    if (this.#state.getMeta(LEAVING) === '1') this.#carrier.wake(now + LEAVING_MS)
    this.#tellStream(now)
    this.#planDemo()
    this.#planRehearsal()
    this.#planEnds()
    // Its alarm finds out when the next of them goes.
    if (this.#state.sealed.size > 0) this.#carrier.wake(now + LEAVING_MS)
    this.#planForget()
  }

  // — copying and moving the portal —

  protected override readonly porting = {
    kind: 'room',
    lay: () => {
      layTables(this.ctx.storage.sql)
      this.#chain.chain.load('')
    },
    awake: () => {
      this.#state.load()
      this.#chain.load()
      this.#forget()
      this.#carrier.rang()
      if (this.#state.held) this.#passes.load()
      this.#rise()
    },
    settle: async () => {
      if (!this.#state.held) return
      await this.#carrier.carryOrRetry(Date.now())
      await this.#heads.settle()
    },
    stand: () => ({ seq: this.#state.seq, owes: this.#carrier.outbox > 0 }),
    again: () => {
      if (!this.#state.held) return
      nameEverything(this.#state)
      this.#carrier.changed(Date.now())
    },
  }

  /** What memory holds besides the rows. */
  #forget(): void {
    this.#adopted.clear()
    this.#passes.clear()
    this.#heads.forget()
    this.#body = null
  }

  // — authority —

  async open(opening: RoomOpening, now: number): Promise<Told<PublicSession>> {
    const state = this.#state
    if (!state.held) {
      this.#transact(() => {
        state.lay(opening, crypto.randomUUID())
        this.#chain.opened(opening.session.slug, now)
      }, now)
      state.load()
      this.#told = state.seq
      // The record learns of the new state though nobody has written yet.
      this.#carrier.changed(now)
    } else if (state.session.id !== opening.session.id) {
      return no('SLUG_TAKEN')
    }
    this.#tellStream(now)
    this.#planDemo()
    this.#planRehearsal()
    return { ok: true, value: state.session }
  }

  async dismiss(whose: Dismissal): Promise<number> {
    const n = this.#crowd.dismiss((seat) =>
      'pass' in whose
        ? seat.pass !== '' && seat.pass === whose.pass
        : seat.actor.id === whose.staff,
    )
    if (n > 0) this.#tellPresence()
    return n
  }

  /** Ends what is left of a signing-in whose time is over. */
  #dismissLate(now: number): void {
    if (this.#crowd.dismiss((seat) => seat.until <= now) > 0) this.#tellPresence()
  }

  /** An alarm ends a desk's socket in time: nobody stays awake for it. */
  #planEnds(): void {
    const end = this.#crowd.nextEnd()
    if (end !== null) this.#carrier.wake(end)
  }

  async archive(actor: Actor, now: number): Promise<Told<{ digest: string; ballots: number }>> {
    if (!this.#state.held) return no('NOT_FOUND')
    const { state, rehearsal } = this.#state.session
    if (rehearsal !== undefined) return no('NOT_POSSIBLE')
    // Called off while it collected: people had asked already, and it goes the same way.
    if (state !== 'closed' && state !== 'cancelled') return no('SESSION_MOVE')
    if (this.#handingOver) return no('CONFLICT', { action: 'archive' })
    this.#handingOver = true
    try {
      const { refuseWhileOpen } = await deciding()
      // What was handed in before is part of it.
      this.#queue.flush()
      // A take-down after the close may have let something go.
      refuseWhileOpen(this.#state, [1, 2])
      this.#state.setMeta(LEAVING, '1')
      this.#carrier.wake(Date.now() + LEAVING_MS)
      // What departments did and nobody could tell this room: the record leads there.
      const [{ takeCase }, led] = await Promise.all([
        import('./case-told'),
        caseRowsOf(this.env.DB, this.#state.session.id),
      ])
      this.#transact(() => {
        this.#chain.by('system', 'follow_case', now, () =>
          led.forEach((row) => takeCase(this.#state, row)),
        )
        this.#chain.archived(actor, now)
      }, now)
      // Once in a session's life; every start would read it otherwise.
      const { handOver } = await import('./handover')
      const parts = { state: this.#state, carrier: this.#carrier, chain: this.#chain }
      const sealed = await handOver(parts, this.env, actor, now, () => this.#heads.give())
      await this.#leave()
      return { ok: true, value: sealed }
    } catch (error) {
      return error instanceof Refusal ? no(error.code, error.facts) : no('RECORD_AWAY')
    } finally {
      this.#handingOver = false
    }
  }

  /** Empties the room: the record is the authority now, and everybody finds it there. */
  async #leave(): Promise<void> {
    const { id } = this.#state.session
    const kept = [...this.#state.sealed.values()].some((row) => row.box !== null)
    await this.#empty()
    if (kept) await (await sealing()).watchRecord(this.ctx.storage, id)
  }

  /** Ends every socket and forgets everything. */
  async #empty(): Promise<void> {
    this.#crowd.shout('public', { t: 'snapshot' })
    this.#crowd.shout('screen', { t: 'snapshot' })
    for (const kind of ['public', 'screen', 'desk'] as const) {
      for (const socket of this.#crowd.sockets(kind)) socket.close(1000, 'archived')
    }
    // The alarm last: it finds what a crash between the two would leave behind.
    await this.ctx.storage.deleteAll()
    await this.ctx.storage.deleteAlarm()
    this.#state.load()
    this.#forget()
  }

  /** After a hand-over that broke off: the room goes if the record has it all, and otherwise goes on. */
  async #leaveIfArchived(now: number): Promise<void> {
    if (this.#handingOver) return this.#carrier.wake(now + LEAVING_MS)
    this.#handingOver = true
    try {
      const held = await heldSession(this.env.DB, this.#state.session.id)
      if (held?.authority === 'record') await this.#leave()
      else this.#state.setMeta(LEAVING, '0')
    } catch {
      // The record is away: asked again later.
      this.#carrier.wake(now + LEAVING_MS)
    } finally {
      this.#handingOver = false
    }
  }

  async scanned(): Promise<void> {
    // What comes later says nothing new, and a hall full of phones must not keep the desk busy.
    if (!this.#state.held || this.#scans >= SCANS) return
    this.#scans += 1
    this.#tellPresence()
  }

  async fillRehearsal(n: number, now: number): Promise<Told<number>> {
    if (!this.#rehearsal) return no('NOT_FOUND')
    const { fillRehearsal } = await rehearsing()
    let taken = 0
    this.#transact(() => (taken = fillRehearsal(this.#state, n, now)), now)
    this.#crowd.now(now)
    return { ok: true, value: taken }
  }

  async endRehearsal(now: number): Promise<Told<void>> {
    if (!this.#rehearsal) return no('NOT_FOUND')
    const { strike } = await rehearsing()
    if (!this.#rehearsal) return no('NOT_FOUND')
    const { slug } = this.#state.session
    await this.#empty()
    await strike(this.ctx.storage, this.env, slug, now)
    return { ok: true, value: undefined }
  }

  /** When the rehearsal held here ends by itself; null in a session's room. */
  get #rehearsal(): number | null {
    return this.#state.held ? (this.#state.session.rehearsal ?? null) : null
  }

  #planRehearsal(): void {
    if (this.#rehearsal !== null) this.#carrier.wake(Math.max(this.#rehearsal, Date.now() + 1))
  }

  /** Moves a demonstration in time, so that a newcomer finds a session that is live. */
  async redate(deltaMs: number, now: number): Promise<Told<void>> {
    const { redate } = await deciding()
    await readCalendar()
    if (!this.#state.held || !this.#state.session.demo) return no('NOT_FOUND')
    this.#transact(() => {
      this.#state.setMeta(PLAYED, '1')
      if (deltaMs === 0) return
      this.#chain.by('system', 'redate', now, () => redate(this.#state, deltaMs, now))
    }, now)
    this.#crowd.now(now)
    this.#tellStream(now)
    this.#planDemo()
    return { ok: true, value: undefined }
  }

  #planDemo(): void {
    const { held, session } = this.#state
    if (!held || !session.demo || this.#state.getMeta(PLAYED) === null) return
    if (session.state === 'live' && session.liveAt !== null) {
      this.#carrier.wake(session.liveAt + STALE_MS + 1_000)
    }
  }

  /** The key that told networks apart goes a day after the end. */
  #planForget(): void {
    const at = this.#state.held ? this.#networks.forgetAt() : null
    if (at !== null) this.#carrier.wake(Math.max(at, Date.now() + 1))
  }

  // — what comes in —

  async vote(
    no_: number,
    voter: number,
    on: boolean,
    now: number,
    from?: VoteFrom,
    bucketed = false,
  ): Promise<Voted> {
    if (!this.#state.held) return no('NOT_FOUND')
    if (!this.#pace.take(voter, now)) return no('SLOW_DOWN', { retryAfter: 10 })
    this.#crowd.countVotes(1, now)
    const judged = from && on && !from.staged ? from : null
    if (judged && !this.#networks.ready) await this.#networks.load()
    if (from?.device !== undefined) await this.#takeOver(voter, from, now)
    else this.#adopted.delete(voter)
    const level = this.#levelOf(voter, from, now)
    const origin = judged && originOf(this.#state, this.#networks, judged, bucketed)
    return this.#queue.add(() => setVote(this.#state, no_, voter, on, level, now, origin))
  }

  /** What the Worker vouches for, as long as it does; otherwise what the browser has proved. */
  #levelOf(voter: number, from: Pick<VoteFrom, 'level' | 'until'> | undefined, now: number): Level {
    if (from?.level !== undefined && (from.until ?? Infinity) > now) return from.level
    return this.#passes.take(voter, now)
  }

  /** What the browser gave before its person was verified is theirs, at the first thing they do here. */
  async #takeOver(
    person: number,
    { device, asker }: { device?: number; asker?: { from: string; to: string } },
    now: number,
  ): Promise<void> {
    if (device === undefined || this.#adopted.get(device) === person) return
    await this.adopt(device, person, now, asker)
  }

  async toProve(voter: number, now: number): Promise<Told<{ level: Level; factor: number }>> {
    if (!this.#state.held) return no('NOT_FOUND')
    if (!welcome(this.#state, now)) return no('SESSION_NOT_OPEN')
    if (!this.#pace.take(voter, now)) return no('SLOW_DOWN', { retryAfter: 10 })
    const pass = this.#passes.of(voter, now)
    const level = pass && pass.left > PASS_LOW ? pass.level : 0
    return { ok: true, value: { level, factor: proofFactor(this.#state.bursts.values(), now) } }
  }

  async prove(voter: number, proof: Proof, now: number): Promise<Told<Proved>> {
    if (!this.#state.held) return no('NOT_FOUND')
    const { prove } = await assuring()
    return this.#queue.add(() => prove(this.#state, this.#passes, voter, proof, now))
  }

  async adopt(
    device: number,
    person: number,
    now: number,
    asker?: { from: string; to: string },
  ): Promise<Told<Adopted>> {
    if (!this.#state.held) return no('NOT_FOUND')
    if (this.#handingOver) return no('CONFLICT', { action: 'archive' })
    const { adopt } = await assuring()
    const given = { device, person, ...(asker && { asker }) }
    const told = await this.#queue.add(() => adopt(this.#state, this.#chain, given, now))
    if (told.ok) this.#adopted.set(device, person)
    return told
  }

  async ask(question: NewQuestion, now: number): Promise<Told<Receipt>> {
    if (!this.#state.held) return no('NOT_FOUND')
    const level = await this.#levelOfAsker(question, now)
    return this.#queue.add(() => takeQuestion(this.#state, question, level, now))
  }

  async comment(comment: NewComment, now: number): Promise<Told<Receipt>> {
    if (!this.#state.held) return no('NOT_FOUND')
    const level = await this.#levelOfAsker(comment, now)
    return this.#queue.add(() => takeComment(this.#state, comment, level, now))
  }

  async #levelOfAsker({ by, asker }: NewQuestion | NewComment, now: number): Promise<Level> {
    if (!by) return 0
    if (by.device !== undefined && by.from !== undefined && asker !== null) {
      await this.#takeOver(by.voter, { ...by, asker: { from: by.from, to: asker } }, now)
    }
    return this.#levelOf(by.voter, by, now)
  }

  async accuse(accusation: NewAccusation, now: number): Promise<Told<Receipt>> {
    if (!this.#state.held) return no('NOT_FOUND')
    const { takeAccusation } = await sealing()
    return this.#queue.add(() => takeAccusation(this.#state, accusation, now))
  }

  async eraseOwn(receiptHash: string, now: number): Promise<Told<OwnQuestion>> {
    if (!this.#state.held) return no('NOT_FOUND')
    if (this.#handingOver) return no('CONFLICT', { action: 'archive' })
    const { eraseOwn } = await sealing()
    const done = await this.#queue.add(() =>
      this.#chain.by('public', 'erase', now, () => eraseOwn(this.#state, receiptHash, now)),
    )
    this.#crowd.now(now)
    return done
  }

  async appeal(by: Parameters<Room['appeal']>[0], text: string, now: number) {
    const { takeAppeal } = await fair()
    return this.#public('appeal', now, () => takeAppeal(this.#state, by, text, now))
  }

  async report(
    about: Reported,
    given: { reason: ReportReason; note: string | null },
    from: { device: string; hash: string },
    now: number,
  ) {
    const { takeReport } = await fair()
    return this.#public('report', now, () => takeReport(this.#state, about, given, from, now))
  }

  /** Something rare that the public does, as an entry of its own. */
  async #public<T>(act: string, now: number, work: () => Told<T>): Promise<Told<T>> {
    if (!this.#state.held) return no('NOT_FOUND')
    // What is being handed over stays as it was compared.
    if (this.#handingOver) return no('NOT_POSSIBLE')
    return this.#queue.add(() => this.#chain.by('public', act, now, work))
  }

  async openSealed(
    wanted: SealedWanted,
    actor: Actor,
    reason: string,
    now: number,
  ): Promise<Told<SealedFound[]>> {
    if (!this.#state.held) return no('NOT_FOUND')
    if (this.#handingOver) return no('CONFLICT', { action: 'archive' })
    const { openSealed } = await sealing()
    return this.#queue.add(() => openSealed(this.#state, wanted, actor, reason, now))
  }

  async enter(
    question: Parameters<Room['enter']>[0],
    direct: 'pending' | 'list' | 'stage',
    actor: Actor,
    now: number,
  ): Promise<Told<Receipt>> {
    const { takeEntry } = await deciding()
    if (!this.#state.held) return no('NOT_FOUND')
    const taken = await this.#queue.add(() =>
      this.#chain.by(actor, 'enter', now, () =>
        takeEntry(this.#state, question, direct, actor, now),
      ),
    )
    if (direct === 'stage') this.#crowd.now(now)
    this.#tellStream(now)
    return taken
  }

  async withdraw(
    by: { asker: string; id: string } | { receiptHash: string },
    now: number,
  ): Promise<Told<OwnQuestion>> {
    if (!this.#state.held) return no('NOT_FOUND')
    // What is being handed over stays as it was compared.
    if (this.#handingOver) return no('NOT_POSSIBLE')
    const done = await this.#queue.add(() =>
      this.#chain.by('public', 'withdraw', now, () => withdraw(this.#state, by, now)),
    )
    this.#crowd.now(now)
    return done
  }

  async decide(decision: Decision, actor: Actor, now: number): Promise<Told<Decided>> {
    const { decide } = await deciding()
    // Those that open a case have a deadline to compute.
    if (decision.act === 'hand_off' || decision.act === 'answer') await readCalendar()
    if (!this.#state.held) return no('NOT_FOUND')
    if (this.#handingOver) return no('CONFLICT', { action: 'archive' })
    this.#queue.flush()
    try {
      let decided!: Decided
      this.#transact(() => {
        decided = decide(this.#state, decision, actor, now)
        this.#chain.decided(decision, actor, now)
      }, now)
      if (urgent.includes(decision.act)) this.#crowd.now(now)
      else this.#crowd.stir(now)
      this.#planDemo()
      if (decision.act === 'move') this.#planForget()
      const told = this.#teller.tell(now)
      this.ctx.waitUntil(told)
      if (decision.act === 'cut')
        await within(told, CUT_MS, () => new Error('late')).catch(() => undefined)
      if (
        decision.act === 'settle_burst' &&
        this.#state.bursts.get(decision.burst)?.state === 'counted'
      ) {
        trustBurst(this.#state, this.#networks, decision.burst)
      }
      return { ok: true, value: decided }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#transact(() => this.#chain.refused(decision, actor, error.code, now), now)
      return no(error.code, error.facts)
    }
  }

  // — cases, once departments lead them —

  async caseChanged(row: CaseRow, now: number): Promise<Told<void>> {
    const { takeCase } = await import('./case-told')
    if (!this.#state.held) return no('NOT_FOUND')
    // The hand-over takes the record's values itself, and the record has this one.
    if (this.#handingOver) return no('CONFLICT', { action: 'archive' })
    this.#transact(
      () => this.#chain.by('system', 'follow_case', now, () => takeCase(this.#state, row)),
      now,
    )
    this.#crowd.stir(now)
    return { ok: true, value: undefined }
  }

  async followUp(
    no_: number,
    units: readonly string[],
    note: string | null,
    now: number,
  ): Promise<Told<{ cases: string[] }>> {
    const [{ openFollowUp }] = await Promise.all([import('./case-told'), readCalendar()])
    if (!this.#state.held) return no('NOT_FOUND')
    if (this.#handingOver) return no('CONFLICT', { action: 'archive' })
    const opened = await this.#queue.add(() =>
      this.#chain.by('system', 'follow_up', now, () =>
        openFollowUp(this.#state, no_, units, note, now),
      ),
    )
    // The record leads the case from here on: it has it before anybody acts on it.
    if (opened.ok) await this.#carrier.carryOrRetry(now)
    return opened
  }

  // — the text record —

  async writeLine(edit: LineEdit, actor: Actor, now: number): Promise<Told<DeskLine>> {
    return this.#noted(now, ({ writeLine }) =>
      writeLine(this.#state, this.#chain, edit, actor, now),
    )
  }

  async importLines(edits: readonly LineEdit[], actor: Actor, now: number) {
    return this.#noted(now, ({ importLines }) =>
      importLines(this.#state, this.#chain, edits, actor, now),
    )
  }

  /** Something written into the text record, and told at once: people read along. */
  async #noted<T>(
    now: number,
    work: (part: Awaited<ReturnType<typeof noting>>) => Told<T>,
  ): Promise<Told<T>> {
    const part = await noting()
    if (!this.#state.held) return no('NOT_FOUND')
    if (this.#handingOver) return no('CONFLICT', { action: 'archive' })
    const done = await this.#queue.add(() => work(part))
    if (done.ok) this.#crowd.now(now)
    return done
  }

  async lines(request: LinesRequest): Promise<LinesPage | null> {
    const { lines } = await noting()
    return this.#state.held ? lines(this.#state, request) : null
  }

  async deskLines(
    from: Parameters<Room['deskLines']>[0],
    actor: Actor,
    now: number,
  ): Promise<Told<DeskLines>> {
    const { deskLines } = await noting()
    if (!this.#state.held) return no('NOT_FOUND')
    return { ok: true, value: deskLines(this.#state, this.#typing, from, actor, now) }
  }

  /** Every change goes through here: one transaction, and in the same turn the alarm that carries it. */
  #transact(work: () => void, now: number): void {
    const before = this.#state.seq
    this.#state.transact(() => this.#chain.around(work, now))
    if (this.#state.seq !== before) this.#carrier.changed(now)
    this.#heads.changed(Date.now())
  }

  // — the picture —

  async streamChanged(report: StreamReport, now: number): Promise<Told<void>> {
    if (!this.#state.held) return no('NOT_FOUND')
    this.#followStream(report, now)
    return { ok: true, value: undefined }
  }

  #followStream(report: StreamReport, now: number): void {
    let shows = false
    this.#transact(() => (shows = this.#state.putStream(report)), now)
    if (shows) this.#crowd.now(now)
    this.#tellStream(now)
  }

  /** Nobody waits for it. */
  #tellStream(now: number): void {
    this.ctx.waitUntil(this.#teller.tell(now))
  }

  async picture(): Promise<Picture | null> {
    const { pictureOf } = await import('./stream-report')
    return this.#state.held ? pictureOf(this.#state) : null
  }

  // — what is read —

  async snapshot(): Promise<{ seq: number; epoch: string; body: string } | null> {
    const state = this.#state
    if (!state.held) return null
    const viewers = this.#crowd.viewers()
    if (this.#body?.seq !== state.seq || this.#body.viewers !== viewers) {
      const text = JSON.stringify(deltas.snapshot(state, viewers, Date.now()))
      this.#body = { seq: state.seq, viewers, text }
    }
    return { seq: state.seq, epoch: state.epoch, body: this.#body.text }
  }

  async page(request: ListRequest, voter: number | null): Promise<RoomPage | null> {
    const state = this.#state
    if (!state.held) return null
    const seed = countsHidden(state.session.state) ? (request.seed ?? 0) : null
    const rows = request.whole
      ? [...state.questions.values()].filter(isPublic)
      : deltas.listed(state)
    const all = inOrder(rows, request.order, seed)
    const from = (Math.max(1, request.page) - 1) * request.size
    const questions = deltas.projectAll(state, all.slice(from, from + request.size))
    const mine =
      voter === null
        ? []
        : supportedBy(
            state,
            voter,
            questions.map((question) => question.no),
          )
    const frame = deltas.frameOf(state, this.#crowd.viewers(), Date.now())
    return { snapshot: frame, questions, total: all.length, mine }
  }

  async question(no_: number, voter: number | null): ReturnType<Room['question']> {
    const row = this.#state.held ? this.#state.questions.get(no_) : undefined
    const question = row && deltas.project(this.#state, row)
    if (!question) return null
    const mine = voter !== null && supportedBy(this.#state, voter, [no_]).length > 0
    const { session } = this.#state
    const decides = row.state === 'listed' && session.wrappedAt === null
    if (!decides || countsHidden(session.state)) return { question, session, mine }
    return { question, session, mine, why: whyHere(row, deltas.listed(this.#state)) }
  }

  async voterKey(current: string, before: string | null): Promise<string | null> {
    return this.#state.held ? voterKeyOf(this.#state, current, before) : null
  }

  async own(asker: string): Promise<OwnQuestion[]> {
    return this.#state.held ? ownOf(this.#state, asker, Date.now()) : []
  }

  async byReceipt(receiptHash: string): Promise<OwnQuestion | null> {
    const { keptByReceipt } = await sealing()
    return this.#state.held ? keptByReceipt(this.#state, receiptHash) : null
  }

  async wording(no_: number): Promise<Wording | null> {
    const row = this.#state.held ? this.#state.questions.get(no_) : undefined
    if (!row) return null
    const { id, version, text, details } = row
    return { id, version, text, details }
  }

  async desk(now: number): Promise<Told<DeskState>> {
    if (!this.#state.held) return no('NOT_FOUND')
    return { ok: true, value: deltas.deskState(this.#state, this.#around(now), now) }
  }

  // — the audit chain —

  /** Whether what happens here is anybody's to check: a rehearsal is not. */
  get #onRecord(): boolean {
    return this.#state.held && this.#rehearsal === null
  }

  async chainHead(): Promise<ChainHead | null> {
    return this.#onRecord ? this.#chain.chain.head : null
  }

  async chainRows(from: number, limit: number): Promise<ChainRow[] | null> {
    return this.#onRecord ? this.#chain.chain.rows(from, limit) : null
  }

  /** Public questions in the order of their numbers, with what opens the chain's commitments to them. */
  async auditPage(after: number, limit: number): Promise<AuditPage | null> {
    const { opened } = await import('../domain/openings')
    const state = this.#state
    if (!this.#onRecord) return null
    const rows = [...state.questions.values()].filter((row) => row.no > after && isPublic(row))
    const some = rows.sort((a, b) => a.no - b.no).slice(0, limit)
    const part = this.#chain.chain.knownPart.bind(this.#chain.chain)
    return opened(state.session, deltas.projectAll(state, some), part)
  }

  async integrity(now: number): Promise<Integrity | null> {
    if (!this.#state.held) return null
    // Few people read it: it is loaded when one does.
    const { report } = await import('./integrity')
    return report(this.#state, this.env.HOLD_FLOOR, now)
  }

  async fairness(now: number): Promise<Fairness | null> {
    if (!this.#state.held) return null
    const { fairness } = await fair()
    return fairness(this.#state, now)
  }

  async health(): Promise<Awaited<ReturnType<Room['health']>>> {
    const { held } = this.#state
    return {
      held,
      state: held ? this.#state.session.state : null,
      outbox: this.#carrier.outbox,
      viewers: this.#crowd.viewers(),
    }
  }

  #around(now: number): deltas.DeskSurroundings {
    return {
      viewers: this.#crowd.viewers(),
      screens: this.#crowd.screens(),
      scans: this.#scans,
      votesPerMinute: this.#crowd.votesPerMinute(now),
      outbox: this.#carrier.outbox,
      staff: this.#crowd.staff(),
    }
  }

  // — sockets —

  /** Only the upgrade comes by fetch; who it is has been found out by the Worker. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
      return new Response(null, { status: 426 })
    }
    const { 0: client, 1: server } = new WebSocketPair()
    // A room that holds no session has nothing to keep a network's key in.
    if (!this.#state.held) return refused(client, server, 'NOT_FOUND')
    const seat = seatFrom(request.headers, (prefix) => this.#networks.bucket(prefix, Date.now()))
    // Written so that an end that is no number lets nobody in.
    if (seat.kind === 'desk' && !(seat.until > Date.now())) {
      return refused(client, server, 'SIGN_IN_FIRST')
    }
    const { socketCap } = this.#state
    // Anybody can say that they are a screen; screens have as many seats of their own.
    const taken = seat.kind === 'screen' ? this.#crowd.screens() : this.#crowd.viewers()
    if (seat.kind !== 'desk' && socketCap > 0 && taken >= socketCap) {
      return refused(client, server, 'ROOM_FULL')
    }
    this.#crowd.admit(server, seat)
    if (seat.kind === 'desk') this.#planEnds()
    if (seat.kind !== 'public') this.#tellPresence()
    return new Response(null, { status: 101, webSocket: client })
  }

  override async webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
    if (!this.#mayGoOn(socket)) return
    const frame = readFrame(raw)
    if (typeof frame === 'string') {
      say(socket, { t: 'no', code: frame })
      if (frame === 'FRAME_TOO_LARGE') socket.close(1009, 'frame too large')
      return
    }
    if (!this.#state.held) return say(socket, { t: 'no', code: 'NOT_FOUND' })
    const seat = seatOf(socket)
    const role = seat.kind === 'desk' ? seat.actor.role : null
    if (!maySend(seat.kind, frame.t, role)) return say(socket, { t: 'no', code: 'BAD_FRAME' })
    if (seat.kind === 'desk') return this.#heardFromDesk(socket, seat, frame as DeskClientFrame)
    const said = frame as ClientFrame
    if (said.t === 'hello') return this.#welcome(socket, seat, said)
    if (said.t !== 'vote' || seat.kind !== 'public' || !isVote(said)) {
      return say(socket, { t: 'no', code: 'BAD_FRAME' })
    }
    const { r, q, on } = said
    if (seat.voter === null) return say(socket, { t: 'no', r, code: 'BAD_COOKIE' })
    // What comes by HTTP is refused before it gets here.
    const frozen = await (await import('../store/read-only')).refusedByRoom(this, this.env.DB)
    if (frozen) return say(socket, { t: 'no', r, ...frozen })
    const voted = await this.vote(q, seat.voter, on, Date.now(), seat.from, true)
    if (voted.ok) {
      const { hidden, votes, level } = voted.value
      say(socket, { t: 'voted', r, q, on, votes: hidden ? 0 : votes, ...(level && { level }) })
    } else say(socket, { t: 'no', r, code: voted.code, facts: voted.facts })
  }

  /** Whoever floods is not answered any more; the client of a person never gets here. */
  #mayGoOn(socket: WebSocket): boolean {
    const pace = this.#heard.get(socket) ?? new Pace(this.#framesMax)
    this.#heard.set(socket, pace)
    if (pace.take('frame', Date.now())) return true
    closeQuietly(socket, 1008)
    return false
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // Codes 1005, 1006 and 1015 are never sent: the peer is gone already.
    if (code !== 1005 && code !== 1006 && code !== 1015) closeQuietly(socket, code)
    if (seatOf(socket).kind !== 'public') this.#tellPresence(socket)
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    closeQuietly(socket, 1011)
  }

  #welcome(socket: WebSocket, seat: Seat, said: Extract<ClientFrame, { t: 'hello' }>): void {
    const state = this.#state
    const voter = seat.kind === 'public' ? seat.voter : null
    const now = Date.now()
    const pace = this.#greetings.get(socket) ?? new Pace(HELLOS)
    this.#greetings.set(socket, pace)
    if (!pace.take('hello', now)) {
      return say(socket, { t: 'no', code: 'SLOW_DOWN', facts: { retryAfter: 10 } })
    }
    say(socket, {
      t: 'welcome',
      v: PROTOCOL,
      epoch: state.epoch,
      seq: state.seq,
      at: now,
      voter: voter !== null,
      mine: voter === null ? [] : supportedBy(state, voter, state.questions.keys()),
      viewers: this.#crowd.viewers(),
    })
    if (said.seq === state.seq && said.epoch === state.epoch) return
    this.#freshenNext()
    const known = said.epoch === state.epoch && typeof said.seq === 'number' && said.seq < state.seq
    const missed = known
      ? deltas.deltaSince(state, said.seq as number, this.#crowd.viewers(), now)
      : null
    say(socket, missed ?? { t: 'snapshot' })
  }

  #heardFromDesk(
    socket: WebSocket,
    seat: Extract<Seat, { kind: 'desk' }>,
    frame: DeskClientFrame,
  ): void {
    const now = Date.now()
    if (seat.until <= now) return this.#dismissLate(now)
    if (frame.t === 'hold' && (frame.q === null || typeof frame.q === 'number')) {
      socket.serializeAttachment({ ...seat, hold: frame.q } satisfies Seat)
      return this.#tellPresence()
    }
    if (frame.t !== 'hello') return say(socket, { t: 'no', code: 'BAD_FRAME' })
    const state = this.#state
    const known = frame.epoch === state.epoch && typeof frame.seq === 'number'
    const from = known ? Math.min(frame.seq as number, state.seq) : 0
    say(socket, deltas.deskDelta(state, from, this.#around(now), now))
  }

  /** Who is at the desk and what they hold; no number, because nothing of the session changed. */
  #tellPresence(leaving?: WebSocket): void {
    const { epoch, seq, held } = this.#state
    if (!held) return
    const now = Date.now()
    this.#crowd.dismiss((seat) => seat.until <= now)
    const staff = this.#crowd.staff(leaving)
    const frame = { t: 'desk', epoch, from: seq, seq, at: now, staff }
    this.#crowd.shout('desk', frame)
  }

  /** Tells everybody what changed since they were last told. */
  #tell(): void {
    const state = this.#state
    if (!state.held || state.seq === this.#told) return
    const now = Date.now()
    this.#dismissLate(now)
    this.#freshenNext()
    const viewers = this.#crowd.viewers()
    if (viewers + this.#crowd.screens() > 0) {
      const delta = deltas.deltaSince(state, this.#told, viewers, now)
      this.#crowd.shout('public', delta ?? { t: 'snapshot' })
      this.#crowd.shout('screen', delta ?? { t: 'snapshot' })
    }
    if (this.#crowd.sockets('desk').length > 0) {
      this.#crowd.shout('desk', deltas.deskDelta(state, this.#told, this.#around(now), now))
    }
    this.#told = state.seq
  }

  /** The run-down's next three follow votes as well; whether they changed is found out before anybody is told. */
  #freshenNext(): void {
    const next = JSON.stringify(deltas.nextUp(this.#state))
    if (next !== this.#lastNext) this.#state.facets.next = this.#state.seq
    this.#lastNext = next
  }

  // — the alarm: one for everything —

  override async alarm(): Promise<void> {
    this.#carrier.rang()
    const now = Date.now()
    if (!this.#state.held) {
      await (await rehearsing()).strikeLeft(this.ctx.storage, this.env, now)
      return (await sealing()).eraseInRecord(this.ctx.storage, this.env.DB, now)
    }
    if (this.#rehearsal !== null && this.#rehearsal <= now) return void this.endRehearsal(now)
    this.#planRehearsal()
    this.#dismissLate(now)
    this.#planEnds()
    this.#tellStream(now)
    if (this.#state.sealed.size > 0) {
      const transact = (work: () => void) => this.#transact(work, now)
      ;(await sealing()).eraseDue(this.#state, this.#carrier, transact, now)
    }
    await this.#carrier.carryOrRetry(now)
    if (!this.#state.held) return
    await this.#heads.giveIfDue(now)
    if (!this.#state.held) return
    if (this.#state.getMeta(LEAVING) === '1') await this.#leaveIfArchived(now)
    if (!this.#state.held) return
    this.#networks.save(now)
    const forgetAt = this.#networks.forgetAt()
    if (forgetAt !== null && forgetAt <= now) this.#networks.forget()
    else this.#planForget()
    this.#state.dropKeys(now - IDEMPOTENCY_MS)
    this.#passes.drop(now)
    const stale = staleBy(this.#state, now)
    if (stale > 0) await this.redate(stale, now)
    else this.#planDemo()
  }
}
