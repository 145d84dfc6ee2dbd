/** The stream's object is one file: its verbs must be methods of one class, and what they do is elsewhere. */

import type { Env } from '../contract/env'
import type { DemoStream } from '../contract/stream-demo'
import { LATE_MS } from '../contract/ingest'
import type { ListEntry, Origin, Playlist, PlaylistKind, StoredPush } from '../contract/ingest'
import { isRehearsal } from '../contract/rehearsal'
import type { RefusalCode, RefusalFacts, Told } from '../contract/refusals'
import type { RoomReport, Span, StreamHealth, StreamReport, StreamSource } from '../contract/stream'
import type {
  Afterwards,
  FilmDoor,
  FilmPart,
  RecordingList,
  StreamDesk,
  Tried,
} from '../contract/stream-desk'
import {
  deltaPlaylist,
  edgePlaylist,
  emptyPlaylist,
  overlaps,
  wholePlaylist,
  withheldBy,
} from '../domain/playlist'
import { MINUTE_MS, PlaylistWriter } from '../domain/playlist-writer'
import { PortableObject } from '../store/portable'
import { heldSession } from '../store/session-reads'
import { mediaKey } from '../domain/stream-address'
import { deleteMedia, freeze } from './freezing'
import { Pushers } from './pushers'
import { expiresAt, Recordings, type Change } from './recording'
import { isOver, isShown, StreamState } from './state'
import { Telling } from './telling'

const no = (code: RefusalCode, facts: RefusalFacts = {}) => ({ ok: false, code, facts }) as const
const yes = <T>(value: T) => ({ ok: true, value }) as const

/** Without a new segment for so many target durations the picture is interrupted. */
const PATIENCE_TARGETS = 3
/** What was cut out is deleted after this long: by then nobody can take the decision back. */
const DELETE_MS = 15_000
const TIDY_MS = 10 * MINUTE_MS
const AGAIN_MS = 5_000
/** After the end the record is asked so often whether the session is archived, should nobody have said so. */
const ASK_MS = 10 * MINUTE_MS
const BITRATE_MS = 30_000
const EDGE_US = 30_000_000
/** More changes of encoder than this in a minute, and there are two. */
const CHANGES = 3

/** Compares two hashes in a time that tells nothing about either. */
function sameHash(a: string, b: string): boolean {
  let differs = a.length ^ b.length
  for (let i = 0; i < a.length; i += 1) differs |= a.charCodeAt(i) ^ b.charCodeAt(i % b.length)
  return differs === 0
}

/**
 * The single writer of a session's playlist. Rules are in domain/playlist-writer.ts, rows in StreamState, the way
 * to room and record in Telling. What it acknowledged is on disk.
 */
export class SessionStream extends PortableObject implements StreamDesk, Origin, DemoStream {
  readonly #state: StreamState
  readonly #telling: Telling
  readonly #pushers: Pushers
  readonly #recordings: Recordings
  /** Tells texts of this life of the object from those of another. */
  readonly #life = crypto.randomUUID().slice(0, 8)
  #alarmAt: number | null = null
  #tidyAt = 0
  /** The object store did not answer: not before then again. */
  #storeAgainAt = 0
  #askAt: number | null = null

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#state = new StreamState(ctx.storage, ctx.id.name ?? '')
    this.#telling = new Telling(env, this.#state)
    this.#pushers = new Pushers(env.STREAM_PUSHES, env.STREAM_MB)
    const change: Change = (now, work) => this.#change(now, work)
    this.#recordings = new Recordings(ctx.storage, env, this.#state, change)
    // An alarm survives a crash, but not every kind of restart.
    this.#plan(Date.now())
  }

  // — copying and moving the portal —

  protected override readonly porting = {
    kind: 'stream',
    awake: () => {
      this.#state.lay()
      this.#recordings.lay()
      this.#state.load()
      this.#alarmAt = null
      this.#storeAgainAt = 0
      this.#askAt = null
      this.#plan(Date.now())
    },
    settle: () => this.#telling.tell(Date.now()),
    stand: () => {
      const { report, facts } = this.#state
      return { seq: report.version, owes: Math.min(facts.told, facts.kept) < report.version }
    },
    // Room and record are told anew where the picture stands.
    again: () => this.#change(Date.now(), () => this.#state.set({ told: 0, kept: 0 })),
  }

  // — the desk —

  async setSource(source: StreamSource | null, now: number): Promise<Told<StreamReport>> {
    const { facts } = this.#state
    // After the archive a film may take the place of what was pushed, or the other way round.
    const afterwards = source?.kind === 'recording' || source?.kind === 'worker'
    if (facts.expired || (facts.frozen && !afterwards)) return no('NOT_POSSIBLE')
    // Said again it changes nothing: nobody's picture begins anew for that.
    const same = JSON.stringify(source) === JSON.stringify(facts.source)
    const take = facts.source === null || same ? facts.take : facts.take + 1
    return yes(this.#change(now, () => this.#state.set({ source, take })))
  }

  async setKey(hash: string | null, until: number, now: number): Promise<Told<StreamReport>> {
    const { facts } = this.#state
    if (facts.frozen) return no('NOT_POSSIBLE')
    const former = facts.key?.hash ?? null
    const report = this.#change(now, () => {
      const source = facts.source ?? { kind: 'worker' }
      this.#state.set({ key: hash === null ? null : { hash, until, former }, source })
    })
    return yes(report)
  }

  async setPoster(key: string | null, now: number): Promise<StreamReport> {
    const { poster } = this.#state.facts
    const report = this.#change(now, () => this.#state.set({ poster: key }))
    if (poster !== null && poster !== key) await this.env.MEDIA.delete(poster)
    return report
  }

  async report(): Promise<StreamReport> {
    return this.#state.report
  }

  async spans(): Promise<Span[]> {
    return this.#state.spans
  }

  async health(now: number): Promise<StreamHealth> {
    const { facts, report, segments, writer } = this.#state
    const { clock, restarts, lost, changes } = writer.marks
    const late = segments.slice(-60).filter(({ arrived }) => now - arrived < BITRATE_MS)
    const bits = late.reduce((sum, { size }) => sum + size * 8, 0)
    const us = late.reduce((sum, one) => sum + one.us, 0)
    return {
      report,
      keyUntil: facts.key?.until ?? null,
      lastPushAt: facts.lastPushAt,
      lastSegmentAt: this.#state.lastArrival,
      bitrate: us === 0 ? null : Math.round((bits * 1e6) / us),
      segments: segments.length,
      restarts,
      lost,
      skew: clock.offset === null ? null : Math.round(-clock.offset / 1000),
      twoEncoders: changes.filter((at) => now - at < MINUTE_MS).length > CHANGES,
      refusals: this.#pushers.refusals(now),
    }
  }

  // — before and afterwards: recording.ts —

  async source(): Promise<StreamSource | null> {
    return this.#state.facts.source
  }

  async kept(): Promise<{ film: string | null; poster: string | null; gone: boolean }> {
    const { film, poster, expired } = this.#state.facts
    // While the picture is cut nothing of it is given out.
    const shown = !this.#state.isCut
    return {
      film: shown ? (film?.key ?? null) : null,
      poster: shown ? poster : null,
      gone: expired !== null,
    }
  }

  async afterwards(): Promise<Afterwards> {
    return this.#recordings.afterwards()
  }

  async tried(): Promise<Tried> {
    return this.#recordings.tried()
  }

  async markTried(what: 'signal' | 'sound', by: string, now: number): Promise<Tried> {
    return this.#recordings.markTried(what, by, now)
  }

  async upload(): Promise<FilmDoor | null> {
    return this.#recordings.upload()
  }

  async beginFilm(id: string, bytes: number, by: string, now: number): Promise<Told<FilmDoor>> {
    if (this.#state.facts.expired) return no('NOT_POSSIBLE')
    return this.#recordings.beginFilm(id, bytes, by, now)
  }

  async filmPart(id: string, part: number, stored: FilmPart): Promise<Told<FilmDoor>> {
    return this.#recordings.filmPart(id, part, stored)
  }

  async finishFilm(id: string, startsAt: number | null, now: number): Promise<Told<StreamReport>> {
    return this.#recordings.finishFilm(id, startsAt, now)
  }

  async dropFilm(now: number): Promise<Told<null>> {
    return this.#recordings.dropFilm(now)
  }

  async recording(): Promise<RecordingList> {
    return this.#recordings.list()
  }

  async has(key: string): Promise<boolean> {
    const { files, lists } = await this.#recordings.list()
    return [...files, ...lists].some((file) => file.key === key)
  }

  async expire(
    why: 'time' | 'moved',
    digest: string | null,
    now: number,
  ): Promise<Told<StreamReport>> {
    return this.#recordings.expire(why, digest, now)
  }

  // — the room —

  async follow(room: RoomReport, now: number): Promise<StreamReport> {
    const { facts } = this.#state
    if (facts.room && room.seq < facts.room.seq) return this.#state.report
    // What is frozen can only be taken off the page, and put back.
    if (facts.frozen) {
      return this.#change(now, () => {
        this.#state.set({ room })
        this.#state.redraw()
      })
    }
    return this.#change(now, () => {
      this.#followCuts(room, now)
      this.#state.set({ room })
      this.#followLife(room, now)
      this.#state.redraw()
    })
  }

  /** After a cut players begin anew; what is to stay out goes for good a little later. */
  #followCuts(room: RoomReport, now: number): void {
    const state = this.#state
    const out = (cuts: RoomReport['cuts']) =>
      cuts.filter((cut) => cut.until !== null && cut.keepOut)
    const said = (cuts: RoomReport['cuts']) =>
      JSON.stringify(out(cuts).map(({ from, until }) => [from, until]))
    const isCut = room.cuts.some(({ until }) => until === null)
    const known = new Set(state.cuts.filter(({ until }) => until !== null).map(({ id }) => id))
    const resumed = room.cuts.some(({ id, until }) => until !== null && !known.has(id))
    const lifted = state.isCut && !isCut
    // Without a picture there is nothing to begin anew.
    const picture = state.facts.source !== null
    if (picture && (resumed || lifted || said(room.cuts) !== said(state.cuts))) {
      state.set({ take: state.facts.take + 1 })
      if (!isCut) state.writer.cut()
    }
    const gone = (cuts: RoomReport['cuts']) =>
      state.segments.filter((one) => out(cuts).some((cut) => overlaps(one, cut.from, cut.until)))
    const going = new Set(gone(room.cuts).map(({ file }) => file))
    for (const { file } of gone(state.cuts)) if (!going.has(file)) state.tables.regain(file)
    for (const file of going) state.tables.lose(file, now + DELETE_MS)
  }

  /** The picture begins and ends with its session. */
  #followLife(room: RoomReport, now: number): void {
    const state = this.#state
    const { facts } = state
    if (facts.publicFrom === null && isShown(room.state)) state.set({ publicFrom: now })
    if (!isOver(room.state)) {
      if (facts.endedAt !== null) state.set({ endedAt: null, over: false, take: facts.take + 1 })
      return
    }
    if (facts.endedAt === null && facts.source !== null) state.set({ endedAt: now })
    this.#finish(now)
    if (room.state === 'archived') state.set({ due: 'freeze' })
    if (room.state === 'cancelled') state.set({ due: 'forget' })
  }

  /** Closes the playlist once nothing is awaited, or nobody waits any longer. */
  #finish(now: number): void {
    const { facts, writer } = this.#state
    if (facts.endedAt === null || facts.over) return
    if (writer.waiting.length > 0 && now < facts.endedAt + LATE_MS) return
    writer.giveUpAll()
    this.#state.set({ over: true })
    this.#state.redraw()
  }

  // — the encoder —

  async admit(keyHash: string | null, name: string, now: number): Promise<Told<number>> {
    const code = this.#refusalOf(keyHash, name, now)
    const ticket = code === null ? this.#pushers.take(now) : null
    if (ticket !== null) return yes(ticket)
    const refusal = code ?? 'PUSH_TOO_FAST'
    // Whoever has no key may be anybody: what they call their files is not repeated.
    const stranger = refusal === 'PUSH_NO_KEY' || refusal === 'PUSH_KEY'
    this.#pushers.refused(refusal, stranger ? undefined : name, now)
    return no(refusal, refusal === 'PUSH_TOO_FAST' ? { retryAfter: 1 } : {})
  }

  #refusalOf(keyHash: string | null, name: string, now: number): RefusalCode | null {
    const { facts, writer } = this.#state
    const { key, endedAt } = facts
    if (keyHash === null) return 'PUSH_NO_KEY'
    if (key?.former && sameHash(keyHash, key.former)) return 'PUSH_KEY_OVER'
    if (!key || !sameHash(keyHash, key.hash)) return 'PUSH_KEY'
    if (facts.frozen) return 'PUSH_OVER'
    if (endedAt !== null) {
      return now < endedAt + LATE_MS && writer.awaits(name) ? null : 'PUSH_OVER'
    }
    return now < key.until ? null : 'PUSH_KEY_OVER'
  }

  async stored(
    ticket: number,
    keyHash: string,
    push: StoredPush,
    now: number,
  ): Promise<Told<boolean>> {
    this.#pushers.done(ticket, push.size)
    const code = this.#refusalOf(keyHash, push.name, now)
    if (code) {
      this.#pushers.refused(code, push.name, now)
      return no(code)
    }
    const { writer } = this.#state
    let kept = false
    this.#change(now, () => {
      this.#state.set({ lastPushAt: now })
      kept = writer.upload(push, now)
      this.#finish(now)
    })
    return yes(kept)
  }

  async listed(
    ticket: number,
    keyHash: string,
    list: ListEntry[],
    now: number,
  ): Promise<Told<null>> {
    this.#pushers.done(ticket)
    const code = this.#refusalOf(keyHash, '', now)
    if (code) {
      this.#pushers.refused(code, undefined, now)
      return no(code)
    }
    const { writer } = this.#state
    this.#change(now, () => {
      this.#state.set({ lastPushAt: now })
      writer.list(list, now)
      if (now < this.#tidyAt) return
      this.#tidyAt = now + TIDY_MS
      writer.tidy(now)
    })
    return yes(null)
  }

  async refuse(ticket: number, code: RefusalCode, name: string, now: number): Promise<void> {
    this.#pushers.done(ticket)
    this.#pushers.refused(code, name, now)
  }

  // — readers —

  async playlist(kind: PlaylistKind, mark: string | null): Promise<Playlist> {
    const { facts, cuts, segments, edition } = this.#state
    const found = {
      mark: `${this.#life}.${edition}`,
      withheld: withheldBy(segments, cuts),
      state: this.#visible(kind),
    }
    if (found.state === 'none' || found.state === 'frozen' || found.mark === mark) return found
    const now = Date.now()
    if (kind === 'preview') {
      return { ...found, text: edgePlaylist(segments, facts.target, EDGE_US) }
    }
    if (this.#state.isCut) return { ...found, text: emptyPlaylist(facts.take, facts.target) }
    const { shown } = this.#state
    const stagings = facts.room?.stagings ?? []
    const text =
      kind === 'delta' && !facts.over
        ? deltaPlaylist(shown, stagings, now)
        : wholePlaylist(shown, stagings, facts.over)
    return { ...found, text }
  }

  #visible(kind: PlaylistKind): Playlist['state'] {
    const { facts, segments } = this.#state
    if (facts.frozen) return facts.frozen.mediaKey === null || this.#state.isCut ? 'none' : 'frozen'
    if (facts.source?.kind !== 'worker') return 'none'
    if (kind === 'preview') return segments.length === 0 ? 'none' : 'open'
    if (facts.startedAt === null) return 'none'
    return facts.over ? 'over' : 'open'
  }

  // — the end —

  async forget(now: number): Promise<void> {
    const { facts, segments } = this.#state
    // Most rehearsals have no picture.
    const none = facts.source === null && facts.poster === null && segments.length === 0
    if (none && facts.due === null) return
    await this.#recordings.forget()
    await deleteMedia(this.env.MEDIA, this.#state.slug)
    this.#change(now, () => {
      this.#state.tables.empty()
      this.#state.set({ source: null, key: null, film: null, poster: null, startedAt: null })
      this.#state.set({ due: null, endedAt: facts.endedAt ?? now, over: true })
    })
    this.#state.load()
  }

  // — a demonstration, whose evenings are moved in time —

  async beginAgain(from: number, now: number): Promise<void> {
    const state = this.#state
    await deleteMedia(this.env.MEDIA, state.slug)
    this.#change(now, () => {
      state.tables.empty()
      state.writer = new PlaylistWriter()
      state.set({ publicFrom: from, startedAt: null, endedAt: null, over: false })
      state.set({ interrupted: false, frozen: null, due: null, take: state.facts.take + 1 })
    })
    state.load()
  }

  async endAt(at: number, now: number): Promise<void> {
    this.#change(now, () => {
      this.#state.set({ endedAt: at })
      this.#finish(now)
    })
    // Whoever archives the session next looks for it in the record.
    await this.#telling.tell(now)
  }

  // — the alarm: one for everything —

  #change(now: number, work: () => void): StreamReport {
    this.#state.change(now, work)
    this.#plan(now)
    return this.#state.report
  }

  /** Wakes the object for whatever is due next, unless it wakes earlier anyway. */
  #plan(now: number): void {
    const { facts, writer, lastArrival, tables } = this.#state
    const times = [
      this.#telling.at,
      facts.due === 'forget' || (facts.due === 'freeze' && facts.over) ? now : null,
      facts.endedAt !== null && !facts.over ? facts.endedAt + LATE_MS : null,
      writer.lostAt !== null && writer.lostAt > now ? writer.lostAt : null,
      this.#interruptedAt(lastArrival),
      this.#askingAt(now),
      tables.nextDue(),
      this.#expiresAt(),
    ].filter((at) => at !== null)
    if (times.length === 0) return
    this.#wake(Math.max(now + 1, this.#storeAgainAt, Math.min(...times)))
  }

  #wake(at: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return
    this.#alarmAt = at
    void this.ctx.storage.setAlarm(at)
  }

  /** When the recording goes; a removal that was begun goes on at once. */
  #expiresAt(): number | null {
    if (this.#recordings.ending()) return 0
    const { state } = this.#state.report
    return state === 'ended' || state === 'archived' ? expiresAt(this.env, this.#state) : null
  }

  async #expireDue(now: number): Promise<void> {
    const at = this.#expiresAt()
    if (at !== null && at <= now) await this.#recordings.expire('time', null, now)
  }

  #interruptedAt(lastArrival: number | null): number | null {
    const { facts } = this.#state
    if (lastArrival === null || facts.interrupted || facts.endedAt !== null) return null
    return lastArrival + PATIENCE_TARGETS * facts.target * 1000
  }

  /** Once it has ended, and until it is frozen. */
  #askingAt(now: number): number | null {
    const { facts, slug } = this.#state
    const waits = facts.over && facts.due === null && !facts.frozen && facts.room !== null
    if (!waits || isRehearsal(slug)) return null
    this.#askAt ??= now + ASK_MS
    return this.#askAt
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = null
    await this.tick(Date.now())
  }

  /** Does whatever is due by now. */
  async tick(now: number): Promise<void> {
    const state = this.#state
    state.change(now, () => {
      state.writer.flush(now)
      const due = this.#interruptedAt(state.lastArrival)
      if (due !== null && due <= now) state.set({ interrupted: true })
      this.#finish(now)
    })
    try {
      await this.#deleteDue(now)
      await this.#expireDue(now)
      if (state.facts.due === 'forget') await this.forget(now)
      if (state.facts.due === 'freeze' && state.facts.over) await freeze(this.env, state, now)
    } catch {
      // Nothing is lost meanwhile.
      this.#storeAgainAt = now + AGAIN_MS
    }
    await this.#askRecord(now)
    await this.#telling.tell(now)
    this.#plan(now)
  }

  /** A session leaves its room when it is archived, and the room may not have had the time to say so. */
  async #askRecord(now: number): Promise<void> {
    const { facts } = this.#state
    if (this.#askAt === null || now < this.#askAt || !facts.room) return
    this.#askAt = now + ASK_MS
    const held = await heldSession(this.env.DB, facts.room.sessionId).catch(() => null)
    if (held?.authority !== 'record') return
    const due = held.session.state === 'cancelled' ? 'forget' : 'freeze'
    this.#state.change(now, () => this.#state.set({ due }))
  }

  async #deleteDue(now: number): Promise<void> {
    const { slug, tables } = this.#state
    for (;;) {
      const files = tables.due(now)
      if (files.length === 0) return
      await this.env.MEDIA.delete(files.map((file) => mediaKey(slug, file)))
      this.#state.change(now, () => {
        for (const file of files) tables.regain(file)
      })
    }
  }
}
