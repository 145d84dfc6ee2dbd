import { createHmac } from 'node:crypto'
import type { HoldReason } from '../contract/states'
import type { Cast, Watch } from '../domain/holding'
import { shanghaiDay } from '../domain/shanghai'
import type { RoomState } from './state'
import { toHex } from '../domain/bytes'

/** Where the day's key and the known networks lie, in the room and nowhere else. */
const META = 'networks'
/** After the session's end nobody needs to tell networks apart; the key that could goes then. */
export const FORGET_MS = 24 * 3_600_000
/** Known networks kept over a restart; a county's audience comes from far fewer. */
const KNOWN_MAX = 5_000
const SAVE_MS = 60_000

interface Kept {
  day: string
  key: string
  known: string[]
}

/**
 * The room's eye on where votes come from. An address never gets this far, only its /24 or /48; of that only
 * 64 bits under a random key of the day are kept, and with the key's end nobody can go back from them.
 */
export class Networks {
  #kept: Kept | null = null
  #savedAt = 0
  #savedSize = 0
  #make: (() => Watch) | null = null
  #watch: Watch | null = null

  constructor(
    private readonly state: RoomState,
    private readonly floor: number | undefined,
  ) {
    const text = state.held ? state.getMeta(META) : null
    if (text !== null) this.#kept = JSON.parse(text) as Kept
  }

  /** Whether votes can be judged at once; the rules are loaded when the first one comes. */
  get ready(): boolean {
    return this.#watch !== null
  }

  async load(): Promise<void> {
    const { Watch } = await import('../domain/holding')
    this.#make ??= () => new Watch(this.floor === undefined ? {} : { floor: this.floor })
    if (this.#watch) return
    this.#watch = this.#make()
    this.#watch.know(this.#kept?.known ?? [])
  }

  /** What the rules say to a vote; nothing, where they are not loaded. */
  judge(cast: Cast): HoldReason | null {
    return this.#watch?.judge(cast) ?? null
  }

  trust(nets: Iterable<string>): void {
    this.#watch?.trust(nets)
  }

  /** The bucket of a network on the day of `now`. */
  bucket(prefix: string | null, now: number): string | null {
    if (prefix === null) return null
    const kept = this.#today(now)
    const mac = createHmac('sha256', kept.key).update(prefix).digest('base64url')
    // 64 bits and a little: eleven characters.
    return mac.slice(0, 11)
  }

  #today(now: number): Kept {
    const day = shanghaiDay(now)
    if (this.#kept?.day === day) return this.#kept
    // Yesterday's key is overwritten, and what was known under it means nothing any more.
    if (this.#kept) this.#watch = this.#make?.() ?? null
    this.#kept = { day, key: randomKey(), known: [] }
    this.state.setMeta(META, JSON.stringify(this.#kept))
    return this.#kept
  }

  /** Writes the known networks down now and then, so that a restart does not make strangers of all. */
  save(now: number): void {
    if (!this.#kept || !this.#watch || now - this.#savedAt < SAVE_MS) return
    const known = this.#watch.known().slice(0, KNOWN_MAX)
    if (known.length === this.#savedSize) return
    this.#savedAt = now
    this.#savedSize = known.length
    this.state.setMeta(META, JSON.stringify({ ...this.#kept, known }))
  }

  /** When the key must be gone: a day after the end of the session; null while it goes on. */
  forgetAt(): number | null {
    if (!this.#kept) return null
    const { state, closedAt, closesAt } = this.state.session
    if (state === 'cancelled') return 0
    const end = closedAt ?? closesAt
    return end === null ? null : end + FORGET_MS
  }

  /** Destroys the key and everything told apart by it. */
  forget(): void {
    this.#kept = null
    this.#watch = this.#make?.() ?? null
    this.state.sql.exec('DELETE FROM meta WHERE key = ?', META)
  }
}

function randomKey(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(32)))
}
