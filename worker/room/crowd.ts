import type { RoomFrame } from '../contract/live'
import type { Actor, DeskState, VoteFrom } from '../contract/room'

/** Who listens at a socket; kept on the socket itself, so that it survives hibernation. */
export type Seat =
  | { kind: 'public'; voter: number | null; from?: VoteFrom }
  | { kind: 'screen' }
  /**
   * `until`: when this signing-in (`pass`) is over, epoch ms; nothing is heard from or told to it later.
   * 0 once it was closed for that: a closing socket stays among the others for a while.
   */
  | { kind: 'desk'; actor: Actor; hold: number | null; until: number; pass: string }
type DeskSeat = Extract<Seat, { kind: 'desk' }>

/** A desk's socket is closed with this code when its signing-in is over. */
export const SIGNED_OUT = 1008

/** A frame costs about 0.15 ms per viewer (measured), so the tick follows the number of viewers. */
const TICK_MS_PER_VIEWER = 0.15
const TICK_MIN_MS = 25
const TICK_MAX_MS = 1_000
/** Votes per minute are counted by the second, over this many of them. */
const RATE_SECONDS = 60

export const seatOf = (socket: WebSocket) => socket.deserializeAttachment() as Seat

export function say(socket: WebSocket, frame: RoomFrame | object): void {
  send(socket, JSON.stringify(frame))
}

function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text)
  } catch {
    // It closed meanwhile; its client comes back with its number and is told what it missed.
  }
}

/**
 * The sockets of a room and the tick that tells them. A lone change goes at once; under load changes
 * wait for the tick and go together, made into text once. Stage changes and take-downs never wait.
 */
export class Crowd {
  #timer: ReturnType<typeof setTimeout> | null = null
  #lastTick = 0
  /** Votes of each second of the last minute, at the place of that second; counting one costs the same under any load. */
  #votes = Array.from({ length: RATE_SECONDS }, () => ({ second: 0, n: 0 }))

  constructor(
    private readonly ctx: DurableObjectState,
    /** Tells everybody what changed since it was last called. */
    private readonly tell: () => void,
  ) {}

  sockets(kind: Seat['kind']): WebSocket[] {
    return this.ctx.getWebSockets(kind)
  }

  viewers(): number {
    return this.sockets('public').length
  }

  screens(): number {
    return this.sockets('screen').length
  }

  admit(socket: WebSocket, seat: Seat): void {
    this.ctx.acceptWebSocket(socket, [seat.kind])
    socket.serializeAttachment(seat)
  }

  /** Who sits at the desk; `leaving` is a socket that is just going. */
  staff(leaving?: WebSocket): DeskState['staff'] {
    return this.#desks().flatMap(([socket, { actor, hold }]) => {
      if (socket === leaving) return []
      const { name, role } = actor
      return [{ name, role, ...(hold === null ? {} : { holds: hold }) }]
    })
  }

  /** Closes the desk's sockets that are meant; tells how many. */
  dismiss(meant: (seat: DeskSeat) => boolean): number {
    const gone = this.#desks().filter(([, seat]) => meant(seat))
    for (const [socket, seat] of gone) {
      socket.serializeAttachment({ ...seat, until: 0 } satisfies Seat)
      say(socket, { t: 'no', code: 'SIGN_IN_FIRST' })
      socket.close(SIGNED_OUT, 'signed out')
    }
    return gone.length
  }

  /** When the next signing-in at the desk is over, null where nobody sits there. */
  nextEnd(): number | null {
    const ends = this.#desks().map(([, seat]) => seat.until)
    return ends.length > 0 ? Math.min(...ends) : null
  }

  /** The desk's sockets whose signing-in was not over when they were last looked at. */
  #desks(): [WebSocket, DeskSeat][] {
    return this.sockets('desk').flatMap((socket): [WebSocket, DeskSeat][] => {
      const seat = seatOf(socket)
      return seat.kind === 'desk' && seat.until > 0 ? [[socket, seat]] : []
    })
  }

  shout(kind: Seat['kind'], frame: RoomFrame | object): void {
    const sockets = this.sockets(kind)
    if (sockets.length === 0) return
    const text = JSON.stringify(frame)
    for (const socket of sockets) send(socket, text)
  }

  /** Something changed: tell at the next tick, which is now when the last one is long enough ago. */
  stir(now: number): void {
    if (this.#timer !== null) return
    const wait = Math.max(0, this.#lastTick + this.#interval() - now)
    this.#timer = setTimeout(() => this.now(Date.now()), wait)
  }

  /** Tells at once (stage, take-down). */
  now(now: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#lastTick = now
    this.tell()
  }

  #interval(): number {
    const wanted = this.viewers() * TICK_MS_PER_VIEWER
    return Math.min(TICK_MAX_MS, Math.max(TICK_MIN_MS, wanted))
  }

  countVotes(n: number, now: number): void {
    const second = Math.floor(now / 1000)
    const place = this.#votes[second % RATE_SECONDS]
    if (!place) return
    if (place.second !== second) {
      place.second = second
      place.n = 0
    }
    place.n += n
  }

  votesPerMinute(now: number): number {
    const from = Math.floor(now / 1000) - RATE_SECONDS
    return this.#votes.reduce((sum, one) => sum + (one.second > from ? one.n : 0), 0)
  }
}

/** What a client is told when the room is full: it polls the snapshot instead, and nobody is turned away. */
export const full: RoomFrame = { t: 'no', code: 'ROOM_FULL' }

/** Fixed windows per visitor, in memory only: a limit on haste, not a ledger. */
export class Pace {
  #window = 0
  #counts = new Map<number | string, number>()

  constructor(
    private readonly limit: number,
    private readonly windowMs = 10_000,
  ) {}

  /** Whether this visitor may write once more now. */
  take(visitor: number | string, now: number): boolean {
    const window = Math.floor(now / this.windowMs)
    if (window !== this.#window) {
      this.#window = window
      this.#counts.clear()
    }
    const n = (this.#counts.get(visitor) ?? 0) + 1
    this.#counts.set(visitor, n)
    return n <= this.limit
  }
}
