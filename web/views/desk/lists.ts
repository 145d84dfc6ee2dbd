import { APPEAL_LAPSE_MS } from '../../../worker/contract/fairness'
import { undisposed } from '../../../worker/domain/balance'
import { sessionMoves, mailboxMoves } from '../../../worker/domain/machine'
import { byHot } from '../../../worker/domain/ranking'
import { similarTo } from '../../../worker/domain/similar'
import type { DeskComment, DeskQuestion, DeskState } from '../../../worker/contract/room'
import type { PersonalKind, SessionState } from '../../../worker/contract/states'
import type { DeskModel } from './model'

/** The lists of the desk, computed from its state. */

/** What a reviewer should look at before anything else. */
export type Risk = PersonalKind | 'appeal' | 'words' | 'redirect' | 'same_asker' | 'long' | 'link'

const LONG = 150
const address = /https?:\/\/|www\.|微信|[Qq]{2}[群号:：]|加我/

/** Risk marks of a question. A human decides; marks only put it in front. */
export function risksOf(question: DeskQuestion): Risk[] {
  const risks: Risk[] = [...question.found]
  if (question.appeal?.state === 'waiting') risks.push('appeal')
  if (question.marks) risks.push('words')
  if (question.redirectBy) risks.push('redirect')
  if (question.sameAsker && question.sameAsker.length > 0) risks.push('same_asker')
  if (address.test(question.text)) risks.push('link')
  if ([...question.text].length > LONG) risks.push('long')
  return risks
}

const weight: Record<Risk, number> = {
  // What the operator's list of words found is read before anything else.
  words: 20,
  appeal: 8,
  redirect: 6,
  id_number: 5,
  bank_card: 5,
  phone: 4,
  landline: 4,
  email: 4,
  qq: 4,
  wechat: 4,
  plate: 4,
  address: 2,
  link: 3,
  same_asker: 2,
  long: 1,
}

export function riskOf(question: DeskQuestion): number {
  return risksOf(question).reduce((sum, risk) => sum + weight[risk], 0)
}

/** An accusation (检举控告) shows as a stub: its text is for those who handle it. */
export function isSealed(question: DeskQuestion): boolean {
  return (
    question.reason === 'discipline' &&
    (question.redirectBy !== undefined || question.state === 'redirected')
  )
}

const matches = (find: string, question: { no: number; text: string; name?: string }) => {
  const words = find.trim().toLowerCase()
  if (!words) return true
  if (/^\d+$/.test(words) && question.no === Number(words)) return true
  return `${question.text} ${question.name ?? ''}`.toLowerCase().includes(words)
}

/** Waiting for review, oldest first: who waits longest is read first. */
export function pendingOf(desk: DeskState, find = ''): DeskQuestion[] {
  return desk.questions
    .filter((question) => waits(question) && matches(find, question))
    .sort((a, b) => since(a) - since(b) || a.no - b.no)
}

/** Whether a question waits for a reviewer: a new one, or one whose rejection was appealed. */
export function waits({ state, appeal }: DeskQuestion): boolean {
  return state === 'submitted' || appeal?.state === 'waiting'
}

/** Since when it waits. */
export function since({ askedAt, appeal }: DeskQuestion): number {
  return appeal?.state === 'waiting' ? appeal.at : askedAt
}

export interface Cluster {
  lead: DeskQuestion
  /** The others that say much the same, oldest first. */
  rest: DeskQuestion[]
  risk: number
}

/** Share of a question's own weight another one must reach to be folded under it. */
const FOLD = 0.5
/** …and to be named as similar. */
const NAME = 0.3

const folds = new WeakMap<DeskState, Map<string, Cluster[]>>()

/** Pending questions with the alike folded together; risky ones first, then by age of the oldest. */
export function clustersOf(desk: DeskState, find = ''): Cluster[] {
  // Comparing everything with everything is worth doing once for a state, not once for every key pressed.
  const known = folds.get(desk)?.get(find)
  if (known) return known
  const pending = pendingOf(desk, find)
  const clusters: Cluster[] = []
  const placed = new Set<number>()
  for (const question of pending) {
    if (placed.has(question.no)) continue
    placed.add(question.no)
    // An appeal is decided by itself, whatever else says the same.
    const rest =
      isSealed(question) || question.appeal
        ? []
        : alike(question, pending, Infinity, FOLD)
            .map((found) => found.question)
            .filter((other) => !placed.has(other.no) && !isSealed(other) && !other.appeal)
    for (const other of rest) placed.add(other.no)
    rest.sort((a, b) => a.askedAt - b.askedAt || a.no - b.no)
    const risk = Math.max(riskOf(question), ...rest.map(riskOf))
    clusters.push({ lead: question, rest, risk })
  }
  clusters.sort((a, b) => b.risk - a.risk || a.lead.askedAt - b.lead.askedAt)
  folds.set(desk, (folds.get(desk) ?? new Map<string, Cluster[]>()).set(find, clusters))
  return clusters
}

/** The rows of the review list as they stand on the screen: folded clusters show their lead alone. */
export function reviewRows(
  clusters: readonly Cluster[],
  unfolded: readonly number[],
): { question: DeskQuestion; cluster: Cluster; inner: boolean }[] {
  return clusters.flatMap((cluster) => [
    { question: cluster.lead, cluster, inner: false },
    ...(unfolded.includes(cluster.lead.no)
      ? cluster.rest.map((question) => ({ question, cluster, inner: true }))
      : []),
  ])
}

export interface Agenda {
  /** Arranged by hand, in that order. */
  placed: DeskQuestion[]
  /** Not arranged: most supported first. */
  rest: DeskQuestion[]
}

const isListed = (question: DeskQuestion) => question.state === 'listed'

/** The run-down. The order by hand and the order by votes are two things; neither changes the other. */
export function agendaOf(desk: DeskState, find = ''): Agenda {
  const listed = desk.questions.filter((question) => isListed(question) && matches(find, question))
  return {
    placed: listed
      .filter((question) => question.position !== null)
      .sort((a, b) => (a.position ?? 0) - (b.position ?? 0) || a.no - b.no),
    rest: listed.filter((question) => question.position === null).sort(byHot),
  }
}

/** The agenda as it is shown. */
export function agendaRows(desk: DeskState, order: 'hand' | 'votes', find = ''): DeskQuestion[] {
  const { placed, rest } = agendaOf(desk, find)
  return order === 'hand' ? [...placed, ...rest] : [...placed, ...rest].sort(byHot)
}

/** Where a question goes when it is moved one step in the run-down; null when it cannot. */
export function placeAfterStep(desk: DeskState, no: number, by: 1 | -1): number | 'end' | null {
  const { placed } = agendaOf(desk)
  const at = placed.findIndex((question) => question.no === no)
  if (at < 0) return by === -1 ? 'end' : null
  if (by === -1) return placed[at - 1]?.no ?? null
  if (at >= placed.length - 1) return null
  return placed[at + 2]?.no ?? 'end'
}

/** Everything with a disposition, the latest first. */
export function settledOf(desk: DeskState, find = ''): DeskQuestion[] {
  const when = (question: DeskQuestion) =>
    question.settledAt ?? question.events.at(-1)?.at ?? question.askedAt
  return desk.questions
    .filter(
      (question) =>
        !['submitted', 'listed', 'on_stage'].includes(question.state) && matches(find, question),
    )
    .sort((a, b) => when(b) - when(a) || b.no - a.no)
}

const commentOrder = ['submitted', 'listed', 'promoted', 'rejected', 'taken_down', 'withdrawn']

/** Comments: those waiting first, of them those the operator's words are in, then oldest first; then the rest, newest first. */
export function commentsOf(desk: DeskState, find = ''): DeskComment[] {
  const rank = (comment: DeskComment) => commentOrder.indexOf(comment.state)
  return desk.comments
    .filter((comment) => matches(find, comment))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.state === 'submitted'
          ? Number(Boolean(b.marks)) - Number(Boolean(a.marks)) || a.at - b.at
          : b.at - a.at),
    )
}

export function onStage(desk: DeskState): DeskQuestion | undefined {
  const no = desk.snapshot.stage?.no
  return desk.questions.find((question) =>
    no ? question.no === no : question.state === 'on_stage',
  )
}

/** The numbers of a column in the order of the screen; the cursor walks along them. */
export function rowsOf(model: DeskModel): number[] {
  const { desk, find } = model
  switch (model.column) {
    case 'pending':
      if (model.mode === 'host') return pendingOf(desk, find).map((question) => question.no)
      return reviewRows(clustersOf(desk, find), model.unfolded).map((row) => row.question.no)
    case 'comments':
      return commentsOf(desk, find).map((comment) => comment.no)
    case 'agenda':
      return agendaRows(desk, model.order, find).map((question) => question.no)
    case 'settled':
      return settledOf(desk, find).map((question) => question.no)
    case 'prompts':
      return desk.snapshot.prompts.map((prompt) => prompt.no)
  }
}

export interface Alike {
  question: DeskQuestion
  score: number
}

/** Questions that say much the same, the most alike first; the score is 1 for the same words. */
export function alike(
  question: DeskQuestion,
  among: readonly DeskQuestion[],
  limit = Infinity,
  least = NAME,
): Alike[] {
  if (!question.text) return []
  const others = among.filter((other) => other.no !== question.no && other.text)
  if (others.length === 0) return []
  const pool = [question, ...others].map((one) => ({ id: one, text: one.text }))
  const found = similarTo(question.text, pool, pool.length)
  const own = found.find((one) => one.id === question)?.score ?? 0
  return found
    .filter((one) => one.id !== question && one.score >= own * least)
    .slice(0, limit === Infinity ? undefined : limit)
    .map((one) => ({ question: one.id, score: Math.min(1, one.score / own) }))
}

/** Where a question can be merged into: what is listed or on stage, similar ones first. */
export function mergeTargets(desk: DeskState, nos: readonly number[], find = ''): Alike[] {
  const lead = desk.questions.find((question) => nos.includes(question.no))
  const open = desk.questions.filter(
    (question) =>
      !nos.includes(question.no) &&
      ['listed', 'on_stage', 'answered', 'handed_off'].includes(question.state),
  )
  const near = lead ? alike(lead, open) : []
  const known = new Set(near.map((found) => found.question.no))
  const others = open
    .filter((question) => !known.has(question.no))
    .sort(byHot)
    .map((question) => ({ question, score: 0 }))
  return [...near, ...others].filter(({ question }) => matches(find, question))
}

/** What still stands in the way of a summing-up or of closing. */
export function standing(desk: DeskState, to: SessionState): { pending: number[]; open: number[] } {
  const rows = desk.questions.map(({ no, state, part }) => ({ id: no, state, part }))
  const nos = undisposed(rows, 1)
  // What came in after the stream is the second part; only closing waits for it.
  if (to === 'closed') nos.push(...undisposed(rows, 2))
  const appealed = desk.questions.flatMap(({ no, appeal }) =>
    appeal?.state === 'waiting' && desk.at - appeal.at < APPEAL_LAPSE_MS ? [no] : [],
  )
  const stateOf = new Map(rows.map((row) => [row.id, row.state]))
  return {
    // An evening's summing-up does not wait for appeals; the close does.
    pending: [
      ...nos.filter((no) => stateOf.get(no) === 'submitted'),
      ...(to === 'closed' ? appealed : []),
    ],
    open: nos.filter((no) => stateOf.get(no) !== 'submitted'),
  }
}

/** Whether the record holds the session, so that no room is there to decide anything. */
export function inRecord({ epoch, snapshot }: DeskState): boolean {
  return epoch === 'record' || snapshot.session.state === 'archived'
}

/** The moves the session's life allows from here; the desk offers no others. */
export function movesFrom(desk: DeskState): readonly SessionState[] {
  const { kind, state, rehearsal } = desk.snapshot.session
  // A rehearsal is ended, not archived or called off.
  if (rehearsal !== undefined)
    return sessionMoves[state].filter((to) => to !== 'archived' && to !== 'cancelled')
  // Called off after people could ask: its questions get their dispositions, then the record takes it over.
  if (state === 'cancelled' && !inRecord(desk)) return ['archived']
  return (kind === 'mailbox' ? mailboxMoves : sessionMoves)[state]
}
