/** How a picture stands, in one word each with its light. */

export type HealthLight = 'green' | 'amber' | 'red'
export const healthWords = [
  'elsewhere',
  'film',
  'no_source',
  'no_key',
  'key_over',
  'waiting',
  'good',
  'late',
  'stopped',
  'no_segments',
  'two',
  'lost',
  'skew',
  'thin',
  'over',
] as const
export type HealthWord = (typeof healthWords)[number]

export interface HealthLine {
  word: HealthWord
  light: HealthLight
  /** The figure it goes by: seconds, segments, kilobits. */
  n?: number
}
