import type { Chapter } from '../contract/stream'
import { cueTime, escaped } from './captions'

/** Chapters as WebVTT, for the players that read it. */

/** Text as a cue may hold it: no markup, one line, and nothing that ends the cue. */
export const cueText = (text: string): string => escaped(text).replace(/\s+/g, ' ').trim()

/** A cue for each chapter the picture has come to; one that is still open goes as far as the picture does. */
export function chaptersVtt(chapters: readonly Chapter[], end: number, gone: string): string {
  const cues = chapters.flatMap(({ id, no, from, to, title }) => {
    const until = to ?? end
    if (from === null || until <= from) return []
    const text = `${no} ${cueText(title === '' ? gone : title)}`
    return [`${id}\n${cueTime(from)} --> ${cueTime(until)}\n${text}\n`]
  })
  return `${['WEBVTT\n', ...cues].join('\n')}`
}
