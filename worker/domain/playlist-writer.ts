import { RETRY_MS } from '../contract/ingest'
import type { ListEntry, StoredPush } from '../contract/ingest'
import { newClock, place, type Clock } from './playlist-clock'

/**
 * Writes the public playlist out of what encoders push: strictly in order, only what is stored. An encoder's
 * own list is a wish (`wants`), its bytes are uploads; a segment is published when the next wish and its bytes
 * are both here. Encoders begin anew without saying so, under the same names: that is found out by names sent
 * again with other bytes and by lists that go back or jump.
 */

/** Bytes that came, of one run of the encoder. Those of the run to come wait under the next number. */
export interface Upload extends StoredPush {
  run: number
  /** When the same bytes were last sent. */
  seen: number
  /** In the playlist. */
  used: boolean
  /** The init of the run before, for as long as the new one has not come. */
  inherited: boolean
}

/** What an encoder's list named; kept for a while when it is done, to tell a late list from a new run. */
export interface Want extends ListEntry {
  id: number
  run: number
  at: number
  done: boolean
}

/** A segment of the playlist. Never changed, never taken out but by a cut. */
export interface Segment {
  n: number
  run: number
  file: string
  sha: string
  size: number
  us: number
  /** Where it begins by our clock, epoch microseconds. */
  start: number
  disc: boolean
  map: string | null
  /** When it arrived, epoch ms. */
  arrived: number
}

export interface Marks {
  run: number
  lastSeq: number | null
  lastListAt: number
  runSince: number
  /** The next segment begins something new. */
  disc: boolean
  /** The run of the last segment published. */
  lastRun: number | null
  clock: Clock
  restarts: number
  lost: number
  /** When runs began, lately. */
  changes: number[]
  nextWant: number
  nextSegment: number
}

export const newMarks = (): Marks => ({
  run: 1,
  lastSeq: null,
  lastListAt: 0,
  runSince: 0,
  disc: false,
  lastRun: null,
  clock: newClock(),
  restarts: 0,
  lost: 0,
  changes: [],
  nextWant: 1,
  nextSegment: 0,
})

/** What has to be written down after a step. */
export interface Changes {
  uploads: Set<Upload>
  goneUploads: { run: number; name: string }[]
  wants: Set<Want>
  goneWants: number[]
  segments: Segment[]
  /** Files that nobody will ask for. */
  files: string[]
}

const noChanges = (): Changes => ({
  uploads: new Set(),
  goneUploads: [],
  wants: new Set(),
  goneWants: [],
  segments: [],
  files: [],
})

/** Wants that are remembered when they are done. */
const RECENT = 64
/** Wants that are waited for at once. */
const WAITING = 400
/** A date of one and the same entry does not move by more, ms. */
const SAME_DATE_MS = 250
/** Bytes that no list named within this time are of no use. */
const UNNAMED_MS = 10 * 60_000
/** An init sent again so shortly before a run was seen to begin belongs to it. */
const INIT_BEFORE_MS = 30_000
export const MINUTE_MS = 60_000

export class PlaylistWriter {
  readonly marks: Marks
  #changes = noChanges()
  readonly #uploads = new Map<string, Upload>()
  #wants: Want[]

  constructor(marks = newMarks(), uploads: Upload[] = [], wants: Want[] = []) {
    this.marks = marks
    for (const one of uploads) this.#uploads.set(keyOf(one.run, one.name), one)
    this.#wants = wants
  }

  /** What changed since the last time. */
  take(): Changes {
    const changes = this.#changes
    this.#changes = noChanges()
    return changes
  }

  /** Whether a list named this and its bytes are still awaited. */
  awaits(name: string): boolean {
    return this.#wants.some((want) => !want.done && (want.name === name || want.map === name))
  }

  get waiting(): readonly Want[] {
    return this.#wants.filter((want) => !want.done)
  }

  /** When the next wanted segment counts as lost, should newer bytes be here by then. */
  get lostAt(): number | null {
    const first = this.waiting[0]
    return first ? first.at + lossAfter(first) : null
  }

  /** Bytes are stored. False: they were there already. */
  upload(push: StoredPush, now: number): boolean {
    const { run } = this.marks
    const ahead = this.#uploads.get(keyOf(run + 1, push.name))
    if (ahead) {
      if (ahead.sha === push.sha) return this.#again(ahead, push)
      this.#changes.files.push(ahead.file)
      this.#keep(push, run + 1)
      return true
    }
    const known = this.#uploads.get(keyOf(run, push.name))
    if (!known && this.#owedBefore(push.name)) {
      this.#keep(push, run - 1)
      this.flush(now)
      return true
    }
    if (!known || (known.inherited && known.sha !== push.sha)) {
      this.#keep(push, run)
      this.flush(now)
      return true
    }
    const retried = known.kind === 'init' || push.at - known.at <= RETRY_MS
    if (known.sha === push.sha && retried) {
      this.#again(known, push)
      this.flush(now)
      return false
    }
    // The same name with other bytes: an encoder that began anew, or one slip. The second of them tells.
    this.#keep(push, run + 1)
    if (this.#ahead().length > 1) {
      this.#beginRun(now, [])
      this.flush(now)
    }
    return true
  }

  /** An encoder's list. */
  list(entries: readonly ListEntry[], now: number): void {
    const last = entries.at(-1)
    if (!last) return
    const relation = this.#relation(entries, now)
    if (relation === 'late') return this.flush(now)
    if (relation === 'anew') this.#beginRun(now, entries)
    const { marks } = this
    let fresh: readonly ListEntry[] = entries
    if (marks.lastSeq === null) fresh = this.#fromStored(entries)
    else {
      const since = marks.lastSeq
      fresh = entries.filter(({ seq }) => seq > since)
      const missed = (fresh[0]?.seq ?? since + 1) - since - 1
      marks.lost += missed
      if (missed > 0) fresh = fresh.map((entry, i) => (i === 0 ? { ...entry, disc: true } : entry))
      this.#settleAhead(fresh)
    }
    for (const entry of fresh) {
      const id = marks.nextWant++
      this.#want({ ...entry, id, run: marks.run, at: now, done: false })
    }
    // Names without bytes are not waited for without end, however many there are.
    for (const want of this.waiting.slice(0, -WAITING)) this.#giveUp(want)
    marks.lastSeq = last.seq
    marks.lastListAt = now
    this.flush(now)
    this.#trim()
  }

  /** Publishes whatever can be; gives up what will not come. */
  flush(now: number): void {
    for (;;) {
      const [want, ...later] = this.waiting
      if (!want) return
      const bytes = this.#bytesOf(want)
      const map = want.map === null ? null : this.#initOf(want, now)
      if (bytes && map !== undefined) {
        this.#publish(want, bytes, map?.file ?? null)
        continue
      }
      const newer = later.some((one) => this.#bytesOf(one))
      if (!newer || now - want.at < lossAfter(want)) return
      this.#giveUp(want)
    }
  }

  /** Nothing more will come: gives up whatever is still awaited. */
  giveUpAll(): void {
    for (const want of this.waiting) this.#giveUp(want)
  }

  /** The next segment begins something new, whatever the encoder says. */
  cut(): void {
    this.marks.disc = true
  }

  /** Forgets bytes nobody named. */
  tidy(now: number): void {
    const wanted = new Set(this.waiting.map(({ run, name }) => keyOf(run, name)))
    for (const [key, one] of this.#uploads) {
      if (one.used || one.kind === 'init' || now - one.seen < UNNAMED_MS || wanted.has(key))
        continue
      this.#drop(one)
    }
    this.marks.changes = this.marks.changes.filter((at) => now - at < MINUTE_MS)
  }

  // — what belongs to which run —

  #relation(entries: readonly ListEntry[], now: number): 'on' | 'late' | 'anew' {
    const { lastSeq, run } = this.marks
    const [first] = entries
    const last = entries.at(-1)
    if (!first || !last) return 'late'
    const before = () => this.#isOf(entries, run - 1)
    // Where names and dates are those of the run before, bytes that came since tell that it is the new one's.
    if (lastSeq === null) {
      return before() && !entries.some((one) => this.#sent(one)) ? 'late' : 'on'
    }
    const common = this.#common(entries, run)
    if (common.some(([entry, want]) => !sameEntry(entry, want))) return before() ? 'late' : 'anew'
    const ahead = new Set(this.#ahead().map(({ name }) => name))
    if (last.seq > lastSeq) {
      if (first.seq <= lastSeq + 1) return 'on'
      if (before()) return 'late'
      if (ahead.size > 0) return 'anew'
      // So many as could have passed meanwhile were missed; more than that is another numbering.
      const passed = now - this.marks.lastListAt + 2 * lossAfter(first)
      return ((first.seq - lastSeq - 1) * first.us) / 1000 <= passed ? 'on' : 'anew'
    }
    if (common.length === 0) return before() ? 'late' : 'anew'
    // The list says nothing new, but a name in it was sent again with other bytes, and no date contradicts.
    const again = common.some(([{ name, pdt }]) => ahead.has(name) && pdt === null)
    return again ? 'anew' : 'late'
  }

  #common(entries: readonly ListEntry[], run: number): [ListEntry, Want][] {
    const known = new Map(
      this.#wants.filter((want) => want.run === run).map((want) => [want.seq, want]),
    )
    return entries.flatMap((entry): [ListEntry, Want][] => {
      const want = known.get(entry.seq)
      return want ? [[entry, want]] : []
    })
  }

  /** Whether a list is one of that run: its last entry is known from there. */
  #isOf(entries: readonly ListEntry[], run: number): boolean {
    const common = this.#common(entries, run)
    if (common.at(-1)?.[0] !== entries.at(-1)) return false
    return common.every(([entry, want]) => sameEntry(entry, want))
  }

  #sent({ name }: ListEntry): boolean {
    return this.#uploads.has(keyOf(this.marks.run, name))
  }

  /** Of a run's first list: from the first entry whose bytes are here, or the last, whose are on their way. */
  #fromStored(entries: readonly ListEntry[]): readonly ListEntry[] {
    return entries.slice(entries.findIndex((entry) => this.#sent(entry)))
  }

  #ahead(): Upload[] {
    return [...this.#uploads.values()].filter(({ run }) => run > this.marks.run)
  }

  /** The run goes on: a name used again belongs to it where the list names it anew, and was a slip otherwise. */
  #settleAhead(fresh: readonly ListEntry[]): void {
    for (const one of this.#ahead()) {
      const again = fresh.some(({ name }) => name === one.name)
      this.#remove(one)
      if (again) this.#put({ ...one, run: this.marks.run })
      else this.#changes.files.push(one.file)
    }
  }

  #beginRun(now: number, entries: readonly ListEntry[]): void {
    const { marks } = this
    const from = marks.run
    const signal = Math.min(now, ...this.#ahead().map(({ at }) => at))
    const named = new Set(entries.map(({ name }) => name))
    const wanted = new Set(this.#wants.filter(({ run }) => run === from).map(({ name }) => name))
    marks.run += 1
    marks.restarts += 1
    marks.changes = [...marks.changes.filter((at) => now - at < MINUTE_MS), now]
    marks.runSince = signal
    marks.lastSeq = null
    const held = [...this.#uploads.values()]
    for (const one of held) {
      if (one.run < from) {
        // The names of the run before the last are free again.
        if (one.used || one.kind === 'init') this.#remove(one)
        else this.#drop(one)
        continue
      }
      if (one.run !== from || this.#uploads.has(keyOf(marks.run, one.name))) continue
      if (one.kind === 'init') this.#put({ ...one, run: marks.run, inherited: true })
      else if (!one.used && !wanted.has(one.name) && (one.at >= signal || named.has(one.name))) {
        this.#remove(one)
        this.#put({ ...one, run: marks.run })
      }
    }
  }

  // — bytes and wishes —

  /** The run before still waits for this name, and no other does. */
  #owedBefore(name: string): boolean {
    const owed = this.waiting.filter((want) => want.name === name)
    return owed.length > 0 && owed.every(({ run }) => run === this.marks.run - 1)
  }

  #bytesOf(want: Want): Upload | undefined {
    const found = this.#uploads.get(keyOf(want.run, want.name))
    return found?.kind === 'segment' ? found : undefined
  }

  /** The init of a segment; undefined while the new run's own may still come. */
  #initOf(want: Want, now: number): Upload | undefined {
    const found = this.#uploads.get(keyOf(want.run, want.map ?? ''))
    if (found?.kind !== 'init') return undefined
    const own = !found.inherited || found.seen >= this.marks.runSince - INIT_BEFORE_MS
    return own || now - want.at >= lossAfter(want) ? found : undefined
  }

  #publish(want: Want, bytes: Upload, map: string | null): void {
    const { marks } = this
    const disc = marks.disc || want.disc
    const anew = marks.lastRun !== want.run
    const placed = place(marks.clock, { us: want.us, pdt: want.pdt, at: bytes.at }, disc, anew)
    marks.clock = placed.clock
    marks.disc = false
    marks.lastRun = want.run
    this.#changes.segments.push({
      n: marks.nextSegment++,
      run: want.run,
      file: bytes.file,
      sha: bytes.sha,
      size: bytes.size,
      us: want.us,
      start: placed.start,
      disc: placed.disc,
      map,
      arrived: bytes.at,
    })
    this.#put({ ...bytes, used: true })
    this.#want({ ...want, done: true })
  }

  #giveUp(want: Want): void {
    const { marks } = this
    marks.lost += 1
    marks.disc = true
    marks.clock = { ...marks.clock, missed: marks.clock.missed + want.us }
    this.#want({ ...want, done: true })
  }

  #again(known: Upload, push: StoredPush): false {
    this.#put({ ...known, seen: push.at, inherited: false })
    return false
  }

  #keep(push: StoredPush, run: number): void {
    this.#put({ ...push, run, seen: push.at, used: false, inherited: false })
  }

  #put(one: Upload): void {
    const key = keyOf(one.run, one.name)
    const before = this.#uploads.get(key)
    if (before) this.#changes.uploads.delete(before)
    this.#uploads.set(key, one)
    this.#changes.uploads.add(one)
  }

  #remove(one: Upload): void {
    const key = keyOf(one.run, one.name)
    const before = this.#uploads.get(key)
    if (before) this.#changes.uploads.delete(before)
    this.#uploads.delete(key)
    this.#changes.goneUploads.push({ run: one.run, name: one.name })
  }

  #drop(one: Upload): void {
    this.#remove(one)
    this.#changes.files.push(one.file)
  }

  #want(want: Want): void {
    const at = this.#wants.findIndex(({ id }) => id === want.id)
    const before = this.#wants[at]
    if (before) {
      this.#changes.wants.delete(before)
      this.#wants[at] = want
    } else this.#wants.push(want)
    this.#changes.wants.add(want)
  }

  /** Forgets what is done and long ago. */
  #trim(): void {
    const { run } = this.marks
    const kept = new Set<Want>()
    for (const of of [run, run - 1]) {
      const done = this.#wants.filter((want) => want.done && want.run === of)
      for (const want of done.slice(-RECENT)) kept.add(want)
    }
    this.#wants = this.#wants.filter((want) => {
      if (!want.done || kept.has(want)) return true
      this.#changes.wants.delete(want)
      this.#changes.goneWants.push(want.id)
      return false
    })
  }
}

const keyOf = (run: number, name: string) => `${run}/${name}`
/** A segment that has not come twice its own length after it was named will not come. */
const lossAfter = ({ us }: { us: number }) => (2 * us) / 1000

function sameEntry(entry: ListEntry, want: Want): boolean {
  if (entry.name !== want.name) return false
  if (entry.pdt === null || want.pdt === null) return true
  return Math.abs(entry.pdt - want.pdt) <= SAME_DATE_MS
}
