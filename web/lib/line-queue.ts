import type { RefusalCode, RefusalFacts } from '../../worker/contract/refusals'
import type { DeskLine, LineEdit } from '../../worker/contract/transcript'
import { type Answered } from './desk-api'

/** Where a browser keeps what is not sent yet: localStorage, or in a test something like it. */
export interface Keep {
  keys(): string[]
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
}

/** What became of an edit that was sent. `OFFLINE`: nobody knows; it is sent again. */
export type Sent = Answered<DeskLine>

/** An edit on its way to the room. */
export interface Waiting {
  edit: LineEdit
  /** Its place among the others of this browser. */
  n: number
  /** Builds on the one before it, which is on its way as well: which version it sees is known once that arrived. */
  follows: boolean
  /** The room said no: somebody has to look at it. */
  refused?: { code: RefusalCode; facts: RefusalFacts; message: string }
}

/** Why nothing goes out just now. */
export type Trouble = 'offline' | 'sign_in' | null

const PREFIX = 'mmd:line:'

/** Refusals that say: later. Everything else somebody has to look at. */
const later: readonly (RefusalCode | 'OFFLINE')[] = [
  'OFFLINE',
  'SLOW_DOWN',
  'RECORD_AWAY',
  'NOT_READY',
  'BROKEN',
  'SIGN_IN_FIRST',
]

const saysTheSame = (edit: LineEdit, line: DeskLine) =>
  edit.removed
    ? line.removed
    : !line.removed &&
      line.speaker === edit.speaker &&
      (line.office ?? '') === (edit.office ?? '') &&
      line.text === edit.text

/**
 * Lines that are written and not yet known to have arrived. Each is kept before it is sent and forgotten after it
 * was acknowledged, so that neither a dropped connection nor a reload, a crash or an answer that got lost loses or
 * doubles one: the room knows an edit by its name.
 */
export class LineQueue {
  trouble: Trouble = null
  private held = new Map<string, Waiting>()
  private flushing = false
  private n = 0

  constructor(
    private readonly keep: Keep,
    private readonly slug: string,
    private readonly send: (edit: LineEdit) => Promise<Sent>,
    /** Something here changed; with the line as the room has it now, where one arrived. */
    private readonly told: (arrived?: DeskLine) => void,
  ) {
    for (const key of keep.keys()) {
      if (!key.startsWith(this.prefix)) continue
      const waiting = parsed(keep.get(key))
      if (!waiting) continue
      this.held.set(waiting.edit.op, waiting)
      this.n = Math.max(this.n, waiting.n)
    }
  }

  private get prefix(): string {
    return `${PREFIX}${this.slug}:`
  }

  /** Everything that has not arrived, in the order it was written in. */
  all(): Waiting[] {
    return [...this.held.values()].sort((a, b) => a.n - b.n)
  }

  has(id: string): boolean {
    return this.all().some(({ edit }) => edit.id === id)
  }

  /** Keeps an edit, and sends it with the next flush. */
  add(edit: LineEdit): void {
    const follows = this.has(edit.id)
    this.put({ edit, n: (this.n += 1), follows })
    this.told()
  }

  /** Gives an edit up; what builds on it goes with it. */
  discard(op: string): void {
    const gone = this.held.get(op)
    if (!gone) return
    for (const one of this.all()) {
      const behind = one.edit.id === gone.edit.id && one.n > gone.n && one.follows
      if (one.edit.op === op || behind) this.drop(one.edit.op)
    }
    this.told()
  }

  /** Sends a refused edit once more, as it is or changed, on the version given. */
  again(op: string, patch: Partial<LineEdit>): void {
    const one = this.held.get(op)
    if (!one) return
    this.drop(op)
    // Another name: the room may have judged the former one.
    const edit = { ...one.edit, ...patch }
    this.put({
      edit: { ...edit, op: edit.seen === 0 ? edit.id : newOp() },
      n: one.n,
      follows: false,
    })
    this.told()
  }

  /** Sends what waits, one after the other; stops where the line is down. */
  async flush(): Promise<void> {
    if (this.flushing) return
    this.flushing = true
    try {
      for (let next = this.next(); next; next = this.next()) {
        const sent = await this.send(next.edit)
        if (!this.judge(next, sent)) break
      }
    } finally {
      this.flushing = false
    }
  }

  /** The first edit that may go: not refused, and nothing of its line before it. */
  private next(): Waiting | undefined {
    const blocked = new Set<string>()
    for (const one of this.all()) {
      if (!one.refused && !blocked.has(one.edit.id)) return one
      blocked.add(one.edit.id)
    }
    return undefined
  }

  /** Whether it is worth going on. */
  private judge(one: Waiting, sent: Sent): boolean {
    const { op, id } = one.edit
    if (sent.ok) {
      this.trouble = null
      this.drop(op)
      const after = this.all().find((other) => other.edit.id === id && other.follows)
      if (after) this.follow(after, one.edit, sent.value)
      this.told(sent.value)
      return true
    }
    const { code, facts, message } = sent
    // The session is being handed to the record, which takes the line in a moment.
    const moving = code === 'CONFLICT' && facts.action === 'archive'
    if (code === 'OFFLINE' || later.includes(code) || moving) {
      this.trouble = code === 'SIGN_IN_FIRST' ? 'sign_in' : 'offline'
      this.told()
      return false
    }
    this.trouble = null
    // Given up while it was under way.
    if (this.held.has(op)) this.put({ ...one, refused: { code, facts, message } })
    this.told()
    return true
  }

  /** What built on an edit that arrived sees the version it made; unless somebody else was there meanwhile. */
  private follow(after: Waiting, before: LineEdit, now: DeskLine): void {
    const edit = { ...after.edit, seen: now.version }
    if (saysTheSame(before, now)) return this.put({ ...after, edit, follows: false })
    const facts = { by: now.by }
    this.put({ ...after, follows: false, refused: { code: 'CONFLICT', facts, message: '' } })
  }

  private put(one: Waiting): void {
    this.held.set(one.edit.op, one)
    this.keep.set(this.prefix + one.edit.op, JSON.stringify(one))
  }

  private drop(op: string): void {
    this.held.delete(op)
    this.keep.remove(this.prefix + op)
  }
}

/** A name for one change. */
export const newOp = (): string => crypto.randomUUID()

function parsed(json: string | null): Waiting | null {
  if (!json) return null
  try {
    const value = JSON.parse(json) as Waiting
    return typeof value.edit.op === 'string' && typeof value.edit.id === 'string' ? value : null
  } catch {
    return null
  }
}
