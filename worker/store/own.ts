import { desc, eq, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { OwnQuestion } from '../contract/views'
import { canAct, canTakeBack } from '../domain/machine'
import { ownAppeal, publicAnswer, publicCase } from '../domain/projection'
import { pairIn, partsOf } from './parts'
import { comments, questions, sessions } from './schema'
import { appeals } from './schema-fair'

/** An own question but for its receipt: only a hash of that is kept, so the caller, who knows the code, adds it. */
export type OwnWithoutReceipt = Omit<OwnQuestion, 'receipt'>

/** More than a device asks for in years; keeps one page one page. */
const OWN_MAX = 200

/** Everything asked or said from one device, newest first. */
export async function ownQuestions(db: D1Database, asker: string): Promise<OwnWithoutReceipt[]> {
  return own(db, eq(questions.asker, asker), eq(comments.asker, asker))
}

/** What one receipt code stands for. */
export async function ownByReceipt(
  db: D1Database,
  receiptHash: string,
): Promise<OwnWithoutReceipt | null> {
  const found = await own(
    db,
    eq(questions.receiptHash, receiptHash),
    eq(comments.receiptHash, receiptHash),
  )
  return found[0] ?? null
}

async function own(
  d1: D1Database,
  whichQuestions: SQL,
  whichComments: SQL,
): Promise<OwnWithoutReceipt[]> {
  const db = drizzle(d1)
  const about = {
    slug: sessions.slug,
    sessionTitle: sessions.title,
    authority: sessions.authority,
  }
  const [asked, said] = await db.batch([
    db
      .select({ row: questions, ...about })
      .from(questions)
      .innerJoin(sessions, eq(sessions.id, questions.sessionId))
      .where(whichQuestions)
      .orderBy(desc(questions.askedAt))
      .limit(OWN_MAX),
    db
      .select({ row: comments, ...about })
      .from(comments)
      .innerJoin(sessions, eq(sessions.id, comments.sessionId))
      .where(whichComments)
      .orderBy(desc(comments.at))
      .limit(OWN_MAX),
  ])
  const [parts, promoted, appealOf] = await Promise.all([
    partsOf(
      d1,
      asked.map(({ row }) => row),
    ),
    promotedTo(
      d1,
      said.map(({ row }) => row),
    ),
    appealsOf(
      d1,
      asked.map(({ row }) => row),
    ),
  ])
  const list: OwnWithoutReceipt[] = asked.map(({ row, slug, sessionTitle, authority }) => {
    const { answers, cases, into } = parts(row)
    const appeal = appealOf(row)
    return {
      id: row.id,
      slug,
      sessionTitle,
      no: row.no,
      kind: 'question',
      text: row.text,
      ...(row.details ? { details: row.details } : {}),
      state: row.state,
      askedAt: row.askedAt,
      ...reasons(row),
      ...(appeal && { appeal: ownAppeal(appeal) }),
      ...(row.state === 'merged' && into ? { mergedInto: { id: into.id, no: into.no } } : {}),
      answers: answers.filter((answer) => !answer.withdrawn).map(publicAnswer),
      cases: cases.filter((one) => one.state !== 'void').map(publicCase),
      votes: row.votes,
      // Only a room can take a question back: once archived, it is part of the record.
      canWithdraw: authority === 'room' && canAct(row.state, 'withdraw'),
    }
  })
  const known = new Set(asked.map(({ row }) => row.id))
  for (const { row, slug, sessionTitle, authority } of said) {
    // A promoted comment keeps its id and stands in the list as the question it became.
    if (known.has(row.id)) continue
    const to = row.promotedTo === null ? undefined : promoted(row.sessionId, row.promotedTo)
    list.push({
      id: row.id,
      slug,
      sessionTitle,
      no: row.no,
      kind: 'comment',
      text: row.text,
      state: row.state,
      askedAt: row.at,
      ...reasons(row),
      ...(to ? { promotedTo: to } : {}),
      answers: [],
      cases: [],
      votes: 0,
      canWithdraw: authority === 'room' && canTakeBack(row.state),
    })
  }
  return list.sort((a, b) => b.askedAt - a.askedAt)
}

function reasons(row: { reason: string | null; reasonNote: string | null }) {
  return {
    ...(row.reason ? { reason: row.reason } : {}),
    ...(row.reasonNote ? { reasonNote: row.reasonNote } : {}),
  }
}

async function promotedTo(
  db: D1Database,
  rows: readonly { sessionId: string; promotedTo: number | null }[],
) {
  const pairs = rows.flatMap((row): [string, number][] =>
    row.promotedTo === null ? [] : [[row.sessionId, row.promotedTo]],
  )
  const found =
    pairs.length === 0
      ? []
      : await drizzle(db)
          .select({ id: questions.id, no: questions.no, sessionId: questions.sessionId })
          .from(questions)
          .where(pairIn(questions.sessionId, questions.no, pairs))
  return (sessionId: string, no: number) => {
    const row = found.find((one) => one.sessionId === sessionId && one.no === no)
    return row && { id: row.id, no: row.no }
  }
}

/** Appeals of some questions. In the record nobody can appeal any more, but everybody reads what became of it. */
async function appealsOf(db: D1Database, rows: readonly { sessionId: string; no: number }[]) {
  const pairs = rows.map((row): [string, number] => [row.sessionId, row.no])
  const found =
    pairs.length === 0
      ? []
      : await drizzle(db)
          .select()
          .from(appeals)
          .where(pairIn(appeals.sessionId, appeals.no, pairs))
  return ({ sessionId, no }: { sessionId: string; no: number }) =>
    found.find((one) => one.sessionId === sessionId && one.no === no)
}
