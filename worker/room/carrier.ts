import type { Env } from '../contract/env'
import type { Courier } from '../contract/courier'
import { emptyLoad, type CarryLoad } from '../store/carry-load'
import { countsByLevel } from './ballots'
import type { RoomState } from './state'
import { readAll, tallies, type OutboxKind } from './tables'
import { within } from '../store/patience'

/** The record follows the room after about this long. */
const CARRY_MS = 1_000
const RETRY_MAX_MS = 30_000
/** Rows one load carries; more go with the next one. */
const LOAD_ROWS = 400
/** A record that does not answer for this long counts as away. */
const PATIENCE_MS = 20_000

/**
 * Carries what changed to the record. Rows are named in the outbox by the transaction that changed
 * them; counts need no outbox row: they are those whose number is above the last one carried. Loads
 * are absolute values, so carrying twice does no harm, and what is not confirmed is carried again.
 */
export class Carrier {
  #alarmAt: number | null = null
  #failures = 0

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly env: Env,
    private readonly state: RoomState,
  ) {}

  /** Wakes the room for `at`, unless it wakes earlier anyway. Same turn as the write, so neither is without the other. */
  wake(at: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return
    this.#alarmAt = at
    void this.storage.setAlarm(at)
  }

  changed(now: number): void {
    this.wake(now + CARRY_MS)
  }

  /** The alarm rang; the next one is not set yet. */
  rang(): void {
    this.#alarmAt = null
  }

  get #rehearsing(): boolean {
    return this.state.held && this.state.session.rehearsal !== undefined
  }

  get outbox(): number {
    if (!this.state.held || this.#rehearsing) return 0
    const row = this.state.sql.exec('SELECT count(*) AS n FROM outbox').one()
    return Number(row['n']) + this.#dirtyCounts().length
  }

  /** Carries until nothing is left; throws when the record does not take it. */
  async carryAll(): Promise<void> {
    // Nothing of a rehearsal leaves its room.
    if (this.#rehearsing) return void this.state.sql.exec('DELETE FROM outbox')
    while (await this.#carryOnce());
    this.#failures = 0
  }

  /** Carries, and tries again later when the record is away: nothing is lost meanwhile. */
  async carryOrRetry(now: number): Promise<void> {
    try {
      await this.carryAll()
    } catch {
      this.#failures += 1
      this.wake(now + Math.min(RETRY_MAX_MS, CARRY_MS * 2 ** this.#failures))
    }
  }

  /** One load. Returns whether there may be more. */
  async #carryOnce(): Promise<boolean> {
    const { state } = this
    const marks = state.sql
      .exec('SELECT id, kind, ref FROM outbox ORDER BY id LIMIT ?', LOAD_ROWS)
      .toArray()
    const dirty = this.#dirtyCounts()
    // Counts of one transaction share its number, so they go together.
    const upTo = dirty[LOAD_ROWS - 1]?.countVersion ?? Infinity
    const counts = dirty.filter((row) => row.countVersion <= upTo)
    if (marks.length === 0 && counts.length === 0) return false
    const levels = countsByLevel(
      state,
      counts.map((row) => row.no),
    )
    const load: CarryLoad = {
      ...this.#rows(marks.map((row) => [row['kind'] as OutboxKind, String(row['ref'])])),
      counts: counts.map(({ id, no, countVersion, ...shown }) => ({
        id,
        no,
        ...shown,
        byLevel: levels.get(no) ?? [0, 0, 0, 0],
        countVersion,
      })),
    }
    const last = Number(marks[marks.length - 1]?.['id'] ?? 0)
    const carried = counts[counts.length - 1]?.countVersion ?? 0
    // Read when something is carried: a room serves without it.
    const { carry } = await import('../store/carry')
    const told = await inTime(carry(this.env.DB, load))
    this.storage.transactionSync(() => {
      state.sql.exec('DELETE FROM outbox WHERE id <= ?', last)
      if (carried > 0) state.setMeta('carriedCount', String(carried))
    })
    if (told) await this.#wakeCourier()
    return true
  }

  /** Somebody is to be told now. Where the courier does not hear it, it looks by itself within the hour. */
  async #wakeCourier(): Promise<void> {
    const courier = this.env.COURIER.getByName('portal') as unknown as Courier
    await inTime(courier.wake(Date.now())).catch(() => undefined)
  }

  /** Questions whose count the record does not know, in the order of their numbers. */
  #dirtyCounts() {
    const carried = Number(this.state.getMeta('carriedCount') ?? 0)
    return [...this.state.questions.values()]
      .filter((row) => row.countVersion > carried)
      .map(({ id, no, countVersion, votes, held, verified, apart }) => ({
        id,
        no,
        countVersion,
        votes,
        ...(held !== undefined && { held }),
        ...(verified !== undefined && { verified }),
        ...(apart !== undefined && { apart }),
      }))
      .sort((a, b) => a.countVersion - b.countVersion)
  }

  #rows(marks: [OutboxKind, string][]): CarryLoad {
    const { state } = this
    const named = (kind: OutboxKind) =>
      new Set(marks.filter(([of]) => of === kind).map(([, ref]) => ref))
    const pick = <R>(kind: OutboxKind, all: Iterable<R>, ref: (row: R) => string | number): R[] => {
      const wanted = named(kind)
      return wanted.size === 0 ? [] : [...all].filter((row) => wanted.has(String(ref(row))))
    }
    const load: CarryLoad = {
      ...emptyLoad,
      questions: pick('question', state.questions.values(), (row) => row.no),
      comments: pick('comment', state.comments.values(), (row) => row.no),
      prompts: pick('prompt', state.prompts.values(), (row) => row.no),
      // They carry no number of their own: that of the load keeps one that comes late from undoing a later one.
      answers: pick('answer', [...state.answers.values()].flat(), (row) => row.id).map((row) => ({
        ...row,
        version: state.seq,
      })),
      cases: pick('case', [...state.cases.values()].flat(), (row) => row.id).map((row) => ({
        ...row,
        version: state.seq,
      })),
      revisions: pick('revision', state.revisions, (row) => row.id),
      sealed: pick('sealed', state.sealed.values(), (row) => row.id),
      events: pick('event', state.events.values(), (row) => row.id),
      bursts: pick('burst', state.bursts.values(), (row) => row.id),
      appeals: pick('appeal', state.appeals.values(), (row) => row.no),
      reports: pick('report', state.reports.values(), (row) => row.id),
      lines: pick('line', state.lines.values(), (row) => row.id),
      marks: pick('mark', state.marks.values(), (row) => row.id),
      stagings: pick('staging', state.stagings.values(), (row) => row.id),
      cuts: pick('cut', state.cuts.values(), (row) => row.id),
      tallies: pick('tally', readAll(state.sql, tallies), (row) => row.questionNo),
    }
    if (named('session').size === 0) return load
    const version = Number(state.getMeta('sessionVersion') ?? 0)
    return { ...load, session: { ...state.session, version, epoch: state.epoch } }
  }
}

const inTime = <T>(work: Promise<T>) =>
  within(work, PATIENCE_MS, () => new Error('the record does not answer'))
