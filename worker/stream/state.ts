import type {
  RoomReport,
  Span,
  StreamKind,
  StreamReport,
  StreamSource,
  StreamState as Phase,
} from '../contract/stream'
import type { SessionState } from '../contract/states'
import { PlaylistWriter, type Segment } from '../domain/playlist-writer'
import { listed, show, showMore, spansOf, targetOf, type Shown } from '../domain/playlist'
import { filmAddress, posterAddress } from '../domain/stream-address'
import { StreamTables } from './tables'

/** The one key that may push. `former`: the one it took the place of, to tell whoever still uses that. */
export interface Key {
  hash: string
  until: number
  former: string | null
}

/** A film in MEDIA, put together from its parts. */
export interface Film {
  id: string
  key: string
  bytes: number
  sha256: string
  /** By its own head; null where that does not say. */
  seconds: number | null
  at: number
  by: string
}

/** What is known of a stream besides its playlist. */
export interface Facts {
  source: StreamSource | null
  key: Key | null
  room: RoomReport | null
  /** From when on the public may see: when the session went live. */
  publicFrom: number | null
  startedAt: number | null
  endedAt: number | null
  /** Nothing is added any more. */
  over: boolean
  interrupted: boolean
  take: number
  target: number
  poster: string | null
  lastPushAt: number | null
  /** The record is to be frozen, or everything to be forgotten. */
  due: 'freeze' | 'forget' | null
  /** What is left of it in the archive. */
  frozen: { spans: Span[]; bytes: number; mediaKey: string | null } | null
  /** The film that was handed in afterwards. */
  film: Film | null
  /** Everything was removed: when, and the digest of what there was. */
  expired: { at: number; digest: string } | null
  /** Version of the report that the room, and the record, have acknowledged. */
  told: number
  kept: number
}

/** A linked film does not say how long it is: longer than any session. */
const UNKNOWN_SECONDS = 24 * 3600

/** Segments that are kept of trials, at most. */
const TRIALS = 200

const noFacts: Facts = {
  source: null,
  key: null,
  room: null,
  publicFrom: null,
  startedAt: null,
  endedAt: null,
  over: false,
  interrupted: false,
  take: 0,
  target: 1,
  poster: null,
  lastPushAt: null,
  due: null,
  frozen: null,
  film: null,
  expired: null,
  told: 0,
  kept: 0,
}

const nothing: StreamReport = {
  version: 0,
  kind: null,
  state: 'none',
  src: null,
  type: null,
  poster: null,
  startedAt: null,
  endedAt: null,
  take: 0,
}

const shownStates: readonly SessionState[] = ['live', 'paused', 'wrapped', 'closed', 'archived']
const overStates: readonly SessionState[] = ['wrapped', 'closed', 'archived', 'cancelled']
export const isShown = (state: SessionState) => shownStates.includes(state)
export const isOver = (state: SessionState) => overStates.includes(state)

/** A stream in memory, as it lies on disk. Changed inside of `change` only. */
export class StreamState {
  readonly tables: StreamTables
  facts: Facts = noFacts
  report: StreamReport = nothing
  writer = new PlaylistWriter()
  segments: Segment[] = []
  /** Grows with whatever a reader could see. */
  edition = 0
  #shown: Shown | null = null
  /** The room's report as it lies on disk. */
  #room: RoomReport | null = null

  constructor(
    private readonly storage: DurableObjectStorage,
    readonly slug: string,
  ) {
    this.tables = new StreamTables(storage.sql)
    this.load()
  }

  lay(): void {
    this.tables.lay()
  }

  load(): void {
    const { tables } = this
    const room = tables.fact<RoomReport>('room')
    this.facts = { ...noFacts, ...tables.fact<Partial<Facts>>('facts'), room }
    this.#room = room
    this.report = tables.fact<StreamReport>('report') ?? nothing
    this.writer = new PlaylistWriter(tables.marks ?? undefined, tables.uploads(), tables.wants())
    this.segments = tables.segments()
    this.#shown = null
    this.edition += 1
  }

  /** What is in the playlist. */
  get shown(): Shown {
    const { facts } = this
    this.#shown ??= show(facts.take, facts.target, listed(this.segments, this.from, this.cuts))
    return this.#shown
  }

  /** What came before the session was live is for the desk alone. */
  get from(): number | null {
    return this.facts.publicFrom
  }

  get cuts() {
    return this.facts.room?.cuts ?? []
  }

  get isCut(): boolean {
    return this.cuts.some(({ until }) => until === null)
  }

  get spans(): Span[] {
    const { source, film, frozen } = this.facts
    if (source?.kind === 'recording') {
      const { startsAt } = source
      if (startsAt === null) return []
      return [{ at: startsAt, media: 0, dur: film?.seconds ?? UNKNOWN_SECONDS }]
    }
    return frozen?.spans ?? spansOf(this.shown.segments)
  }

  get bytes(): number {
    if (this.facts.source?.kind === 'recording') return this.facts.film?.bytes ?? 0
    if (this.facts.frozen) return this.facts.frozen.bytes
    return this.shown.segments.reduce((sum, { size }) => sum + size, 0)
  }

  get lastArrival(): number | null {
    return this.segments.at(-1)?.arrived ?? null
  }

  set(patch: Partial<Facts>): void {
    this.facts = { ...this.facts, ...patch }
  }

  /** What is in the playlist has to be found out anew. */
  redraw(): void {
    this.#shown = null
    this.edition += 1
  }

  /** Does something, and writes down whatever changed by it, or nothing at all. */
  change<T>(now: number, work: () => T): T {
    try {
      return this.storage.transactionSync(() => {
        const value = work()
        this.#publish(now)
        this.#sumUp()
        this.#keepFacts()
        return value
      })
    } catch (error) {
      this.load()
      throw error
    }
  }

  /** What the room said is long and seldom new: it is not written with every segment. */
  #keepFacts(): void {
    const { room, ...facts } = this.facts
    this.tables.setFact('facts', facts)
    if (room === this.#room) return
    this.tables.setFact('room', room)
    this.#room = room
  }

  /** Takes over what the writer did. */
  #publish(now: number): void {
    const changes = this.writer.take()
    this.tables.keep(changes, this.writer.marks, now)
    const more = changes.segments
    if (more.length === 0) return
    this.segments.push(...more)
    if (this.from === null) this.#forgetTrials(now)
    const target = targetOf(more, this.facts.target)
    const seen = this.#shown
    this.set({ target, interrupted: false })
    if (seen) this.#shown = showMore(seen, target, listed(more, this.from, this.cuts))
    this.edition += 1
  }

  /** Of what an encoder sends before the session is live the last minutes are enough, however long it runs. */
  #forgetTrials(now: number): void {
    if (this.segments.length < TRIALS) return
    const old = this.segments.slice(0, -TRIALS / 2)
    for (const { file } of old) this.tables.lose(file, now)
    this.segments = this.segments.slice(old.length)
    this.tables.forgetBefore(this.segments[0]?.n ?? 0)
  }

  /** Brings the report up to date; what it says counts as changed only if it did. */
  #sumUp(): void {
    const first = this.facts.startedAt === null ? this.#firstShown() : undefined
    if (first) this.set({ startedAt: Math.round(first.start / 1000) })
    const found = this.#found()
    const keys = Object.keys(found) as (keyof StreamReport)[]
    const same = (key: keyof StreamReport) =>
      JSON.stringify(found[key]) === JSON.stringify(this.report[key])
    if (keys.every((key) => key === 'version' || same(key))) return
    this.report = { ...found, version: this.report.version + 1 }
    this.tables.setFact('report', this.report)
    this.edition += 1
  }

  #firstShown(): Segment | undefined {
    return listed(this.segments.slice(-1), this.from, []).length > 0
      ? listed(this.segments, this.from, [])[0]
      : undefined
  }

  #found(): StreamReport {
    const { source, poster, endedAt, take, expired } = this.facts
    const state = this.#phase(source?.kind ?? null)
    const found = { version: 0, kind: source?.kind ?? null, state, endedAt, take }
    const about = {
      ...(expired && { expired }),
      poster: poster === null ? null : posterAddress(this.slug, poster),
      startedAt: this.facts.startedAt,
    }
    if (source === null || expired) return { ...found, src: null, type: null, ...about }
    if (source.kind === 'worker') {
      const src = about.startedAt === null ? null : `/live/${this.slug}/index.m3u8`
      return { ...found, src, type: src === null ? null : 'hls', ...about }
    }
    if (source.kind === 'external') return { ...found, src: source.url, type: 'hls', ...about }
    const src = source.url ?? (source.key ? filmAddress(this.slug, source.key) : null)
    return { ...found, src, type: source.type, ...about, startedAt: source.startsAt }
  }

  #phase(kind: StreamKind | null): Phase {
    const { facts } = this
    if (kind === null) return 'none'
    if (facts.frozen) return 'archived'
    if (kind === 'recording' || facts.endedAt !== null) return 'ended'
    if (kind === 'external') return facts.publicFrom === null ? 'ready' : 'live'
    if (facts.startedAt === null) return 'ready'
    return facts.interrupted ? 'interrupted' : 'live'
  }
}
