import type { CommitmentState, SolvedSaid } from '../contract/cases'
import type { AskersWord, PromiseDue } from '../contract/commitments'
import type { Grant } from '../contract/staff'
import type { CommitmentRecord } from './case-records'
import { addDays, shanghaiDay } from './shanghai'

/** What can become of a promise, who may say so, and how it stands against its day. */

/** In the order in which a promise is kept; what is not in it stands beside it. */
export const stages = [
  'said',
  'registered',
  'planned',
  'funded',
  'doing',
  'delivered',
  'verified',
] as const satisfies readonly CommitmentState[]

const place = (state: CommitmentState) => (stages as readonly CommitmentState[]).indexOf(state)

/** What may follow what. A step may be left out on the way forward; the way back is open only from here. */
const after: Record<CommitmentState, readonly CommitmentState[]> = {
  // Words of the past, as printed: nobody here keeps track of them.
  said: [],
  registered: ['registered', 'planned', 'funded', 'doing', 'delivered', 'delayed', 'dropped'],
  planned: ['planned', 'funded', 'doing', 'delivered', 'delayed', 'dropped'],
  funded: ['funded', 'doing', 'delivered', 'delayed', 'dropped'],
  doing: ['doing', 'delivered', 'delayed', 'dropped'],
  // Found not to be so: it goes on, and everybody reads why.
  delivered: ['verified', 'doing'],
  verified: ['doing'],
  delayed: ['planned', 'funded', 'doing', 'delivered', 'delayed', 'dropped'],
  dropped: ['registered'],
}

/** The states a promise may go to next. */
export const nextStates = (state: CommitmentState): readonly CommitmentState[] => after[state]

export const mayFollow = (from: CommitmentState, to: CommitmentState): boolean =>
  after[from].includes(to)

/** Whether it is over: kept and seen to be kept, or given up. Delivered alone is not over for whoever waits. */
export const isOver = (state: CommitmentState): boolean =>
  state === 'delivered' || state === 'verified' || state === 'dropped'

/** A step back from what was reached; it is never taken without a word. */
export function isStepBack(from: CommitmentState, to: CommitmentState): boolean {
  if (from === 'dropped') return true
  return place(from) >= 0 && place(to) >= 0 && place(to) < place(from)
}

/** Days before its day in which a promise counts as due soon. */
const SOON_DAYS = 14

/** How a promise stands against its day. A word said after the day does not keep it, but breaks the silence. */
export function dueOf(
  { state, dueDay, updatedAt }: Pick<CommitmentRecord, 'state' | 'dueDay' | 'updatedAt'>,
  now: number,
): PromiseDue {
  if (isOver(state)) return 'over'
  // Of what nobody registered, as in records of the past, only the words are known.
  if (dueDay === null || state === 'said') return 'none'
  const today = shanghaiDay(now)
  if (today <= dueDay) return addDays(today, SOON_DAYS) >= dueDay ? 'soon' : 'ahead'
  return shanghaiDay(updatedAt) > dueDay ? 'late' : 'silent'
}

/** What an asker said of a matter, and when. */
export type SaidOfMatter = AskersWord

/** What whoever asked said last, after it was promised; what was said before is of something else. */
export const askersWord = (
  { saidAt }: Pick<CommitmentRecord, 'saidAt'>,
  said: readonly SaidOfMatter[],
): AskersWord | null => {
  const last = said
    .filter(({ at }) => at > saidAt)
    .reduce<SaidOfMatter | null>((a, b) => (a === null || b.at >= a.at ? b : a), null)
  return last && { solved: last.solved, at: last.at }
}

/**
 * Whether whoever asked confirms what the unit reported. Their word alone keeps no promise: they may be content
 * with the answer, long before anything was done. It confirms what was reported before it, and only that.
 */
export const confirmedByAsker = (
  { state, updatedAt }: Pick<CommitmentRecord, 'state' | 'updatedAt'>,
  word: AskersWord | null,
): boolean => state === 'delivered' && word?.solved === 'yes' && word.at >= updatedAt

/** What the asker's word suggests to those who keep the promise: to report it, or to go and see; null: nothing. */
export function suggestedBy({
  state,
  asker,
  updatedAt,
}: Pick<CommitmentRecord, 'state' | 'updatedAt'> & {
  asker: AskersWord | null
}): SolvedSaid | null {
  if (!asker || state === 'said') return null
  if (!isOver(state)) return asker.solved === 'yes' ? 'yes' : null
  const contradicted = state === 'delivered' && asker.solved !== 'yes' && asker.at >= updatedAt
  return contradicted ? asker.solved : null
}

/** What somebody wants to do with a promise. */
export type PromiseAct = 'register' | 'update' | 'verify' | 'settle'

/** What the promise is about, for the question of who may. */
export interface PromisePlace {
  /** Slug of the session it was said in, its unit, and every unit over that. */
  session: string
  sessionUnits: readonly string[]
  /** The unit that promised, and every unit over it; empty where it is no unit of the record. */
  units: readonly string[]
}

/**
 * The role in which somebody may do this, or null. Whoever presides over the session registers and decides on
 * readers' proposals; the unit that promised says how it stands; that it was kept says somebody outside of it.
 */
export function promiseGrant(
  act: PromiseAct,
  grants: readonly Grant[],
  about: PromisePlace,
): Grant | null {
  const ofSession = ({ session, unit }: Grant) =>
    (session === undefined && unit === undefined) ||
    session === about.session ||
    (session === undefined && unit !== undefined && about.sessionUnits.includes(unit))
  const ofUnit = ({ session, unit }: Grant) =>
    session === undefined && (unit === undefined || about.units.includes(unit))
  const held = (role: Grant['role'], over: (grant: Grant) => boolean) =>
    grants.find((grant) => grant.role === role && over(grant)) ?? null
  const moderator = held('moderator', ofSession)
  switch (act) {
    case 'settle':
      return moderator
    case 'register':
      return moderator ?? held('officer', ofUnit)
    case 'update':
      return held('officer', ofUnit) ?? held('approver', ofUnit) ?? moderator
    case 'verify':
      return held('supervisor', (grant) => ofSession(grant) || ofUnit(grant)) ?? moderator
  }
}

/**
 * Whether somebody may take evidence off: who presides over the session, or who added it. A unit cannot take away
 * what somebody outside of it found.
 */
export const mayTakeOff = (
  who: { id: string; grants: readonly Grant[] },
  addedBy: string,
  about: PromisePlace,
): boolean =>
  promiseGrant('settle', who.grants, about) !== null ||
  (who.id === addedBy &&
    (['update', 'verify'] as const).some((act) => promiseGrant(act, who.grants, about) !== null))

/** Whether somebody stands outside of the unit that says it kept its promise. */
export function isOutside(
  who: { id: string; unit: string; unitIds: readonly string[] },
  promise: { unit: string; unitId: string | null },
  deliveredBy: string | null,
): boolean {
  if (who.id === deliveredBy || who.unit === promise.unit) return false
  return promise.unitId === null || !who.unitIds.includes(promise.unitId)
}
