import type { PublicUnit } from './record'
import type { PublicAnswer } from './views'

/** What the pages of units and of officials in office tell. */

/** A person in an office over time; of people nothing is told but their public office. */
export interface PublicAppointment {
  official: { id: string; name: string }
  office: string
  unit: { id: string; name: string }
  /** Days in Shanghai; the last one still is in office. */
  from: string
  to: string | null
}

/** Figures of a unit's cases: counts of public ones, never a ranking. */
export interface UnitCases {
  total: number
  open: number
  overdue: number
  answered: number
}

export interface UnitFacts {
  unit: PublicUnit & { takesCases: boolean }
  parent: PublicUnit | null
  children: PublicUnit[]
  /** It was merged into another one, and when that was put down. */
  successor: { id: string; name: string; at: number | null } | null
  predecessors: { id: string; name: string; at: number | null }[]
  cases: UnitCases
  now: PublicAppointment[]
  before: PublicAppointment[]
}

export interface OfficialFacts {
  id: string
  name: string
  /** The latest first. */
  offices: PublicAppointment[]
  answers: {
    answer: PublicAnswer
    question: { id: string; no: number; text: string }
    session: { slug: string; title: string; demo: boolean }
  }[]
  answered: number
}
