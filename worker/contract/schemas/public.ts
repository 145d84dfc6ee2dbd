import * as z from 'zod/mini'
import { pauseWhys } from '../cases'
import { appealStates } from '../fairness'
import {
  answerModes,
  caseKinds,
  caseStates,
  channels,
  commentStates,
  muteReasons,
  outcomes,
  personalKinds,
  qualifiers,
  questionStates,
  sessionKinds,
  sessionStates,
  solvedWords,
} from '../states'
import { cutReasons, streamKinds, type PublicStream } from '../stream'
import { refusals, type RefusalBody, type RefusalCode } from '../refusals'
import type { PublicLine } from '../stream'
import { captionFaults } from '../transcript'
import { ownFollow, publicFollow } from './follow'
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

const at = z.int().register(z.globalRegistry, { description: 'Epoch milliseconds' })
const count = z.int().check(z.gte(0))
export const level = z.literal([0, 1, 2, 3]).register(z.globalRegistry, {
  description: '0 browser, 1 proof of work, 2 human check, 3 person',
})
export const assurance = z.strictObject({ rank: level, ask: level })

export const publicAnswer = z
  .object({
    id: z.string(),
    mode: z.enum(answerModes),
    speaker: z.string(),
    office: z.string(),
    unit: z.string(),
    text: z.string(),
    solved: z.nullable(z.enum(solvedWords)),
    at,
    revised: z.optional(z.object({ at, why: z.string() })),
    joint: z.optional(z.array(count)),
  })
  .register(z.globalRegistry, { id: 'Answer' }) satisfies z.ZodMiniType<PublicAnswer>

export const publicCase = z
  .object({
    id: z.string(),
    kind: z.enum(caseKinds),
    unit: z.string(),
    state: z.enum(caseStates),
    outcome: z.nullable(z.enum(outcomes)),
    assignedAt: at,
    dueAt: z.nullable(at),
    provisional: z.boolean(),
    repliedAt: z.nullable(at),
    closedAt: z.optional(at),
    reply: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'Case' }) satisfies z.ZodMiniType<PublicCase>

export const publicQuestion = z
  .object({
    id: z.string(),
    no: count,
    state: z.enum(questionStates),
    text: z.string(),
    details: z.optional(z.string()),
    name: z.optional(z.string()),
    channel: z.enum(channels),
    part: z.literal([1, 2]),
    votes: count,
    held: z.optional(count),
    level: z.optional(level),
    verified: z.optional(count),
    apart: z.optional(count),
    support: z.optional(count),
    askedAt: at,
    listedAt: z.nullable(at),
    stagedAt: z.optional(at),
    arranged: z.optional(z.literal(true)),
    settledAt: z.optional(at),
    mergedInto: z.optional(z.object({ id: z.string(), no: count })),
    merged: z.optional(z.array(count)),
    reason: z.optional(z.string()),
    edited: z.optional(z.boolean()),
    erased: z.optional(z.literal(true)),
    answers: z.array(publicAnswer),
    cases: z.array(publicCase),
    source: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'Question' }) satisfies z.ZodMiniType<PublicQuestion>

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
    series: z.nullable(z.string()),
    edition: z.nullable(z.int()),
    startsAt: at,
    endsAt: z.nullable(at),
    liveAt: z.nullable(at),
    wrappedAt: z.nullable(at),
    closesAt: z.nullable(at),
    closedAt: z.nullable(at),
    archivedAt: z.nullable(at),
    guests: z.array(
      z.object({ id: z.string(), name: z.string(), office: z.string(), unit: z.string() }),
    ),
    assurance: z.optional(assurance),
    demo: z.boolean(),
    rehearsal: z.optional(at),
    quota: z.optional(z.object({ asks: count, comments: count })),
    source: z.optional(z.string()),
    datePrinted: z.optional(z.string()),
    excerpt: z.optional(z.boolean()),
    summary: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'Session' }) satisfies z.ZodMiniType<PublicSession>

export const publicComment = z
  .object({
    id: z.string(),
    no: count,
    text: z.string(),
    name: z.optional(z.string()),
    at,
    prompt: z.optional(count),
    state: z.enum(['listed', 'taken_down', 'withdrawn']),
    reason: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'Comment' }) satisfies z.ZodMiniType<PublicComment>

export const publicPrompt = z
  .object({
    id: z.string(),
    no: count,
    text: z.string(),
    at,
    open: z.boolean(),
    comments: count,
    summary: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'Prompt' }) satisfies z.ZodMiniType<PublicPrompt>

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
  .register(z.globalRegistry, { id: 'BalanceLine' })

export const balance = z
  .object({ total: balanceLine, main: balanceLine, after: balanceLine })
  .register(z.globalRegistry, { id: 'Balance' })

export const casesLine = z
  .object({
    total: count,
    overdue: count,
    disputed: count,
    replied: count,
    closed: count,
    solved: count,
    confirmed: count,
  })
  .register(z.globalRegistry, { id: 'CasesLine' })

const cutTold = z.object({ since: at, reason: z.enum(cutReasons) })

export const publicStream = z
  .object({
    kind: z.enum(streamKinds),
    state: z.enum(['ready', 'live', 'interrupted', 'ended', 'archived']),
    src: z.optional(z.string()),
    type: z.optional(z.enum(['hls', 'mp4'])),
    poster: z.optional(z.string()),
    startedAt: z.optional(at),
    endedAt: z.optional(at),
    take: count,
    cut: z.optional(cutTold),
    textCut: z.optional(cutTold),
    expired: z.optional(z.object({ at, digest: z.string() })),
  })
  .register(z.globalRegistry, { id: 'Stream' }) satisfies z.ZodMiniType<PublicStream>
/** A line of the text record. */
export const publicLine = z.object({
  id: z.string(),
  at,
  speaker: z.string(),
  office: z.optional(z.string()),
  text: z.string(),
  question: z.optional(count),
  late: z.optional(z.literal(true)),
  revised: z.optional(z.object({ at, why: z.string() })),
}) satisfies z.ZodMiniType<PublicLine>

export const snapshot = z
  .object({
    stream: z.optional(publicStream),
    v: z.literal(1),
    epoch: z.string(),
    seq: count,
    at,
    session: publicSession,
    stage: z.nullable(
      z.object({
        no: count,
        since: at,
        speaker: z.optional(z.string()),
        office: z.optional(z.string()),
      }),
    ),
    next: z.array(count),
    balance,
    cases: casesLine,
    questions: z.array(publicQuestion),
    comments: z.array(publicComment),
    prompts: z.array(publicPrompt),
    totalQuestions: count,
    totalComments: count,
    viewers: count,
    line: z.optional(publicLine),
  })
  .register(z.globalRegistry, { id: 'Snapshot' }) satisfies z.ZodMiniType<Snapshot>

export const receipt = z
  .object({
    id: z.string(),
    no: count,
    receipt: z.string().register(z.globalRegistry, { description: '查询码, in groups of four' }),
    state: z.enum([...questionStates, ...commentStates]),
    reviewMinutes: z.number(),
    accusation: z.optional(z.literal(true)),
    rehearsal: z.optional(z.literal(true)),
  })
  .register(z.globalRegistry, { id: 'Receipt' }) satisfies z.ZodMiniType<Receipt>

export const ownQuestion = z
  .object({
    id: z.string(),
    slug: z.string(),
    sessionTitle: z.string(),
    no: count,
    kind: z.enum(['question', 'comment', 'accusation']),
    text: z.string(),
    details: z.optional(z.string()),
    state: z.enum([...questionStates, ...commentStates]),
    askedAt: at,
    receipt: z.string(),
    reason: z.optional(z.string()),
    reasonNote: z.optional(z.string()),
    mergedInto: z.optional(z.object({ id: z.string(), no: count })),
    promotedTo: z.optional(z.object({ id: z.string(), no: count })),
    answers: z.array(publicAnswer),
    cases: z.array(publicCase),
    votes: count,
    canWithdraw: z.boolean(),
    canAppeal: z.optional(z.literal(true)),
    appeal: z.optional(
      z.object({
        state: z.enum(appealStates),
        text: z.string(),
        at,
        reason: z.optional(z.string()),
        decidedAt: z.optional(at),
      }),
    ),
    muted: z.optional(z.object({ why: z.enum(muteReasons), until: z.optional(at) })),
    kept: z.optional(
      z.object({
        text: z.boolean(),
        details: z.boolean(),
        name: z.boolean(),
        device: z.boolean(),
        original: z.enum(['none', 'sealed', 'erased']),
        originalUntil: z.nullable(at),
        public: z.boolean(),
      }),
    ),
    follow: z.optional(ownFollow),
  })
  .register(z.globalRegistry, { id: 'OwnQuestion' }) satisfies z.ZodMiniType<OwnQuestion>

export const figure = z
  .object({
    key: z.string(),
    about: z.nullable(z.string()),
    value: z.nullable(z.number()),
    qualifier: z.enum(qualifiers),
    unit: z.string(),
    text: z.string(),
    source: z.string(),
  })
  .register(z.globalRegistry, { id: 'Figure' }) satisfies z.ZodMiniType<PublicFigure>

export const mailboxCounts = z
  .object({ total: count, answered: count, unanswered: count })
  .register(z.globalRegistry, { id: 'MailboxCounts' }) satisfies z.ZodMiniType<MailboxCounts>

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

const publicHandling = z.object({
  case: z.string(),
  assists: z.array(z.string()),
  joint: z.array(z.object({ id: z.string(), no: count, slug: z.string(), title: z.string() })),
  earlier: z.array(
    z.object({
      text: z.nullable(z.string()),
      outcome: z.nullable(z.enum(outcomes)),
      at,
    }),
  ),
  sponsor: z.optional(z.string()),
  extended: z.optional(z.object({ at, why: z.string() })),
  paused: z.optional(
    z.object({ since: at, until: z.nullable(at), why: z.enum(pauseWhys), text: z.string() }),
  ),
})

export const questionInRecord = z
  .object({
    question: publicQuestion,
    session: publicSession,
    authority: z.enum(['record', 'room']),
    timeline: z.array(z.object({ what: z.enum(happened), at, unit: z.optional(z.string()) })),
    moments: z.optional(
      z.array(z.object({ from: z.number(), to: z.nullable(z.number()), at, url: z.string() })),
    ),
    revisions: z.array(
      z.object({
        entity: z.enum(['question', 'answer', 'reply']),
        entityId: z.string(),
        why: z.string(),
        before: z.nullable(z.string()),
        after: z.nullable(z.string()),
        at,
      }),
    ),
    handling: z.optional(z.array(publicHandling)),
    follow: z.optional(publicFollow),
  })
  .register(z.globalRegistry, { id: 'QuestionInRecord' }) satisfies z.ZodMiniType<QuestionInRecord>

const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]

export const refused = z
  .object({
    error: z.object({
      code: z.enum(codes),
      message: z.string(),
      field: z.optional(z.string()),
      retryAfter: z.optional(z.number()),
      pending: z.optional(z.array(z.number())),
      open: z.optional(z.array(z.number())),
      by: z.optional(z.string()),
      action: z.optional(z.string()),
      at: z.optional(z.number()),
      mergedInto: z.optional(z.number()),
      min: z.optional(z.number()),
      max: z.optional(z.number()),
      kinds: z.optional(z.array(z.enum(personalKinds))),
      why: z.optional(z.enum(muteReasons)),
      until: z.optional(z.number()),
      fault: z.optional(z.enum(captionFaults)),
      line: z.optional(z.number()),
      ref: z.optional(z.string()),
    }),
  })
  .register(z.globalRegistry, { id: 'Refused' }) satisfies z.ZodMiniType<RefusalBody>
