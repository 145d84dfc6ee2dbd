/** What a session amounts to in the record; the room compares it with its own before it lets go. */
export interface RecordCounts {
  questions: number
  answers: number
  cases: number
  comments: number
  prompts: number
  revisions: number
  events: number
  sealed: number
  appeals: number
  reports: number
  stagings: number
  cuts: number
  transcript_lines: number
  /** Sum of the votes shown on questions. */
  votes: number
  /** Sum of the ballots counted, over all levels of assurance. */
  counted: number
}

const counted = [
  'questions',
  'answers',
  'cases',
  'comments',
  'prompts',
  'revisions',
  'events',
  'sealed',
  'appeals',
  'reports',
  'stagings',
  'cuts',
  'transcript_lines',
]

/** Rows per table and sums of votes of one session. */
export async function snapshotCounts(db: D1Database, sessionId: string): Promise<RecordCounts> {
  const tables = counted.map(
    (name) => `(SELECT count(*) FROM ${name} WHERE session_id = ?1) AS ${name}`,
  )
  const found = await db
    .prepare(
      `SELECT ${tables.join(', ')}, ` +
        '(SELECT coalesce(sum(votes), 0) FROM questions WHERE session_id = ?1) AS votes, ' +
        '(SELECT coalesce(sum(c.counted), 0) FROM question_counts c ' +
        'JOIN questions q ON q.id = c.question_id WHERE q.session_id = ?1) AS counted',
    )
    .bind(sessionId)
    .first<RecordCounts>()
  if (!found) throw new Error('Counting always gives one row')
  return found
}

type Cell = string | number | null

/** The words of a session and what hangs by them, table by table: what a reader would miss if it were not so. */
const worded = {
  questions: ['no', 'id', 'text', 'details', 'name', 'state', 'reason', 'reason_note', 'note'],
  answers: [
    'id',
    'question_no',
    'mode',
    'speaker',
    'office',
    'unit',
    'text',
    'solved',
    'withdrawn',
  ],
  cases: ['id', 'question_no', 'unit_id', 'unit', 'state', 'outcome', 'note', 'due_at', 'reply'],
  comments: ['no', 'id', 'text', 'name', 'state', 'prompt', 'promoted_to', 'reason', 'reason_note'],
  prompts: ['no', 'id', 'text', 'summary'],
  revisions: ['id', 'entity', 'entity_id', 'why', 'before', 'after'],
  appeals: ['no', 'text', 'state', 'against', 'reason'],
  reports: ['id', 'kind', 'no', 'state', 'reason', 'settled'],
  stagings: ['id', 'question_no', 'speaker', 'office', 'at', 'off', 'nudge'],
  cuts: ['id', 'kind', 'at', 'from_at', 'until', 'reason', 'note', 'keep_out'],
  transcript_lines: [
    'id',
    'at',
    'speaker',
    'office',
    'text',
    'question_no',
    'late',
    'revised_at',
    'revised_why',
    'removed',
  ],
} as const
export type Worded = keyof typeof worded
export const wordedTables = Object.keys(worded) as Worded[]

/** Rows of one answer from the record, far below what it may carry. */
const PAGE = 500

/** The property of a row that a column holds. */
const prop = (column: string) => column.replace(/_(.)/g, (_, sign: string) => sign.toUpperCase())

/** One row's words as one line; the room and the record make it of the same columns, in the same order. */
const lineOf = (cells: readonly unknown[]) =>
  JSON.stringify(
    cells.map((cell): Cell => (typeof cell === 'boolean' ? Number(cell) : (cell as Cell))),
  )

/**
 * Whether the record holds the same words as the room, row by row: counts alone would not tell. Both are
 * read once, the record in pages; the first row that differs ends it.
 */
export async function sameWords(
  db: D1Database,
  sessionId: string,
  table: Worded,
  rows: readonly object[],
): Promise<boolean> {
  const columns = worded[table]
  const [key] = columns
  // Ids run through all sessions: the plus keeps a small session from being looked for among all rows.
  const at = key === 'no' ? key : `+"${key}"`
  const lines = new Map(
    rows.map((row) => {
      const cells = columns.map((column) => (row as Record<string, unknown>)[prop(column)] ?? null)
      return [cells[0] as Cell, lineOf(cells)]
    }),
  )
  const page = db.prepare(
    `SELECT ${columns.map((column) => `"${column}"`).join(', ')} FROM ${table} ` +
      `WHERE session_id = ?1 AND ${at} > ?2 ORDER BY ${at} LIMIT ${PAGE}`,
  )
  let after: Cell = key === 'no' ? 0 : ''
  for (let left = lines.size; ; left -= PAGE) {
    const found: Cell[][] = await page.bind(sessionId, after).raw<Cell[]>()
    for (const cells of found) {
      if (lines.get(cells[0] ?? null) !== lineOf(cells)) return false
    }
    if (found.length < PAGE) return found.length === left
    after = found.at(-1)?.[0] ?? null
  }
}
