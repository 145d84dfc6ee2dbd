/** Private by word only in here: the oldest browsers would pay for real private names with a kilobyte of helpers. */

/** A line to a room: opens itself again, says hello with what is held, and falls back to reading a snapshot. */

/** 实时 · 重新连接中… · 已断开，每 15 秒刷新 */
export type LineState = 'connecting' | 'live' | 'reconnecting' | 'polling'

export interface LineOptions<Frame> {
  /** Path of the socket, e.g. `/api/sessions/<slug>/live`. */
  path: string
  /** First frame on every connection: what this client holds. */
  hello: () => object
  heard: (frame: Frame) => void
  changed: (state: LineState) => void
  /** Where the whole state can be read while there is no socket. */
  poll?: { path: string; everyMs: number; heard: (body: unknown) => void }
}

const PING_MS = 25_000
const SILENCE_MS = 10_000
const OPEN_MS = 10_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000
/** A full room is asked again only now and then. */
const FULL_WAIT_MS = 60_000
/** Failures in a row after which the state is read by polling instead. */
const PATIENCE = 3

/** Half of the wait is chance, so that a room that restarts is not met by everybody at once. */
export function backOff(failures: number, chance: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1))
  return longest / 2 + (longest / 2) * chance
}

export class Line<Frame extends { t: string }> {
  private socket: WebSocket | null = null
  private standing: LineState = 'connecting'
  private failures = 0
  private closed = true
  private timers = new Map<string, number>()
  private etag: string | null = null

  constructor(private readonly options: LineOptions<Frame>) {}

  get state(): LineState {
    return this.standing
  }

  open(): void {
    this.closed = false
    document.addEventListener('visibilitychange', this.back)
    addEventListener('online', this.back)
    addEventListener('pageshow', this.back)
    this.connect()
  }

  close(): void {
    this.closed = true
    document.removeEventListener('visibilitychange', this.back)
    removeEventListener('online', this.back)
    removeEventListener('pageshow', this.back)
    for (const timer of this.timers.values()) window.clearTimeout(timer)
    this.timers.clear()
    this.drop()
  }

  /** Sends a frame if the line is up; false means it was not sent. */
  send(frame: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  /** Asks for what was missed. */
  hello(): void {
    this.send(this.options.hello())
  }

  /** Opens the line anew, e.g. after this browser was given its visitor cookie. */
  reopen(): void {
    if (this.closed) return
    this.failures = 0
    this.drop()
    this.connect()
  }

  /** Reads the whole state once, also while the line is up. */
  async read(): Promise<void> {
    const { poll } = this.options
    if (!poll) return
    const headers: Record<string, string> = this.etag ? { 'If-None-Match': this.etag } : {}
    const answer = await fetch(poll.path, { headers, cache: 'no-store' })
    if (answer.status === 304 || !answer.ok) return
    this.etag = answer.headers.get('ETag')
    poll.heard(await answer.json())
  }

  private readonly back = () => {
    if (this.closed || document.visibilityState === 'hidden') return
    if (this.socket?.readyState === WebSocket.OPEN) this.ping()
    else this.reopen()
  }

  private connect(): void {
    this.clear('again')
    if (this.closed || this.socket) return
    if (typeof WebSocket === 'undefined') {
      this.startPolling()
      return
    }
    let socket: WebSocket
    try {
      const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
      socket = new WebSocket(`${scheme}//${location.host}${this.options.path}`)
    } catch {
      this.lost()
      return
    }
    this.socket = socket
    this.after('open', OPEN_MS, () => this.fail(socket))
    socket.onopen = () => {
      this.clear('open')
      this.hello()
      this.after('ping', PING_MS, () => this.ping())
    }
    socket.onmessage = (event: MessageEvent) => this.hear(socket, event.data)
    socket.onclose = () => this.fail(socket)
    socket.onerror = () => this.fail(socket)
  }

  private hear(socket: WebSocket, raw: unknown): void {
    if (socket !== this.socket || typeof raw !== 'string') return
    this.clear('silence')
    if (raw === 'pong') return
    let frame: Frame
    try {
      frame = JSON.parse(raw) as Frame
    } catch {
      return
    }
    if (frame.t === 'no' && 'code' in frame && frame.code === 'ROOM_FULL') {
      this.drop()
      this.startPolling()
      this.after('again', FULL_WAIT_MS * (1 + Math.random()), () => this.connect())
      return
    }
    this.failures = 0
    this.clear('poll')
    this.become('live')
    this.options.heard(frame)
  }

  private ping(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    const socket = this.socket
    socket.send('ping')
    this.after('silence', SILENCE_MS, () => this.fail(socket))
    this.after('ping', PING_MS, () => this.ping())
  }

  private fail(socket: WebSocket): void {
    if (socket !== this.socket) return
    this.drop()
    this.lost()
  }

  private lost(): void {
    if (this.closed) return
    this.failures += 1
    if (this.failures >= PATIENCE) this.startPolling()
    else this.become('reconnecting')
    this.after('again', backOff(this.failures, Math.random()), () => this.connect())
  }

  private startPolling(): void {
    this.become('polling')
    const { poll } = this.options
    if (!poll || this.timers.has('poll')) return
    const again = () => {
      // A read that fails is tried again at the next turn: the banner already says how things are.
      void this.read().catch(() => undefined)
      this.after('poll', poll.everyMs, again)
    }
    again()
  }

  private drop(): void {
    for (const name of ['open', 'ping', 'silence']) this.clear(name)
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null
    socket.close()
  }

  private become(state: LineState): void {
    if (state === this.standing) return
    this.standing = state
    this.options.changed(state)
  }

  private after(name: string, ms: number, act: () => void): void {
    this.clear(name)
    this.timers.set(
      name,
      window.setTimeout(() => {
        this.timers.delete(name)
        act()
      }, ms),
    )
  }

  private clear(name: string): void {
    window.clearTimeout(this.timers.get(name))
    this.timers.delete(name)
  }
}
