/** The room in memory is one file: writing a row, mirroring, chaining and naming it for the record stay together. */

import type { Counts, Level } from '../contract/assurance'
import type { PublicSession, Stage } from '../contract/views'
import type { CalendarNotices, DeadlineRules } from '../contract/deadlines'
import type { RoomOpening } from '../contract/room'
import type { BalanceRow } from '../domain/balance'
import { addToBalance, emptyBalance } from '../domain/balance'
import { assuranceOf } from '../domain/assurance'
import type { ChainedRow } from '../domain/chained'
import { chainKey } from '../domain/chained'
import type { AppealRecord, MarkRecord, ReportRecord } from '../domain/fair-records'
import { countsHidden } from '../domain/machine'
import type {
  AnswerRecord,
  BurstRecord,
  CaseRecord,
  CommentRecord,
  EventRecord,
  MuteRecord,
  PromptRecord,
  QuestionRecord,
  RevisionRecord,
  SealedRecord,
  TallyRecord,
} from '../domain/records'
import type { StreamReport } from '../contract/stream'
import type { CutRecord, LineRecord, StagingRecord } from '../domain/stream-records'
import { stagingsAfter } from '../domain/stagings'
import { publicStream } from '../domain/stream-projection'
import { inLineOrder } from '../domain/transcript-order'
import { countOf } from './counting'
import * as tables from './tables'
import type { OutboxKind, Table } from './tables'

/** Parts of the public state that are not rows; each remembers the number of its last change. */
type Facet =
  | 'session'
  | 'stage'
  | 'next'
  | 'balance'
  | 'cases'
  | 'totals'
  | 'staff'
  | 'stream'
  | 'lines'

/** The number of the last change the stream has not acknowledged; nought when there is none. */
const STREAM_DUE = 'streamDue'

/** What an idempotency key was used for, and a digest of what was sent with it. */
export interface UsedKey {
  digest: string
  kind: 'question' | 'comment' | 'accusation'
  no: number
}

const timeOf = (row: { at: number } | { assignedAt: number }) =>
  'at' in row ? row.at : row.assignedAt

const shownOf = (row: QuestionRecord): Counts => ({
  votes: row.votes,
  verified: row.verified ?? 0,
  apart: row.apart ?? 0,
  held: row.held ?? 0,
})

/** As the record sorts them: by time, then by id. */
function byTime<R extends { id: string } & ({ at: number } | { assignedAt: number })>(a: R, b: R) {
  return timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1)
}

/**
 * The session in memory, as a mirror of the room's SQLite: every change is written first, inside
 * `transact`, and a transaction that fails is forgotten by reading everything anew.
 *
 * Numbers: every transaction that changes something takes the next number; rows carry the number of
 * their last change, so "what changed since n" is answered from the rows alone, also after a restart.
 */
export class RoomState {
  epoch = ''
  seq = 0
  session!: PublicSession
  units: RoomOpening['units'] = []
  /** The deadlines that were in force when the session opened: for all of its days. */
  rules: DeadlineRules | undefined
  /** Notices about rest days besides those that are built in. */
  notices: CalendarNotices | undefined
  socketCap = 0
  stage: Stage | null = null
  balance = emptyBalance()
  questions = new Map<number, QuestionRecord>()
  comments = new Map<number, CommentRecord>()
  prompts = new Map<number, PromptRecord>()
  answers = new Map<number, AnswerRecord[]>()
  cases = new Map<number, CaseRecord[]>()
  revisions: RevisionRecord[] = []
  /** Originals and accusations, by id. */
  sealed = new Map<string, SealedRecord>()
  /** All events by number, and the same by question, oldest first. */
  events = new Map<number, EventRecord>()
  eventsOf = new Map<number, EventRecord[]>()
  /** Bursts of held votes by number, and the questions that have any. */
  bursts = new Map<number, BurstRecord>()
  heldNos = new Set<number>()
  /** Appeals by question, reports by what they are about, and words' categories by question or comment. */
  appeals = new Map<number, AppealRecord>()
  reports = new Map<string, ReportRecord>()
  marks = new Map<string, MarkRecord>()
  /** Devices that may not speak for a while; never carried to the record. */
  mutes = new Map<number, MuteRecord>()
  /** When which question was on stage, and what was taken off the screens; by id, oldest first. */
  stagings = new Map<string, StagingRecord>()
  cuts = new Map<string, CutRecord>()
  /** What the stream told last; null while there was never one. */
  stream: StreamReport | null = null
  streamDue = 0
  /** The text record, by id. */
  lines = new Map<string, LineRecord>()
  /** Direct members of a merged group: head → numbers merged into it. */
  members = new Map<number, Set<number>>()
  /** Keyed receipt hashes and askers → what they belong to. */
  receipts = new Map<string, { kind: 'question' | 'comment'; no: number }>()
  asked = new Map<string, { questions: number[]; comments: number[] }>()
  /** Idempotency keys of the last day → what they were used for. */
  keys = new Map<string, UsedKey>()
  facets: Record<Facet, number> = {
    session: 0,
    stage: 0,
    next: 0,
    balance: 0,
    cases: 0,
    totals: 0,
    staff: 0,
    stream: 0,
    lines: 0,
  }
  /** When each device handed in accusations; in memory only, for its pace. */
  accused = new Map<string, number[]>()
  /** Number from which on counts may be told; those who hold an earlier one are told all of them. */
  countsFrom = 0
  lastNo = 0
  lastCommentNo = 0
  /** Rows changed since the last entry of the audit chain, as they were before it and are now; chain.ts empties it. */
  readonly changes = new Map<string, { before: ChainedRow | null; after: ChainedRow }>()
  /** What lost its words in this transaction, by the chain's names; chain.ts destroys their salts. */
  readonly wordless = new Set<string>()
  /** The same for what stays in public without its words: its name in the chain stays as well. */
  readonly tombstones = new Set<string>()
  /** How long review takes, until the next question is listed; intake.ts finds it out. */
  reviewMinutes: number | null = null

  #number = 0
  #touched = false
  #counted = new Map<number, Counts>()
  #grownBursts = new Set<BurstRecord>()
  #marked = new Set<string>()
  #lineOrder: LineRecord[] | null = null
  #balanceRows = new Map<number, BalanceRow>()

  constructor(
    readonly storage: DurableObjectStorage,
    readonly sql: SqlStorage = storage.sql,
  ) {}

  /** Whether this room holds the authority over a session. */
  get held(): boolean {
    return this.epoch !== ''
  }

  /** Reads everything from SQLite; the only way memory is ever filled. */
  load(): void {
    for (const map of [this.questions, this.comments, this.prompts, this.answers, this.cases]) {
      map.clear()
    }
    for (const map of [this.events, this.eventsOf, this.members, this.receipts, this.asked]) {
      map.clear()
    }
    this.keys.clear()
    this.sealed.clear()
    this.bursts.clear()
    this.mutes.clear()
    this.heldNos.clear()
    this.stagings.clear()
    this.cuts.clear()
    this.stream = null
    this.streamDue = 0
    for (const map of [this.appeals, this.reports, this.marks, this.lines]) map.clear()
    this.#lineOrder = null
    this.#balanceRows.clear()
    this.balance = emptyBalance()
    this.reviewMinutes = null
    this.epoch = ''
    if (!tables.hasTables(this.sql)) return
    const meta = this.#meta()
    if (!meta.has('session')) return
    // A room laid by an earlier version gets the tables and columns that came since.
    tables.layTables(this.sql)
    this.session = JSON.parse(meta.get('session') ?? '') as PublicSession
    this.units = JSON.parse(meta.get('units') ?? '[]') as RoomOpening['units']
    const rules = meta.get('rules')
    this.rules = rules === undefined ? undefined : (JSON.parse(rules) as DeadlineRules)
    const notices = meta.get('notices')
    this.notices = notices === undefined ? undefined : (JSON.parse(notices) as CalendarNotices)
    this.socketCap = Number(meta.get('socketCap'))
    this.countsFrom = Number(meta.get('countsFrom') ?? 0)
    this.stage = JSON.parse(meta.get('stage') ?? 'null') as Stage | null
    this.stream = JSON.parse(meta.get('stream') ?? 'null') as StreamReport | null
    this.streamDue = Number(meta.get(STREAM_DUE) ?? 0)
    let seq = Math.max(Number(meta.get('sessionVersion') ?? 0), Number(meta.get('seq') ?? 0))
    for (const answer of tables.readAll(this.sql, tables.answers)) this.#addTo(this.answers, answer)
    for (const held of tables.readAll(this.sql, tables.cases)) {
      // Rows of a room laid before departments had a desk.
      const { seq, visibility } = held as Partial<CaseRecord>
      this.#addTo(this.cases, { ...held, seq: seq ?? 0, visibility: visibility ?? 'public' })
    }
    for (const row of tables.readAll(this.sql, tables.questions)) {
      this.#index(row)
      seq = Math.max(seq, row.version, row.countVersion)
    }
    for (const row of tables.readAll(this.sql, tables.comments)) {
      this.#indexComment(row)
      seq = Math.max(seq, row.version)
    }
    for (const row of tables.readAll(this.sql, tables.prompts)) {
      this.prompts.set(row.no, row)
      seq = Math.max(seq, row.version)
    }
    this.revisions = tables.readAll(this.sql, tables.revisions)
    for (const row of tables.readAll(this.sql, tables.sealed)) this.sealed.set(row.id, row)
    for (const event of tables.readAll(this.sql, tables.events)) this.#indexEvent(event)
    for (const row of tables.readAll(this.sql, tables.mutes)) this.mutes.set(row.id, row)
    for (const used of this.sql.exec('SELECT key, digest, kind, no FROM keys')) {
      this.keys.set(String(used['key']), {
        digest: String(used['digest']),
        kind: String(used['kind']) as UsedKey['kind'],
        no: Number(used['no']),
      })
    }
    for (const burst of tables.readAll(this.sql, tables.bursts)) {
      this.bursts.set(burst.id, burst)
      this.heldNos.add(burst.questionNo)
      seq = Math.max(seq, burst.version)
    }
    for (const no of this.heldNos) {
      for (const one of this.lineOf(no)) {
        this.question(one).held = countOf(this.sql, this.groupOf(one), true, this.rank).held
      }
    }
    for (const row of tables.readAll(this.sql, tables.appeals)) this.appeals.set(row.no, row)
    for (const row of tables.readAll(this.sql, tables.marks)) this.marks.set(row.id, row)
    for (const row of tables.readAll(this.sql, tables.reports)) {
      this.reports.set(row.id, row)
      seq = Math.max(seq, row.version)
    }
    const byClock = <R extends { at: number; id: string }>(rows: R[]) => rows.sort(byTime)
    for (const row of byClock(tables.readAll(this.sql, tables.stagings))) {
      this.stagings.set(row.id, row)
      seq = Math.max(seq, row.version)
    }
    for (const row of byClock(tables.readAll(this.sql, tables.cuts))) {
      this.cuts.set(row.id, row)
      seq = Math.max(seq, row.version)
    }
    for (const row of tables.readAll(this.sql, tables.lines)) {
      this.lines.set(row.id, row)
      seq = Math.max(seq, row.version)
    }
    for (const no of this.questions.keys()) this.#weigh(no)
    this.lastNo = Math.max(0, ...this.questions.keys())
    this.lastCommentNo = Math.max(0, ...this.comments.keys())
    this.seq = seq
    for (const facet of Object.keys(this.facets) as Facet[]) this.facets[facet] = seq
    this.epoch = meta.get('epoch') ?? ''
  }

  /** Runs `work` in one transaction under the next number. */
  transact(work: () => void): void {
    this.#number = this.seq + 1
    this.#touched = false
    this.#counted.clear()
    this.#grownBursts.clear()
    this.#marked.clear()
    this.changes.clear()
    this.wordless.clear()
    this.tombstones.clear()
    try {
      this.storage.transactionSync(() => {
        work()
        this.#saveCounts()
      })
    } catch (error) {
      // What was refused before anything was written costs nothing, however large the room.
      if (this.#touched) this.load()
      throw error
    }
    if (this.#touched) this.seq = this.#number
  }

  /** Takes over the authority of a session: empty tables, its own numbering. */
  lay(opening: RoomOpening, epoch: string): void {
    tables.layTables(this.sql)
    this.setMeta('session', JSON.stringify(opening.session))
    this.setMeta('units', JSON.stringify(opening.units))
    if (opening.rules) this.setMeta('rules', JSON.stringify(opening.rules))
    if (opening.notices) this.setMeta('notices', JSON.stringify(opening.notices))
    this.setMeta('socketCap', String(opening.socketCap))
    this.setMeta('sessionVersion', '1')
    this.setMeta('epoch', epoch)
    // Its key or its source may have been set before there was a room.
    this.setMeta(STREAM_DUE, '1')
    this.mark('session', opening.session.id)
    this.#changed(null, { kind: 'session', row: opening.session })
  }

  setMeta(key: string, value: string): void {
    this.sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, value)
  }

  getMeta(key: string): string | null {
    const row = this.sql.exec('SELECT value FROM meta WHERE key = ?', key).toArray()[0]
    return row ? String(row['value']) : null
  }

  #meta(): Map<string, string> {
    const rows = this.sql.exec('SELECT key, value FROM meta').toArray()
    return new Map(rows.map((row) => [String(row['key']), String(row['value'])]))
  }

  // — writes, only inside transact —

  /** Writes a new question, or a changed one; keeps the balance and every index in step. */
  putQuestion(row: QuestionRecord): QuestionRecord {
    const next = { ...row, version: this.number() }
    tables.questions.save(this.sql, next)
    const old = this.questions.get(next.no)
    const before = old?.mergedInto ?? null
    this.#changed(old && { kind: 'question', row: old }, { kind: 'question', row: next })
    this.#index(next)
    this.#weigh(next.no)
    this.lastNo = Math.max(this.lastNo, next.no)
    this.mark('question', String(next.no))
    this.facets.balance = this.facets.totals = this.#number
    // What is merged into it now ends in another question, and has to be told anew.
    if (before !== next.mergedInto) {
      for (const one of this.groupOf(next.no).slice(1)) this.putQuestion(this.question(one))
    }
    return next
  }

  change(no: number, patch: Partial<QuestionRecord>): QuestionRecord {
    return this.putQuestion({ ...this.question(no), ...patch })
  }

  putAnswer(row: AnswerRecord): void {
    this.#put(tables.answers, row)
    const old = this.answers.get(row.questionNo)?.find((one) => one.id === row.id)
    this.#changed(old && { kind: 'answer', row: old }, { kind: 'answer', row })
    this.#addTo(this.answers, row)
    this.mark('answer', row.id)
  }

  putCase(row: CaseRecord): void {
    this.#put(tables.cases, row)
    const old = this.cases.get(row.questionNo)?.find((one) => one.id === row.id)
    this.#changed(old && { kind: 'case', row: old }, { kind: 'case', row })
    this.#addTo(this.cases, row)
    this.facets.cases = this.number()
    this.mark('case', row.id)
  }

  putComment(row: CommentRecord): CommentRecord {
    const next = { ...row, version: this.number() }
    this.#put(tables.comments, next)
    const old = this.comments.get(next.no)
    this.#changed(old && { kind: 'comment', row: old }, { kind: 'comment', row: next })
    this.#indexComment(next)
    this.lastCommentNo = Math.max(this.lastCommentNo, next.no)
    this.facets.totals = this.#number
    this.mark('comment', String(next.no))
    return next
  }

  putPrompt(row: PromptRecord): void {
    const next = { ...row, version: this.number() }
    this.#put(tables.prompts, next)
    const old = this.prompts.get(next.no)
    this.#changed(old && { kind: 'prompt', row: old }, { kind: 'prompt', row: next })
    this.prompts.set(next.no, next)
    this.mark('prompt', String(next.no))
  }

  putRevision(row: RevisionRecord): void {
    this.#put(tables.revisions, row)
    this.revisions.push(row)
    this.mark('revision', row.id)
  }

  putEvent(row: EventRecord): void {
    this.#put(tables.events, row)
    this.#indexEvent(row)
    // Not everything an event tells of carries a number; the event itself keeps it.
    this.setMeta('seq', String(this.number()))
    this.mark('event', String(row.id))
  }

  putSealed(row: SealedRecord): void {
    this.#put(tables.sealed, row)
    this.sealed.set(row.id, row)
    this.setMeta('seq', String(this.number()))
    this.mark('sealed', row.id)
  }

  /** Words of earlier wordings go when their question's do. */
  putRevisionErased(row: RevisionRecord): void {
    const erased = { ...row, before: '', after: '' }
    this.#put(tables.revisions, erased)
    this.revisions = this.revisions.map((one) => (one.id === row.id ? erased : one))
    this.mark('revision', row.id)
  }

  /**
   * Passes what a browser asked on to the person at it. Nobody else learns of it: no row's number changes, or
   * whoever follows could tell which questions have one author.
   */
  reown(from: string, to: string): number {
    const own = this.asked.get(from)
    if (!own || from === to) return 0
    const into = this.#askedBy(to)
    for (const no of own.questions) {
      const row = { ...this.question(no), asker: to }
      this.sql.exec('UPDATE questions SET asker = ? WHERE no = ?', to, no)
      this.questions.set(no, row)
      this.mark('question', String(no))
      into.questions.push(no)
    }
    for (const no of own.comments) {
      const row = this.comments.get(no)
      if (!row) continue
      this.sql.exec('UPDATE comments SET asker = ? WHERE no = ?', to, no)
      this.comments.set(no, { ...row, asker: to })
      this.mark('comment', String(no))
      into.comments.push(no)
    }
    this.setMeta('seq', String(this.number()))
    this.asked.delete(from)
    return own.questions.length + own.comments.length
  }

  /** No longer known as this device's. */
  forgetAsker(asker: string, kind: 'questions' | 'comments', no: number): void {
    const own = this.asked.get(asker)
    if (own) own[kind] = own[kind].filter((one) => one !== no)
  }

  putSession(patch: Partial<PublicSession>): void {
    this.setMeta('sessionVersion', String(this.number()))
    const before = this.session
    this.session = { ...before, ...patch }
    if (countsHidden(before.state) && !countsHidden(this.session.state)) {
      this.countsFrom = this.#number
      this.setMeta('countsFrom', String(this.#number))
    }
    this.#changed({ kind: 'session', row: before }, { kind: 'session', row: this.session })
    this.setMeta('session', JSON.stringify(this.session))
    this.facets.session = this.#number
    this.mark('session', this.session.id)
    if (before.state !== this.session.state) this.tellStream()
  }

  /** What is on stage, and with it the row of when; `undo`: as if it had never been otherwise. */
  putStage(stage: Stage | null, now: number, undo = false): void {
    this.facets.stage = this.number()
    const given = { sessionId: this.session.id, id: crypto.randomUUID(), now, undo }
    for (const row of stagingsAfter([...this.stagings.values()], stage, given)) this.putStaging(row)
    this.stage = stage
    this.setMeta('stage', JSON.stringify(stage))
  }

  putStaging(row: StagingRecord): StagingRecord {
    const next = { ...row, version: this.number() }
    tables.stagings.save(this.sql, next)
    this.stagings.set(next.id, next)
    this.mark('staging', next.id)
    this.tellStream()
    return next
  }

  putCut(row: CutRecord): CutRecord {
    const next = { ...row, version: this.number() }
    tables.cuts.save(this.sql, next)
    const old = this.cuts.get(next.id)
    this.#changed(old && { kind: 'cut', row: old }, { kind: 'cut', row: next })
    this.cuts.set(next.id, next)
    this.facets.stream = this.#number
    this.mark('cut', next.id)
    if (next.kind === 'picture') this.tellStream()
    return next
  }

  /** Keeps what the stream told; a late report says nothing. Tells whether anybody has to hear of it. */
  putStream(report: StreamReport): boolean {
    if (this.stream && report.version <= this.stream.version) return false
    const shown = () => JSON.stringify(publicStream(this.stream, this.cuts.values()) ?? null)
    const before = shown()
    const knew = this.stream?.kind ?? null
    this.stream = report
    this.setMeta('stream', JSON.stringify(report))
    // It has to learn what happened before it came.
    if (knew === null) this.tellStream()
    if (shown() === before) return false
    this.facets.stream = this.number()
    this.setMeta('seq', String(this.#number))
    return true
  }

  /** Names something that the stream must learn of, in the same transaction. Where there is no picture nobody listens. */
  tellStream(): void {
    if ((this.stream?.kind ?? null) === null) return
    this.streamDue = this.number()
    this.setMeta(STREAM_DUE, String(this.streamDue))
    // A transaction that changes nothing else keeps its number by this.
    this.setMeta('seq', String(this.streamDue))
  }

  /** The stream has heard everything up to a number. */
  streamHeard(due: number): void {
    if (this.streamDue !== due) return
    this.streamDue = 0
    this.setMeta(STREAM_DUE, '0')
  }

  /** Remembers what a key was used for, so that sending it again changes nothing. */
  putKey(key: string, used: UsedKey, now: number): void {
    this.sql.exec(
      'INSERT INTO keys (key, digest, kind, no, at) VALUES (?, ?, ?, ?, ?)',
      key,
      used.digest,
      used.kind,
      used.no,
      now,
    )
    this.keys.set(key, used)
  }

  /** Forgets the keys of what is erased: their digests are of its words. */
  forgetKeys(kind: UsedKey['kind'], no: number): void {
    this.sql.exec('DELETE FROM keys WHERE kind = ? AND no = ?', kind, no)
    for (const [key, used] of this.keys) {
      if (used.kind === kind && used.no === no) this.keys.delete(key)
    }
  }

  /** Forgets the keys used before a moment. */
  dropKeys(before: number): void {
    const gone = this.sql.exec('DELETE FROM keys WHERE at < ? RETURNING key', before)
    for (const { key } of gone) this.keys.delete(String(key))
  }

  /** What a question shows, to be changed in place; written once per transaction, however many votes it took. */
  counting(no: number): Counts {
    let counts = this.#counted.get(no)
    if (!counts) {
      counts = this.countsOf(no)
      this.#counted.set(no, counts)
    }
    return counts
  }

  /** Sets what a question shows. */
  setCounts(no: number, counts: Counts): void {
    this.#counted.set(no, counts)
  }

  putBurst(row: BurstRecord): BurstRecord {
    const next = { ...row, version: this.number() }
    tables.bursts.save(this.sql, next)
    this.bursts.set(next.id, next)
    this.heldNos.add(next.questionNo)
    this.mark('burst', String(next.id))
    return next
  }

  /** Also changes its question: whoever follows that is told of the appeal. */
  putAppeal(row: AppealRecord): void {
    const next = { ...row, version: this.number() }
    this.#put(tables.appeals, next)
    const old = this.appeals.get(next.no)
    this.#changed(old && { kind: 'appeal', row: old }, { kind: 'appeal', row: next })
    this.appeals.set(next.no, next)
    this.mark('appeal', String(next.no))
    this.change(next.no, {})
  }

  putReport(row: ReportRecord): void {
    const next = { ...row, version: this.number() }
    this.#put(tables.reports, next)
    const old = this.reports.get(next.id)
    this.#changed(old && { kind: 'report', row: old }, { kind: 'report', row: next })
    this.reports.set(next.id, next)
    this.mark('report', next.id)
  }

  putLine(row: LineRecord): LineRecord {
    const next = { ...row, version: this.number() }
    this.#put(tables.lines, next)
    const old = this.lines.get(next.id)
    this.#changed(old && { kind: 'line', row: old }, { kind: 'line', row: next })
    this.lines.set(next.id, next)
    this.#lineOrder = null
    this.facets.lines = this.#number
    this.mark('line', next.id)
    return next
  }

  putMark(row: MarkRecord): void {
    this.#put(tables.marks, row)
    this.marks.set(row.id, row)
    this.mark('mark', row.id)
  }

  putMute(row: MuteRecord): void {
    this.#put(tables.mutes, row)
    this.mutes.set(row.id, row)
  }

  /** One ballot more in a burst; written once per transaction, however many it took. */
  growBurst(burst: BurstRecord): void {
    this.number()
    this.#grownBursts.add(burst)
  }

  putTally(row: TallyRecord): void {
    this.#put(tables.tallies, row)
    this.mark('tally', String(row.questionNo))
  }

  votesOf(no: number): number {
    return this.#counted.get(no)?.votes ?? this.question(no).votes
  }

  #saveCounts(): void {
    for (const burst of this.#grownBursts) {
      burst.version = this.number()
      tables.bursts.save(this.sql, burst)
      this.mark('burst', String(burst.id))
    }
    for (const [no, counts] of this.#counted) {
      const row = this.question(no)
      const { votes, verified, apart, held } = counts
      const before = shownOf(row)
      if (
        before.votes === votes &&
        before.verified === verified &&
        before.apart === apart &&
        before.held === held
      )
        continue
      const countVersion = this.number()
      this.sql.exec(
        'UPDATE questions SET votes = ?, verified = ?, apart = ?, countVersion = ? WHERE no = ?',
        votes,
        verified,
        apart,
        countVersion,
        no,
      )
      // In place: a new object per vote would cost more than everything else here.
      row.votes = votes
      if (verified !== before.verified) row.verified = verified
      if (apart !== before.apart) row.apart = apart
      if (held !== before.held) row.held = held
      row.countVersion = countVersion
    }
  }

  /** Names a row that the record must learn of; the same transaction, so that neither exists without the other. */
  mark(kind: OutboxKind, ref: string): void {
    const key = `${kind} ${ref}`
    if (this.#marked.has(key)) return
    this.#marked.add(key)
    this.sql.exec('INSERT INTO outbox (kind, ref) VALUES (?, ?)', kind, ref)
  }

  /** Notes a changed row for the audit chain; of several changes in one act the first before counts. */
  #changed(before: ChainedRow | null | undefined, after: ChainedRow): void {
    const key = chainKey(after)
    const earlier = this.changes.get(key)
    this.changes.set(key, { before: earlier ? earlier.before : (before ?? null), after })
  }

  /** The number of the running transaction; asking for it says that something changed. */
  number(): number {
    this.#touched = true
    return this.#number
  }

  // — reads —

  /** The text record in its order, what was taken out as well. */
  lineOrder(): readonly LineRecord[] {
    this.#lineOrder ??= [...this.lines.values()].sort(inLineOrder)
    return this.#lineOrder
  }

  /** From which level on a vote counts in the order. */
  get rank(): Level {
    return assuranceOf(this.session).rank
  }

  /** What a question shows of its votes. */
  countsOf(no: number): Counts {
    return { ...(this.#counted.get(no) ?? shownOf(this.question(no))) }
  }

  /** Whether any question of a group has held ballots. */
  anyHeld(group: readonly number[]): boolean {
    return group.some((one) => this.heldNos.has(one))
  }

  /** A question that is known to exist. */
  question(no: number): QuestionRecord {
    const row = this.questions.get(no)
    if (!row) throw new Error('no such question in this room')
    return row
  }

  /** A question and, if it is merged, the ones it is merged into, outwards. */
  lineOf(no: number): number[] {
    const line = [no]
    let at = this.question(no)
    while (at.state === 'merged' && at.mergedInto !== null) {
      at = this.question(at.mergedInto)
      line.push(at.no)
    }
    return line
  }

  /** The question a merged one ends in, or itself. */
  rootOf(no: number): number {
    return this.lineOf(no).at(-1) ?? no
  }

  /** A question and everything merged into it, however deep. */
  groupOf(no: number): number[] {
    const group = [no]
    for (const one of group) group.push(...(this.members.get(one) ?? []))
    return group
  }

  // — indexes —

  #put<R>(t: Table<R>, row: R): void {
    t.save(this.sql, row)
    this.number()
  }

  #addTo<R extends AnswerRecord | CaseRecord>(map: Map<number, R[]>, row: R): void {
    const list = (map.get(row.questionNo) ?? []).filter((other) => other.id !== row.id)
    list.push(row)
    // The first answer is the one the balance goes by: in the record's order, also after a restart.
    map.set(row.questionNo, list.sort(byTime))
  }

  #index(row: QuestionRecord): void {
    const old = this.questions.get(row.no)
    if (old?.mergedInto != null) this.members.get(old.mergedInto)?.delete(row.no)
    if (row.state === 'merged' && row.mergedInto !== null) {
      const set = this.members.get(row.mergedInto) ?? new Set<number>()
      set.add(row.no)
      this.members.set(row.mergedInto, set)
    }
    this.questions.set(row.no, row)
    if ((old?.listedAt ?? null) !== row.listedAt) this.reviewMinutes = null
    if (old) return
    if (row.receiptHash) this.receipts.set(row.receiptHash, { kind: 'question', no: row.no })
    if (row.asker) this.#askedBy(row.asker).questions.push(row.no)
  }

  #indexComment(row: CommentRecord): void {
    const isNew = !this.comments.has(row.no)
    this.comments.set(row.no, row)
    if (!isNew) return
    // A promoted comment shares its receipt with the question it became; the question wins.
    if (row.receiptHash && !this.receipts.has(row.receiptHash)) {
      this.receipts.set(row.receiptHash, { kind: 'comment', no: row.no })
    }
    if (row.asker) this.#askedBy(row.asker).comments.push(row.no)
  }

  #askedBy(asker: string): { questions: number[]; comments: number[] } {
    const own = this.asked.get(asker) ?? { questions: [], comments: [] }
    this.asked.set(asker, own)
    return own
  }

  #indexEvent(event: EventRecord): void {
    this.events.set(event.id, event)
    for (const no of event.nos) {
      const list = (this.eventsOf.get(no) ?? []).filter((other) => other.id !== event.id)
      list.push(event)
      this.eventsOf.set(
        no,
        list.sort((a, b) => a.id - b.id),
      )
    }
  }

  /** Takes a question's old row out of the balance and puts the new one in. */
  #weigh(no: number): void {
    const row = this.question(no)
    const answers = (this.answers.get(no) ?? []).filter((answer) => !answer.withdrawn)
    const weight: BalanceRow = {
      state: row.state,
      channel: row.channel,
      answerMode: answers[0]?.mode ?? null,
      cases: (this.cases.get(no) ?? []).filter((one) => one.state !== 'void').length,
      reviewed: row.listedAt !== null,
      part: row.part,
    }
    const old = this.#balanceRows.get(no)
    if (old) this.balance = addToBalance(this.balance, old, -1)
    this.balance = addToBalance(this.balance, weight, 1)
    this.#balanceRows.set(no, weight)
  }
}
