import type { UnitRow } from '../../worker/store/units'
import type { CarriedCount, CarriedSession } from '../../worker/store/carry'
import {
  newQuestion,
  type AnswerRecord,
  type CaseRecord,
  type CommentRecord,
  type EventRecord,
  type PromptRecord,
  type QuestionRecord,
} from '../../worker/domain/records'

/** Rows as a room would carry them, with nothing but what a test wants to say spelled out. */

export const NOON = Date.UTC(2026, 10, 20, 4)

export function aSession(facts: Partial<CarriedSession> = {}): CarriedSession {
  return {
    id: 's1',
    slug: 'evening',
    kind: 'town_hall',
    state: 'live',
    title: '第三期网友面对面',
    topic: '出行',
    notice: '',
    unit: '霞湾县',
    place: '县政务服务中心',
    series: null,
    edition: 3,
    startsAt: NOON,
    endsAt: null,
    liveAt: NOON,
    wrappedAt: null,
    closesAt: null,
    closedAt: null,
    archivedAt: null,
    guests: [{ id: 'g1', name: '王某', office: '副县长', unit: '霞湾县' }],
    demo: false,
    version: 1,
    epoch: 'e1',
    ...facts,
  }
}

export function aQuestion(no: number, facts: Partial<QuestionRecord> = {}): QuestionRecord {
  return newQuestion({
    id: `q${no}`,
    sessionId: 's1',
    no,
    text: `第${no}路公交什么时候延长到新村？`,
    asker: `asker-${no}`,
    receiptHash: `receipt-${no}`,
    state: 'listed',
    askedAt: NOON + no * 1_000,
    listedAt: NOON + no * 1_000 + 500,
    version: 1,
    ...facts,
  })
}

export function anAnswer(questionNo: number, facts: Partial<AnswerRecord> = {}): AnswerRecord {
  return {
    id: `a${questionNo}`,
    sessionId: 's1',
    questionNo,
    mode: 'live',
    speaker: '王某',
    office: '副县长',
    unit: '霞湾县',
    text: '下个月延长。',
    solved: 'yes',
    at: NOON + 100_000 + questionNo,
    enteredBy: 'm1',
    revisedAt: null,
    revisedWhy: null,
    withdrawn: false,
    ...facts,
  }
}

export function aCase(questionNo: number, facts: Partial<CaseRecord> = {}): CaseRecord {
  return {
    id: `c${questionNo}`,
    sessionId: 's1',
    questionNo,
    kind: 'hand_off',
    unitId: 'roads',
    unit: '县交通运输局',
    state: 'assigned',
    outcome: null,
    note: null,
    assignedBy: 'm1',
    assignedAt: NOON + 200_000 + questionNo,
    dueAt: NOON + 5 * 86_400_000,
    dueSums: null,
    provisional: false,
    repliedAt: null,
    reply: null,
    closedAt: null,
    seq: 0,
    acceptedAt: null,
    pausedAt: null,
    extendedAt: null,
    visibility: 'public',
    ...facts,
  }
}

export function aComment(no: number, facts: Partial<CommentRecord> = {}): CommentRecord {
  return {
    id: `m${no}`,
    sessionId: 's1',
    no,
    text: '支持。',
    name: null,
    asker: `asker-${no}`,
    receiptHash: `comment-receipt-${no}`,
    state: 'listed',
    at: NOON + no,
    listedAt: NOON + no,
    prompt: null,
    promotedTo: null,
    reason: null,
    reasonNote: null,
    version: 1,
    ...facts,
  }
}

export function aPrompt(no: number, facts: Partial<PromptRecord> = {}): PromptRecord {
  return {
    id: `p${no}`,
    sessionId: 's1',
    no,
    text: '大家最想先修哪一段路？',
    at: NOON,
    by: 'm1',
    summary: null,
    summaryAt: null,
    version: 1,
    ...facts,
  }
}

export function anEvent(id: number, facts: Partial<EventRecord> = {}): EventRecord {
  return {
    id,
    sessionId: 's1',
    at: NOON + id,
    actorId: 'm1',
    actor: '许某',
    act: 'approve',
    nos: [id],
    detail: null,
    undone: false,
    ...facts,
  }
}

export function aCount(no: number, votes: number, countVersion: number): CarriedCount {
  return { id: `q${no}`, no, votes, byLevel: [votes, 0, 0, 0], countVersion }
}

/** A department of a county that takes cases. */
export const aUnit = (facts: Partial<UnitRow> = {}): UnitRow => ({
  id: 'roads',
  name: '县交通运输局',
  level: 'county',
  parentId: null,
  department: true,
  takesCases: true,
  answerDays: null,
  successorId: null,
  place: 0,
  ...facts,
})
