import { desc, eq, isNotNull } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { StreamKind, StreamState } from '../contract/stream'
import { sessions } from './schema'
import { streams } from './schema-stream'

/** A recording as the record knows it, for whoever runs the portal. */
export interface RecordingRow {
  slug: string
  title: string
  kind: StreamKind | null
  state: StreamState
  bytes: number
  startedAt: number | null
  endedAt: number | null
  expiresAt: number | null
  expiredAt: number | null
  expiredDigest: string | null
}

const LIST_MAX = 500

/** Every session with a picture, the newest first. */
export function listRecordings(db: D1Database): Promise<RecordingRow[]> {
  return drizzle(db)
    .select({
      slug: sessions.slug,
      title: sessions.title,
      kind: streams.kind,
      state: streams.state,
      bytes: streams.bytes,
      startedAt: streams.startedAt,
      endedAt: streams.endedAt,
      expiresAt: streams.expiresAt,
      expiredAt: streams.expiredAt,
      expiredDigest: streams.expiredDigest,
    })
    .from(streams)
    .innerJoin(sessions, eq(sessions.id, streams.sessionId))
    .where(isNotNull(streams.kind))
    .orderBy(desc(sessions.startsAt), desc(sessions.id))
    .limit(LIST_MAX)
}
