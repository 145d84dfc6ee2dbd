import type { ChainObject } from '../contract/audit'
import type { CaseAct, CaseRight } from '../domain/case-acts'
import { readCalendar } from '../domain/calendar-ready'
import {
  actOn,
  openDraft,
  wholeAfter,
  type CaseBy,
  type CaseChange,
  type CaseWhole,
} from '../domain/cases'
import { ratingId } from '../domain/follow-up'
import { archivedObjects } from '../store/audit'
import { noticesInForce } from '../store/calendar'
import { caseActStatements, readCase } from '../store/cases'
import { insertRating } from '../store/follow-writes'
import { caseRowsOf } from '../store/room-cases'
import { HOST_UNIT } from './county'
import type { Script, ScriptCase, ScriptStep } from './script'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long after its end an asker says how it was. */
const SAID_AFTER = 20 * HOUR

/** Whoever does something: people of the made-up county, where the case is. */
function hand({ file }: CaseWhole, right: CaseRight): CaseBy {
  const { unitId, unit } = file
  if (right === 'asker') return { id: 'asker', name: '', unitId: null, unit: '', right }
  if (right === 'settle') {
    return {
      id: 'demo-chen',
      name: '陈某',
      unitId: null,
      unit: HOST_UNIT,
      right,
      role: 'moderator',
    }
  }
  return right === 'approve'
    ? { id: 'demo-approver', name: '沈某', unitId, unit, right, role: 'approver' }
    : { id: `${unitId}-officer`, name: '蔡某', unitId, unit, right, role: 'officer' }
}

/** One case, act by act, by the machine that real ones go through. */
class Walk {
  readonly changes: CaseChange[] = []

  constructor(
    public whole: CaseWhole,
    private readonly clock: Parameters<typeof actOn>[4],
  ) {}

  does(act: CaseAct, right: CaseRight, at: number): void {
    const change = actOn(this.whole, act, hand(this.whole, right), at, this.clock)
    this.changes.push(change)
    this.whole = wholeAfter(this.whole, change)
  }

  /** A text in two pairs of hands. */
  publishes(
    of: 'interim' | 'final',
    text: string,
    at: number,
    outcome: ScriptCase['outcome'],
  ): void {
    this.does({ act: 'drafted', of, text, outcome: outcome ?? null }, 'lead', at - 5 * HOUR)
    const reply = openDraft(this.whole, of)?.id ?? ''
    this.does({ act: 'submitted', reply }, 'lead', at - 4 * HOUR)
    const version = openDraft(this.whole, of)?.version ?? 0
    this.does({ act: 'publish', reply, version }, 'approve', at)
  }

  step(step: ScriptStep, at: number): void {
    switch (step.is) {
      case 'objected':
        this.does({ act: 'objected', to: step.to, reason: step.reason }, 'lead', at)
        break
      case 'declined':
        this.does({ act: 'objection_declined', reason: step.reason }, 'settle', at)
        break
      case 'accepted':
        this.does({ act: 'accepted' }, 'lead', at)
        break
      case 'assist':
        this.does({ act: 'assist_added', unit: step.unit }, 'lead', at)
        break
      case 'interim':
        this.publishes('interim', step.text, at, undefined)
        break
      case 'asked':
        this.does({ act: 'asked_details', text: step.text, days: step.days }, 'lead', at)
        break
      case 'given':
        this.does({ act: 'details_given', text: step.text }, 'asker', at)
        break
      default:
        step satisfies never
    }
  }
}

/**
 * What the departments did after an archived edition, written into the record that holds it by then: the
 * demonstration's part of the departments' work, all in one batch.
 */
export async function followCases(
  d1: D1Database,
  sessionId: string,
  script: Script,
  numbers: Map<string, number>,
  anchor: number,
): Promise<ChainObject[]> {
  const calendar = await readCalendar(await noticesInForce(d1))
  const clock = { calendar, newId: () => crypto.randomUUID() }
  const moment = (minutes: number) => anchor + minutes * MINUTE
  const held = await caseRowsOf(d1, sessionId)
  const walks: { before: CaseWhole; walk: Walk; statements: D1PreparedStatement[] }[] = []
  for (const step of script.cases) {
    const no = numbers.get(step.question) ?? 0
    const row = held.find((one) => one.questionNo === no && one.unitId === step.unit)
    const before = row && (await readCase(d1, row.id))
    if (!before) continue
    const walk = new Walk(before, clock)
    const steps = step.steps ?? []
    if (!steps.some(({ is }) => is === 'accepted')) {
      walk.does({ act: 'accepted' }, 'lead', before.file.assignedAt + 3 * HOUR)
    }
    for (const one of steps) walk.step(one, moment(one.at))
    const statements: D1PreparedStatement[] = []
    if (step.reply !== undefined && step.repliedAt !== undefined) {
      walk.publishes('final', step.reply, moment(step.repliedAt), step.outcome)
      if (step.closedAt !== undefined) {
        walk.does(
          { act: 'closed', text: '已到现场核实，材料存档。' },
          'lead',
          moment(step.closedAt),
        )
      }
      const said = step.state === 'confirmed' ? 'yes' : step.state === 'disputed' ? 'no' : null
      if (said !== null) {
        const at = moment(step.closedAt ?? step.repliedAt) + SAID_AFTER
        const grades = said === 'yes' ? { manner: 5, speed: 4 } : { manner: 3, speed: 2 }
        walk.does({ act: 'rated', solved: said, facts: { ...grades, round: 0 } }, 'asker', at)
        walk.does({ act: said === 'yes' ? 'confirmed' : 'disputed' }, 'asker', at)
        const of = { caseId: before.file.id, round: 0 }
        statements.push(
          insertRating(d1, {
            id: ratingId(sessionId, no, of),
            sessionId,
            questionNo: no,
            ...of,
            solved: said,
            ...grades,
            words: null,
            wordsState: null,
            at,
            version: 1,
          }),
        )
      }
    }
    walks.push({ before, walk, statements })
  }
  const all = walks.flatMap(({ before, walk, statements }) => [
    ...caseActStatements(d1, before.file, walk.changes, []),
    ...statements,
  ])
  if (all.length === 0) return []
  await d1.batch(all)
  return archivedObjects(
    d1,
    script.slug,
    walks.map(
      ({ before, walk }) =>
        [
          { kind: 'case' as const, row: before.file },
          { kind: 'case' as const, row: walk.whole.file },
        ] as const,
    ),
  )
}
