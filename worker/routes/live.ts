import { Hono } from 'hono'
import { Refusal } from '../contract/refusals'
import type { VoteFrom } from '../contract/room'
import type { AppEnv, Ctx } from '../http/app-env'
import { realSession } from '../http/not-open'
import { roomOf, slugOf } from '../http/room-door'
import type { SignedIn } from '../http/staff'
import { takingPart } from '../http/taking-part'
import { visitorOf } from '../http/visitor'
import { describe } from './describe'

/** Sockets: the Worker finds out who is there, the room believes it and nobody else. */

/** Headers that carry an address: none goes to a room. */
const addresses = [
  'forwarded',
  'x-forwarded-for',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
]

type Seat =
  | { kind: 'public' | 'screen'; voter: number | null; from: VoteFrom | null }
  | ({ kind: 'desk' } & SignedIn)

async function connect(c: Ctx, seat: Seat): Promise<Response> {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw new Refusal('BAD_REQUEST')
  const slug = slugOf(c.req.param('slug'))
  if (seat.kind !== 'desk') await realSession(c.env, slug)
  // Set, never added: what a client sent under these names is gone.
  const headers = new Headers(c.req.raw.headers)
  for (const name of ['cookie', ...addresses]) headers.delete(name)
  headers.set('x-kind', seat.kind)
  headers.set('x-voter', seat.kind !== 'desk' && seat.voter !== null ? String(seat.voter) : '')
  const from = seat.kind === 'desk' ? null : seat.from
  headers.set('x-net', from?.net ?? '')
  headers.set('x-issued', from ? String(from.issued) : '')
  headers.set('x-actor', seat.kind === 'desk' ? plainJson(seat.staff) : '')
  headers.set('x-until', String((seat.kind === 'desk' ? seat.until : from?.until) ?? ''))
  headers.set('x-device', String(from?.device ?? ''))
  headers.set('x-pass', seat.kind === 'desk' ? seat.pass : '')
  const url = new URL(c.req.url)
  return roomOf(c.env, slug).fetch(new Request(`${url.origin}/live`, { headers }))
}

/** JSON a header can carry: everything beyond ASCII escaped. */
function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const socket = { answers: { 101: 'The socket: docs/live-protocol.md' } } as const
const publicSocket = describe({
  ...socket,
  tag: 'sessions',
  summary: 'What changes in a session, as it happens; `kind=screen` for a projector',
  no: ['NOT_FOUND', 'ROOM_FULL', 'RECORD_AWAY'],
  parameters: [{ name: 'kind', in: 'query', description: '`screen`, or nothing' }],
})
const deskSocket = describe({
  ...socket,
  tag: 'desk',
  summary: 'What changes at the desk, as it happens',
  no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND'],
})

export const live = new Hono<AppEnv>()
  .get('/api/sessions/:slug/live', publicSocket, (c) => {
    const visitor = visitorOf(c)
    const part = visitor && takingPart(c, slugOf(c.req.param('slug')), visitor)
    const kind = c.req.query('kind') === 'screen' ? 'screen' : 'public'
    return connect(c, { kind, voter: part?.voter ?? null, from: part?.from ?? null })
  })
  .get('/api/desk/sessions/:slug/live', deskSocket, (c) =>
    connect(c, { kind: 'desk', ...c.var.signedIn, staff: c.var.staff }),
  )
