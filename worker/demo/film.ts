/** The drawn film of the demonstration, taken apart and laid on any clock, so that a short one fills an evening. */

export interface DrawnFilm {
  /** What a player needs before the first segment. */
  init: Uint8Array
  segments: Uint8Array[]
  /** Of one segment, and of all. */
  segmentSeconds: number
  seconds: number
  /** Ticks a second, by track. */
  scales: ReadonlyMap<number, number>
}

interface Box {
  type: string
  from: number
  /** Where its content begins, after size and type. */
  inside: number
  to: number
}

const HOLDERS = new Set(['moov', 'trak', 'mdia', 'moof', 'traf'])

/** Boxes of an MP4 between two places, those that hold others followed by what they hold. */
function* boxes(bytes: Uint8Array, from = 0, to = bytes.length): Generator<Box> {
  const view = viewOf(bytes)
  for (let at = from; at + 8 <= to;) {
    const size = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (size < 8) throw new Error(`a box of ${size} bytes`)
    yield { type, from: at, inside: at + 8, to: at + size }
    if (HOLDERS.has(type)) yield* boxes(bytes, at + 8, at + size)
    at += size
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Takes a film apart whose fragments all last equally long. */
export function takenApart(film: Uint8Array, segmentSeconds: number): DrawnFilm {
  const starts: number[] = []
  let before = ''
  for (const { type, from } of boxes(film)) {
    // A fragment begins with its index, where it has one.
    if (type === 'sidx' && before !== 'sidx') starts.push(from)
    if (type === 'sidx' || type === 'mdat' || type === 'moov') before = type
  }
  const init = film.slice(0, starts[0])
  const segments = starts.map((start, at) => film.slice(start, starts[at + 1]))
  return {
    init,
    segments,
    segmentSeconds,
    seconds: segments.length * segmentSeconds,
    scales: scalesOf(init),
  }
}

function scalesOf(init: Uint8Array): Map<number, number> {
  const view = viewOf(init)
  const scales = new Map<number, number>()
  let track = 0
  for (const { type, inside } of boxes(init)) {
    const long = view.getUint8(inside) === 1
    if (type === 'tkhd') track = view.getUint32(inside + (long ? 20 : 12))
    if (type === 'mdhd') scales.set(track, view.getUint32(inside + (long ? 20 : 12)))
  }
  return scales
}

/** Segment `number` of the film shown again and again without an end: a copy with the times of its place. */
export function segmentAt(film: DrawnFilm, number: number): Uint8Array {
  const { segments, seconds, scales } = film
  const source = segments[number % segments.length]
  if (!source) throw new Error('a film without segments')
  const later = Math.floor(number / segments.length) * seconds
  const copy = source.slice()
  const view = viewOf(copy)
  let track = 0
  for (const { type, inside } of boxes(copy)) {
    const long = view.getUint8(inside) === 1
    if (type === 'mfhd') view.setUint32(inside + 4, number + 1)
    if (type === 'tfhd') track = view.getUint32(inside + 4)
    if (type === 'tfdt') move(view, inside + 4, long, later * (scales.get(track) ?? 0))
    if (type === 'sidx') {
      move(view, inside + 12, long, later * view.getUint32(inside + 8))
    }
  }
  return copy
}

function move(view: DataView, at: number, long: boolean, by: number) {
  if (long) view.setBigUint64(at, view.getBigUint64(at) + BigInt(by))
  else view.setUint32(at, view.getUint32(at) + by)
}
