import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { and, eq, sql } from 'drizzle-orm'
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
  /** Sessions whose cuts of the text are needed, besides those of the lines. */
  cutsOf?: readonly string[]
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
}

/** `column` is one of many values, however many: they travel as one parameter. */
const among = (column: SQLiteColumn, values: readonly string[]) =>
  sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`

/** Values as a table to read from, once each: D1 counts every row of a list that is looked into again. */
const listed = (values: readonly unknown[]) => sql`json_each(${JSON.stringify(values)}) AS j`

/** Names every source by its own id: questions by their number or a case, lines by their session. */
export async function resolved(d1: D1Database, wanted: Wanted): Promise<Wanted> {
  const { numbered = [], ofCases = [], linesOf = [], ...rest } = wanted
  if (numbered.length + ofCases.length + linesOf.length === 0) return rest
  const [byNo, byCase, lines] = await d1.batch<{ id: string }>([
    d1
      .prepare(
        "SELECT q.id AS id FROM json_each(?1) j JOIN questions q ON q.session_id = json_extract(j.value, '$[0]') " +
          "AND q.no = json_extract(j.value, '$[1]')",
      )
      .bind(JSON.stringify(numbered)),
    d1
      .prepare(
        'SELECT q.id AS id FROM json_each(?1) j JOIN cases c ON c.id = j.value ' +
          'JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no',
      )
      .bind(JSON.stringify(ofCases)),
    d1
      .prepare(
        "SELECT t.session_id || ' ' || t.id AS id FROM json_each(?1) j JOIN transcript_lines t ON t.session_id = j.value",
      )
      .bind(JSON.stringify(linesOf)),
  ])
  const ids = (found: D1Result<{ id: string }> | undefined) =>
    (found?.results ?? []).map(({ id }) => id)
  return {
    ...rest,
    questions: [...new Set([...(rest.questions ?? []), ...ids(byNo), ...ids(byCase)])],
    lines: [...new Set([...(rest.lines ?? []), ...ids(lines)])],
    cutsOf: linesOf,
  }
}

/** Every source that is named by its id. */
export function sourcesOf(wanted: Wanted): { kind: DocKind; src: string }[] {
  const of = (kind: DocKind, all: readonly string[] = []) => all.map((src) => ({ kind, src }))
  return [
    ...of('q', wanted.questions),
    ...of('l', wanted.lines),
    ...of('s', wanted.sessions),
    ...of('c', wanted.commitments),
  ]
}

/** Questions whose rows and answers were read with what found them. */
export interface Given {
  questions: { row: QuestionRecord; cased: number }[]
  answers: AnswerRecord[]
}

/** Whether a question has cases: those without are not asked for any. */
export const casedColumn = sql<number>`EXISTS (SELECT 1 FROM cases c WHERE c.session_id = ${questions.sessionId} AND c.question_no = ${questions.no})`

/** Reads everything the documents are made of, in two rounds whatever their number. */
export async function loadHeld(d1: D1Database, wanted: Wanted, given?: Given): Promise<Held> {
  const held = new Held()
  const db = drizzle(d1)
  const ids = given ? [] : (wanted.questions ?? [])
  const lineIds = (wanted.lines ?? []).map((src): [string, string] => {
    const [sessionId = '', id = ''] = src.split(' ')
    return [sessionId, id]
  })
  const sessionIds = wanted.sessions ?? []
  const promiseIds = wanted.commitments ?? []
  const [rows, lineRows, sessionRows, promiseRows] = await Promise.all([
    ids.length === 0
      ? (given?.questions ?? [])
      : db
          .select({ row: questions, cased: casedColumn })
          .from(listed(ids))
          .innerJoin(questions, sql`${questions.id} = j.value`),
    lineIds.length === 0
      ? []
      : db
          .select({ row: transcriptLines })
          .from(listed(lineIds))
          .innerJoin(
            transcriptLines,
            sql`${transcriptLines.sessionId} = json_extract(j.value, '$[0]') AND ${transcriptLines.id} = json_extract(j.value, '$[1]')`,
          ),
    sessionIds.length === 0
      ? []
      : db.select(sessionFacts).from(sessions).where(among(sessions.id, sessionIds)),
    promiseIds.length === 0
      ? []
      : db.select().from(commitments).where(among(commitments.id, promiseIds)),
  ])
  for (const { row } of rows) held.questions.set(row.id, row)
  for (const { row } of lineRows) held.lines.set(lineSrc(row), row)
  for (const row of sessionRows) held.sessions.set(row.id, row)
  for (const row of promiseRows) held.commitments.set(row.id, row)
  await loadAround(d1, held, {
    cased: rows.flatMap(({ row, cased }): [string, number][] =>
      cased ? [[row.sessionId, row.no]] : [],
    ),
    cutsOf: [...new Set([...lineIds.map(([sessionId]) => sessionId), ...(wanted.cutsOf ?? [])])],
    within: wanted.within ?? [],
    answered: given?.answers,
  })
  for (const { kind, src } of sourcesOf(wanted)) held.want(kind, src, false)
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
  {
    cased,
    cutsOf,
    within,
    answered,
  }: {
    cased: [string, number][]
    cutsOf: readonly string[]
    within: readonly string[]
    /** Answers that are here already. */
    answered: readonly AnswerRecord[] | undefined
  },
): Promise<void> {
  const db = drizzle(d1)
  const pairs = [...held.questions.values()].map(({ sessionId, no }): [string, number] => [
    sessionId,
    no,
  ])
  const of = [
    ...new Set([
      ...pairs.map(([sessionId]) => sessionId),
      ...cutsOf,
      ...within,
      ...[...held.commitments.values()].map(({ sessionId }) => sessionId),
    ]),
  ].filter((id) => !held.sessions.has(id))
  if (pairs.length + of.length === 0) return
  const theirs = sql`${answers.sessionId} = json_extract(j.value, '$[0]') AND ${answers.questionNo} = json_extract(j.value, '$[1]')`
  const [answerRows, caseRows, replyRows, sessionRows, cutRows] = await db.batch([
    db
      .select({ row: answers })
      .from(listed(answered ? [] : pairs))
      .innerJoin(answers, theirs),
    db
      .select()
      .from(cases)
      .where(pairIn(cases.sessionId, cases.questionNo, cased))
      .orderBy(cases.assignedAt, cases.id),
    db
      .select({ reply: caseReplies })
      .from(cases)
      .innerJoin(caseReplies, eq(caseReplies.caseId, cases.id))
      .where(
        and(pairIn(cases.sessionId, cases.questionNo, cased), eq(caseReplies.state, 'published')),
      ),
    db.select(sessionFacts).from(sessions).where(among(sessions.id, of)),
    db
      .select()
      .from(cuts)
      .where(and(among(cuts.sessionId, cutsOf), eq(cuts.kind, 'text'))),
  ])
  // In the order of the page; sorting them there would read each once more.
  const inOrder = answered ? [...answered] : answerRows.map(({ row }) => row)
  inOrder.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  for (const row of inOrder) held.answers.set(row.id, row)
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
