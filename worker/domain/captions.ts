import type { Span } from '../contract/stream'
import {
  IMPORT_LINES_MAX,
  LINE_TEXT_MAX,
  type CaptionFault,
  type TimedLine,
} from '../contract/transcript'

/** Captions (WebVTT, SRT): made from the text record, and read from what was captioned elsewhere. Pure. */

/** One caption: seconds from the beginning of the picture. */
export interface Cue {
  from: number
  to: number
  speaker?: string
  text: string
}

/** What a file holds, each with the line its times are in; or the first thing that is wrong with it and in which line, from 1. */
export type Captions = { cues: Cue[]; lines: number[] } | { fault: CaptionFault; line: number }

// — made —

/** How long a caption stands: reading takes time, and nobody reads for longer than this. */
const READ_MS_PER_SIGN = 250
const STAND_MIN_MS = 2_000
const STAND_MAX_MS = 8_000
/** Signs of one caption: two lines under a picture. */
const CUE_SIGNS = 36

/** The span a moment lies in, as its place in the playlist; null in a gap, before the picture and after it. */
function placeIn(spans: readonly Span[], at: number): { media: number; end: number } | null {
  for (const span of spans) {
    if (at < span.at || at >= span.at + span.dur * 1_000) continue
    return { media: span.media + (at - span.at) / 1_000, end: span.media + span.dur }
  }
  return null
}

/** A long line in pieces that fit under a picture, cut where one would breathe. */
export function pieces(text: string): string[] {
  const out: string[] = []
  for (const paragraph of text.split('\n')) {
    let piece = ''
    for (const part of paragraph.match(/[^，。！？；、,.!?;]*[，。！？；、,.!?;]*\s*/gu) ?? []) {
      if (piece !== '' && [...piece, ...part].length > CUE_SIGNS) {
        out.push(piece)
        piece = ''
      }
      piece += part
      for (let signs = [...piece]; signs.length > CUE_SIGNS; signs = [...piece]) {
        out.push(signs.slice(0, CUE_SIGNS).join(''))
        piece = signs.slice(CUE_SIGNS).join('')
      }
    }
    out.push(piece)
  }
  return out.map((piece) => piece.trim()).filter((piece) => piece !== '')
}

/**
 * The captions of a text record: of the lines that have a moment in the picture. A caption stands until the next
 * line begins, or as long as reading it takes.
 */
export function captionsOf(
  lines: readonly Omit<TimedLine, 'media'>[],
  spans: readonly Span[],
): Cue[] {
  const placed = lines.flatMap((line) => {
    const place = placeIn(spans, line.at)
    return place ? [{ line, ...place }] : []
  })
  return placed.flatMap(({ line, media, end }, i) => {
    const parts = pieces(line.text)
    const stands = parts.map((part) =>
      Math.min(STAND_MAX_MS, Math.max(STAND_MIN_MS, [...part].length * READ_MS_PER_SIGN)),
    )
    const wanted = stands.reduce((sum, ms) => sum + ms, 0) / 1_000
    const next = placed[i + 1]?.media ?? Infinity
    const until = Math.min(media + wanted, end, next)
    // Where there is less time than reading takes, all pieces share what there is.
    const scale = (until - media) / wanted
    let from = media
    return parts.flatMap((text, n) => {
      const to = from + ((stands[n] ?? 0) / 1_000) * scale
      const cue = { from: thousandths(from), to: thousandths(to), speaker: line.speaker, text }
      from = to
      return cue.to > cue.from ? [cue] : []
    })
  })
}

const thousandths = (seconds: number) => Math.round(seconds * 1_000) / 1_000

/** 3,723.5 seconds as 01:02:03.500; SRT has a comma. */
export function cueTime(seconds: number, point: '.' | ',' = '.'): string {
  const ms = Math.max(0, Math.round(seconds * 1_000))
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  const rest = String(ms % 1_000).padStart(3, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}${point}${rest}`
}

/** No markup in a cue. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A caption's text may hold no empty line: that is where it would end. */
const whole = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

export function renderVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ from, to, speaker, text }, i) => {
    // An annotation ends at the first >, and may hold no line end.
    const voice = speaker ? `<v ${escaped(speaker.replace(/\s+/g, ' '))}>` : ''
    return `${i + 1}\n${cueTime(from)} --> ${cueTime(to)}\n${voice}${escaped(whole(text))}\n`
  })
  return ['WEBVTT\n', ...blocks].join('\n')
}

export function renderSrt(cues: readonly Cue[]): string {
  return cues
    .map(({ from, to, speaker, text }, i) => {
      const words = `${speaker ? `${speaker}：` : ''}${whole(text)}`
      return `${i + 1}\r\n${cueTime(from, ',')} --> ${cueTime(to, ',')}\r\n${words.replaceAll('\n', '\r\n')}\r\n`
    })
    .join('\r\n')
}

// — read —

const TIMING =
  /^(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)[.,](\d{3})[ \t]+-->[ \t]+(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)[.,](\d{3})(?:[ \t].*)?$/

function seconds(parts: readonly (string | undefined)[]): number {
  const [h = '0', m = '0', s = '0', ms = '0'] = parts
  // In whole thousandths: sums of fractions are not what was written.
  return ((Number(h) * 3_600 + Number(m) * 60 + Number(s)) * 1_000 + Number(ms)) / 1_000
}

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  lrm: '',
  rlm: '',
}

const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|nbsp|lrm|rlm);/g, (_, name: string) => entities[name] ?? '')

/** A text without what stands between two signs, where `drop` says so of it. By hand: what opens need not end. */
function without(
  text: string,
  open: string,
  close: string,
  drop: (inside: string) => boolean,
): string {
  let out = ''
  let at = 0
  for (;;) {
    const from = text.indexOf(open, at)
    const to = from < 0 ? -1 : text.indexOf(close, from + open.length)
    if (to < 0) return out + text.slice(at)
    const gone = drop(text.slice(from + open.length, to))
    out += text.slice(at, gone ? from : from + open.length)
    at = gone ? to + close.length : from + open.length
  }
}

/** A caption with all its tags; nobody reads more than that in one. */
const PAYLOAD_MAX = 8 * LINE_TEXT_MAX

/** The only tags that players of SRT know. */
const styling = ['b', 'i', 'u', 'font']

/** Who speaks, and what, in the payload of a caption; styling is left out. */
function spoken(payload: string, vtt: boolean): { speaker?: string; text: string } {
  if (vtt) {
    let speaker = ''
    const bare = without(payload, '<', '>', (tag) => {
      const space = tag.search(/\s/)
      if (speaker === '' && space > 0 && /^v(?:\.|$)/.test(tag.slice(0, space))) {
        speaker = unescaped(tag.slice(space + 1)).trim()
      }
      return true
    })
    const text = unescaped(bare).trim()
    return speaker ? { speaker, text } : { text }
  }
  // SRT escapes nothing.
  const tagless = without(payload, '<', '>', (tag) => {
    const [name = ''] = tag.replace('/', '').toLowerCase().split(' ', 1)
    return styling.includes(name)
  })
  const text = without(tagless, '{\\', '}', () => true).trim()
  const named = /^([^：:，。！？\s]{1,20})[：:]\s*(?=\S)/u.exec(text)
  return named?.[1] ? { speaker: named[1], text: text.slice(named[0].length) } : { text }
}

/** Reads a WebVTT or SRT file; the first thing that is wrong with it is told with its line. */
export function parseCaptions(file: string): Captions {
  const lines = file.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  const vtt = /^WEBVTT(?:[ \t].*)?$/.test(lines[0] ?? '')
  const first = lines.findIndex((line) => line.trim() !== '')
  if (!vtt && !(first >= 0 && isCueStart(lines, first))) {
    return { fault: first < 0 ? 'no_cues' : 'not_captions', line: Math.max(1, first + 1) }
  }
  const cues: Cue[] = []
  const places: number[] = []
  let i = vtt ? endOfBlock(lines, 0) : first
  while (i < lines.length) {
    const line = lines[i] ?? ''
    if (line.trim() === '') {
      i += 1
      continue
    }
    if (vtt && /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(line)) {
      i = endOfBlock(lines, i)
      continue
    }
    // A number or a name may stand above the times.
    const at = line.includes('-->') ? i : i + 1
    const found = TIMING.exec((lines[at] ?? '').trim())
    if (!found) return { fault: 'bad_time', line: Math.min(at, lines.length - 1) + 1 }
    const from = seconds(found.slice(1, 5))
    const to = seconds(found.slice(5, 9))
    if (to <= from) return { fault: 'ends_early', line: at + 1 }
    if (from < (cues.at(-1)?.from ?? 0)) return { fault: 'out_of_order', line: at + 1 }
    const end = endOfBlock(lines, at)
    const payload = lines.slice(at + 1, end).join('\n')
    // Two captions that ran into one another: the empty line between them is missing.
    const inside = lines.slice(at + 1, end).findIndex((one) => one.includes('-->'))
    if (inside >= 0) return { fault: 'bad_time', line: at + 2 + inside }
    if (payload.length > PAYLOAD_MAX) return { fault: 'too_long', line: at + 2 }
    const said = spoken(payload, vtt)
    if (said.text === '') return { fault: 'no_text', line: at + 1 }
    if ([...said.text].length > LINE_TEXT_MAX) return { fault: 'too_long', line: at + 2 }
    if (cues.length === IMPORT_LINES_MAX) return { fault: 'too_many', line: at + 1 }
    cues.push({ from, to, ...said })
    places.push(at + 1)
    i = end
  }
  return cues.length > 0 ? { cues, lines: places } : { fault: 'no_cues', line: lines.length }
}

function isCueStart(lines: readonly string[], i: number): boolean {
  const line = (lines[i] ?? '').trim()
  return line.includes('-->') || (/^\d+$/.test(line) && (lines[i + 1] ?? '').includes('-->'))
}

/** The empty line, or the end, after a block. */
function endOfBlock(lines: readonly string[], from: number): number {
  let i = from
  while (i < lines.length && (lines[i] ?? '').trim() !== '') i += 1
  return i
}
