import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { and, eq, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { CommitmentRecord, ReplyRecord } from '../domain/case-records'
import type { AnswerRecord, CaseRecord, QuestionRecord } from '../domain/records'
import {
  commitmentDoc,
  lineDoc,
  questionDoc,
  sessionDoc,
  type DocKind,
  type QuestionDocParts,
  type SearchDoc,
  type SessionFacts,
} from '../domain/search-doc'
import type { CutRecord, LineRecord } from '../domain/stream-records'
import { pairIn } from './parts'
import { answers, cases, questions, sessions } from './schema'
import { caseReplies } from './schema-cases'
import { commitments } from './schema-follow'
import { cuts, transcriptLines } from './schema-stream'

/** The rows that documents of the search are made of, as the record holds them. */

/** What is to be looked at. A line goes by its session's id and its own, with a space between. */
export interface Wanted {
  questions?: readonly string[]
  /** Questions by session and number. */
  numbered?: readonly (readonly [string, number])[]
  /** Questions by the id of one of their cases. */
  ofCases?: readonly string[]
  lines?: readonly string[]
  /** Every line of these sessions. */
  linesOf?: readonly string[]
  sessions?: readonly string[]
  commitments?: readonly string[]
  /** Sessions that rows not yet in the record belong to. */
  within?: readonly string[]
}

export interface Source {
  kind: DocKind
  src: string
  /** The batch changes it, whatever stands in the record now. */
  changed: boolean
}

export const lineSrc = (row: { sessionId: string; id: string }) => `${row.sessionId} ${row.id}`

/** Rows by id. Whoever prepares a change puts its rows in before they are written. */
export class Held {
  questions = new Map<string, QuestionRecord>()
  answers = new Map<string, AnswerRecord>()
  cases = new Map<string, CaseRecord>()
  replies = new Map<string, ReplyRecord>()
  sessions = new Map<string, SessionFacts>()
  lines = new Map<string, LineRecord>()
  cuts = new Map<string, CutRecord>()
  commitments = new Map<string, CommitmentRecord>()
  private readonly wanted = new Map<string, Source>()

  /** Names what is looked at, once each. */
  want(kind: DocKind, src: string, changed = true): void {
    const key = `${kind} ${src}`
    const known = this.wanted.get(key)
    if (!known || (changed && !known.changed)) this.wanted.set(key, { kind, src, changed })
  }

  sources(): readonly Source[] {
    return [...this.wanted.values()]
  }

  /** A question by its session and number, if its row is here. */
  numbered(sessionId: string, no: number): QuestionRecord | undefined {
    for (const row of this.questions.values()) {
      if (row.sessionId === sessionId && row.no === no) return row
    }
    return undefined
  }
}

/** `column` is one of many values, however many: they travel as one parameter. */
const among = (column: SQLiteColumn, values: readonly string[]) =>
  sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`

/** Reads everything the documents are made of, in two rounds whatever their number. */
export async function loadHeld(d1: D1Database, wanted: Wanted): Promise<Held> {
  const held = new Held()
  const db = drizzle(d1)
  const { numbered = [], ofCases = [], linesOf = [] } = wanted
  const pairs = numbered.map(([sessionId, no]): [string, number] => [sessionId, no])
  const ids = wanted.questions ?? []
  const lineIds = (wanted.lines ?? []).map((src): [string, string] => {
    const [sessionId = '', id = ''] = src.split(' ')
    return [sessionId, id]
  })
  const asked = ids.length + pairs.length + ofCases.length
  const [rows, lineRows, sessionRows, promiseRows] = await Promise.all([
    asked === 0
      ? []
      : db
          .select()
          .from(questions)
          .where(
            or(
              ids.length > 0 ? among(questions.id, ids) : undefined,
              pairs.length > 0 ? pairIn(questions.sessionId, questions.no, pairs) : undefined,
              ofCases.length > 0
                ? sql`(${questions.sessionId}, ${questions.no}) IN (SELECT c.session_id, c.question_no FROM cases c WHERE c.id IN (SELECT value FROM json_each(${JSON.stringify(ofCases)})))`
                : undefined,
            ),
          ),
    lineIds.length + linesOf.length === 0
      ? []
      : db
          .select()
          .from(transcriptLines)
          .where(
            or(
              lineIds.length > 0
                ? sql`(${transcriptLines.sessionId}, ${transcriptLines.id}) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(${JSON.stringify(lineIds)}))`
                : undefined,
              linesOf.length > 0 ? among(transcriptLines.sessionId, linesOf) : undefined,
            ),
          ),
    (wanted.sessions ?? []).length === 0
      ? []
      : db
          .select(sessionFacts)
          .from(sessions)
          .where(among(sessions.id, wanted.sessions ?? [])),
    (wanted.commitments ?? []).length === 0
      ? []
      : db
          .select()
          .from(commitments)
          .where(among(commitments.id, wanted.commitments ?? [])),
  ])
  for (const row of rows) held.questions.set(row.id, row)
  for (const row of lineRows) held.lines.set(lineSrc(row), row)
  for (const row of sessionRows) held.sessions.set(row.id, row)
  for (const row of promiseRows) held.commitments.set(row.id, row)
  const cutOf = lineIds.map(([sessionId]) => sessionId).concat(linesOf)
  await loadAround(d1, held, cutOf, wanted.within ?? [])
  for (const id of ids) held.want('q', id, false)
  for (const row of rows) held.want('q', row.id, false)
  for (const src of wanted.lines ?? []) held.want('l', src, false)
  for (const row of lineRows) held.want('l', lineSrc(row), false)
  for (const id of wanted.sessions ?? []) held.want('s', id, false)
  for (const id of wanted.commitments ?? []) held.want('c', id, false)
  return held
}

const sessionFacts = {
  id: sessions.id,
  slug: sessions.slug,
  demo: sessions.demo,
  state: sessions.state,
  title: sessions.title,
  topic: sessions.topic,
  notice: sessions.notice,
  summary: sessions.summary,
  unit: sessions.unit,
  startsAt: sessions.startsAt,
  announcedAt: sessions.announcedAt,
}

/** What hangs by the questions and lines: answers, cases, replies, cuts, their sessions. */
async function loadAround(
  d1: D1Database,
  held: Held,
  cutOf: readonly string[],
  within: readonly string[],
): Promise<void> {
  const db = drizzle(d1)
  const pairs = [...held.questions.values()].map(({ sessionId, no }): [string, number] => [
    sessionId,
    no,
  ])
  const of = [
    ...new Set([
      ...pairs.map(([sessionId]) => sessionId),
      ...cutOf,
      ...within,
      ...[...held.commitments.values()].map(({ sessionId }) => sessionId),
    ]),
  ].filter((id) => !held.sessions.has(id))
  if (pairs.length + of.length === 0) return
  const [answerRows, caseRows, replyRows, sessionRows, cutRows] = await db.batch([
    db
      .select()
      .from(answers)
      .where(pairIn(answers.sessionId, answers.questionNo, pairs))
      .orderBy(answers.at, answers.id),
    db
      .select()
      .from(cases)
      .where(pairIn(cases.sessionId, cases.questionNo, pairs))
      .orderBy(cases.assignedAt, cases.id),
    db
      .select({ reply: caseReplies })
      .from(cases)
      .innerJoin(caseReplies, eq(caseReplies.caseId, cases.id))
      .where(
        and(pairIn(cases.sessionId, cases.questionNo, pairs), eq(caseReplies.state, 'published')),
      ),
    db.select(sessionFacts).from(sessions).where(among(sessions.id, of)),
    db
      .select()
      .from(cuts)
      .where(and(among(cuts.sessionId, [...new Set(cutOf)]), eq(cuts.kind, 'text'))),
  ])
  for (const row of answerRows) held.answers.set(row.id, row)
  for (const row of caseRows) held.cases.set(row.id, row)
  for (const { reply } of replyRows) held.replies.set(reply.id, reply)
  for (const row of sessionRows) held.sessions.set(row.id, row)
  for (const row of cutRows) held.cuts.set(row.id, row)
}

const nowhere: Pick<SessionFacts, 'id' | 'unit' | 'state'> = { id: '', unit: '', state: 'draft' }

/** Everything that hangs by a question, of what is held. */
export function partsHeld(held: Held, row: QuestionRecord): QuestionDocParts {
  const here = <T extends { sessionId: string; questionNo: number }>(one: T) =>
    one.sessionId === row.sessionId && one.questionNo === row.no
  const session = held.sessions.get(row.sessionId) ?? nowhere
  const mine = [...held.cases.values()].filter(here)
  const ids = new Set(mine.map(({ id }) => id))
  return {
    answers: [...held.answers.values()].filter(here),
    cases: mine,
    replies: [...held.replies.values()].filter(({ caseId }) => ids.has(caseId)),
    hidden: session.state === 'collecting',
    session: { id: session.id, unit: session.unit },
  }
}

/** The document of a source, of what is held; null where nothing of it can be found. */
export function docOf(held: Held, { kind, src }: Source): SearchDoc | null {
  if (kind === 'q') {
    const row = held.questions.get(src)
    return row ? questionDoc(row, partsHeld(held, row)) : null
  }
  if (kind === 's') {
    const row = held.sessions.get(src)
    return row ? sessionDoc(row) : null
  }
  if (kind === 'c') {
    const row = held.commitments.get(src)
    return row ? commitmentDoc(row) : null
  }
  const row = held.lines.get(src)
  if (!row) return null
  const session = held.sessions.get(row.sessionId) ?? nowhere
  const cutRows = [...held.cuts.values()].filter(({ sessionId }) => sessionId === row.sessionId)
  return lineDoc(row, cutRows, session)
}
