import type { PublicPromise } from '../contract/commitments'
import { publicCaseEvents, type CaseEventKind } from '../contract/cases'
import { dataWords } from '../contract/words/open-data'
import type { PublicCase, PublicQuestion, PublicSession } from '../contract/views'
import type { CaseEventRecord, RatingRecord } from './case-records'
import type { Cell } from './csv'
import { maskPersonal } from './masking'

/**
 * The record as tables anybody may take away. A table is its columns, and every row is made from what the
 * projections made public: what has no column here does not leave.
 */

export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'day' | 'code'

export interface Column {
  name: string
  type: ColumnType
  /** May be empty. */
  empty?: true
}

const col = (name: string, type: ColumnType = 'text'): Column => ({ name, type })
const may = (name: string, type: ColumnType = 'text'): Column => ({ name, type, empty: true })

/** Every table with its columns, in their order. Columns are added at the end and never change their meaning. */
export const dataTables = {
  sessions: [
    col('id'),
    col('slug'),
    col('kind', 'code'),
    col('state', 'code'),
    col('title'),
    col('topic'),
    col('unit'),
    col('place'),
    may('series'),
    may('edition', 'integer'),
    col('startsAt', 'time'),
    may('endsAt', 'time'),
    may('liveAt', 'time'),
    may('wrappedAt', 'time'),
    may('closedAt', 'time'),
    may('archivedAt', 'time'),
    col('demo', 'boolean'),
    may('source'),
    may('summary'),
    col('url'),
  ],
  questions: [
    col('id'),
    col('session'),
    col('no', 'integer'),
    col('state', 'code'),
    col('text'),
    may('details'),
    may('name'),
    col('channel', 'code'),
    col('part', 'integer'),
    col('votes', 'integer'),
    may('support', 'integer'),
    col('askedAt', 'time'),
    may('acceptedAt', 'time'),
    may('stagedAt', 'time'),
    may('settledAt', 'time'),
    may('mergedInto'),
    may('reason', 'code'),
    col('edited', 'boolean'),
    col('erased', 'boolean'),
    may('source'),
    col('url'),
  ],
  answers: [
    col('id'),
    col('question'),
    col('session'),
    col('mode', 'code'),
    col('speaker'),
    col('office'),
    col('unit'),
    col('text'),
    may('solved', 'code'),
    col('at', 'time'),
    may('revisedAt', 'time'),
    may('revisedWhy'),
  ],
  cases: [
    col('id'),
    col('question'),
    col('session'),
    col('kind', 'code'),
    col('unit'),
    col('state', 'code'),
    may('outcome', 'code'),
    col('assignedAt', 'time'),
    may('dueAt', 'time'),
    col('provisional', 'boolean'),
    may('repliedAt', 'time'),
    may('reply'),
    may('closedAt', 'time'),
  ],
  case_events: [
    col('case'),
    col('seq', 'integer'),
    col('at', 'time'),
    col('what', 'code'),
    col('unit'),
    may('text'),
  ],
  ratings: [
    col('id'),
    col('question'),
    may('case'),
    col('round', 'integer'),
    col('solved', 'code'),
    may('manner', 'integer'),
    may('speed', 'integer'),
    may('words'),
    col('at', 'time'),
  ],
  promises: [
    col('id'),
    may('question'),
    col('session'),
    col('quote'),
    col('saidAt', 'time'),
    col('who'),
    col('office'),
    col('unit'),
    col('what'),
    may('dueAsSaid'),
    may('dueDay', 'day'),
    may('amount', 'number'),
    may('amountQualifier', 'code'),
    may('amountUnit'),
    may('amountText'),
    may('criterion'),
    col('state', 'code'),
    may('reason'),
    col('updatedAt', 'time'),
    may('verifiedBy'),
    col('url'),
  ],
  units: [
    col('id'),
    col('name'),
    col('level', 'code'),
    may('parent'),
    col('department', 'boolean'),
    may('successor'),
  ],
  printed_figures: [
    col('session'),
    col('key', 'code'),
    may('about'),
    may('value', 'number'),
    col('qualifier', 'code'),
    may('unit'),
    col('text'),
    col('source'),
  ],
  statistics: [
    col('figure', 'code'),
    may('value', 'number'),
    col('n', 'integer'),
    may('part', 'integer'),
    col('asOf', 'time'),
  ],
} as const satisfies Record<string, readonly Column[]>

export type DataTable = keyof typeof dataTables
export const tableNames = Object.keys(dataTables) as DataTable[]

/** Values of a row by column; times are epoch ms until they are written. */
export type DataRow = Readonly<Record<string, Cell>>

/** Where rows of the public web are. */
export interface Place {
  origin: string
}

export function sessionRow(session: PublicSession, { origin }: Place): DataRow {
  const { id, slug, kind, state, title, topic, unit, place, series, edition } = session
  const { startsAt, endsAt, liveAt, wrappedAt, closedAt, archivedAt, demo } = session
  return {
    id,
    slug,
    kind,
    state,
    title,
    topic,
    unit,
    place,
    series,
    edition,
    startsAt,
    endsAt,
    liveAt,
    wrappedAt,
    closedAt,
    archivedAt,
    demo,
    source: session.source,
    summary: session.summary,
    url: `${origin}/s/${slug}`,
  }
}

export function questionRow(question: PublicQuestion, session: string, { origin }: Place): DataRow {
  const { id, no, state, text, channel, part, votes, askedAt, listedAt } = question
  return {
    id,
    session,
    no,
    state,
    text,
    channel,
    part,
    votes,
    askedAt,
    details: question.details,
    name: question.name,
    support: question.support,
    acceptedAt: listedAt,
    stagedAt: question.stagedAt,
    settledAt: question.settledAt,
    mergedInto: question.mergedInto?.id,
    reason: question.reason,
    edited: question.edited ?? false,
    erased: question.erased ?? false,
    source: question.source,
    url: `${origin}/q/${id}`,
  }
}

export const answerRows = (question: PublicQuestion, session: string): DataRow[] =>
  question.answers.map(({ id, mode, speaker, office, unit, text, solved, at, revised }) => ({
    id,
    question: question.id,
    session,
    mode,
    speaker,
    office,
    unit,
    text,
    solved,
    at,
    revisedAt: revised?.at,
    revisedWhy: revised?.why,
  }))

export const caseRow = (item: PublicCase, question: string, session: string): DataRow => {
  const { id, kind, unit, state, outcome, assignedAt, dueAt, provisional, repliedAt, reply } = item
  return {
    id,
    question,
    session,
    kind,
    unit,
    state,
    outcome,
    assignedAt,
    dueAt,
    provisional,
    repliedAt,
    reply,
    closedAt: item.closedAt,
  }
}

const told: readonly CaseEventKind[] = publicCaseEvents
/** Words of an asker are public only where somebody listed them, which an event does not know. */
const ofAskers: readonly CaseEventKind[] = [
  'details_given',
  'rated',
  'disputed',
  'reopened',
  'split',
]

/** What happened to a matter, as far as anybody may know; null where nobody may. */
export function caseEventRow(event: CaseEventRecord): DataRow | null {
  if (!told.includes(event.what)) return null
  const { caseId, seq, at, what, unit, text } = event
  const open = text !== null && !ofAskers.includes(what)
  return { case: caseId, seq, at, what, unit, text: open ? maskPersonal(text).text : null }
}

/** What an asker said; words only once a moderator listed them. */
export function ratingRow(rating: RatingRecord, question: string): DataRow {
  const { id, caseId, round, solved, manner, speed, words, wordsState, at } = rating
  const listed = words !== null && wordsState === 'listed'
  return {
    id,
    question,
    case: caseId,
    round,
    solved,
    manner,
    speed,
    at,
    words: listed ? maskPersonal(words).text : null,
  }
}

export function promiseRow(promise: PublicPromise, { origin }: Place): DataRow {
  const { id, quote, saidAt, who, office, unit, what, dueAsSaid, dueDay, amount } = promise
  const { criterion, state, reason, updatedAt, verifiedBy } = promise
  return {
    id,
    quote,
    saidAt,
    who,
    office,
    unit,
    what,
    dueAsSaid,
    dueDay,
    criterion,
    state,
    reason,
    updatedAt,
    verifiedBy,
    question: promise.question?.id,
    session: promise.session.slug,
    amount: amount?.value,
    amountQualifier: amount?.qualifier,
    amountUnit: amount?.unit,
    amountText: amount?.text,
    url: `${origin}/promises/${id}`,
  }
}

/** A value as it is written in JSON: times in full, nothing as null. */
function valueOf({ type }: Column, cell: Cell): string | number | boolean | null {
  if (cell === null || cell === undefined || (cell === '' && type !== 'text')) return null
  if (type === 'time') return new Date(Number(cell)).toISOString()
  return cell
}

/** A row as JSON, with its columns in their order. */
export function jsonRow(table: DataTable, row: DataRow): string {
  const columns: readonly Column[] = dataTables[table]
  return JSON.stringify(
    Object.fromEntries(columns.map((column) => [column.name, valueOf(column, row[column.name])])),
  )
}

/** A row as cells of a table. */
export function cellRow(table: DataTable, row: DataRow): Cell[] {
  const columns: readonly Column[] = dataTables[table]
  return columns.map((column) => valueOf(column, row[column.name]))
}

/** What every table and column means, for machines: type, whether it may be empty, words in both languages. */
export function dictionary() {
  return tableNames.map((name) => {
    const { zh, en } = dataWords
    const columns: readonly Column[] = dataTables[name]
    return {
      name,
      title: { zh: zh.tables[name].name, en: en.tables[name].name },
      description: { zh: zh.tables[name].means, en: en.tables[name].means },
      columns: columns.map((column) => ({
        name: column.name,
        type: column.type,
        nullable: column.empty === true,
        description: {
          zh: zh.columns[column.name] ?? '',
          en: en.columns[column.name] ?? '',
        },
      })),
    }
  })
}
