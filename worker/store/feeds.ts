import { and, desc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicQuestion } from '../contract/views'
import { publicAnswer, publicCase } from '../domain/projection'
import { projected, publicRow } from './parts'
import { answers, cases, questions, sessions } from './schema'

/** What was answered last, on the spot or by a unit: for feeds. */

/** Which answers: of everything, of a session, of a unit. */
export interface FeedScope {
  sessionId?: string
  unit?: { id: string; name: string }
}

/** An answer or a unit's reply, as anybody may read it. */
export interface FedAnswer {
  key: string
  question: PublicQuestion
  author: string
  text: string
  at: number
  updated: number
}

/** What was public until its question was taken down. */
export interface FedGone {
  key: string
  question: PublicQuestion
}

const answerKey = (id: string) => `a-${id}`
const replyKey = (id: string) => `c-${id}`

const joinedAnswers = and(
  eq(questions.sessionId, answers.sessionId),
  eq(questions.no, answers.questionNo),
)
const joinedCases = and(
  eq(questions.sessionId, cases.sessionId),
  eq(questions.no, cases.questionNo),
)
const stubState = sql`${questions.state} IN ('taken_down', 'withdrawn', 'redirected')`
const readable = and(publicRow, sql`NOT ${stubState}`)
const replied = sql`(${cases.repliedAt} IS NOT NULL AND ${cases.state} <> 'void' AND ${cases.visibility} = 'public')`
/** A reply that was corrected is new again. */
const corrected = sql<number>`coalesce((SELECT max(r.published_at) FROM case_replies r WHERE r.case_id = ${cases.id} AND r.state = 'published'), ${cases.repliedAt})`

/** The answers of a scope given last, those of units among them, the newest first. */
export async function feedAnswers(
  db: D1Database,
  { sessionId, unit }: FeedScope,
  limit: number,
): Promise<{ answers: FedAnswer[]; gone: FedGone[] }> {
  const orm = drizzle(db)
  const ofAnswers = and(
    eq(answers.withdrawn, false),
    sessionId === undefined ? undefined : eq(answers.sessionId, sessionId),
    unit === undefined ? undefined : eq(answers.unit, unit.name),
  )
  const ofCases = and(
    replied,
    sessionId === undefined ? undefined : eq(cases.sessionId, sessionId),
    unit === undefined ? undefined : eq(cases.unitId, unit.id),
  )
  // What went is little, and found session by session by its state: a cross join begins with it, and reads no answer
  // of what still stands.
  const ofStubs = and(
    publicRow,
    stubState,
    sessionId === undefined
      ? sql`${questions.sessionId} IN (SELECT id FROM ${sessions})`
      : eq(questions.sessionId, sessionId),
  )
  // Not as a batch: it would take columns of two tables with one name for one.
  const [said, written, goneSaid, goneWritten] = await Promise.all([
    orm
      .select({ answer: answers, question: questions })
      .from(answers)
      .innerJoin(questions, joinedAnswers)
      .where(and(ofAnswers, readable))
      .orderBy(desc(answers.at), desc(answers.id))
      .limit(limit),
    orm
      .select({ item: cases, question: questions, updated: corrected })
      .from(cases)
      .innerJoin(questions, joinedCases)
      .where(and(ofCases, readable))
      .orderBy(desc(cases.repliedAt), desc(cases.id))
      .limit(limit),
    orm
      .select({ id: answers.id, question: questions })
      .from(questions)
      .crossJoin(answers)
      .where(and(joinedAnswers, ofAnswers, ofStubs))
      .orderBy(desc(questions.settledAt), desc(answers.id))
      .limit(limit),
    orm
      .select({ id: cases.id, question: questions })
      .from(questions)
      .crossJoin(cases)
      .where(and(joinedCases, ofCases, ofStubs))
      .orderBy(desc(questions.settledAt), desc(cases.id))
      .limit(limit),
  ])
  const rows = [...said, ...written, ...goneSaid, ...goneWritten].map(({ question }) => question)
  const distinct = [...new Map(rows.map((row) => [row.id, row])).values()]
  const byId = new Map((await projected(db, distinct)).map((one) => [one.id, one]))
  const told = [
    ...said.flatMap(({ answer, question }) => {
      const found = byId.get(question.id)
      if (!found) return []
      const { speaker, office, unit: of, text, at, revised } = publicAnswer(answer)
      const author = [of, office, speaker].filter(Boolean).join(' ')
      const key = answerKey(answer.id)
      return [{ key, question: found, author, text, at, updated: revised?.at ?? at }]
    }),
    ...written.flatMap(({ item, question, updated }) => {
      const found = byId.get(question.id)
      const { reply, repliedAt, unit: author } = publicCase(item)
      if (!found || repliedAt === null) return []
      const key = replyKey(item.id)
      return [{ key, question: found, author, text: reply ?? '', at: repliedAt, updated }]
    }),
  ]
  const gone = [
    ...goneSaid.map(({ id, question }) => ({ key: answerKey(id), id: question.id })),
    ...goneWritten.map(({ id, question }) => ({ key: replyKey(id), id: question.id })),
  ]
  return {
    answers: told.sort((a, b) => b.at - a.at || (a.key < b.key ? 1 : -1)).slice(0, limit),
    gone: gone.flatMap(({ key, id }) => {
      const question = byId.get(id)
      return question ? [{ key, question }] : []
    }),
  }
}

/** A unit by its id, also one whose duties went to another. */
export async function feedUnit(
  db: D1Database,
  id: string,
): Promise<{ id: string; name: string } | null> {
  return db
    .prepare('SELECT id, name FROM units WHERE id = ?')
    .bind(id)
    .first<{ id: string; name: string }>()
}
