import type { CaseAct, CaseRight } from '../../worker/domain/case-acts'
import type { CaseFile } from '../../worker/domain/case-records'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import { actOn, wholeAfter, type CaseBy, type CaseWhole } from '../../worker/domain/cases'
import { dueDate } from '../../worker/domain/deadlines'
import { startOfDay } from '../../worker/domain/shanghai'

/** A case in the hands of a few people, without a record around it. */

export const HOUR = 3_600_000
export const MONDAY = startOfDay('2026-11-23') + 19 * HOUR

export const HOUSING = { id: 'housing', name: '县住建局' }
export const TRAFFIC = { id: 'traffic', name: '县交通运输局' }

/** Monday, five working days: the Monday after. */
const due = dueDate('town_hall', 'answer', MONDAY, calendar)

let ids = 0
export const clock = { calendar, newId: () => `id-${++ids}` }

export function aFile(facts: Partial<CaseFile> = {}): CaseFile {
  return {
    id: 'c1',
    sessionId: 's1',
    questionNo: 1,
    kind: 'hand_off',
    unitId: HOUSING.id,
    unit: HOUSING.name,
    state: 'assigned',
    outcome: null,
    note: null,
    assignedBy: 'm1',
    assignedAt: MONDAY,
    dueAt: due.dueAt,
    dueSums: JSON.stringify(due),
    provisional: false,
    repliedAt: null,
    reply: null,
    closedAt: null,
    seq: 0,
    acceptedAt: null,
    pausedAt: null,
    extendedAt: null,
    visibility: 'public',
    profile: null,
    answerDays: null,
    heldSince: null,
    acceptDueAt: null,
    objectionDueAt: null,
    firstDueAt: null,
    extensionWhy: null,
    officerId: null,
    officer: null,
    sponsorId: null,
    sponsor: null,
    jointId: null,
    followUpUntil: null,
    reopened: 0,
    expectedDay: null,
    ...facts,
  }
}

export function aWhole(facts: Partial<CaseFile> = {}): CaseWhole {
  return {
    file: aFile(facts),
    session: {
      id: 's1',
      slug: 'evening',
      kind: 'town_hall',
      unitId: 'county',
      unit: '霞湾县',
      authority: 'record',
    },
    units: [],
    replies: [],
    pauses: [],
    events: [],
  }
}

export function by(id: string, right: CaseRight, facts: Partial<CaseBy> = {}): CaseBy {
  return { id, name: id, unitId: HOUSING.id, unit: HOUSING.name, right, ...facts }
}

export const officer = by('cai', 'lead')
export const approver = by('shen', 'approve')
export const desk = by('chen', 'settle', { unitId: 'county', unit: '霞湾县' })
export const asker = by('asker', 'asker')
export const system = by('system', 'system')

/** Plays acts one after the other, an hour apart. */
export class Play {
  now = MONDAY + HOUR
  constructor(public whole: CaseWhole = aWhole()) {}

  do(who: CaseBy, act: CaseAct): this {
    this.whole = wholeAfter(this.whole, actOn(this.whole, act, who, this.now, clock))
    this.now += HOUR
    return this
  }

  get file() {
    return this.whole.file
  }

  /** The reply being written, whichever it is. */
  get draft(): string {
    const open = this.whole.replies.find(({ state }) => state === 'draft' || state === 'review')
    return open?.id ?? 'none'
  }

  publish(who: CaseBy): this {
    const reply = this.whole.replies.find(({ state }) => state === 'review')
    return this.do(who, { act: 'publish', reply: reply?.id ?? '', version: reply?.version ?? 0 })
  }

  /** Accepted, drafted, submitted and approved. */
  answered(text = '已安排抢修，三天内通水。'): this {
    return this.do(officer, { act: 'accepted' })
      .do(officer, { act: 'drafted', of: 'final', text, outcome: 'solved' })
      .do(officer, { act: 'submitted', reply: this.draft })
      .publish(approver)
  }
}
