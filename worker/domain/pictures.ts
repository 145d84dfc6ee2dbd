/** Posters: told by their first bytes, and kept without what a camera writes into them (where, when, whose). */

import { joined } from './bytes'

export type PictureType = 'jpg' | 'png'

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export function pictureType(bytes: Uint8Array): PictureType | null {
  if (png.every((byte, i) => bytes[i] === byte)) return 'png'
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff ? 'jpg' : null
}

/** What a PNG may say besides its picture. */
const pngKept = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP'])

function barePng(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const parts = [bytes.subarray(0, 8)]
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 8
  while (at + 12 <= bytes.length) {
    const end = at + 12 + data.getUint32(at)
    if (end > bytes.length) return null
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (pngKept.has(type)) parts.push(bytes.subarray(at, end))
    // What stands behind the end is no picture.
    if (type === 'IEND') return joined(parts)
    at = end
  }
  return null
}

/** Segment by segment up to the picture itself. */
function bareJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const parts = [bytes.subarray(0, 2)]
  let at = 2
  while (at + 4 <= bytes.length) {
    const mark = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return null
    // From here on it is picture, to its end.
    if (mark === 0xda) {
      const end = bytes.lastIndexOf(0xd9)
      if (end < at || bytes[end - 1] !== 0xff) return null
      return joined([...parts, bytes.subarray(at, end + 1)])
    }
    const end = at + 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)
    if (end <= at + 3 || end > bytes.length) return null
    // APP1 to APP15 and comments say who, where and with what; 14 says how the colours are meant.
    const about = (mark >= 0xe1 && mark <= 0xef && mark !== 0xee) || mark === 0xfe
    if (!about) parts.push(bytes.subarray(at, end))
    at = end
  }
  return null
}

/** A picture and nothing else; null where it is none. */
export function barePicture(
  bytes: Uint8Array,
): { type: PictureType; bytes: Uint8Array<ArrayBuffer> } | null {
  const type = pictureType(bytes)
  const bare = type === 'png' ? barePng(bytes) : type === 'jpg' ? bareJpeg(bytes) : null
  return type && bare ? { type, bytes: bare } : null
}
