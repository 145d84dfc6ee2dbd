import { createHash } from 'node:crypto'
import type { Notary } from '../contract/audit'
import type { Env } from '../contract/env'
import type { RefusalCode, RefusalFacts, Told } from '../contract/refusals'
import type { StreamReport } from '../contract/stream'
import {
  FILM_MAX_GB,
  FILM_PART_BYTES,
  FILM_UPLOAD_MS,
  type Afterwards,
  type FilmDoor,
  type FilmPart,
  type RecordingFile,
  type RecordingList,
  type Tried,
} from '../contract/stream-desk'
import { boxHead, movieSeconds } from '../domain/fmp4'
import type { Segment } from '../domain/playlist-writer'
import { DAY_MS } from '../domain/shanghai'
import { filesKey, mediaKey } from '../domain/stream-address'
import { deleteMedia } from './freezing'
import type { StreamState } from './state'

/**
 * What a session's stream keeps besides its playlist: the film handed in afterwards, who tried the picture out,
 * and the end of the recording when its time has come.
 */

const ddl = [
  // Small facts by name, as JSON.
  'CREATE TABLE IF NOT EXISTS desk_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS film_uploads (id TEXT PRIMARY KEY, key TEXT NOT NULL, upload_id TEXT NOT NULL,
    bytes INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS film_parts (id TEXT NOT NULL, no INTEGER NOT NULL, etag TEXT NOT NULL,
    sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (id, no)) WITHOUT ROWID`,
]

/** A segment as the playlist has it, also once it is frozen. */
type Piece = Pick<Segment, 'n' | 'file' | 'sha' | 'size' | 'us' | 'disc' | 'map'>

/** What is being removed: written down first, so that whoever is interrupted goes on with the same. */
interface Ending {
  at: number
  why: 'time' | 'moved'
  digest: string
  files: number
  bytes: number
  noted: boolean
}

const no = (code: RefusalCode, facts: RefusalFacts = {}) => ({ ok: false, code, facts }) as const

/** One digest over many, in their order: what `sha256sum` says of a file with one of them on each line. */
export function digestOver(digests: readonly string[]): string {
  const hash = createHash('sha256')
  for (const digest of digests) hash.update(`${digest}\n`)
  return hash.digest('hex')
}

/** What there is of a recording, with the one digest over it. */
export function listOf(files: RecordingFile[], lists: RecordingFile[] = []): RecordingList {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return { files, lists, bytes, digest: digestOver(files.map(({ sha256 }) => sha256)) }
}

/** How the stream's own facts are changed: in one transaction, told afterwards. */
export type Change = (now: number, work: () => void) => StreamReport

export class Recordings {
  readonly #sql: SqlStorage

  constructor(
    storage: DurableObjectStorage,
    private readonly env: Env,
    private readonly state: StreamState,
    private readonly change: Change,
  ) {
    this.#sql = storage.sql
    this.lay()
  }

  lay(): void {
    for (const line of ddl) this.#sql.exec(line)
  }

  #fact<T>(name: string): T | null {
    const row = this.#sql.exec('SELECT value FROM desk_facts WHERE name = ?', name).toArray()[0]
    return row ? (JSON.parse(row['value'] as string) as T) : null
  }

  #keep(name: string, value: unknown): void {
    if (value === null) this.#sql.exec('DELETE FROM desk_facts WHERE name = ?', name)
    else {
      const json = JSON.stringify(value)
      this.#sql.exec('INSERT OR REPLACE INTO desk_facts (name, value) VALUES (?, ?)', name, json)
    }
  }

  tried(): Tried {
    return this.#fact<Tried>('tried') ?? { signalAt: null, soundAt: null, by: null }
  }

  markTried(what: 'signal' | 'sound', by: string, now: number): Tried {
    const tried = { ...this.tried(), [what === 'signal' ? 'signalAt' : 'soundAt']: now, by }
    this.#keep('tried', tried)
    return tried
  }

  upload(): FilmDoor | null {
    const row = this.#sql.exec('SELECT * FROM film_uploads').toArray()[0]
    if (!row) return null
    const id = row['id'] as string
    const parts = this.#sql
      .exec('SELECT no, sha256 FROM film_parts WHERE id = ? ORDER BY no', id)
      .toArray()
      .map((part) => ({ no: Number(part['no']), sha256: part['sha256'] as string }))
    return {
      id,
      key: row['key'] as string,
      uploadId: row['upload_id'] as string,
      bytes: Number(row['bytes']),
      partBytes: FILM_PART_BYTES,
      parts,
      at: Number(row['at']),
      by: row['by'] as string,
    }
  }

  /** The largest film that is taken. */
  #mostBytes(): number {
    const most = Number(this.env.FILM_MAX_GB || FILM_MAX_GB)
    return (Number.isFinite(most) && most > 0 ? most : FILM_MAX_GB) * 1024 ** 3
  }

  async beginFilm(id: string, bytes: number, by: string, now: number): Promise<Told<FilmDoor>> {
    if (!Number.isSafeInteger(bytes) || bytes < 1) return no('INVALID', { field: 'bytes' })
    if (bytes > this.#mostBytes()) return no('BODY_TOO_LARGE')
    const before = this.upload()
    if (before && before.bytes === bytes && now - before.at < FILM_UPLOAD_MS) {
      return { ok: true, value: before }
    }
    if (before) await this.dropUpload()
    const key = `film/${id}.mp4`
    const { uploadId } = await this.env.MEDIA.createMultipartUpload(key, {
      httpMetadata: { contentType: 'video/mp4' },
    })
    // Of two who begin at once the second finds the first one's.
    const meanwhile = this.upload()
    if (meanwhile) {
      await this.env.MEDIA.resumeMultipartUpload(key, uploadId).abort()
      return { ok: true, value: meanwhile }
    }
    this.#sql.exec(
      'INSERT INTO film_uploads (id, key, upload_id, bytes, at, by) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      key,
      uploadId,
      bytes,
      now,
      by,
    )
    return { ok: true, value: this.upload() as FilmDoor }
  }

  /** How many parts a film of that length comes in. */
  static partsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / FILM_PART_BYTES))

  filmPart(id: string, part: number, stored: FilmPart): Told<FilmDoor> {
    const upload = this.upload()
    if (upload?.id !== id) return no('NOT_FOUND')
    const count = Recordings.partsOf(upload.bytes)
    if (part < 1 || part > count) return no('INVALID', { field: 'part' })
    const whole = part < count ? FILM_PART_BYTES : upload.bytes - (count - 1) * FILM_PART_BYTES
    if (stored.bytes !== whole) return no('FILM_PART')
    this.#sql.exec(
      'INSERT OR REPLACE INTO film_parts (id, no, etag, sha256, bytes) VALUES (?, ?, ?, ?, ?)',
      id,
      part,
      stored.etag,
      stored.sha256,
      stored.bytes,
    )
    return { ok: true, value: this.upload() as FilmDoor }
  }

  /** Puts the parts together and makes it the picture. Said again after a fault in the middle, it goes on where it was. */
  async finishFilm(id: string, startsAt: number | null, now: number): Promise<Told<StreamReport>> {
    const { state } = this
    const { film: before, expired } = state.facts
    if (before?.id === id) return { ok: true, value: state.report }
    const upload = this.upload()
    if (upload?.id !== id) return no('NOT_FOUND')
    if (expired) return no('NOT_POSSIBLE')
    const rows = this.#sql
      .exec('SELECT no, etag, sha256 FROM film_parts WHERE id = ? ORDER BY no', id)
      .toArray()
    if (rows.length !== Recordings.partsOf(upload.bytes)) return no('FILM_PART')
    const { key, uploadId, bytes } = upload
    const parts = rows.map((row) => ({
      partNumber: Number(row['no']),
      etag: row['etag'] as string,
    }))
    if ((await this.env.MEDIA.head(key))?.size !== bytes) {
      try {
        await this.env.MEDIA.resumeMultipartUpload(key, uploadId).complete(parts)
      } catch {
        // The store knows the upload no more, or other parts of it: it has to come anew.
        await this.dropUpload()
        return no('FILM_PART')
      }
    }
    const sha256 = digestOver(rows.map((row) => row['sha256'] as string))
    const seconds = await filmSeconds(this.env.MEDIA, key, bytes)
    const { by } = upload
    const report = this.change(now, () => {
      this.#forgetUpload()
      state.set({
        film: { id, key, bytes, sha256, seconds, at: now, by },
        source: { kind: 'recording', key, type: 'mp4', startsAt },
        take: state.facts.take + 1,
      })
    })
    if (before) await this.env.MEDIA.delete(before.key)
    return { ok: true, value: report }
  }

  #forgetUpload(): void {
    this.#sql.exec('DELETE FROM film_uploads')
    this.#sql.exec('DELETE FROM film_parts')
  }

  /** Gives up a film on its way. */
  async dropUpload(): Promise<void> {
    const upload = this.upload()
    if (!upload) return
    this.#forgetUpload()
    // What the store forgot by itself is just as well.
    await this.env.MEDIA.resumeMultipartUpload(upload.key, upload.uploadId)
      .abort()
      .catch(() => undefined)
  }

  /** Takes the film away, and whatever is on its way: what was pushed is the picture again. */
  async dropFilm(now: number): Promise<Told<null>> {
    await this.dropUpload()
    const { state } = this
    const { film, source } = state.facts
    if (film || source?.kind === 'recording') {
      const pushed = state.facts.startedAt !== null
      this.change(now, () =>
        state.set({
          film: null,
          source: pushed ? { kind: 'worker' } : null,
          take: state.facts.take + 1,
        }),
      )
    }
    if (film) await this.env.MEDIA.delete(film.key)
    return { ok: true, value: null }
  }

  /** Deletes film and poster from the object store, and gives up what is on its way. */
  async forget(): Promise<void> {
    await this.dropUpload()
    const { film, poster } = this.state.facts
    const keys = [film?.key, poster].filter((key) => typeof key === 'string')
    if (keys.length > 0) await this.env.MEDIA.delete(keys)
  }

  afterwards(): Afterwards {
    const { film, expired } = this.state.facts
    return {
      film: film && { bytes: film.bytes },
      upload: this.upload(),
      expiresAt: expiresAt(this.env, this.state),
      gone: expired,
    }
  }

  /** Every file the public may have, in the order it is played; and what goes along with them. */
  async list(): Promise<RecordingList> {
    const { facts, slug } = this.state
    const { film, poster, frozen } = facts
    const pieces = await this.#pieces()
    const maps = [...new Set(pieces.flatMap(({ map }) => (map === null ? [] : [map])))]
    const inits = await Promise.all(maps.map((map) => this.#stored(mediaKey(slug, map), 'init')))
    let media = 0
    const segments = pieces.map((piece, i): RecordingFile => {
      const before = pieces[i - 1]
      const dur = piece.us / 1e6
      const file: RecordingFile = {
        key: mediaKey(slug, piece.file),
        kind: 'segment',
        bytes: piece.size,
        sha256: piece.sha,
        media: Math.round(media * 1000) / 1000,
        dur,
      }
      if (before && (piece.disc || piece.n !== before.n + 1)) file.gap = true
      if (piece.map !== null) file.map = mediaKey(slug, piece.map)
      media += dur
      return file
    })
    const films: RecordingFile[] = film
      ? [{ key: film.key, kind: 'film', bytes: film.bytes, sha256: film.sha256 }]
      : []
    const besides = [
      ...(poster === null ? [] : [this.#stored(poster, 'poster')]),
      ...(frozen?.mediaKey
        ? [frozen.mediaKey, filesKey(slug)].map((key) => this.#stored(key, 'list'))
        : []),
    ]
    const known = (file: RecordingFile | null) => (file ? [file] : [])
    return listOf(
      [...inits.flatMap(known), ...segments, ...films],
      (await Promise.all(besides)).flatMap(known),
    )
  }

  async #pieces(): Promise<Piece[]> {
    const { facts, shown, slug } = this.state
    if (!facts.frozen) return [...shown.segments]
    if (facts.frozen.mediaKey === null) return []
    const files = await this.env.MEDIA.get(filesKey(slug))
    return files ? files.json<Piece[]>() : []
  }

  /** A file as the object store knows it; its digest is there if it was told on the way in. */
  async #stored(key: string, kind: RecordingFile['kind']): Promise<RecordingFile | null> {
    const head = await this.env.MEDIA.head(key)
    if (!head) return null
    const told = head.checksums.toJSON().sha256
    if (told !== undefined) return { key, kind, bytes: head.size, sha256: told }
    const bytes = new Uint8Array((await (await this.env.MEDIA.get(key))?.arrayBuffer()) ?? [])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { key, kind, bytes: head.size, sha256 }
  }

  /** A removal that was begun and not finished. */
  ending(): Ending | null {
    return this.#fact<Ending>('ending')
  }

  /**
   * Removes everything there is, for good: what and how much is written down and chained first, so that nothing
   * ever goes in silence; then it goes. Said again, it goes on where it was.
   */
  async expire(
    why: Ending['why'],
    digest: string | null,
    now: number,
  ): Promise<Told<StreamReport>> {
    const { state } = this
    if (state.facts.expired) {
      const same = digest === null || digest === state.facts.expired.digest
      return same ? { ok: true, value: state.report } : no('CONFLICT')
    }
    const { state: phase } = state.report
    if (phase !== 'ended' && phase !== 'archived') return no('NOT_POSSIBLE')
    const ending = this.ending() ?? (await this.#endingOf(why, now))
    if (digest !== null && digest !== ending.digest) return no('CONFLICT')
    this.#keep('ending', ending)
    await this.#note(ending, now)
    await this.forget()
    const { spans } = state
    const { frozen } = state.facts
    await deleteMedia(this.env.MEDIA, state.slug)
    const report = this.change(now, () => {
      this.#keep('ending', null)
      state.tables.empty()
      state.set({
        film: null,
        poster: null,
        key: null,
        due: null,
        over: true,
        expired: { at: ending.at, digest: ending.digest },
        // Where each question stood is still told; nothing can be added to it any more.
        frozen: { spans: frozen?.spans ?? spans, bytes: 0, mediaKey: null },
      })
    })
    state.load()
    return { ok: true, value: report }
  }

  async #endingOf(why: Ending['why'], now: number): Promise<Ending> {
    const { files, bytes, digest } = await this.list()
    return { at: now, why, digest, files: files.length, bytes, noted: false }
  }

  async #note(ending: Ending, now: number): Promise<void> {
    if (ending.noted) return
    const { noted: _noted, at: _at, ...facts } = ending
    const who = ending.why === 'time' ? 'system' : 'operator'
    const notary = this.env.NOTARY.getByName('portal') as unknown as Notary
    const about = [{ kind: 'session', key: `session:${this.state.slug}` }]
    await notary.note({ actor: who, role: who, act: 'remove_recording', about, facts }, now)
    this.#keep('ending', { ...ending, noted: true })
  }
}

/** When a recording has to go; null: never, or there is none. Counted from the end, or from when a film came. */
export function expiresAt(env: Pick<Env, 'RECORDING_DAYS'>, state: StreamState): number | null {
  const { endedAt, film, expired, frozen } = state.facts
  const days = Number(env.RECORDING_DAYS || 0)
  const since = Math.max(endedAt ?? 0, film?.at ?? 0)
  const pushed = frozen ? frozen.mediaKey !== null : state.shown.segments.length > 0
  if (expired || !(film || pushed) || !Number.isFinite(days) || days <= 0 || since === 0)
    return null
  return since + days * DAY_MS
}

/** How many boxes are looked past for the one that says how long a film is. */
const BOXES = 40
const HEAD_BYTES = 16
const MOOV_BYTES = 64 * 1024

/** Length of a film, by its own head; null where it does not say. */
async function filmSeconds(media: R2Bucket, key: string, bytes: number): Promise<number | null> {
  let at = 0
  for (let box = 0; box < BOXES && at + HEAD_BYTES <= bytes; box++) {
    const found = await media.get(key, { range: { offset: at, length: HEAD_BYTES } })
    if (!found) return null
    const head = boxHead(new Uint8Array(await found.arrayBuffer()))
    if (!head) return null
    if (head.type === 'moov') {
      const length = Math.min(MOOV_BYTES, bytes - at)
      const moov = await media.get(key, { range: { offset: at, length } })
      return moov ? movieSeconds(new Uint8Array(await moov.arrayBuffer())) : null
    }
    at += head.size
  }
  return null
}
