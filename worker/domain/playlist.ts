import type { PictureCut, PublicStaging, Span } from '../contract/stream'
import type { Segment } from './playlist-writer'

/**
 * The public playlist as text: it grows (EVENT), is told in short to players who have the rest (EXT-X-SKIP), and
 * at the end is whole (VOD) at the same address. Lines are made once; a cut makes them anew.
 */

/** Numbers of another take are others: no player can take old segments for new ones. */
const TAKE = 1_000_000
/** Players may be told in short of what is so many target durations back. */
const SKIP_TARGETS = 6
/** A question on stage is told again for so long after it changed. */
const TOLD_MS = 30_000
const TITLE = 24

/** What is in the playlist, and what it looks like. */
export interface Shown {
  take: number
  target: number
  segments: readonly Segment[]
  lines: readonly string[]
}

/** Whole seconds that no segment is longer than, as players count: a hair over does not double the delay. */
export function targetOf(segments: readonly Segment[], least = 1): number {
  let target = least
  for (const { us } of segments) target = Math.max(target, Math.ceil(us / 1e6 - 0.1))
  return target
}

const seconds = (us: number) => (us / 1e6).toFixed(us % 1000 === 0 ? 3 : 6)
const date = (us: number) => new Date(Math.round(us / 1000)).toISOString()

/** Whether a segment shows anything of a stretch of time; one that does only in part does. */
export function overlaps({ start, us }: Segment, from: number, until: number | null): boolean {
  return start + us > from * 1000 && (until === null || start < until * 1000)
}

/** What the public may have: from the beginning of the session, without what was cut out for good. */
export function listed(
  segments: readonly Segment[],
  from: number | null,
  cuts: readonly PictureCut[],
): Segment[] {
  if (from === null || cuts.some(({ until }) => until === null)) return []
  const out = cuts.filter(({ keepOut }) => keepOut)
  return segments.filter(
    (one) =>
      // What was sent before was a trial, whatever hour an encoder wrote on it.
      one.arrived >= from &&
      one.start + one.us > from * 1000 &&
      !out.some((cut) => overlaps(one, cut.from, cut.until)),
  )
}

/** Something begins anew here: after a gap in time, after another run, or after what was cut out. */
const begins = (one: Segment, before: Segment | undefined) =>
  before !== undefined && (one.disc || one.n !== before.n + 1)

/** The lines of a segment after another. */
export function linesOf(one: Segment, before: Segment | undefined): string {
  const anew = begins(one, before)
  const lines: string[] = []
  if (anew) lines.push('#EXT-X-DISCONTINUITY')
  if (one.map !== null && (anew || one.map !== before?.map))
    lines.push(`#EXT-X-MAP:URI="${one.map}"`)
  if (anew || !before) lines.push(`#EXT-X-PROGRAM-DATE-TIME:${date(one.start)}`)
  lines.push(`#EXTINF:${seconds(one.us)},`, one.file)
  return lines.join('\n')
}

export function show(take: number, target: number, segments: readonly Segment[]): Shown {
  const lines = segments.map((one, i) => linesOf(one, segments[i - 1]))
  return { take, target, segments, lines }
}

/** The same with what came since. */
export function showMore(shown: Shown, target: number, more: readonly Segment[]): Shown {
  const segments = shown.segments as Segment[]
  const lines = shown.lines as string[]
  for (const one of more) {
    lines.push(linesOf(one, segments.at(-1)))
    segments.push(one)
  }
  return { ...shown, target }
}

function head({ take, target }: Shown, over: boolean): string[] {
  const skip = `CAN-SKIP-UNTIL=${SKIP_TARGETS * target},CAN-SKIP-DATERANGES=YES`
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${over ? 6 : 9}`,
    `#EXT-X-TARGETDURATION:${target}`,
    ...(over ? [] : [`#EXT-X-SERVER-CONTROL:${skip}`]),
    `#EXT-X-PLAYLIST-TYPE:${over ? 'VOD' : 'EVENT'}`,
    `#EXT-X-MEDIA-SEQUENCE:${take * TAKE}`,
    ...(take > 0 ? [`#EXT-X-DISCONTINUITY-SEQUENCE:${take * TAKE}`] : []),
  ]
}

/** What stands in quotes: no quotes, no line of its own, and not too much of it. */
function quoted(text: string): string {
  const line = text.replace(/["\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  const signs = [...line]
  return signs.length > TITLE ? `${signs.slice(0, TITLE - 1).join('')}…` : line
}

function rangeOf({ id, no, title, at, off }: PublicStaging): string {
  const end = off === null ? '' : `,END-DATE="${date(Math.max(at, off) * 1000)}"`
  return (
    `#EXT-X-DATERANGE:ID="${quoted(id)}",CLASS="townhall.question",` +
    `START-DATE="${date(at * 1000)}"${end},X-QUESTION=${no},X-TITLE="${quoted(title)}"`
  )
}

/** The playlist from its beginning. */
export function wholePlaylist(
  shown: Shown,
  stagings: readonly PublicStaging[],
  over: boolean,
): string {
  const ranges = shown.segments.length > 0 ? stagings.map(rangeOf) : []
  return `${[...head(shown, over), ...ranges, ...shown.lines, ...(over ? ['#EXT-X-ENDLIST'] : [])].join('\n')}\n`
}

/** What a player needs who has the rest; the whole where that is no more. */
export function deltaPlaylist(
  shown: Shown,
  stagings: readonly PublicStaging[],
  now: number,
): string {
  const { segments, lines, target } = shown
  let first = segments.length
  let after = 0
  while (first > 0 && after < SKIP_TARGETS * target * 1e6) {
    first -= 1
    after += segments[first]?.us ?? 0
  }
  const begin = segments[first]
  if (first === 0 || !begin) return wholePlaylist(shown, stagings, false)
  const line = lines[first] ?? ''
  const known = [
    ...(begin.map !== null && !line.includes('#EXT-X-MAP')
      ? [`#EXT-X-MAP:URI="${begin.map}"`]
      : []),
    ...(line.includes('#EXT-X-PROGRAM-DATE-TIME')
      ? []
      : [`#EXT-X-PROGRAM-DATE-TIME:${date(begin.start)}`]),
  ]
  const told = stagings.filter(({ at, off }) => now - (off ?? at) < TOLD_MS)
  const skip = `#EXT-X-SKIP:SKIPPED-SEGMENTS=${first}`
  const text = [...head(shown, false), skip, ...told.map(rangeOf), ...known, ...lines.slice(first)]
  return `${text.join('\n')}\n`
}

/** While the picture is off the screens: no segment, and nothing to guess one by. */
export function emptyPlaylist(take: number, target: number): string {
  const shown = { take: take + 1, target, segments: [], lines: [] }
  return `${head(shown, false).join('\n')}\n`
}

/** The last pictures only, for the desk that tries out whether anything comes. */
export function edgePlaylist(segments: readonly Segment[], target: number, edgeUs: number): string {
  let first = segments.length
  let after = 0
  while (first > 0 && after < edgeUs) {
    first -= 1
    after += segments[first]?.us ?? 0
  }
  const tail = segments.slice(first)
  const { lines } = show(0, target, tail)
  const begun = segments.slice(0, first + 1)
  const gaps = begun.filter((one, i) => begins(one, begun[i - 1])).length
  const text = [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    `#EXT-X-TARGETDURATION:${target}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${gaps}`,
    ...lines,
  ]
  return `${text.join('\n')}\n`
}

/** Where the playlist stands against the clock. */
export function spansOf(segments: readonly Segment[]): Span[] {
  const spans: Span[] = []
  let media = 0
  let dur = 0
  for (const [i, one] of segments.entries()) {
    if (i === 0 || begins(one, segments[i - 1])) {
      dur = 0
      spans.push({ at: Math.round(one.start / 1000), media: media / 1e6, dur: 0 })
    }
    media += one.us
    dur += one.us
    const span = spans.at(-1)
    if (span) span.dur = dur / 1e6
  }
  return spans
}

/** Arrivals of segments that may not be given out: those of an open cut from its beginning on, and those cut out. */
export function withheldBy(
  segments: readonly Segment[],
  cuts: readonly PictureCut[],
): [number, number][] {
  return cuts.flatMap(({ from, until, keepOut }): [number, number][] => {
    if (until !== null && !keepOut) return []
    const of = segments.filter((one) => overlaps(one, from, until)).map(({ arrived }) => arrived)
    if (until === null) return [[of.length === 0 ? from : Math.min(...of), Infinity]]
    return of.length === 0 ? [] : [[Math.min(...of), Math.max(...of)]]
  })
}
