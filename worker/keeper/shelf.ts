import { DUMP_BLOBS, DUMPS } from '../contract/keeper'
import { Refusal } from '../contract/refusals'
import { joined } from '../domain/bytes'
import { blobName } from '../domain/dump-nights'
import { sha256Of } from '../store/port-files'

/** What the keeper remembers of the bucket dumps lie in, so that no byte is read or written twice. */

/** R2 lists so many at once. */
const LIST = 1_000
/** An object above this is copied in parts of it, none of which is held in memory. */
const COPY_BYTES = 256 * 1024 * 1024

const ddl = `
CREATE TABLE IF NOT EXISTS blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, seen TEXT NOT NULL, used TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS digests (bucket TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL, sha256 TEXT NOT NULL, used TEXT NOT NULL, PRIMARY KEY (bucket, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rest (i INTEGER PRIMARY KEY, bytes BLOB NOT NULL)`

export class Shelf {
  constructor(
    private readonly sql: SqlStorage,
    private readonly bucket: R2Bucket,
    private readonly day: string,
  ) {
    sql.exec(ddl)
  }

  /** Believes nothing of what it remembers to lie there. */
  lookAnew(): void {
    this.sql.exec("UPDATE blobs SET seen = ''")
  }

  /** Looks at the objects that lie there, a page at a time; where to go on, or null at the end. */
  async lookOn(cursor: string | null): Promise<string | null> {
    const found = await this.bucket.list({
      prefix: DUMP_BLOBS,
      limit: LIST,
      ...(cursor !== null && { startAfter: cursor }),
    })
    for (const { key, size } of found.objects) {
      const sha256 = key.slice(key.lastIndexOf('/') + 1)
      this.sql.exec(
        `INSERT INTO blobs (sha256, size, seen, used) VALUES (?1, ?2, ?3, ?3)
         ON CONFLICT (sha256) DO UPDATE SET size = ?2, seen = ?3`,
        sha256,
        size,
        this.day,
      )
    }
    if (found.truncated) return found.objects.at(-1)?.key ?? null
    // Somebody took it away.
    this.sql.exec('DELETE FROM blobs WHERE seen <> ?', this.day)
    return null
  }

  /** The digest of an object of the portal: read once for every time it was written. */
  readonly digestOf = async (
    name: 'files' | 'media',
    from: R2Bucket,
    { key, version }: R2Object,
  ): Promise<string | null> => {
    const [known] = this.sql
      .exec<{ sha256: string }>(
        `UPDATE digests SET used = ? WHERE bucket = ? AND key = ? AND version = ? RETURNING sha256`,
        this.day,
        name,
        key,
        version,
      )
      .toArray()
    if (known) return known.sha256
    const sha256 = await sha256Of(from, key)
    if (sha256 !== null) {
      this.sql.exec(
        'INSERT OR REPLACE INTO digests (bucket, key, version, sha256, used) VALUES (?, ?, ?, ?, ?)',
        name,
        key,
        version,
        sha256,
        this.day,
      )
    }
    return sha256
  }

  /** Puts the bytes of an object beside the dumps, where they do not lie yet. Bytes copied. */
  async put(from: R2Bucket, key: string, sha256: string, size: number): Promise<number> {
    const place = DUMP_BLOBS + blobName(sha256)
    const [known] = this.sql
      .exec<{ size: number }>('SELECT size FROM blobs WHERE sha256 = ?', sha256)
      .toArray()
    if (known?.size === size) {
      this.sql.exec('UPDATE blobs SET used = ? WHERE sha256 = ?', this.day, sha256)
      return 0
    }
    await this.#copy(from, key, place, sha256, size)
    this.sql.exec(
      'INSERT OR REPLACE INTO blobs (sha256, size, seen, used) VALUES (?1, ?2, ?3, ?3)',
      sha256,
      size,
      this.day,
    )
    return size
  }

  async #copy(from: R2Bucket, key: string, place: string, sha256: string, size: number) {
    // It changed or went since it was listed: the whole list is of another moment.
    const moved = () => new Refusal('DUMP_AGAIN')
    if (size <= COPY_BYTES) {
      const found = await from.get(key)
      if (!found || found.size !== size) throw moved()
      await this.bucket.put(place, found.body, { sha256 })
      return
    }
    const upload = await this.bucket.createMultipartUpload(place)
    const parts: R2UploadedPart[] = []
    for (let at = 0; at < size; at += COPY_BYTES) {
      const length = Math.min(COPY_BYTES, size - at)
      const found = await from.get(key, { range: { offset: at, length } })
      if (!found || found.size !== size) throw moved()
      parts.push(await upload.uploadPart(parts.length + 1, found.body))
    }
    await upload.complete(parts)
    if ((await sha256Of(this.bucket, place)) !== sha256) {
      await this.bucket.delete(place)
      throw moved()
    }
  }

  /** Bytes of a part that do not fill one of R2's yet. */
  rest(): Uint8Array {
    const held = this.sql
      .exec<{ bytes: ArrayBuffer }>('SELECT bytes FROM rest ORDER BY i')
      .toArray()
    return joined(held.map(({ bytes }) => new Uint8Array(bytes)))
  }

  /** To be called in one transaction with what says how far the part has come. */
  setRest(bytes: Uint8Array): void {
    this.sql.exec('DELETE FROM rest')
    // A row of an object holds two megabytes at most.
    const most = 1024 * 1024
    for (let at = 0; at < bytes.length; at += most) {
      this.sql.exec(
        'INSERT INTO rest (i, bytes) VALUES (?, ?)',
        at,
        bytes.slice(at, at + most).buffer,
      )
    }
  }

  /** Takes away what no kept dump names: objects last used before a day. True: there is more. */
  async forget(before: string): Promise<boolean> {
    const gone = this.sql
      .exec<{ sha256: string }>('SELECT sha256 FROM blobs WHERE used < ? LIMIT ?', before, LIST)
      .toArray()
      .map(({ sha256 }) => sha256)
    if (gone.length > 0) {
      await this.bucket.delete(gone.map((sha256) => DUMP_BLOBS + blobName(sha256)))
      for (const sha256 of gone) this.sql.exec('DELETE FROM blobs WHERE sha256 = ?', sha256)
    }
    this.sql.exec('DELETE FROM digests WHERE used < ?', before)
    return gone.length === LIST
  }

  /** Takes a dump away, whole or half: first what says that it is one. */
  async remove(day: string): Promise<void> {
    await this.bucket.delete(`${DUMPS}${day}/manifest.json`)
    for (;;) {
      const { objects } = await this.bucket.list({ prefix: `${DUMPS}${day}/`, limit: LIST })
      if (objects.length === 0) return
      await this.bucket.delete(objects.map(({ key }) => key))
    }
  }

  /** Days that have anything in the bucket. */
  async days(): Promise<string[]> {
    const days: string[] = []
    let cursor: string | undefined
    do {
      const found: R2Objects = await this.bucket.list({
        prefix: DUMPS,
        delimiter: '/',
        ...(cursor !== undefined && { cursor }),
      })
      for (const prefix of found.delimitedPrefixes) {
        const day = prefix.slice(DUMPS.length, -1)
        if (/^\d{4}-\d{2}-\d{2}$/.test(day)) days.push(day)
      }
      cursor = found.truncated ? found.cursor : undefined
    } while (cursor !== undefined)
    return days.sort()
  }
}
