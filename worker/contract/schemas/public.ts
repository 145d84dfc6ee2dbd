import * as z from 'zod'
import {
  answerModes,
  caseKinds,
  caseStates,
  channels,
  commentStates,
  outcomes,
  qualifiers,
  questionStates,
  sessionKinds,
  sessionStates,
  solvedWords,
} from '../states'
import { refusals, type RefusalBody, type RefusalCode } from '../refusals'
import type { MailboxCounts, PublicFigure, QuestionInRecord } from '../record'
import type {
  OwnQuestion,
  PublicAnswer,
  PublicCase,
  PublicComment,
  PublicPrompt,
  PublicQuestion,
  PublicSession,
  Receipt,
  Snapshot,
} from '../views'

/** Public shapes as the API describes them; each is checked against its type, so the two cannot part. */

const at = z.int().describe('Epoch milliseconds')
const count = z.int().min(0)

export const publicAnswer = z
  .object({
    id: z.string(),
    mode: z.enum(answerModes),
    speaker: z.string(),
    office: z.string(),
    unit: z.string(),
    text: z.string(),
    solved: z.enum(solvedWords).nullable(),
    at,
    revised: z.object({ at, why: z.string() }).optional(),
  })
  .meta({ id: 'Answer' }) satisfies z.ZodType<PublicAnswer>

export const publicCase = z
  .object({
    id: z.string(),
    kind: z.enum(caseKinds),
    unit: z.string(),
    state: z.enum(caseStates),
    outcome: z.enum(outcomes).nullable(),
    assignedAt: at,
    dueAt: at.nullable(),
    provisional: z.boolean(),
    repliedAt: at.nullable(),
    reply: z.string().nullable(),
  })
  .meta({ id: 'Case' }) satisfies z.ZodType<PublicCase>

export const publicQuestion = z
  .object({
    id: z.string(),
    no: count,
    state: z.enum(questionStates),
    text: z.string(),
    details: z.string().optional(),
    name: z.string().optional(),
    channel: z.enum(channels),
    part: z.literal([1, 2]),
    votes: count,
    support: count.optional(),
    askedAt: at,
    listedAt: at.nullable(),
    stagedAt: at.optional(),
    arranged: z.literal(true).optional(),
    settledAt: at.optional(),
    mergedInto: z.object({ id: z.string(), no: count }).optional(),
    merged: z.array(count).optional(),
    reason: z.string().optional(),
    edited: z.boolean().optional(),
    answers: z.array(publicAnswer),
    cases: z.array(publicCase),
    source: z.string().optional(),
  })
  .meta({ id: 'Question' }) satisfies z.ZodType<PublicQuestion>

export const publicSession = z
  .object({
    id: z.string(),
    slug: z.string(),
    kind: z.enum(sessionKinds),
    state: z.enum(sessionStates),
    title: z.string(),
    topic: z.string(),
    notice: z.string(),
    unit: z.string(),
    place: z.string(),
    series: z.string().nullable(),
    edition: z.int().nullable(),
    startsAt: at,
    endsAt: at.nullable(),
    liveAt: at.nullable(),
    wrappedAt: at.nullable(),
    closesAt: at.nullable(),
    closedAt: at.nullable(),
    archivedAt: at.nullable(),
    guests: z.array(
      z.object({ id: z.string(), name: z.string(), office: z.string(), unit: z.string() }),
    ),
    demo: z.boolean(),
    source: z.string().optional(),
    datePrinted: z.string().optional(),
    excerpt: z.boolean().optional(),
    summary: z.string().optional(),
  })
  .meta({ id: 'Session' }) satisfies z.ZodType<PublicSession>

export const publicComment = z
  .object({
    id: z.string(),
    no: count,
    text: z.string(),
    name: z.string().optional(),
    at,
    prompt: count.optional(),
    state: z.enum(['listed', 'taken_down']),
  })
  .meta({ id: 'Comment' }) satisfies z.ZodType<PublicComment>

export const publicPrompt = z
  .object({
    id: z.string(),
    no: count,
    text: z.string(),
    at,
    open: z.boolean(),
    comments: count,
    summary: z.string().optional(),
  })
  .meta({ id: 'Prompt' }) satisfies z.ZodType<PublicPrompt>

const balanceLine = z
  .object({
    received: count,
    accepted: count,
    rejected: count,
    redirected: count,
    withdrawnBefore: count,
    pending: count,
    answeredLive: count,
    answeredWritten: count,
    handedOff: count,
    merged: count,
    withdrawnLater: count,
    redirectedLater: count,
    takenDown: count,
    open: count,
    followedUp: count,
  })
  .meta({ id: 'BalanceLine' })

export const balance = z
  .object({ total: balanceLine, main: balanceLine, after: balanceLine })
  .meta({ id: 'Balance' })

export const casesLine = z
  .object({
    total: count,
    overdue: count,
    disputed: count,
    replied: count,
    closed: count,
    confirmed: count,
  })
  .meta({ id: 'CasesLine' })

export const snapshot = z
  .object({
    v: z.literal(1),
    epoch: z.string(),
    seq: count,
    at,
    session: publicSession,
    stage: z
      .object({
        no: count,
        since: at,
        speaker: z.string().optional(),
        office: z.string().optional(),
      })
      .nullable(),
    next: z.array(count),
    balance,
    cases: casesLine,
    questions: z.array(publicQuestion),
    comments: z.array(publicComment),
    prompts: z.array(publicPrompt),
    totalQuestions: count,
    totalComments: count,
    viewers: count,
  })
  .meta({ id: 'Snapshot' }) satisfies z.ZodType<Snapshot>

export const receipt = z
  .object({
    id: z.string(),
    no: count,
    receipt: z.string().describe('查询码, in groups of four'),
    state: z.enum([...questionStates, ...commentStates]),
    reviewMinutes: z.number(),
  })
  .meta({ id: 'Receipt' }) satisfies z.ZodType<Receipt>

export const ownQuestion = z
  .object({
    id: z.string(),
    slug: z.string(),
    sessionTitle: z.string(),
    no: count,
    kind: z.enum(['question', 'comment']),
    text: z.string(),
    details: z.string().optional(),
    state: z.enum([...questionStates, ...commentStates]),
    askedAt: at,
    receipt: z.string(),
    reason: z.string().optional(),
    reasonNote: z.string().optional(),
    mergedInto: z.object({ id: z.string(), no: count }).optional(),
    promotedTo: z.object({ id: z.string(), no: count }).optional(),
    answers: z.array(publicAnswer),
    cases: z.array(publicCase),
    votes: count,
    canWithdraw: z.boolean(),
  })
  .meta({ id: 'OwnQuestion' }) satisfies z.ZodType<OwnQuestion>

export const figure = z
  .object({
    key: z.string(),
    about: z.string().nullable(),
    value: z.number().nullable(),
    qualifier: z.enum(qualifiers),
    unit: z.string(),
    text: z.string(),
    source: z.string(),
  })
  .meta({ id: 'Figure' }) satisfies z.ZodType<PublicFigure>

export const mailboxCounts = z
  .object({ total: count, answered: count, unanswered: count })
  .meta({ id: 'MailboxCounts' }) satisfies z.ZodType<MailboxCounts>

const happened = [
  'asked',
  'listed',
  'staged',
  'answered',
  'assigned',
  'replied',
  'closed',
  'edited',
  'revised',
  'merged',
  'taken_down',
  'withdrawn',
  'redirected',
] as const

export const questionInRecord = z
  .object({
    question: publicQuestion,
    session: publicSession,
    authority: z.enum(['record', 'room']),
    timeline: z.array(z.object({ what: z.enum(happened), at, unit: z.string().optional() })),
    revisions: z.array(
      z.object({
        entity: z.enum(['question', 'answer']),
        entityId: z.string(),
        why: z.string(),
        before: z.string().nullable(),
        at,
      }),
    ),
  })
  .meta({ id: 'QuestionInRecord' }) satisfies z.ZodType<QuestionInRecord>

const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]

export const refused = z
  .object({
    error: z.object({
      code: z.enum(codes),
      message: z.string(),
      field: z.string().optional(),
      retryAfter: z.number().optional(),
      pending: z.array(z.number()).optional(),
      open: z.array(z.number()).optional(),
      by: z.string().optional(),
      action: z.string().optional(),
      at: z.number().optional(),
      mergedInto: z.number().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
    }),
  })
  .meta({ id: 'Refused' }) satisfies z.ZodType<RefusalBody>
