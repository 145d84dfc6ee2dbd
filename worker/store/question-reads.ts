import { and, asc, desc, eq, inArray, isNotNull, sql, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { PAGE_SIZE, SNAPSHOT_QUESTIONS } from '../contract/limits'
import type { FoundPage, MailboxPage, NewestAnswer } from '../contract/record'
import type { ListRequest, RoomPage } from '../contract/room'
import type { PublicComment, PublicPrompt, PublicQuestion, Snapshot } from '../contract/views'
import { publicAnswer, publicComment } from '../domain/projection'
import { beyond, pageOf, readCursor } from './cursor'
import { projected, publicRow } from './parts'
import { answers, comments, prompts, questions } from './schema'
import { sessionBySlug, sessionsByIds, type HeldSession } from './session-reads'
import { streamInRecord } from './stream-reads'
import { tally } from './tally'

const hot = [desc(questions.votes), asc(questions.listedAt), asc(questions.no)]
const orders: Record<ListRequest['order'], SQL[]> = {
  hot,
  new: [desc(questions.listedAt), desc(questions.no)],
  answered: [desc(questions.settledAt), desc(questions.no)],
  open: hot,
}

function shownIn(sessionId: string, order: ListRequest['order']): SQL | undefined {
  return and(
    eq(questions.sessionId, sessionId),
    publicRow,
    order === 'answered' ? eq(questions.state, 'answered') : undefined,
    order === 'open' ? inArray(questions.state, ['listed', 'on_stage']) : undefined,
  )
}

/** Everything of a session's snapshot but its questions. */
async function aroundQuestions(
  db: D1Database,
  held: HeldSession,
  now: number,
): Promise<Omit<Snapshot, 'questions'>> {
  const { session } = held
  const orm = drizzle(db)
  const [sums, stream, [commentRows, promptRows, counted]] = await Promise.all([
    tally(db, session, now),
    streamInRecord(db, session),
    orm.batch([
      orm
        .select()
        .from(comments)
        .where(and(eq(comments.sessionId, session.id), isNotNull(comments.listedAt)))
        .orderBy(asc(comments.no)),
      orm.select().from(prompts).where(eq(prompts.sessionId, session.id)).orderBy(asc(prompts.no)),
      orm
        .select({ n: sql<number>`count(*)` })
        .from(questions)
        .where(shownIn(session.id, 'hot')),
    ]),
  ])
  const shownComments: PublicComment[] = commentRows.flatMap((row) => publicComment(row) ?? [])
  const shownPrompts: PublicPrompt[] = promptRows.map((row) => ({
    id: row.id,
    no: row.no,
    text: row.text,
    at: row.at,
    open: row.summaryAt === null && session.closedAt === null && session.archivedAt === null,
    comments: shownComments.filter((c) => c.prompt === row.no && c.state === 'listed').length,
    ...(row.summary ? { summary: row.summary } : {}),
  }))
  return {
    ...(stream && { stream }),
    v: 1,
    epoch: 'record',
    seq: held.version,
    at: now,
    session,
    stage: null,
    next: [],
    balance: sums.balance,
    cases: sums.cases,
    comments: shownComments,
    prompts: shownPrompts,
    totalQuestions: counted[0]?.n ?? 0,
    totalComments: shownComments.length,
    viewers: 0,
  }
}

/** The whole public state of a session the record holds; of a mailbox only the first page of questions. */
export async function recordSnapshot(
  db: D1Database,
  slug: string,
  now: number,
): Promise<Snapshot | null> {
  const held = await sessionBySlug(db, slug)
  if (!held) return null
  const mailbox = held.session.kind === 'mailbox'
  const [around, rows] = await Promise.all([
    aroundQuestions(db, held, now),
    drizzle(db)
      .select()
      .from(questions)
      .where(shownIn(held.session.id, 'new'))
      .orderBy(...(mailbox ? orders.new : hot))
      .limit(mailbox ? PAGE_SIZE : SNAPSHOT_QUESTIONS),
  ])
  return { ...around, questions: await projected(db, rows) }
}

/** One page of a session's list as the record holds it. Its ballots are sealed, so nothing is `mine`. */
export async function recordPage(
  db: D1Database,
  slug: string,
  request: ListRequest,
  now: number,
): Promise<RoomPage | null> {
  const held = await sessionBySlug(db, slug)
  if (!held) return null
  const where = shownIn(held.session.id, request.order)
  const orm = drizzle(db)
  const size = Math.min(Math.max(1, request.size), SNAPSHOT_QUESTIONS)
  const [snapshot, [rows, counted]] = await Promise.all([
    aroundQuestions(db, held, now),
    orm.batch([
      orm
        .select()
        .from(questions)
        .where(where)
        .orderBy(...orders[request.order])
        .limit(size)
        .offset((Math.max(1, request.page) - 1) * size),
      orm
        .select({ n: sql<number>`count(*)` })
        .from(questions)
        .where(where),
    ]),
  ])
  return {
    snapshot,
    questions: await projected(db, rows),
    total: counted[0]?.n ?? 0,
    mine: [],
  }
}

export interface MailboxRequest {
  after?: string | null
  /** `open`: waiting longest first. */
  order: 'new' | 'answered' | 'open'
  limit?: number
}

/** One page of a mailbox of any length, continued from where the last one ended. */
export async function mailboxPage(
  db: D1Database,
  slug: string,
  { after, order, limit = PAGE_SIZE }: MailboxRequest,
  now: number,
): Promise<MailboxPage | null> {
  const held = await sessionBySlug(db, slug)
  if (!held) return null
  const by = order === 'answered' ? questions.settledAt : questions.listedAt
  const forward = order === 'open'
  const from = after ? readCursor(after, 'after') : null
  const rows = await drizzle(db)
    .select()
    .from(questions)
    .where(
      and(shownIn(held.session.id, order), beyond(by, questions.no, from, forward ? '>' : '<')),
    )
    .orderBy(...(forward ? [asc(by), asc(questions.no)] : [desc(by), desc(questions.no)]))
    .limit(limit + 1)
  const page = pageOf(rows, limit, (row) => ({
    at: (order === 'answered' ? row.settledAt : row.listedAt) ?? 0,
    tie: String(row.no),
  }))
  const [shown, sums] = await Promise.all([projected(db, page.rows), tally(db, held.session, now)])
  return { ...sums.mailbox, questions: shown, next: page.next }
}

/** The answers given last, over all sessions. */
export async function newestAnswers(db: D1Database, limit: number): Promise<NewestAnswer[]> {
  const rows = await drizzle(db)
    .select({ answer: answers, question: questions })
    .from(answers)
    .innerJoin(
      questions,
      and(eq(questions.sessionId, answers.sessionId), eq(questions.no, answers.questionNo)),
    )
    .where(and(eq(answers.withdrawn, false), eq(questions.state, 'answered'), publicRow))
    .orderBy(desc(answers.at), desc(answers.id))
    .limit(limit)
  const [shown, held] = await Promise.all([
    projected(
      db,
      rows.map(({ question }) => question),
    ),
    sessionsByIds(
      db,
      rows.map(({ question }) => question.sessionId),
    ),
  ])
  const byId = new Map(shown.map((question) => [question.id, question]))
  return rows.flatMap(({ answer, question }) => {
    const found = byId.get(question.id)
    const session = held.get(question.sessionId)?.session
    if (!found || !session) return []
    const { id, no, text } = found
    const { slug, title, demo } = session
    return [
      { answer: publicAnswer(answer), question: { id, no, text }, session: { slug, title, demo } },
    ]
  })
}

const SEARCH_ROUNDS = 5

/**
 * Questions whose public words hold every given word, newest first. Rows are found in what is kept and
 * checked again in what is shown, so that nobody can search out what was masked.
 */
export async function searchRecord(
  db: D1Database,
  words: readonly string[],
  { limit = PAGE_SIZE, after = null }: { limit?: number; after?: string | null } = {},
): Promise<FoundPage> {
  const wanted = words.map((word) => word.toLowerCase()).filter((word) => word !== '')
  if (wanted.length === 0) return { found: [], next: null }
  const found: FoundPage['found'] = []
  let from = after
  for (let round = 0; round < SEARCH_ROUNDS; round += 1) {
    const page = await searchRows(db, wanted, limit, from)
    const [shown, held] = await Promise.all([
      projected(db, page.rows),
      sessionsByIds(
        db,
        page.rows.map((row) => row.sessionId),
      ),
    ])
    const sessionOf = new Map(page.rows.map((row) => [row.id, held.get(row.sessionId)?.session]))
    for (const question of shown) {
      const session = sessionOf.get(question.id)
      if (!session || !holds(question, wanted)) continue
      const { slug, title, demo } = session
      found.push({ question, session: { slug, title, demo } })
    }
    from = page.next
    if (found.length > 0 || from === null) break
  }
  return { found, next: from }
}

async function searchRows(
  db: D1Database,
  wanted: readonly string[],
  limit: number,
  after: string | null,
) {
  const from = after ? readCursor(after, 'after') : null
  const haystack = sql`lower(${questions.text} || ' ' || coalesce(${questions.details}, '') || ' ' || coalesce((SELECT group_concat(a.text, ' ') FROM answers a WHERE a.session_id = ${questions.sessionId} AND a.question_no = ${questions.no} AND a.withdrawn = 0), ''))`
  const rows = await drizzle(db)
    .select()
    .from(questions)
    .where(
      and(
        publicRow,
        beyond(questions.listedAt, questions.id, from),
        // instr, because D1 refuses LIKE patterns of more than 16 Chinese characters.
        sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(wanted)}) w WHERE instr(${haystack}, w.value) = 0)`,
      ),
    )
    .orderBy(desc(questions.listedAt), desc(questions.id))
    .limit(limit + 1)
  return pageOf(rows, limit, (row) => ({ at: row.listedAt ?? 0, tie: row.id }))
}

function holds(question: PublicQuestion, wanted: readonly string[]): boolean {
  const all = [question.text, question.details ?? '', ...question.answers.map((a) => a.text)]
    .join(' ')
    .toLowerCase()
  return wanted.every((word) => all.includes(word))
}
