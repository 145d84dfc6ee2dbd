import type { Level } from '../contract/assurance'
import { VERIFIED } from '../contract/assurance'
import { FRAME_BYTES } from '../contract/limits'
import type { RefusalCode } from '../contract/refusals'
import type { Actor } from '../contract/room'
import type { Seat } from './crowd'
import { full, say, SIGNED_OUT } from './crowd'

/** What comes through a socket before it means anything: who sits there, and whether a frame is one. */

/** The seat the Worker found for a socket; clients cannot set these headers. */
export function seatFrom(headers: Headers, bucket: (prefix: string) => string | null): Seat {
  const kind = headers.get('x-kind')
  if (kind === 'screen') return { kind: 'screen' }
  if (kind === 'desk') {
    return {
      kind: 'desk',
      actor: JSON.parse(headers.get('x-actor') ?? '') as Actor,
      hold: null,
      until: Number(headers.get('x-until')),
      pass: headers.get('x-pass') ?? '',
    }
  }
  const voter = headers.get('x-voter')
  const issued = Number(headers.get('x-issued') ?? 0)
  if (!voter) return { kind: 'public', voter: null }
  const prefix = headers.get('x-net')
  // The seat outlives sleep, so it keeps the bucket and never the network.
  const device = headers.get('x-device')
  const person = device && {
    level: VERIFIED as Level,
    device: Number(device),
    until: Number(headers.get('x-until')),
  }
  const from = { net: prefix ? bucket(prefix) : null, issued, ...person }
  return { kind: 'public', voter: Number(voter), ...((issued > 0 || person) && { from }) }
}

/** A browser cannot read the status of a refused upgrade, so the refusal is said in a frame. */
export function refused(
  client: WebSocket,
  server: WebSocket,
  code: 'ROOM_FULL' | 'NOT_FOUND' | 'SIGN_IN_FIRST',
): Response {
  server.accept()
  say(server, code === 'ROOM_FULL' ? full : { t: 'no', code })
  server.close(code === 'SIGN_IN_FIRST' ? SIGNED_OUT : 1013, code)
  return new Response(null, { status: 101, webSocket: client })
}

/** A client's frame, or why it is none. */
export function readFrame(raw: string | ArrayBuffer): { t: unknown } | RefusalCode {
  if (typeof raw !== 'string') return 'BAD_FRAME'
  // A string of n characters has between n and 3n bytes; only what lies between is worth encoding.
  const tooLarge =
    raw.length > FRAME_BYTES ||
    (raw.length * 3 > FRAME_BYTES && new TextEncoder().encode(raw).length > FRAME_BYTES)
  if (tooLarge) return 'FRAME_TOO_LARGE'
  try {
    const value: unknown = JSON.parse(raw)
    if (typeof value !== 'object' || value === null || !('t' in value)) return 'BAD_FRAME'
    return value
  } catch {
    return 'BAD_FRAME'
  }
}

export function isVote(frame: { r: unknown; q: unknown; on: unknown }): boolean {
  return (
    Number.isSafeInteger(frame.r) && Number.isSafeInteger(frame.q) && typeof frame.on === 'boolean'
  )
}

export function closeQuietly(socket: WebSocket, code: number): void {
  try {
    socket.close(code)
  } catch {
    // Closed already.
  }
}
