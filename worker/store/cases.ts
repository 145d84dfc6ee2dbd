import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicCaseEvent } from '../contract/cases'
import { Refusal } from '../contract/refusals'
import type {
  CaseEventRecord,
  CaseFile,
  CaseNoteRecord,
  CaseUnitRecord,
  MessageRecord,
  PauseRecord,
  ReplyRecord,
} from '../domain/case-records'
import { publicCaseEvent } from '../domain/case-projection'
import { openStates } from '../domain/case-acts'
import type { CaseChange, CaseWhole } from '../domain/cases'
import { feed, upsert } from './bulk'
import { cases, sessions } from './schema'
import { caseEvents, caseNotes, casePauses, caseReplies, caseUnits } from './schema-cases'
import { messages } from './schema-follow'

/** The life of a case as the record keeps it: read whole, and written an act at a time. */

/** What of a row of `cases` is the machine's. */
const ofFile = [
  'kind',
  'unitId',
  'unit',
  'state',
  'outcome',
  'dueAt',
  'dueSums',
  'provisional',
  'repliedAt',
  'reply',
  'closedAt',
  'seq',
  'acceptedAt',
  'pausedAt',
  'extendedAt',
  'visibility',
  'profile',
  'answerDays',
  'heldSince',
  'acceptDueAt',
  'objectionDueAt',
  'firstDueAt',
  'extensionWhy',
  'officerId',
  'officer',
  'sponsorId',
  'sponsor',
  'jointId',
  'followUpUntil',
  'reopened',
  'expectedDay',
] as const satisfies readonly (keyof CaseFile)[]

/** A case with everything that happened to it; null where there is none. */
export async function readCase(db: D1Database, id: string): Promise<CaseWhole | null> {
  const orm = drizzle(db)
  // Two questions: of two columns of one name a batch gives back only the last.
  const [files, sessionRows, units, replies, pauses, events] = await orm.batch([
    orm.select().from(cases).where(eq(cases.id, id)),
    orm
      .select({
        id: sessions.id,
        slug: sessions.slug,
        kind: sessions.kind,
        unitId: sessions.unitId,
        unit: sessions.unit,
        authority: sessions.authority,
      })
      .from(sessions)
      .where(sql`${sessions.id} = (SELECT session_id FROM cases WHERE id = ${id})`),
    orm.select().from(caseUnits).where(eq(caseUnits.caseId, id)).orderBy(asc(caseUnits.fromAt)),
    orm
      .select()
      .from(caseReplies)
      .where(eq(caseReplies.caseId, id))
      .orderBy(asc(caseReplies.draftedAt)),
    orm.select().from(casePauses).where(eq(casePauses.caseId, id)).orderBy(asc(casePauses.fromAt)),
    orm.select().from(caseEvents).where(eq(caseEvents.caseId, id)).orderBy(asc(caseEvents.seq)),
  ])
  const [file] = files
  const [session] = sessionRows
  return file && session ? { file, session, units, replies, pauses, events } : null
}

/** What the units that handle a case tell each other, oldest first. */
export async function notesOf(db: D1Database, caseId: string): Promise<CaseNoteRecord[]> {
  return drizzle(db)
    .select()
    .from(caseNotes)
    .where(eq(caseNotes.caseId, caseId))
    .orderBy(asc(caseNotes.at))
}

const unitUpsert = upsert<CaseUnitRecord>(
  caseUnits,
  'case_units',
  ['caseId', 'unitId', 'unit', 'role', 'fromAt', 'untilAt'],
  { on: ['caseId', 'unitId', 'fromAt'] },
)

const replyUpsert = upsert<ReplyRecord>(
  caseReplies,
  'case_replies',
  [
    'id',
    'caseId',
    'kind',
    'state',
    'text',
    'outcome',
    'reason',
    'legalBasis',
    'unitId',
    'unit',
    'draftedBy',
    'draftedByName',
    'draftedAt',
    'submittedAt',
    'approvedBy',
    'approvedByName',
    'publishedAt',
    'returnedWhy',
    'corrects',
    'correctedWhy',
    'version',
  ],
  { on: ['id'] },
)

const pauseUpsert = upsert<PauseRecord>(
  casePauses,
  'case_pauses',
  ['id', 'caseId', 'fromAt', 'untilAt', 'why', 'text', 'given', 'limitAt'],
  { on: ['id'] },
)

const noteInsert = upsert<CaseNoteRecord>(
  caseNotes,
  'case_notes',
  ['id', 'caseId', 'unitId', 'at', 'by', 'byName', 'text'],
  { on: ['id'], set: { text: null } },
)

const messageInsert = upsert<MessageRecord>(
  messages,
  'messages',
  ['id', 'kind', 'audience', 'recipient', 'about', 'facts', 'at', 'dueAt'],
  // The same one again is no second message.
  {
    on: ['id'],
    set: {
      kind: null,
      audience: null,
      recipient: null,
      about: null,
      facts: null,
      at: null,
      dueAt: null,
    },
  },
)

/** Messages to people; put into the batch of what they tell. */
export const messageStatements = (
  db: D1Database,
  rows: readonly MessageRecord[],
): D1PreparedStatement[] => feed(db, messageInsert, rows)

const eventColumns = 'case_id, seq, at, what, actor_id, actor, unit_id, unit, "text", inside, facts'

/**
 * An event under the next number. A number that is taken fails, and so does a case that is not as it was
 * read: the number becomes NULL then, which the column refuses, and nothing of the batch is written.
 */
function eventStatement(
  db: D1Database,
  row: CaseEventRecord,
  was: Pick<CaseFile, 'seq' | 'state'> | null,
): D1PreparedStatement {
  const { caseId, seq, at, what, actorId, actor, unitId, unit, text, inside, facts } = row
  const number =
    was === null
      ? '?2'
      : '(SELECT ?2 FROM cases c WHERE c.id = ?1 AND c.seq = ?12 AND c.state = ?13)'
  const values = [
    caseId,
    seq,
    at,
    what,
    actorId,
    actor,
    unitId,
    unit,
    text,
    inside,
    JSON.stringify(facts),
  ]
  return db
    .prepare(
      `INSERT INTO case_events (${eventColumns}) ` +
        `VALUES (?1, ${number}, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`,
    )
    .bind(...values, ...(was === null ? [] : [was.seq, was.state]))
}

const columnOf = (prop: (typeof ofFile)[number]) =>
  `"${(cases[prop] as unknown as { name: string }).name}"`

function fileStatement(db: D1Database, file: CaseFile): D1PreparedStatement {
  const set = ofFile.map((prop, i) => `${columnOf(prop)} = ?${i + 2}`)
  const values = ofFile.map((prop) => {
    const value = file[prop]
    return typeof value === 'boolean' ? Number(value) : value
  })
  return db.prepare(`UPDATE cases SET ${set.join(', ')} WHERE id = ?1`).bind(file.id, ...values)
}

/**
 * Acts on one case, in their order, as one batch writes them. `was` is the case as it was read: another
 * writer in between makes the batch fail as a whole.
 */
export function caseActStatements(
  db: D1Database,
  was: Pick<CaseFile, 'seq' | 'state'>,
  changes: readonly CaseChange[],
  told: readonly MessageRecord[],
): D1PreparedStatement[] {
  const last = changes.at(-1)
  if (!last) return []
  const all = <R>(of: (change: CaseChange) => readonly R[]) => changes.flatMap(of)
  return [
    ...changes.map(({ event }, i) => eventStatement(db, event, i === 0 ? was : null)),
    fileStatement(db, last.file),
    ...feed(
      db,
      unitUpsert,
      all((one) => one.units),
    ),
    ...feed(
      db,
      replyUpsert,
      all((one) => one.replies),
    ),
    ...feed(
      db,
      pauseUpsert,
      all((one) => one.pauses),
    ),
    ...feed(
      db,
      noteInsert,
      all((one) => one.notes),
    ),
    ...messageStatements(db, told),
  ]
}

/** Runs a batch of acts; who came second is told so, and nothing of theirs was written. */
export async function writeActs(
  db: D1Database,
  statements: readonly D1PreparedStatement[],
): Promise<void> {
  try {
    await db.batch([...statements])
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    const taken = /case_events\.(seq|case_id)/.test(said)
    if (taken) throw new Refusal('CONFLICT')
    throw error
  }
}

/** Cases of a question that nobody has ended. */
export async function openCasesOf(
  db: D1Database,
  sessionId: string,
  questionNo: number,
): Promise<CaseFile[]> {
  return drizzle(db)
    .select()
    .from(cases)
    .where(
      and(
        eq(cases.sessionId, sessionId),
        eq(cases.questionNo, questionNo),
        inArray(cases.state, openStates),
      ),
    )
}

/** A case that is born in the record, after its room is gone; with the message to its unit. */
export async function insertCase(
  db: D1Database,
  row: Pick<
    CaseFile,
    | 'id'
    | 'sessionId'
    | 'questionNo'
    | 'unitId'
    | 'unit'
    | 'note'
    | 'assignedBy'
    | 'assignedAt'
    | 'dueAt'
    | 'dueSums'
    | 'provisional'
  >,
  told: MessageRecord,
): Promise<void> {
  const { id, sessionId, questionNo, unitId, unit, note, assignedBy, assignedAt } = row
  await db.batch([
    db
      .prepare(
        'INSERT INTO cases (id, session_id, question_no, kind, unit_id, unit, state, note, ' +
          'assigned_by, assigned_at, due_at, due_sums, provisional) ' +
          "VALUES (?1, ?2, ?3, 'follow_up', ?4, ?5, 'assigned', ?6, ?7, ?8, ?9, ?10, ?11)",
      )
      .bind(
        id,
        sessionId,
        questionNo,
        unitId,
        unit,
        note,
        assignedBy,
        assignedAt,
        row.dueAt,
        row.dueSums,
        Number(row.provisional),
      ),
    ...messageStatements(db, [told]),
  ])
}

/** What anybody may read of what happened to cases: of those that anybody may know of. */
export async function publicEventsOf(
  db: D1Database,
  caseIds: readonly string[],
): Promise<PublicCaseEvent[]> {
  if (caseIds.length === 0) return []
  const rows = await drizzle(db)
    .select()
    .from(caseEvents)
    .innerJoin(cases, eq(cases.id, caseEvents.caseId))
    .where(and(inArray(caseEvents.caseId, [...caseIds]), eq(cases.visibility, 'public')))
    .orderBy(asc(caseEvents.at), asc(caseEvents.caseId), asc(caseEvents.seq))
  return rows.flatMap(({ case_events: row }) => publicCaseEvent(row) ?? [])
}
