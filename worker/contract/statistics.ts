import type { Lang } from './lang'
import type { SessionKind } from './states'

/** Figures of the portal, as pages, tables and the API tell them. Their definitions are domain/statistics.ts. */

/** What is counted: questions, matters handed to units, ratings by askers, promises. */
export const countedThings = ['questions', 'cases', 'ratings', 'promises'] as const
export type CountedThing = (typeof countedThings)[number]

export const figureGroups = ['intake', 'ladder', 'time', 'after', 'said', 'promises'] as const
export type FigureGroup = (typeof figureGroups)[number]

export const figureIds = [
  'received',
  'accepted',
  'answeredLive',
  'answeredWritten',
  'handedOff',
  'merged',
  'withdrawnLater',
  'redirectedLater',
  'takenDown',
  'open',
  'rejected',
  'redirected',
  'withdrawnBefore',
  'pending',
  'followedUp',
  'longUnanswered',
  'cases',
  'replied',
  'closed',
  'solved',
  'confirmed',
  'partlySolved',
  'notNow',
  'explained',
  'refused',
  'onTime',
  'medianDays',
  'p90Days',
  'overdue',
  'longOverdue',
  'dueSoon',
  'paused',
  'extended',
  'repliedLate',
  'unanswered',
  'objected',
  'disputed',
  'reopened',
  'lapsed',
  'confirmedShare',
  'rated',
  'ratedYes',
  'ratedPartly',
  'ratedNo',
  'ratedYesShare',
  'promises',
  'promisesKept',
  'promisesDoing',
  'promisesDelayed',
  'promisesDropped',
  'promisesLate',
] as const
export type FigureId = (typeof figureIds)[number]

/** Which rows a sheet is about; left out: all. */
export interface StatScope {
  unit?: string
  /** Slug. */
  session?: string
  kind?: SessionKind
  /** `2026-11`, in Shanghai. */
  month?: string
}

/** One figure. */
export interface StatFigure {
  id: FigureId
  /** A number of rows, a share from 0 to 1, or working days; null where fewer rows than `least` carry it. */
  value: number | null
  /** Rows it is made from: of a share its whole, of a median how many were looked at. */
  n: number
  /** Of a share: rows that count. */
  part?: number
}

export interface StatSheet {
  /** Key of a breakdown: id of a unit, slug of a session, month, kind. */
  key: string
  name: string
  figures: StatFigure[]
}

/** What a figure means, for whoever reads the data without the page. */
export interface StatDefinition {
  id: FigureId
  is: 'count' | 'share' | 'median' | 'p90'
  of: CountedThing
  group: FigureGroup
  name: Record<Lang, string>
  means: Record<Lang, string>
  /** Below this number of rows only the number of rows is told. */
  least: number
  /** The day that puts a row into a month. */
  month: MonthBy
}

export const monthBys = ['asked', 'settled', 'assigned', 'replied', 'closed', 'said'] as const
export type MonthBy = (typeof monthBys)[number]

export const breakdowns = ['unit', 'session', 'month', 'kind'] as const
export type Breakdown = (typeof breakdowns)[number]

/** One row behind a figure. What is not public is counted in `hidden`, and is not told. */
export interface StatRow {
  /** Of the question, case or promise. */
  id: string
  at: number
  title: string
  href: string
  /** State, as a word of the domain. */
  state: string
  unit: string
  session: { slug: string; title: string }
  dueAt?: number | null
  repliedAt?: number | null
}

export interface StatRows {
  figure: FigureId
  /** All rows of the figure: those that are listed and those that are not public. */
  total: number
  hidden: number
  rows: StatRow[]
  next: string | null
}

/** Rows of a page behind a figure. */
export const STAT_ROWS = 50
/** From this many rows on a median says something of a unit and not of one matter. */
export const LEAST = 5

/** How often something was not adopted, taken down or redirected for one reason. */
export interface Removal {
  /** What was done: not adopted, taken down, redirected. */
  what: 'rejected' | 'takenDown' | 'redirected'
  reason: string
  n: number
}
