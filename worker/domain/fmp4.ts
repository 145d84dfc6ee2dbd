/**
 * The little that has to be known of fragmented MP4 to put stored pieces together into one film: where each
 * fragment stands in time, and how to move it. Nothing is decoded.
 */

interface Box {
  type: string
  /** Where its content begins, and where it ends. */
  at: number
  end: number
  start: number
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function* boxes(bytes: Uint8Array, from: number, end: number): Generator<Box> {
  const data = view(bytes)
  let start = from
  while (start + 8 <= end) {
    let size = data.getUint32(start)
    let at = start + 8
    if (size === 1 && start + 16 <= end) {
      size = Number(data.getBigUint64(start + 8))
      at = start + 16
    } else if (size === 0) size = end - start
    if (size < at - start || start + size > end) return
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8))
    yield { type, start, at, end: start + size }
    start += size
  }
}

/** Boxes on a way of names, such as moov/trak. */
function* along(
  bytes: Uint8Array,
  way: readonly string[],
  from = 0,
  end = bytes.length,
): Generator<Box> {
  const [name, ...rest] = way
  for (const box of boxes(bytes, from, end)) {
    if (box.type !== name) continue
    if (rest.length === 0) yield box
    else yield* along(bytes, rest, box.at, box.end)
  }
}

/** Whether a file begins as an MP4 does. */
export function isMp4(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(4, 8)) === 'ftyp' && view(bytes).getUint32(0) >= 8
}

/** Name and length of the box that begins here; null where none does, or it goes to the end. */
export function boxHead(bytes: Uint8Array): { type: string; size: number } | null {
  if (bytes.length < 16) return null
  const data = view(bytes)
  const short = data.getUint32(0)
  const size = short === 1 ? Number(data.getBigUint64(8)) : short
  if (size < 8 || !Number.isSafeInteger(size)) return null
  return { type: String.fromCharCode(...bytes.subarray(4, 8)), size }
}

/** How long a film lasts, from the beginning of its moov box; null where that does not say. */
export function movieSeconds(moov: Uint8Array): number | null {
  // The head may be cut off after what matters: mvhd comes first.
  const at = boxHead(moov)?.type === 'moov' ? 8 : 0
  for (const { type, at: inner, end } of boxes(moov, at, moov.length)) {
    if (type !== 'mvhd') continue
    const wide = moov[inner] === 1
    if (end - inner < (wide ? 32 : 20)) return null
    const data = view(moov)
    const scale = data.getUint32(inner + (wide ? 20 : 12))
    const ticks = wide ? Number(data.getBigUint64(inner + 24)) : data.getUint32(inner + 16)
    return scale > 0 && ticks > 0 ? ticks / scale : null
  }
  return null
}

/** Ticks a second of each track, by its number: from the init segment. */
export function trackScales(init: Uint8Array): Map<number, number> {
  const data = view(init)
  const scales = new Map<number, number>()
  for (const trak of along(init, ['moov', 'trak'])) {
    const [tkhd] = along(init, ['tkhd'], trak.at, trak.end)
    const [mdhd] = along(init, ['mdia', 'mdhd'], trak.at, trak.end)
    if (!tkhd || !mdhd) continue
    // Version 1 keeps its two dates in eight bytes each.
    const id = data.getUint32(tkhd.at + (init[tkhd.at] === 1 ? 20 : 12))
    const scale = data.getUint32(mdhd.at + (init[mdhd.at] === 1 ? 20 : 12))
    if (scale > 0) scales.set(id, scale)
  }
  return scales
}

interface Stamp {
  track: number
  at: number
  wide: boolean
}

function* stamps(fragment: Uint8Array): Generator<Stamp> {
  const data = view(fragment)
  for (const traf of along(fragment, ['moof', 'traf'])) {
    const [tfhd] = along(fragment, ['tfhd'], traf.at, traf.end)
    const [tfdt] = along(fragment, ['tfdt'], traf.at, traf.end)
    if (!tfhd || !tfdt) continue
    yield {
      track: data.getUint32(tfhd.at + 4),
      at: tfdt.at + 4,
      wide: fragment[tfdt.at] === 1,
    }
  }
}

/** Second at which a segment begins by its own clock; null where it does not say. */
export function beginsAt(fragment: Uint8Array, scales: ReadonlyMap<number, number>): number | null {
  const data = view(fragment)
  let first: number | null = null
  for (const { track, at, wide } of stamps(fragment)) {
    const scale = scales.get(track)
    if (!scale) continue
    const ticks = wide ? Number(data.getBigUint64(at)) : data.getUint32(at)
    first = Math.min(first ?? Infinity, ticks / scale)
  }
  return first
}

/** Moves a segment in time, in place and without changing its length. An index in it would lie, and becomes empty room. */
export function moveBy(
  fragment: Uint8Array,
  scales: ReadonlyMap<number, number>,
  seconds: number,
): void {
  const data = view(fragment)
  for (const { track, at, wide } of stamps(fragment)) {
    const scale = scales.get(track)
    if (!scale) continue
    const by = Math.round(seconds * scale)
    const ticks = Math.max(0, (wide ? Number(data.getBigUint64(at)) : data.getUint32(at)) + by)
    if (wide) data.setBigUint64(at, BigInt(ticks))
    else data.setUint32(at, ticks)
  }
  for (const { start } of along(fragment, ['sidx'])) {
    fragment.set([0x66, 0x72, 0x65, 0x65], start + 4)
  }
}
