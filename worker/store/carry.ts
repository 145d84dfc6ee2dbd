/** What a room carries is one file: every table's statement stands beside the batch that sends them together. */

import type {
  AnswerRecord,
  BurstRecord,
  CaseRecord,
  CommentRecord,
  EventRecord,
  PromptRecord,
  QuestionRecord,
  RevisionRecord,
  SealedRecord,
  TallyRecord,
} from '../domain/records'
import type { PublicSession } from '../contract/views'
import { askerNews } from './asker-news'
import { chunks, feed, upsert } from './bulk'
import type { CarriedSession, CarryLoad, Numbered } from './carry-load'
import { fairStatements } from './fair'
import { streamStatements } from './stream'
import { lineStatements } from './lines'
import {
  answers,
  cases,
  comments,
  events,
  heldBursts,
  prompts,
  questions,
  revisions,
  sealed,
  sessionGuests,
  sessions,
  tallies,
} from './schema'

export { emptyLoad, type CarriedCount, type CarriedSession, type CarryLoad } from './carry-load'

type SessionRow = Omit<CarriedSession, 'guests' | 'series' | 'assurance'> & {
  announcedAt: number
  createdAt: number
}

const sessionUpsert = upsert<SessionRow>(
  sessions,
  'sessions',
  [
    'id',
    'slug',
    'kind',
    'state',
    'authority',
    'title',
    'topic',
    'notice',
    'unit',
    'place',
    'seriesId',
    'edition',
    'startsAt',
    'endsAt',
    'announcedAt',
    'liveAt',
    'wrappedAt',
    'closesAt',
    'closedAt',
    'archivedAt',
    'demo',
    'source',
    'datePrinted',
    'excerpt',
    'summary',
    'epoch',
    'version',
    'createdAt',
  ],
  {
    on: ['id'],
    // What names a session and who holds it is the record's own business.
    set: {
      slug: null,
      kind: null,
      authority: null,
      seriesId: null,
      edition: null,
      announcedAt: 'coalesce(sessions.announced_at, excluded.announced_at)',
      demo: null,
      source: null,
      datePrinted: null,
      excerpt: null,
      summary: 'coalesce(excluded.summary, sessions.summary)',
      createdAt: null,
    },
    // Once handed over, a late load of its room changes nothing.
    guard: 'excluded.version >= sessions.version AND sessions.archived_at IS NULL',
  },
)

type GuestRow = PublicSession['guests'][number] & { sessionId: string; place: number }

const guestUpsert = upsert<GuestRow>(
  sessionGuests,
  'session_guests',
  ['sessionId', 'id', 'name', 'office', 'unit', 'place'],
  { on: ['sessionId', 'id'] },
)

const questionUpsert = upsert<QuestionRecord>(
  questions,
  'questions',
  [
    'id',
    'sessionId',
    'no',
    'text',
    'details',
    'name',
    'channel',
    'enteredBy',
    'asker',
    'receiptHash',
    'state',
    'part',
    'askedAt',
    'listedAt',
    'stagedAt',
    'settledAt',
    'reason',
    'reasonNote',
    'mergedInto',
    'position',
    'edited',
    'note',
    'redirectBy',
    'votes',
    'level',
    'support',
    'source',
    'externalId',
    'version',
    'countVersion',
  ],
  {
    on: ['id'],
    // Counts have a number of their own: newer words must not bring older counts back.
    set: {
      sessionId: null,
      no: null,
      votes:
        'CASE WHEN excluded.count_version > questions.count_version THEN excluded.votes ELSE questions.votes END',
      countVersion: 'max(excluded.count_version, questions.count_version)',
    },
    guard: 'excluded.version >= questions.version',
  },
)

const answerUpsert = upsert<Numbered<AnswerRecord>>(
  answers,
  'answers',
  [
    'id',
    'sessionId',
    'questionNo',
    'mode',
    'speaker',
    'office',
    'unit',
    'text',
    'solved',
    'at',
    'enteredBy',
    'revisedAt',
    'revisedWhy',
    'withdrawn',
    'joint',
    'version',
  ],
  {
    on: ['id'],
    // A correction made in the record after the archive is later than anything the room knew.
    guard:
      'excluded.version >= answers.version AND coalesce(excluded.revised_at, 0) >= coalesce(answers.revised_at, 0)',
  },
)

/** What of a case may be newer in the record than in its room. */
const caseProps = [
  'kind',
  'unitId',
  'unit',
  'outcome',
  'note',
  'assignedBy',
  'assignedAt',
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
] as const satisfies readonly (keyof CaseRecord)[]

const caseUpsert = upsert<Numbered<CaseRecord>>(
  cases,
  'cases',
  ['id', 'sessionId', 'questionNo', ...caseProps, 'state', 'version'],
  {
    on: ['id'],
    // A room that has not heard of a department's act writes nothing over it; what it calls void is void, and
    // nothing else of it changes.
    guard: `excluded.version >= cases.version AND (excluded.seq >= cases.seq OR excluded.state = 'void')`,
    set: Object.fromEntries(
      caseProps.map((prop) => {
        const { name } = cases[prop] as unknown as { name: string }
        return [
          prop,
          `CASE WHEN excluded.seq >= cases.seq THEN excluded."${name}" ELSE cases."${name}" END`,
        ]
      }),
    ),
  },
)

/** A case on which a department had acted is voided by its room: an event like the others, once. */
const voidEvents =
  'INSERT INTO case_events (case_id, seq, at, what, actor_id, actor, unit_id, unit, facts) ' +
  "SELECT c.id, c.seq + 1, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'voided', 'room', '', NULL, '', '{}' FROM cases c " +
  "WHERE c.id IN (SELECT value FROM json_each(?1)) AND c.state = 'void' AND c.seq > 0 " +
  "AND NOT EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = c.id AND e.what = 'voided')"
const voidNumbers =
  'UPDATE cases SET seq = seq + 1 WHERE id IN (SELECT value FROM json_each(?1)) ' +
  "AND EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = cases.id AND e.seq = cases.seq + 1 AND e.what = 'voided')"

function voidStatements(db: D1Database, rows: readonly CaseRecord[]): D1PreparedStatement[] {
  const ids = rows.filter(({ state }) => state === 'void').map(({ id }) => id)
  if (ids.length === 0) return []
  const json = JSON.stringify(ids)
  return [db.prepare(voidEvents).bind(json), db.prepare(voidNumbers).bind(json)]
}

const commentUpsert = upsert<CommentRecord>(
  comments,
  'comments',
  [
    'id',
    'sessionId',
    'no',
    'text',
    'name',
    'asker',
    'receiptHash',
    'state',
    'at',
    'listedAt',
    'prompt',
    'promotedTo',
    'reason',
    'reasonNote',
    'version',
  ],
  { on: ['id'], guard: 'excluded.version >= comments.version' },
)

const promptUpsert = upsert<PromptRecord>(
  prompts,
  'prompts',
  ['id', 'sessionId', 'no', 'text', 'at', 'by', 'summary', 'summaryAt', 'version'],
  { on: ['id'], guard: 'excluded.version >= prompts.version' },
)

export const revisionInsert = upsert<RevisionRecord>(
  revisions,
  'revisions',
  ['id', 'sessionId', 'entity', 'entityId', 'why', 'before', 'after', 'by', 'at'],
  {
    on: ['id'],
    // All that can happen to one is that its words are erased.
    guard: "excluded.before = ''",
    set: {
      sessionId: null,
      entity: null,
      entityId: null,
      why: null,
      by: null,
      at: null,
    },
  },
)

const sealedUpsert = upsert<SealedRecord>(
  sealed,
  'sealed',
  [
    'id',
    'sessionId',
    'kind',
    'no',
    'kinds',
    'receiptHash',
    'keyId',
    'box',
    'at',
    'erasedAt',
    'erasedWhy',
  ],
  // What was erased stays so, whatever comes late.
  { on: ['id'], guard: 'sealed.erased_at IS NULL' },
)

const eventUpsert = upsert<EventRecord>(
  events,
  'events',
  ['sessionId', 'id', 'at', 'actorId', 'actor', 'act', 'nos', 'detail', 'undone'],
  {
    on: ['sessionId', 'id'],
    // The only thing that can happen to a decision is that it is undone, once.
    set: {
      at: null,
      actorId: null,
      actor: null,
      act: null,
      nos: null,
      detail: null,
      undone: 'max(events.undone, excluded.undone)',
    },
  },
)

const burstUpsert = upsert<BurstRecord>(
  heldBursts,
  'held_bursts',
  [
    'sessionId',
    'id',
    'questionNo',
    'since',
    'until',
    'ballots',
    'why',
    'state',
    'reason',
    'actorId',
    'actor',
    'decidedAt',
    'version',
  ],
  { on: ['sessionId', 'id'], guard: 'excluded.version >= held_bursts.version' },
)

const tallyUpsert = upsert<TallyRecord>(
  tallies,
  'tallies',
  ['sessionId', 'questionNo', 'byLevel', 'held', 'voided', 'digest', 'at'],
  { on: ['sessionId', 'questionNo'] },
)

/** [id, level, counted, version]; a level nobody voted with gets no row, but a row held goes down to 0. */
const levelUpsert =
  'INSERT INTO question_counts (question_id, level, counted, count_version) ' +
  'SELECT j.id, j.level, j.counted, j.version FROM (' +
  "SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS level, " +
  "json_extract(value, '$[2]') AS counted, json_extract(value, '$[3]') AS version " +
  'FROM json_each(?1)) AS j WHERE j.counted > 0 OR EXISTS (' +
  'SELECT 1 FROM question_counts c WHERE c.question_id = j.id AND c.level = j.level) ' +
  'ON CONFLICT (question_id, level) DO UPDATE SET counted = excluded.counted, ' +
  'count_version = excluded.count_version WHERE excluded.count_version >= question_counts.count_version'

/** [id, votes, version, held, verified, apart]; what is known already is not written again. */
const votesUpdate =
  'UPDATE questions SET votes = j.votes, count_version = j.version, held = j.held, verified = j.verified, ' +
  'apart = j.apart FROM (' +
  "SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS votes, " +
  "json_extract(value, '$[2]') AS version, json_extract(value, '$[3]') AS held, " +
  "json_extract(value, '$[4]') AS verified, json_extract(value, '$[5]') AS apart " +
  'FROM json_each(?1)) AS j ' +
  'WHERE questions.id = j.id AND j.version >= questions.count_version ' +
  'AND (questions.votes <> j.votes OR questions.count_version <> j.version OR questions.held <> j.held ' +
  'OR questions.verified IS NOT j.verified OR questions.apart IS NOT j.apart)'

/**
 * Carries a load into the record: one batch, all or nothing, each table in a few statements. Tells whether there
 * is something to deliver now: a case just born, or news for an asker.
 */
export async function carry(db: D1Database, load: CarryLoad): Promise<boolean> {
  const statements: D1PreparedStatement[] = []
  const { session } = load
  if (session) {
    const row: SessionRow = {
      ...session,
      authority: session.authority ?? 'room',
      excerpt: session.excerpt ?? false,
      announcedAt: session.startsAt,
      createdAt: session.startsAt,
    }
    const guests = session.guests.map((guest, place) => ({
      ...guest,
      sessionId: session.id,
      place,
    }))
    statements.push(...feed(db, sessionUpsert, [row]), ...feed(db, guestUpsert, guests))
  }
  statements.push(...feed(db, questionUpsert, load.questions.map(levelled)))
  const levels = load.counts.flatMap(({ id, byLevel, countVersion }) =>
    byLevel.map((counted, level) => [id, level, counted, countVersion]),
  )
  for (const json of chunks(levels)) statements.push(db.prepare(levelUpsert).bind(json))
  const votes = load.counts.map(({ id, votes, countVersion, held, verified, apart }) => [
    id,
    votes,
    countVersion,
    held ?? 0,
    verified ?? null,
    apart ?? null,
  ])
  for (const json of chunks(votes)) statements.push(db.prepare(votesUpdate).bind(json))
  statements.push(
    ...feed(db, answerUpsert, load.answers.map(numbered)),
    ...feed(db, caseUpsert, load.cases.map(numbered)),
    ...voidStatements(db, load.cases),
    ...feed(db, commentUpsert, load.comments),
    ...feed(db, promptUpsert, load.prompts),
    ...feed(db, revisionInsert, load.revisions),
    ...feed(db, eventUpsert, load.events),
    ...feed(db, sealedUpsert, load.sealed),
    ...feed(db, burstUpsert, load.bursts ?? []),
    ...feed(db, tallyUpsert, load.tallies ?? []),
    ...fairStatements(db, load),
    ...streamStatements(db, load),
    ...lineStatements(db, load.lines ?? []),
  )
  if (statements.length === 0) return false
  const news = askerNews(db, load)
  const { carriedIndex } = await import('./search-carry')
  const { first, last } = await carriedIndex(db, load)
  const done = await db.batch([...first, ...statements, ...news, ...last])
  const from = first.length + statements.length
  const told = done.slice(from, from + news.length).some(({ meta }) => meta.changes > 0)
  return told || load.cases.some(({ seq, state }) => seq === 0 && state !== 'void')
}

/** A room laid by an earlier version has rows without a level. */
function levelled(row: QuestionRecord): QuestionRecord {
  return { ...row, level: row.level ?? 0 }
}

function numbered<T>(row: Numbered<T>): Numbered<T> {
  return { ...row, version: row.version ?? 0 }
}
