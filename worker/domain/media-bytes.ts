/** Tells by their first bytes what is pushed: encoders send no type, and a sent one would prove nothing. */

const TS_PACKET = 188
const SYNC = 0x47

/** MPEG-TS: whole packets, each beginning with its sign. */
function isTransportStream(bytes: Uint8Array): boolean {
  if (bytes.length < TS_PACKET || bytes.length % TS_PACKET !== 0) return false
  for (let at = 0; at < bytes.length; at += TS_PACKET) if (bytes[at] !== SYNC) return false
  return true
}

const fragments = new Set(['styp', 'moof', 'sidx', 'emsg', 'prft'])

/** The four letters of the first box, if its length can be true. */
function firstBox(bytes: Uint8Array): string | null {
  if (bytes.length < 16) return null
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  if (size < 8 || size > bytes.length) return null
  return String.fromCharCode(...bytes.subarray(4, 8))
}

/** Whether the bytes are what their name says. */
export function isMedia(name: string, bytes: Uint8Array): boolean {
  if (name.endsWith('.ts')) return isTransportStream(bytes)
  const box = firstBox(bytes)
  if (name.endsWith('.mp4')) return box === 'ftyp'
  return name.endsWith('.m4s') && box !== null && fragments.has(box)
}
