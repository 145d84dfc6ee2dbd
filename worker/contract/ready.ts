import type { SessionState } from './states'

/** The green-and-red page before the start: what is ready and what is not. */

/** Green: done. Amber: good enough, or only a person can say. Red: something to do. */
export type Light = 'green' | 'amber' | 'red'

export const readyNames = [
  'guests',
  'notice',
  'page',
  'record',
  'second',
  'screen',
  'signal',
  'sound',
  'cut',
  'text',
  'qr',
  'clock',
] as const
export type ReadyName = (typeof readyNames)[number]

export interface ReadyLine {
  name: ReadyName
  light: Light
  /** The figure it goes by, where there is one: people, days, screens, scans, rows. */
  n?: number
  /** Nothing can be known of it before the session is open for questions. */
  early?: true
}

export interface Ready {
  /** The portal's clock, epoch ms. */
  at: number
  state: SessionState
  title: string
  lines: ReadyLine[]
}

/** How far a computer's clock may be off before it matters, ms. */
export const CLOCK_GOOD_MS = 2_000
export const CLOCK_FAIR_MS = 10_000
