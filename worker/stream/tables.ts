import type { Changes, Marks, Segment, Upload, Want } from '../domain/playlist-writer'

/** What a session's stream keeps in its own SQLite: the playlist, what it is made of, and facts by name. */

const ddl = `
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS uploads (
  run INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL, sha TEXT NOT NULL,
  size INTEGER NOT NULL, at INTEGER NOT NULL, seen INTEGER NOT NULL, used INTEGER NOT NULL,
  inherited INTEGER NOT NULL, PRIMARY KEY (run, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wants (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, name TEXT NOT NULL, us INTEGER NOT NULL,
  pdt INTEGER, disc INTEGER NOT NULL, map TEXT, at INTEGER NOT NULL, done INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS segments (
  n INTEGER PRIMARY KEY, run INTEGER NOT NULL, file TEXT NOT NULL, sha TEXT NOT NULL, size INTEGER NOT NULL,
  us INTEGER NOT NULL, start INTEGER NOT NULL, disc INTEGER NOT NULL, map TEXT, arrived INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS gone (file TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
`

type Row = Record<string, SqlStorageValue>
const maybe = (value: SqlStorageValue | undefined) =>
  value === null || value === undefined ? null : Number(value)
const text = (value: SqlStorageValue | undefined) =>
  value === null || value === undefined ? null : String(value)

export class StreamTables {
  constructor(private readonly sql: SqlStorage) {
    this.lay()
  }

  lay(): void {
    this.sql.exec(ddl)
  }

  fact<T>(name: string): T | null {
    const [row] = this.sql.exec('SELECT value FROM facts WHERE name = ?', name).toArray()
    return row ? (JSON.parse(String(row['value'])) as T) : null
  }

  setFact(name: string, value: unknown): void {
    this.sql.exec(
      'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      name,
      JSON.stringify(value),
    )
  }

  get marks(): Marks | null {
    return this.fact<Marks>('marks')
  }

  uploads(): Upload[] {
    return this.sql.exec('SELECT * FROM uploads').toArray().map(uploadOf)
  }

  wants(): Want[] {
    return this.sql.exec('SELECT * FROM wants ORDER BY id').toArray().map(wantOf)
  }

  segments(): Segment[] {
    return this.sql.exec('SELECT * FROM segments ORDER BY n').toArray().map(segmentOf)
  }

  /** Writes down what a step of the writer changed. Inside a transaction. */
  keep(changes: Changes, marks: Marks, now: number): void {
    const { sql } = this
    for (const { run, name } of changes.goneUploads) {
      sql.exec('DELETE FROM uploads WHERE run = ? AND name = ?', run, name)
    }
    for (const one of changes.uploads) {
      sql.exec(
        'INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        one.run,
        one.name,
        one.kind,
        one.file,
        one.sha,
        one.size,
        one.at,
        one.seen,
        Number(one.used),
        Number(one.inherited),
      )
    }
    for (const id of changes.goneWants) sql.exec('DELETE FROM wants WHERE id = ?', id)
    for (const one of changes.wants) {
      sql.exec(
        'INSERT OR REPLACE INTO wants VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        one.id,
        one.run,
        one.seq,
        one.name,
        one.us,
        one.pdt,
        Number(one.disc),
        one.map,
        one.at,
        Number(one.done),
      )
    }
    for (const one of changes.segments) {
      sql.exec(
        'INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        one.n,
        one.run,
        one.file,
        one.sha,
        one.size,
        one.us,
        one.start,
        Number(one.disc),
        one.map,
        one.arrived,
      )
    }
    for (const file of changes.files) this.lose(file, now)
    this.setFact('marks', marks)
  }

  /** Names a file that is to be deleted from MEDIA after so long. */
  lose(file: string, at: number): void {
    this.sql.exec('INSERT OR IGNORE INTO gone VALUES (?, ?)', file, at)
  }

  /** A file stays after all. */
  regain(file: string): void {
    this.sql.exec('DELETE FROM gone WHERE file = ?', file)
  }

  due(now: number): string[] {
    const rows = this.sql.exec('SELECT file FROM gone WHERE at <= ? LIMIT 500', now).toArray()
    return rows.map((row) => String(row['file']))
  }

  nextDue(): number | null {
    return maybe(this.sql.exec('SELECT min(at) AS at FROM gone').one()['at'])
  }

  forgetBefore(n: number): void {
    this.sql.exec('DELETE FROM segments WHERE n < ?', n)
  }

  /** Empties everything the playlist was made of. */
  empty(): void {
    for (const name of ['uploads', 'wants', 'segments', 'gone'])
      this.sql.exec(`DELETE FROM ${name}`)
  }
}

function uploadOf(row: Row): Upload {
  return {
    run: Number(row['run']),
    name: String(row['name']),
    kind: row['kind'] === 'init' ? 'init' : 'segment',
    file: String(row['file']),
    sha: String(row['sha']),
    size: Number(row['size']),
    at: Number(row['at']),
    seen: Number(row['seen']),
    used: row['used'] === 1,
    inherited: row['inherited'] === 1,
  }
}

function wantOf(row: Row): Want {
  return {
    id: Number(row['id']),
    run: Number(row['run']),
    seq: Number(row['seq']),
    name: String(row['name']),
    us: Number(row['us']),
    pdt: maybe(row['pdt']),
    disc: row['disc'] === 1,
    map: text(row['map']),
    at: Number(row['at']),
    done: row['done'] === 1,
  }
}

function segmentOf(row: Row): Segment {
  return {
    n: Number(row['n']),
    run: Number(row['run']),
    file: String(row['file']),
    sha: String(row['sha']),
    size: Number(row['size']),
    us: Number(row['us']),
    start: Number(row['start']),
    disc: row['disc'] === 1,
    map: text(row['map']),
    arrived: Number(row['arrived']),
  }
}
