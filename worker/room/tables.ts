/** What one room keeps is one file: it is seen at one glance, and laid as a whole. */

import type { AppealRecord, MarkRecord, ReportRecord } from '../domain/fair-records'
import type { CutRecord, LineRecord, StagingRecord } from '../domain/stream-records'
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

/**
 * The room's own SQLite. Column names are the record's field names, so a row is a record but for
 * booleans and lists, which SQLite keeps as 0/1 and JSON.
 */

type Kind = 'text' | 'integer' | 'real' | 'bool' | 'json'

/** What goes in and comes out of SQLite for one table. */
export interface Table<R> {
  name: string
  columns: readonly (keyof R & string)[]
  ddl: string
  /** Adds columns that came after the table was laid; they are empty in the rows it holds. */
  grow(sql: SqlStorage): void
  /** Writes a row, new or in the place of its old one. */
  save(sql: SqlStorage, row: R): void
  read(raw: Record<string, SqlStorageValue>): R
}

function table<R extends object>(
  name: string,
  columns: Record<keyof R & string, Kind>,
  key: keyof R & string,
): Table<R> {
  const names = Object.keys(columns) as (keyof R & string)[]
  if (names.length > 53) throw new RangeError('A set of columns is kept in the bits of one number.')
  const statements = new Map<number, string>()
  const sqlType = (kind: Kind) =>
    kind === 'real' ? 'REAL' : kind === 'integer' || kind === 'bool' ? 'INTEGER' : 'TEXT'
  return {
    name,
    columns: names,
    ddl: `CREATE TABLE IF NOT EXISTS ${name} (${names
      .map((c) => `"${c}" ${sqlType(columns[c])}${c === key ? ' PRIMARY KEY' : ''}`)
      .join(', ')})`,
    grow(sql) {
      const laid = new Set(
        Array.from(sql.exec(`SELECT name FROM pragma_table_info('${name}')`), (row) => row['name']),
      )
      for (const c of names) {
        if (!laid.has(c)) sql.exec(`ALTER TABLE ${name} ADD COLUMN "${c}" ${sqlType(columns[c])}`)
      }
    },
    save(sql, row) {
      const values: (string | number)[] = []
      let set = 0
      for (const [i, c] of names.entries()) {
        const value = row[c] as unknown
        if (value === null || value === undefined) continue
        set += 2 ** i
        const kind = columns[c]
        if (kind === 'bool') values.push(value ? 1 : 0)
        else values.push(kind === 'json' ? JSON.stringify(value) : (value as string | number))
      }
      // A new question leaves half of its columns empty: naming only the others is half the work.
      let statement = statements.get(set)
      if (!statement) {
        const given = names.filter((c) => row[c] !== null && row[c] !== undefined)
        const named = given.map((c) => `"${c}"`)
        statement = `INSERT OR REPLACE INTO ${name} (${named.join(', ')}) VALUES (${named.map(() => '?').join(', ')})`
        statements.set(set, statement)
      }
      sql.exec(statement, ...values)
    },
    read: (raw) => {
      const row: Record<string, unknown> = {}
      for (const c of names) {
        const value = raw[c]
        row[c] =
          columns[c] === 'bool'
            ? value === 1
            : columns[c] === 'json'
              ? JSON.parse(String(value))
              : (value ?? null)
      }
      return row as R
    },
  }
}

export const questions = table<Omit<QuestionRecord, 'held'>>(
  'questions',
  {
    no: 'integer',
    id: 'text',
    sessionId: 'text',
    text: 'text',
    details: 'text',
    name: 'text',
    channel: 'text',
    enteredBy: 'text',
    asker: 'text',
    receiptHash: 'text',
    state: 'text',
    part: 'integer',
    askedAt: 'integer',
    listedAt: 'integer',
    stagedAt: 'integer',
    settledAt: 'integer',
    reason: 'text',
    reasonNote: 'text',
    mergedInto: 'integer',
    position: 'real',
    edited: 'bool',
    note: 'text',
    redirectBy: 'text',
    votes: 'integer',
    level: 'integer',
    verified: 'integer',
    apart: 'integer',
    support: 'integer',
    source: 'text',
    externalId: 'text',
    version: 'integer',
    countVersion: 'integer',
  },
  'no',
)

export const answers = table<AnswerRecord>(
  'answers',
  {
    id: 'text',
    sessionId: 'text',
    questionNo: 'integer',
    mode: 'text',
    speaker: 'text',
    office: 'text',
    unit: 'text',
    text: 'text',
    solved: 'text',
    at: 'integer',
    enteredBy: 'text',
    revisedAt: 'integer',
    revisedWhy: 'text',
    withdrawn: 'bool',
    joint: 'json',
  },
  'id',
)

export const cases = table<CaseRecord>(
  'cases',
  {
    id: 'text',
    sessionId: 'text',
    questionNo: 'integer',
    kind: 'text',
    unitId: 'text',
    unit: 'text',
    state: 'text',
    outcome: 'text',
    note: 'text',
    assignedBy: 'text',
    assignedAt: 'integer',
    dueAt: 'integer',
    dueSums: 'text',
    provisional: 'bool',
    repliedAt: 'integer',
    reply: 'text',
    closedAt: 'integer',
    seq: 'integer',
    acceptedAt: 'integer',
    pausedAt: 'integer',
    extendedAt: 'integer',
    visibility: 'text',
  },
  'id',
)

export const comments = table<CommentRecord>(
  'comments',
  {
    no: 'integer',
    id: 'text',
    sessionId: 'text',
    text: 'text',
    name: 'text',
    asker: 'text',
    receiptHash: 'text',
    state: 'text',
    at: 'integer',
    listedAt: 'integer',
    prompt: 'integer',
    promotedTo: 'integer',
    reason: 'text',
    reasonNote: 'text',
    version: 'integer',
  },
  'no',
)

export const prompts = table<PromptRecord>(
  'prompts',
  {
    no: 'integer',
    id: 'text',
    sessionId: 'text',
    text: 'text',
    at: 'integer',
    by: 'text',
    summary: 'text',
    summaryAt: 'integer',
    version: 'integer',
  },
  'no',
)

export const revisions = table<RevisionRecord>(
  'revisions',
  {
    id: 'text',
    sessionId: 'text',
    entity: 'text',
    entityId: 'text',
    why: 'text',
    before: 'text',
    after: 'text',
    by: 'text',
    at: 'integer',
  },
  'id',
)

export const events = table<EventRecord>(
  'events',
  {
    id: 'integer',
    sessionId: 'text',
    at: 'integer',
    actorId: 'text',
    actor: 'text',
    act: 'text',
    nos: 'json',
    detail: 'text',
    undone: 'bool',
  },
  'id',
)

export const sealed = table<SealedRecord>(
  'sealed',
  {
    id: 'text',
    sessionId: 'text',
    kind: 'text',
    no: 'integer',
    kinds: 'json',
    receiptHash: 'text',
    keyId: 'text',
    box: 'text',
    at: 'integer',
    erasedAt: 'integer',
    erasedWhy: 'text',
  },
  'id',
)

export const mutes = table<MuteRecord>(
  'mutes',
  {
    id: 'integer',
    asker: 'text',
    of: 'text',
    no: 'integer',
    reason: 'text',
    until: 'integer',
    at: 'integer',
    actorId: 'text',
    actor: 'text',
    liftedAt: 'integer',
  },
  'id',
)

export const bursts = table<BurstRecord>(
  'bursts',
  {
    id: 'integer',
    sessionId: 'text',
    questionNo: 'integer',
    since: 'integer',
    until: 'integer',
    ballots: 'integer',
    why: 'json',
    state: 'text',
    reason: 'text',
    actorId: 'text',
    actor: 'text',
    decidedAt: 'integer',
    proposedBy: 'text',
    proposed: 'text',
    version: 'integer',
  },
  'id',
)

export const tallies = table<TallyRecord>(
  'tallies',
  {
    sessionId: 'text',
    questionNo: 'integer',
    byLevel: 'json',
    held: 'integer',
    voided: 'integer',
    digest: 'text',
    at: 'integer',
  },
  'questionNo',
)

export const appeals = table<AppealRecord>(
  'appeals',
  {
    no: 'integer',
    sessionId: 'text',
    at: 'integer',
    text: 'text',
    state: 'text',
    against: 'text',
    rejectedAt: 'integer',
    rejectedBy: 'text',
    reason: 'text',
    actorId: 'text',
    actor: 'text',
    decidedAt: 'integer',
    version: 'integer',
  },
  'no',
)

export const reports = table<ReportRecord>(
  'reports',
  {
    id: 'text',
    sessionId: 'text',
    kind: 'text',
    no: 'integer',
    answer: 'text',
    counts: 'json',
    notes: 'json',
    firstAt: 'integer',
    lastAt: 'integer',
    state: 'text',
    reason: 'text',
    actorId: 'text',
    actor: 'text',
    decidedAt: 'integer',
    settled: 'integer',
    version: 'integer',
  },
  'id',
)

export const marks = table<MarkRecord>(
  'marks',
  {
    id: 'text',
    sessionId: 'text',
    kind: 'text',
    no: 'integer',
    categories: 'json',
    list: 'integer',
    at: 'integer',
  },
  'id',
)

export const stagings = table<StagingRecord>(
  'stagings',
  {
    id: 'text',
    sessionId: 'text',
    questionNo: 'integer',
    speaker: 'text',
    office: 'text',
    at: 'integer',
    off: 'integer',
    nudge: 'integer',
    version: 'integer',
  },
  'id',
)

export const cuts = table<CutRecord>(
  'cuts',
  {
    id: 'text',
    sessionId: 'text',
    kind: 'text',
    at: 'integer',
    fromAt: 'integer',
    until: 'integer',
    reason: 'text',
    note: 'text',
    keepOut: 'bool',
    actorId: 'text',
    actor: 'text',
    version: 'integer',
  },
  'id',
)

export const lines = table<LineRecord>(
  'lines',
  {
    id: 'text',
    sessionId: 'text',
    at: 'integer',
    speaker: 'text',
    office: 'text',
    text: 'text',
    questionNo: 'integer',
    late: 'bool',
    by: 'text',
    byId: 'text',
    enteredAt: 'integer',
    revisedAt: 'integer',
    revisedWhy: 'text',
    removed: 'bool',
    version: 'integer',
  },
  'id',
)

/** Kinds of rows the outbox can name. */
export type OutboxKind =
  | 'session'
  | 'question'
  | 'answer'
  | 'case'
  | 'comment'
  | 'prompt'
  | 'revision'
  | 'event'
  | 'sealed'
  | 'burst'
  | 'tally'
  | 'appeal'
  | 'report'
  | 'mark'
  | 'staging'
  | 'cut'
  | 'line'

const own = [
  // One row per voter and question, question first: measured twice as fast as voter first, and one row
  // written instead of two without a rowid.
  `CREATE TABLE IF NOT EXISTS ballots (question INTEGER NOT NULL, voter INTEGER NOT NULL, level INTEGER NOT NULL,
    PRIMARY KEY (question, voter)) WITHOUT ROWID`,
  // Only for ballots that are held: what is counted at once writes nothing here.
  `CREATE TABLE IF NOT EXISTS held (question INTEGER NOT NULL, voter INTEGER NOT NULL, burst INTEGER NOT NULL,
    PRIMARY KEY (question, voter)) WITHOUT ROWID`,
  // What browsers have proved, and which proofs are used up; both for hours only.
  `CREATE TABLE IF NOT EXISTS passes (voter INTEGER PRIMARY KEY, level INTEGER NOT NULL, until INTEGER NOT NULL,
    actions INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS proofs (signature TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID`,
  // Which device reported what, as a keyed hash of both: a second report is known, and nobody's reports can be put together.
  `CREATE TABLE IF NOT EXISTS reporters (hash TEXT PRIMARY KEY) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS keys (key TEXT PRIMARY KEY, digest TEXT NOT NULL, kind TEXT NOT NULL, no INTEGER NOT NULL,
    at INTEGER NOT NULL) WITHOUT ROWID`,
]

/** Lays the tables of a room that takes over a session, or what is missing of them in one laid by an earlier version. */
export function layTables(sql: SqlStorage): void {
  for (const t of [
    questions,
    answers,
    cases,
    comments,
    prompts,
    revisions,
    events,
    sealed,
    bursts,
    tallies,
    appeals,
    reports,
    marks,
    mutes,
    stagings,
    cuts,
    lines,
  ]) {
    sql.exec(t.ddl)
    t.grow(sql)
  }
  for (const ddl of own) sql.exec(ddl)
}

/** Whether this object holds (or held) a session; asked before anything is read from it. */
export function hasTables(sql: SqlStorage): boolean {
  return sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'meta'`).toArray().length > 0
}

export function readAll<R>(sql: SqlStorage, t: Table<R>): R[] {
  return sql
    .exec(`SELECT * FROM ${t.name}`)
    .toArray()
    .map((raw) => t.read(raw))
}

/** Names every row for the record once more: what a restored room holds may be newer than the record beside it. */
export function nameEverything(state: {
  sql: SqlStorage
  setMeta(key: string, value: string): void
}): void {
  const { sql } = state
  const named: [OutboxKind, string, string][] = [
    ['question', 'questions', 'no'],
    ['answer', 'answers', 'id'],
    ['case', 'cases', 'id'],
    ['comment', 'comments', 'no'],
    ['prompt', 'prompts', 'no'],
    ['revision', 'revisions', 'id'],
    ['event', 'events', 'id'],
    ['sealed', 'sealed', 'id'],
    ['burst', 'bursts', 'id'],
    ['tally', 'tallies', 'questionNo'],
    ['appeal', 'appeals', 'no'],
    ['report', 'reports', 'id'],
    ['mark', 'marks', 'id'],
    ['staging', 'stagings', 'id'],
    ['cut', 'cuts', 'id'],
    ['line', 'lines', 'id'],
  ]
  sql.exec("INSERT INTO outbox (kind, ref) VALUES ('session', '')")
  for (const [kind, name, ref] of named) {
    sql.exec(`INSERT INTO outbox (kind, ref) SELECT ?, CAST("${ref}" AS TEXT) FROM ${name}`, kind)
  }
  // Counts are carried by their numbers.
  state.setMeta('carriedCount', '0')
}
