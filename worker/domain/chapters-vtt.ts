import type { Chapter } from '../contract/stream'

/** Chapters as WebVTT, for the players that read it. */

/** Text as a cue may hold it: no markup, one line, and nothing that ends the cue. */
export const cueText = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\s+/g, ' ')
    .trim()

/** 3,723.5 seconds as 01:02:03.500. */
export function cueTime(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1000))
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  const rest = String(ms % 1000).padStart(3, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${rest}`
}

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
