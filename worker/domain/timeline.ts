import type { Chapter, PublicStaging, Span } from '../contract/stream'

/**
 * Where a moment stands in the playlist, seconds; null while the picture has not come that far. What fell into
 * a gap is shown where the picture goes on. Never by subtraction from the start: every gap would shift it.
 */
export function mediaAt(spans: readonly Span[], at: number): number | null {
  for (const span of spans) {
    if (at < span.at) return span.media
    if (at < span.at + span.dur * 1000) return span.media + (at - span.at) / 1000
  }
  return null
}

/** What the clock showed at a place of the playlist; null outside of it. */
export function wallAt(spans: readonly Span[], media: number): number | null {
  const span = spans.findLast((one) => one.media <= media)
  if (!span || media > span.media + span.dur) return null
  return span.at + (media - span.media) * 1000
}

/** Seconds shown before the moment that a link leads to: nobody wants to come in on the second word. */
const PRE_ROLL = 2

/** The second a link to a place of the playlist names. */
export const linkSecond = (media: number): number => Math.max(0, Math.floor(media - PRE_ROLL))

/** Chapters in the order of the stage. `ended`: the picture is over, so what is open ends with it. */
export function chaptersOf(
  stagings: readonly PublicStaging[],
  spans: readonly Span[],
  ended: boolean,
): Chapter[] {
  const last = spans.at(-1)
  const end = last ? last.media + last.dur : null
  return [...stagings]
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .map((staging) => {
      const from = mediaAt(spans, staging.at)
      const to = staging.off === null ? null : mediaAt(spans, staging.off)
      return { ...staging, from, to: to ?? (ended && from !== null ? end : null) }
    })
}
