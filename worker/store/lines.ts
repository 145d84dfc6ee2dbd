import type { LineRecord } from '../domain/stream-records'
import { feed, upsert } from './bulk'
import { transcriptLines } from './schema-stream'

const lineUpsert = upsert<LineRecord>(
  transcriptLines,
  'transcript_lines',
  [
    'sessionId',
    'id',
    'at',
    'speaker',
    'office',
    'text',
    'questionNo',
    'late',
    'by',
    'byId',
    'enteredAt',
    'revisedAt',
    'revisedWhy',
    'removed',
    'version',
  ],
  {
    on: ['sessionId', 'id'],
    // Who entered it, and when, does not change.
    set: { by: null, byId: null, enteredAt: null },
    guard: 'excluded.version >= transcript_lines.version',
  },
)

/** The statements that carry lines of the text record; the newer version of each stays. */
export function lineStatements(db: D1Database, rows: readonly LineRecord[]): D1PreparedStatement[] {
  return feed(db, lineUpsert, rows)
}
