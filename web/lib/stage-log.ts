import type { Chapter } from '../../worker/contract/stream'
import type { Stage } from '../../worker/contract/views'

/** What stood on stage from a moment of the room's clock on. */
export interface StageMoment {
  at: number
  stage: Stage | null
  staged: StagedWords | null
}

/** As much of a question as the card needs. */
export interface StagedWords {
  id: string
  text: string
}

/** Adds what the room just said. Told twice it stands once; what is told late takes its place in time. */
export function withMoment(log: readonly StageMoment[], moment: StageMoment): StageMoment[] {
  return [...log.filter((one) => one.at !== moment.at), moment].sort((a, b) => a.at - b.at)
}

/** The log with everything the list of chapters knows; what the room itself said is kept where both speak of a moment. */
export function withChapters(
  log: readonly StageMoment[],
  chapters: readonly Chapter[],
): StageMoment[] {
  const taken = new Set(log.map((one) => one.at))
  const begun = new Set(chapters.map((one) => one.at))
  const told = chapters.flatMap((chapter): StageMoment[] => {
    const { no, at, off, speaker, office, question, title } = chapter
    const on: StageMoment = {
      at,
      stage: { no, since: at, ...(speaker && { speaker }), ...(office && { office }) },
      staged: { id: question, text: title },
    }
    // Where the next one comes on at once the stage was never empty.
    const leaves = off !== null && !begun.has(off)
    return leaves ? [on, { at: off, stage: null, staged: null }] : [on]
  })
  return [...log, ...told.filter((one) => !taken.has(one.at))].sort((a, b) => a.at - b.at)
}

/** What stands on stage where the picture is; null before anything is known. */
export function momentAt(log: readonly StageMoment[], at: number): StageMoment | null {
  let found: StageMoment | null = null
  for (const one of log) {
    if (one.at > at) break
    found = one
  }
  return found
}
