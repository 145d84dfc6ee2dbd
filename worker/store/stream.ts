import type { CutRecord, StagingRecord } from '../domain/stream-records'
import { feed, upsert } from './bulk'
import { cuts, stagings } from './schema-stream'

/** Stage and cuts on their way from a room to the record. */

export interface StreamLoad {
  stagings?: readonly StagingRecord[]
  cuts?: readonly CutRecord[]
}

const stagingUpsert = upsert<StagingRecord>(
  stagings,
  'stagings',
  ['sessionId', 'id', 'questionNo', 'speaker', 'office', 'at', 'off', 'nudge', 'version'],
  { on: ['sessionId', 'id'], guard: 'excluded.version >= stagings.version' },
)

const cutUpsert = upsert<CutRecord>(
  cuts,
  'cuts',
  [
    'sessionId',
    'id',
    'kind',
    'at',
    'fromAt',
    'until',
    'reason',
    'note',
    'keepOut',
    'actorId',
    'actor',
    'version',
  ],
  { on: ['sessionId', 'id'], guard: 'excluded.version >= cuts.version' },
)

export function streamStatements(db: D1Database, load: StreamLoad): D1PreparedStatement[] {
  return [...feed(db, stagingUpsert, load.stagings ?? []), ...feed(db, cutUpsert, load.cuts ?? [])]
}
