import { and, asc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Picture, PublicStream, Span } from '../contract/stream'
import {
  deskPicture,
  publicStagings,
  publicStream,
  recordedReport,
} from '../domain/stream-projection'
import type { CutRecord, StagingRecord, StreamRecord } from '../domain/stream-records'
import { questions } from './schema'
import { cuts, stagings, streams } from './schema-stream'
import { sessionBySlug } from './session-reads'

/** Picture, chapters and cuts as the record holds them. */

/** What is kept of one session's picture, before any projection. */
export async function keptStream(
  db: D1Database,
  sessionId: string,
): Promise<{ stream: StreamRecord | null; cuts: CutRecord[] }> {
  const orm = drizzle(db)
  const [rows, cut] = await orm.batch([
    orm.select().from(streams).where(eq(streams.sessionId, sessionId)),
    orm.select().from(cuts).where(eq(cuts.sessionId, sessionId)).orderBy(asc(cuts.at)),
  ])
  return { stream: rows[0] ?? null, cuts: cut }
}

/** A session's picture as anybody may know it; nothing where there is none. */
export async function streamInRecord(
  db: D1Database,
  session: { id: string; slug: string },
): Promise<PublicStream | undefined> {
  const { stream, cuts: cut } = await keptStream(db, session.id)
  return publicStream(stream && recordedReport(stream, session.slug), cut)
}

export interface KeptPicture {
  picture: Picture
  spans: Span[]
  /** Above every number of its rows: what is told next carries a higher one. */
  version: number
  stagings: StagingRecord[]
  cuts: CutRecord[]
}

/** All that is kept of a public session's picture. */
export async function pictureInRecord(db: D1Database, slug: string): Promise<KeptPicture | null> {
  const held = await sessionBySlug(db, slug)
  if (!held) return null
  const { session } = held
  const orm = drizzle(db)
  const [{ stream, cuts: cut }, rows] = await Promise.all([
    keptStream(db, session.id),
    orm
      .select({ staging: stagings, question: questions })
      .from(stagings)
      .innerJoin(
        questions,
        and(eq(questions.sessionId, stagings.sessionId), eq(questions.no, stagings.questionNo)),
      )
      .where(eq(stagings.sessionId, session.id))
      .orderBy(asc(stagings.at)),
  ])
  const questionOf = new Map(rows.map(({ question }) => [question.no, question]))
  const staged = rows.map(({ staging }) => staging)
  const picture: Picture = {
    session,
    stream: publicStream(stream && recordedReport(stream, slug), cut) ?? null,
    stagings: publicStagings(staged, (no) => questionOf.get(no)),
    desk: deskPicture(staged, cut),
  }
  const version = Math.max(held.version, ...[...staged, ...cut].map((row) => row.version))
  return { picture, spans: stream?.spans ?? [], version, stagings: staged, cuts: cut }
}
