import m3u8 from 'm3u8-parser/dist/m3u8-parser.js'

/** Two readers of playlists: an independent one, and a strict one that finds whatever a player could stumble over. */

export interface Read {
  uri: string
  dur: number
  at: number
  disc: boolean
  map: string | null
}

export interface ReadPlaylist {
  segments: Read[]
  first: number
  target: number
  skipped: number
  ended: boolean
  type: string
  ranges: string[]
}

const { Parser } =
  m3u8 && 'Parser' in m3u8
    ? m3u8
    : (globalThis as unknown as { m3u8Parser: typeof m3u8 & object }).m3u8Parser

const known =
  /^#(?:EXTM3U$|EXT-X-VERSION:\d$|EXT-X-(?:TARGETDURATION|MEDIA-SEQUENCE|DISCONTINUITY-SEQUENCE):\d+$|EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=\d+,CAN-SKIP-DATERANGES=YES$|EXT-X-PLAYLIST-TYPE:(?:EVENT|VOD)$|EXT-X-SKIP:SKIPPED-SEGMENTS=\d+$|EXT-X-DISCONTINUITY$|EXT-X-ENDLIST$|EXT-X-MAP:URI="[0-9a-z-]+\.mp4"$|EXT-X-PROGRAM-DATE-TIME:\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$|EXTINF:\d+\.\d{3,6},$|EXT-X-DATERANGE:ID="[^"]+",CLASS="townhall\.question",START-DATE="[^"]+"(?:,END-DATE="[^"]+")?,X-QUESTION=\d+,X-TITLE="[^"]*"$)/
const file = /^[0-9a-z]{8,9}-[0-9a-f]{16}\.(?:ts|m4s)$/

function fail(what: string, line: string): never {
  throw new Error(`${what}: ${line}`)
}

/** Reads a playlist of ours; throws at the first thing that is not as it must be. */
export function readStrictly(text: string): ReadPlaylist {
  const lines = text.split('\n')
  if (lines[0] !== '#EXTM3U') fail('no playlist', String(lines[0]))
  if (lines.pop() !== '') fail('no last line', '')
  const out: ReadPlaylist = {
    segments: [],
    first: 0,
    target: 0,
    skipped: 0,
    ended: false,
    type: '',
    ranges: [],
  }
  let [dur, map, disc, dated, mapped] = [0, null as string | null, false, NaN, false]
  let next = NaN
  const seen = new Set<string>()
  for (const line of lines) {
    if (out.ended) fail('after the end', line)
    const number = Number(/[:=](\d+)$/.exec(line)?.[1])
    if (!line.startsWith('#')) {
      if (!file.test(line)) fail('a foreign name', line)
      if (dur === 0) fail('no length', line)
      if (Math.round(dur) > out.target) fail('longer than the target', line)
      if (seen.has(line)) fail('twice', line)
      seen.add(line)
      const head = out.segments.length === 0
      if ((head || disc) && Number.isNaN(dated)) fail('a stretch without a date', line)
      if (!head && !disc && !Number.isNaN(dated)) fail('a date within a stretch', line)
      if (line.endsWith('.m4s') && map === null) fail('no init', line)
      if (disc && line.endsWith('.m4s') && !mapped) fail('a stretch without its init', line)
      const at = Number.isNaN(dated) ? next : dated
      // A date has whole milliseconds.
      if (!head && at < next - 1.001) fail('time runs back', line)
      out.segments.push({ uri: line, dur, at, disc, map: line.endsWith('.ts') ? null : map })
      next = at + dur * 1000
      ;[dur, disc, dated, mapped] = [0, false, NaN, false]
      continue
    }
    if (!known.test(line)) fail('an unknown line', line)
    if (line.startsWith('#EXTINF')) dur = Number.parseFloat(line.slice(8))
    else if (line.startsWith('#EXT-X-TARGET')) out.target = number
    else if (line.startsWith('#EXT-X-MEDIA-S')) out.first = number
    else if (line.startsWith('#EXT-X-SKIP')) out.skipped = number
    else if (line.startsWith('#EXT-X-PLAYLIST-TYPE')) out.type = line.slice(21)
    else if (line === '#EXT-X-DISCONTINUITY') disc = true
    else if (line === '#EXT-X-ENDLIST') out.ended = true
    else if (line.startsWith('#EXT-X-DATERANGE')) out.ranges.push(line)
    else if (line.startsWith('#EXT-X-PROGRAM')) dated = Date.parse(line.slice(25))
    else if (line.startsWith('#EXT-X-MAP')) {
      map = /"(.*)"/.exec(line)?.[1] ?? null
      mapped = true
    }
    if (line.startsWith('#EXTINF') && !(dur > 0)) fail('no length', line)
  }
  if (dur !== 0 || disc) fail('an end in the middle', '')
  if (out.ended !== (out.type === 'VOD')) fail('an end that is none', out.type)
  return out
}

/** The same by a reader who is not ours; both have to agree. */
export function readTwice(text: string): ReadPlaylist {
  const read = readStrictly(text)
  const parser = new Parser()
  parser.push(text)
  parser.end()
  const { segments, mediaSequence, targetDuration, endList } = parser.manifest
  const theirs = {
    uris: segments.map(({ uri }) => uri),
    durs: segments.map(({ duration }) => duration),
    maps: segments.map((one) => (one.uri.endsWith('.ts') ? null : (one.map?.uri ?? null))),
    discs: segments.map(({ discontinuity }) => discontinuity === true),
    first: mediaSequence ?? 0,
    target: targetDuration,
    ended: endList ?? false,
  }
  const ours = {
    uris: read.segments.map(({ uri }) => uri),
    durs: read.segments.map(({ dur }) => dur),
    maps: read.segments.map(({ map }) => map),
    discs: read.segments.map(({ disc }) => disc),
    first: read.first,
    target: read.target,
    ended: read.ended,
  }
  if (JSON.stringify(theirs) !== JSON.stringify(ours)) {
    throw new Error(`read as ${JSON.stringify(theirs)} and as ${JSON.stringify(ours)}`)
  }
  return read
}

/** What a player holds after it was told only what is new. */
export function applyDelta(before: ReadPlaylist, delta: ReadPlaylist): ReadPlaylist {
  if (delta.skipped === 0) return delta
  if (delta.first !== before.first || before.segments.length < delta.skipped) {
    throw new Error('the delta skips what the player never had')
  }
  const kept = before.segments.slice(0, delta.skipped)
  return { ...delta, skipped: 0, segments: [...kept, ...delta.segments] }
}
