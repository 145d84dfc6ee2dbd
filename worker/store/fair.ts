import type { AppealRecord, MarkRecord, ReportRecord } from '../domain/fair-records'
import { feed, upsert } from './bulk'
import { appeals, reports, wordMarks } from './schema-fair'

/** Appeals, reports and marks on their way from a room to the record. */

export interface FairLoad {
  appeals?: readonly AppealRecord[]
  reports?: readonly ReportRecord[]
  marks?: readonly MarkRecord[]
}

const appealUpsert = upsert<AppealRecord>(
  appeals,
  'appeals',
  [
    'sessionId',
    'no',
    'at',
    'text',
    'state',
    'against',
    'rejectedAt',
    'rejectedBy',
    'reason',
    'actorId',
    'actor',
    'decidedAt',
    'version',
  ],
  { on: ['sessionId', 'no'], guard: 'excluded.version >= appeals.version' },
)

const reportUpsert = upsert<ReportRecord>(
  reports,
  'reports',
  [
    'sessionId',
    'id',
    'kind',
    'no',
    'answer',
    'counts',
    'notes',
    'firstAt',
    'lastAt',
    'state',
    'reason',
    'actorId',
    'actor',
    'decidedAt',
    'settled',
    'version',
  ],
  { on: ['sessionId', 'id'], guard: 'excluded.version >= reports.version' },
)

const markUpsert = upsert<MarkRecord>(
  wordMarks,
  'word_marks',
  ['id', 'sessionId', 'kind', 'no', 'categories', 'list', 'at'],
  { on: ['id'] },
)

export function fairStatements(db: D1Database, load: FairLoad): D1PreparedStatement[] {
  return [
    ...feed(db, appealUpsert, load.appeals ?? []),
    ...feed(db, reportUpsert, load.reports ?? []),
    ...feed(db, markUpsert, load.marks ?? []),
  ]
}
