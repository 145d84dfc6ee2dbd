import type { Fact, PortalAct } from '../../contract/audit'
import { CRITERION_MAX, PROMISER_MAX, QUOTE_MAX, WHAT_MAX } from '../../contract/commitments'
import { TITLE_MAX } from '../../contract/limits'
import { Refusal } from '../../contract/refusals'
import type { Actor } from '../../contract/room'
import { amountOf } from '../../domain/amounts'
import type { CommitmentEventRecord, CommitmentRecord } from '../../domain/case-records'
import { shanghaiDay, startOfDay } from '../../domain/shanghai'
import { takeOptional, takeText } from '../../domain/text-fields'
import { holds } from '../../store/commitment-sources'
import { promiseMessages } from '../../store/commitment-messages'
import { registerStatements } from '../../store/commitments'
import { dueMessages } from './messages'

/** Where the words stand that are registered, as anybody reads them. */
export interface Quoted {
  sessionId: string
  questionNo: number | null
  answerId: string | null
  lineId: string | null
  caseId: string | null
  replyId: string | null
  text: string
  saidAt: number
}

/** A promise as it is typed into the form. */
export interface PromiseGiven {
  quote: string
  who: string
  office: string
  unitId: string
  unit: string
  what: string
  dueAsSaid: string
  dueDay: string
  amount: string
  criterion: string
}

export interface PromiseDeps {
  db: D1Database
  actor: Actor
  /** The unit of whoever does it, as staff are listed. */
  actorUnit: string
  /** Has it in the portal's chain before it is done. */
  chained: <T>(act: PortalAct, work: () => Promise<T>, took: (value: T) => boolean) => Promise<T>
  now: number
}

/** A day that was typed; null for none. */
export function takeDay(raw: string, field: string): string | null {
  const day = raw.trim()
  if (day === '') return null
  try {
    startOfDay(day)
    return day
  } catch {
    throw new Refusal('INVALID', { field })
  }
}

/** Thinks a promise through: every field, and that it was really said. */
export function promiseRow(
  id: string,
  quoted: Quoted,
  given: PromiseGiven,
  units: readonly { id: string; name: string }[],
  by: { id: string },
  now: number,
): CommitmentRecord {
  const quote = takeText(given.quote, 'quote', { min: 4, max: QUOTE_MAX })
  if (!holds(quoted.text, quote)) throw new Refusal('INVALID', { field: 'quote' })
  const known = units.find((unit) => unit.id === given.unitId)
  if (given.unitId !== '' && !known) throw new Refusal('INVALID', { field: 'unitId' })
  const unit = known?.name ?? takeText(given.unit, 'unit', { min: 1, max: TITLE_MAX })
  const dueDay = takeDay(given.dueDay, 'dueDay')
  if (dueDay !== null && dueDay < shanghaiDay(quoted.saidAt)) {
    throw new Refusal('INVALID', { field: 'dueDay' })
  }
  const amountText = takeOptional(given.amount, 'amount', { max: 40 })
  const amount = amountText === null ? null : amountOf(amountText)
  if (amountText !== null && amount === null) throw new Refusal('INVALID', { field: 'amount' })
  return {
    id,
    sessionId: quoted.sessionId,
    questionNo: quoted.questionNo,
    answerId: quoted.answerId,
    lineId: quoted.lineId,
    caseId: quoted.caseId,
    replyId: quoted.replyId,
    quote,
    saidAt: quoted.saidAt,
    who: takeOptional(given.who, 'who', { max: PROMISER_MAX }) ?? '',
    office: takeOptional(given.office, 'office', { max: PROMISER_MAX }) ?? '',
    unitId: known?.id ?? null,
    unit,
    what: takeText(given.what, 'what', { min: 2, max: WHAT_MAX }),
    dueAsSaid: takeOptional(given.dueAsSaid, 'dueAsSaid', { max: 40 }),
    dueDay,
    amount: amount?.value ?? null,
    amountQualifier: amount?.qualifier ?? null,
    amountUnit: amount?.unit ?? null,
    amountText: amount?.text ?? null,
    criterion: takeOptional(given.criterion, 'criterion', { max: CRITERION_MAX }),
    state: 'registered',
    reason: null,
    updatedAt: now,
    verifiedBy: null,
    enteredBy: by.id,
    enteredAt: now,
    version: 1,
  }
}

/** What the chain keeps of a promise: codes and days in the clear, words as a commitment to them. */
export const promiseObject = (row: CommitmentRecord) => ({
  kind: 'promise',
  key: `promise:${row.id}`,
  facts: { state: row.state, dueDay: row.dueDay, version: row.version },
  words: {
    quote: row.quote,
    what: row.what,
    who: row.who,
    office: row.office,
    unit: row.unit,
    dueAsSaid: row.dueAsSaid,
    amount: row.amountText,
    criterion: row.criterion,
  } as Fact,
})

/** Registers a promise, once: chained first, then in one batch with its first entry and what will be told of it. */
export async function registerPromise(
  { db, actor, actorUnit, chained, now }: PromiseDeps,
  row: CommitmentRecord,
  /** Written in the same batch: a proposal that is taken by it. */
  also: readonly D1PreparedStatement[] = [],
): Promise<void> {
  const event: CommitmentEventRecord = {
    commitmentId: row.id,
    seq: 1,
    at: now,
    state: 'registered',
    text: '',
    dueDay: row.dueDay,
    actorId: actor.id,
    actor: actor.name,
    unit: actorUnit,
    links: [],
  }
  const statements = [
    ...registerStatements(db, row, event),
    ...promiseMessages(db, row.id, dueMessages(row, now), now),
    ...also,
  ]
  const { id, role, for: absent } = actor
  const took = await chained(
    {
      actor: { staff: id },
      role,
      ...(absent && { for: absent.id }),
      act: 'promise_register',
      about: [promiseObject(row)],
    },
    async () => ((await db.batch(statements))[0]?.meta.changes ?? 0) > 0,
    (done) => done,
  )
  if (!took) throw new Refusal('CONFLICT', { field: 'quote' })
}
