import { DOWNLOAD_PIECES, type RecordingFile } from '../contract/stream-desk'

/** A stretch of a recording that fits into one file; seconds of the playlist. */
export interface RecordingPart {
  from: number
  to: number
  bytes: number
}

/** A recording in as few files as it fits into: none longer than a request can put together, none across two encoders. */
export function partsOf(files: readonly RecordingFile[]): RecordingPart[] {
  const parts: RecordingPart[] = []
  let pieces = 0
  let map: string | undefined
  for (const { kind, media = 0, dur = 0, bytes, map: own } of files) {
    if (kind !== 'segment') continue
    const last = parts.at(-1)
    if (last && pieces < DOWNLOAD_PIECES && own === map) {
      last.to = media + dur
      last.bytes += bytes
      pieces += 1
    } else {
      parts.push({ from: media, to: media + dur, bytes })
      pieces = 1
      map = own
    }
  }
  return parts
}

/** What of the parts a stretch takes; nothing where no file can hold it. */
export function within(
  parts: readonly RecordingPart[],
  from: number,
  to: number,
): RecordingPart | null {
  const part = parts.find((one) => from >= one.from - 0.001 && to <= one.to + 0.001)
  if (!part || to <= from) return null
  const share = (to - from) / (part.to - part.from)
  return { from, to, bytes: Math.round(part.bytes * share) }
}
