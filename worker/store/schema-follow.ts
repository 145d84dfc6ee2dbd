import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Qualifier } from '../contract/states'
import type {
  CommitmentRecord,
  ContactRecord,
  DifferenceRecord,
  FollowQuestionRecord,
  FollowSealRecord,
  MessageRecord,
  ProposalRecord,
  RatingRecord,
  VisitRecord,
} from '../domain/case-records'
import { cases, sessions } from './schema'

/** What askers say afterwards, what was promised, and what is told to whom; see domain/case-records.ts. */

const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull().default(false)
const session = () =>
  text('session_id')
    .notNull()
    .references(() => sessions.id)

export const ratings = sqliteTable(
  'ratings',
  {
    id: text('id').primaryKey(),
    sessionId: session(),
    questionNo: integer('question_no').notNull(),
    caseId: text('case_id'),
    round: integer('round').notNull(),
    solved: text('solved').$type<RatingRecord['solved']>().notNull(),
    manner: integer('manner'),
    speed: integer('speed'),
    words: text('words'),
    wordsState: text('words_state').$type<RatingRecord['wordsState']>(),
    at: integer('at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    index('ratings_question').on(t.sessionId, t.questionNo),
    index('ratings_case').on(t.caseId, t.round),
    index('ratings_at').on(t.at),
    index('ratings_waiting')
      .on(t.at)
      .where(sql`words_state = 'submitted'`),
  ],
)

export const followQuestions = sqliteTable(
  'follow_questions',
  {
    id: text('id').primaryKey(),
    sessionId: session(),
    questionNo: integer('question_no').notNull(),
    caseId: text('case_id'),
    text: text('text').notNull(),
    state: text('state').$type<FollowQuestionRecord['state']>().notNull(),
    at: integer('at').notNull(),
    reason: text('reason'),
    answer: text('answer'),
    answeredBy: text('answered_by'),
    answeredByName: text('answered_by_name'),
    unitId: text('unit_id'),
    unit: text('unit'),
    answeredAt: integer('answered_at'),
    draft: text('draft'),
    draftedBy: text('drafted_by'),
    draftedByName: text('drafted_by_name'),
    draftedAt: integer('drafted_at'),
    version: integer('version').notNull().default(1),
  },
  // One for each question.
  (t) => [
    uniqueIndex('follow_questions_question').on(t.sessionId, t.questionNo),
    index('follow_questions_waiting').on(t.state, t.at),
  ],
)

/** 我的情况不同: once for each question. */
export const differences = sqliteTable(
  'differences',
  {
    sessionId: session(),
    questionNo: integer('question_no').notNull(),
    caseId: text('case_id'),
    kind: text('kind').$type<DifferenceRecord['kind']>().notNull(),
    text: text('text').notNull(),
    at: integer('at').notNull(),
    state: text('state').$type<DifferenceRecord['state']>().notNull(),
    reason: text('reason'),
    decidedBy: text('decided_by'),
    decidedAt: integer('decided_at'),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.sessionId, t.questionNo] }),
    index('differences_open').on(t.state, t.at),
  ],
)

/** Originals of what askers wrote afterwards; apart from every row that is ever projected. */
export const followSeals = sqliteTable(
  'follow_seals',
  {
    id: text('id').primaryKey(),
    sessionId: session(),
    questionNo: integer('question_no').notNull(),
    caseId: text('case_id'),
    of: text('of_kind').$type<FollowSealRecord['of']>().notNull(),
    kinds: text('kinds', { mode: 'json' }).$type<FollowSealRecord['kinds']>().notNull(),
    keyId: text('key_id').notNull(),
    box: text('box'),
    at: integer('at').notNull(),
    erasedAt: integer('erased_at'),
  },
  (t) => [index('follow_seals_question').on(t.sessionId, t.questionNo)],
)

export const visits = sqliteTable(
  'visits',
  {
    caseId: text('case_id')
      .notNull()
      .references(() => cases.id),
    no: integer('no').notNull(),
    at: integer('at').notNull(),
    way: text('way').$type<VisitRecord['way']>().notNull(),
    reached: flag('reached'),
    solved: text('solved').$type<VisitRecord['solved']>(),
    text: text('text').notNull(),
    inside: text('inside'),
    unitId: text('unit_id').notNull(),
    unit: text('unit').notNull(),
    by: text('by').notNull(),
    byName: text('by_name').notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.no] })],
)

/** Sealed under the portal's key; only where the operator turned contacts on. */
export const contacts = sqliteTable(
  'contacts',
  {
    sessionId: session(),
    no: integer('no').notNull(),
    keyId: text('key_id').notNull(),
    box: text('box'),
    way: text('way').$type<ContactRecord['way']>().notNull(),
    lookup: text('lookup').notNull(),
    at: integer('at').notNull(),
    erasedAt: integer('erased_at'),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.no] }), index('contacts_lookup').on(t.lookup)],
)

export const commitments = sqliteTable(
  'commitments',
  {
    id: text('id').primaryKey(),
    sessionId: session(),
    questionNo: integer('question_no'),
    answerId: text('answer_id'),
    lineId: text('line_id'),
    caseId: text('case_id'),
    replyId: text('reply_id'),
    quote: text('quote').notNull(),
    saidAt: integer('said_at').notNull(),
    who: text('who').notNull(),
    office: text('office').notNull(),
    unitId: text('unit_id'),
    unit: text('unit').notNull(),
    what: text('what').notNull(),
    dueAsSaid: text('due_as_said'),
    /** `2026-12-31`, in Shanghai. */
    dueDay: text('due_day'),
    amount: integer('amount'),
    amountQualifier: text('amount_qualifier').$type<Qualifier>(),
    amountUnit: text('amount_unit'),
    amountText: text('amount_text'),
    criterion: text('criterion'),
    state: text('state').$type<CommitmentRecord['state']>().notNull(),
    reason: text('reason'),
    updatedAt: integer('updated_at').notNull(),
    verifiedBy: text('verified_by'),
    /** Who registered it: inside. */
    enteredBy: text('entered_by').notNull().default(''),
    enteredAt: integer('entered_at').notNull().default(0),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    index('commitments_question').on(t.sessionId, t.questionNo),
    index('commitments_unit').on(t.unitId, t.dueDay),
    index('commitments_due').on(t.state, t.dueDay),
  ],
)

export const commitmentEvents = sqliteTable(
  'commitment_events',
  {
    commitmentId: text('commitment_id')
      .notNull()
      .references(() => commitments.id),
    seq: integer('seq').notNull(),
    at: integer('at').notNull(),
    state: text('state').$type<CommitmentRecord['state']>().notNull(),
    text: text('text').notNull(),
    dueDay: text('due_day'),
    actorId: text('actor_id').notNull(),
    actor: text('actor').notNull(),
    unit: text('unit').notNull(),
    /** Addresses where it can be seen. */
    links: text('links', { mode: 'json' }).$type<string[]>().notNull().default([]),
  },
  (t) => [primaryKey({ columns: [t.commitmentId, t.seq] })],
)

export const commitmentProposals = sqliteTable(
  'commitment_proposals',
  {
    id: text('id').primaryKey(),
    sessionId: session(),
    answerId: text('answer_id'),
    lineId: text('line_id'),
    replyId: text('reply_id'),
    quote: text('quote').notNull(),
    at: integer('at').notNull(),
    count: integer('count').notNull(),
    state: text('state').$type<ProposalRecord['state']>().notNull(),
    commitmentId: text('commitment_id'),
    reason: text('reason'),
    version: integer('version').notNull().default(1),
  },
  (t) => [index('commitment_proposals_open').on(t.state, t.sessionId, t.at)],
)

/** Which devices proposed a sentence: marks that lead back to none, forgotten once it is settled. */
export const commitmentProposers = sqliteTable(
  'commitment_proposers',
  {
    proposalId: text('proposal_id').notNull(),
    mark: text('mark').notNull(),
    /** The same device over all sentences of a day, for its quota. */
    device: text('device').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.proposalId, t.mark] }),
    index('commitment_proposers_device').on(t.device, t.at),
  ],
)

/** What is to be told to whom, and that it was. Written in the batch of what it tells. */
export const messages = sqliteTable(
  'messages',
  {
    id: text('id').primaryKey(),
    kind: text('kind').$type<MessageRecord['kind']>().notNull(),
    audience: text('audience').$type<MessageRecord['audience']>().notNull(),
    recipient: text('recipient').notNull(),
    about: text('about').notNull(),
    facts: text('facts', { mode: 'json' }).$type<MessageRecord['facts']>().notNull(),
    at: integer('at').notNull(),
    dueAt: integer('due_at').notNull(),
    /** Delivered everywhere, or given up. */
    doneAt: integer('done_at'),
    /** Channel → when it was delivered there, and how often it was tried. */
    told: text('told', { mode: 'json' })
      .$type<Record<string, { at: number | null; tries: number; error?: string }>>()
      .notNull()
      .default({}),
    /** Read at the desk. */
    readAt: integer('read_at'),
    readBy: text('read_by'),
  },
  (t) => [
    index('messages_waiting').on(t.doneAt, t.dueAt),
    index('messages_recipient').on(t.audience, t.recipient, t.at),
  ],
)

/** Where a unit wants to be told: its telephone, mail, or an address of its own system (政务微信). */
export const unitChannels = sqliteTable(
  'unit_channels',
  {
    id: text('id').primaryKey(),
    unitId: text('unit_id').notNull(),
    way: text('way').$type<'email' | 'sms' | 'hook'>().notNull(),
    /** Sealed under the portal's key: a number or an address of a person stands in no table. */
    keyId: text('key_id').notNull(),
    box: text('box').notNull(),
    /** A few signs of it, for those who keep it. */
    hint: text('hint').notNull(),
    /** Kinds of messages it wants; empty: all. */
    kinds: text('kinds', { mode: 'json' }).$type<string[]>().notNull(),
    addedBy: text('added_by').notNull(),
    addedAt: integer('added_at').notNull(),
    endedAt: integer('ended_at'),
  },
  (t) => [index('unit_channels_unit').on(t.unitId, t.endedAt)],
)

/** Notices of the State Council about rest days, version by version; those built in have none here. */
export const calendarNotices = sqliteTable(
  'calendar_notices',
  {
    year: integer('year').notNull(),
    version: integer('version').notNull(),
    holidays: text('holidays', { mode: 'json' }).$type<string[]>().notNull(),
    makeUpDays: text('make_up_days', { mode: 'json' }).$type<string[]>().notNull(),
    /** Number of the notice, as printed. */
    source: text('source').notNull(),
    by: text('by').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.year, t.version] })],
)
