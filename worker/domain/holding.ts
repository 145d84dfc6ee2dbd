import type { HoldReason } from '../contract/states'

/**
 * Which votes are held for the moderator instead of being counted at once. Held is not discarded: the
 * ballot stays, its voter sees it as given, and a person decides.
 *
 * The rules never ask "is this vote false?", which nobody can tell, but "does one kind of vote suddenly
 * come far more often than the votes around it let expect?", and hold only what is beyond that. What is
 * expected is measured in the room itself: devices that have been here for a while tell how much interest a
 * question finds, and the other questions tell how many newcomers go with such interest. A crowd that
 * comes because the host read a question out raises both and is not held.
 *
 * No clock, no chance: the same votes in the same order are judged the same way again.
 */

/** A vote as it comes in, new on its question. Times are epoch ms. */
export interface Cast {
  at: number
  question: number
  voter: number
  /** The keyed network bucket; null where the network is not known. */
  net: string | null
  /** When the device got its cookie. */
  issued: number
  level: number
}

/** The rules' figures, published as they are on every integrity report. */
export const HOLDING = {
  /** Length of the sliding window of one question. */
  windowMs: 60_000,
  /** How far back the room's ordinary mixture is measured. */
  usualMs: 600_000,
  /** A device with a cookie this old is no newcomer. */
  deviceMs: 600_000,
  /** Nor is one that voted here this long ago. */
  stayedMs: 10_000,
  /** So many votes a minute of any one kind are never held. */
  floor: 20,
  /** Newcomers beyond this many times what is expected are excess. */
  newcomers: 2.5,
  /** One network beyond this share of a question's votes, and this many times its own share in the room, is excess. */
  share: 0.05,
  shareTimes: 4,
  /** Votes of a low level beyond this many times what is expected are excess. */
  level: 4,
  /** Gaps between votes less varied than this, over at least so many, are a machine's. */
  regularCv: 0.3,
  regularGaps: 30,
  /** A network is known on a question once so many votes from it were counted on others. */
  knownVotes: 1,
  /** In a surge a known network may bring one newcomer at once, one more for so many votes counted before, and so many at most. */
  startPer: 5,
  startMax: 8,
} as const

const SLOTS = 6
const USUAL_SLOTS = 10
/** Devices remembered at most; the oldest are forgotten first and then count as newcomers again. */
const DEVICES_MAX = 300_000
const VERIFIED = 3

/** Sums over a sliding time, kept in slots so that adding and asking cost the same under any load. */
class Sliding {
  readonly #slotMs: number
  readonly #slots: number[]
  #slot = 0
  #sum = 0

  constructor(ms: number, slots: number) {
    this.#slotMs = ms / slots
    this.#slots = Array.from({ length: slots }, () => 0)
  }

  #move(at: number): void {
    const slot = Math.floor(at / this.#slotMs)
    if (slot <= this.#slot) return
    const length = this.#slots.length
    const steps = Math.min(length, slot - this.#slot)
    for (let i = 0; i < steps; i += 1) {
      const place = (slot - i) % length
      this.#sum -= this.#slots[place] ?? 0
      this.#slots[place] = 0
    }
    this.#slot = slot
  }

  add(at: number): void {
    this.#move(at)
    const place = this.#slot % this.#slots.length
    this.#slots[place] = (this.#slots[place] ?? 0) + 1
    this.#sum += 1
  }

  sum(at: number): number {
    this.#move(at)
    return this.#sum
  }
}

const minute = () => new Sliding(HOLDING.windowMs, SLOTS)
const usual = () => new Sliding(HOLDING.usualMs, USUAL_SLOTS)

/** How many votes of each kind, over one stretch of time. */
interface Mixture {
  newcomers: Sliding
  settled: Sliding
  low: Sliding
  high: Sliding
}

const mixture = (sliding: () => Sliding): Mixture => ({
  newcomers: sliding(),
  settled: sliding(),
  low: sliding(),
  high: sliding(),
})

/** What the watch knows of one question. */
interface Watched {
  /** Everything that came in the last minute, held or not. */
  now: Mixture
  all: Sliding
  /** What was counted, over the longer time. */
  usual: Mixture
  nets: Map<string, { now: Sliding; counted: number }>
  counted: number
  /** When networks that fell silent are next let go of. */
  swept: number
  /** Times of the latest newcomers, for the regularity of their gaps. */
  times: number[]
  /** While there are too many newcomers: since when, and how many of each network were let through. */
  surge: { since: number; until: number; admitted: Map<string, number> } | null
}

/** A rule taken out, to show what it is good for: the benchmark's controls. */
type Without = 'none' | 'newcomers' | 'known' | 'verified'

/** The rules over the votes of one room, in memory. */
export class Watch {
  readonly #questions = new Map<number, Watched>()
  readonly #usual = mixture(usual)
  /** When a device was first counted here. */
  readonly #devices = new Map<number, number>()
  /** Votes counted from each network. */
  readonly #nets = new Map<string, number>()
  readonly #known = new Set<string>()
  readonly #trusted = new Set<string>()
  #counted = 0
  readonly #floor: number
  readonly #without: Without

  constructor({
    floor = HOLDING.floor,
    without = 'none',
  }: { floor?: number; without?: Without } = {}) {
    this.#floor = floor
    this.#without = without
  }

  /** The session's list of known networks: those votes were counted from. */
  known(): string[] {
    return [...new Set([...this.#known, ...this.#nets.keys()])]
  }

  /** Networks that were known before the room slept. */
  know(nets: Iterable<string>): void {
    for (const net of nets) this.#known.add(net)
  }

  /** Networks whose held votes a moderator counted: however many come from there, that alone holds nothing. */
  trust(nets: Iterable<string>): void {
    for (const net of nets) this.#trusted.add(net)
  }

  /** Judges a vote and remembers it. `null`: it counts. */
  judge(cast: Cast): HoldReason | null {
    const { at } = cast
    const watched = this.#watched(cast.question)
    const net = cast.net === null ? null : this.#net(watched, cast.net, at)
    const newcomer = this.#isNewcomer(cast, watched)
    const low = cast.level < 1
    watched.all.add(at)
    net?.now.add(at)
    watched.now[newcomer ? 'newcomers' : 'settled'].add(at)
    watched.now[low ? 'low' : 'high'].add(at)
    if (newcomer) remember(watched.times, at)
    // A verified person is one person, however many share an address.
    const verified = cast.level >= VERIFIED && this.#without !== 'verified'
    const why = verified ? null : this.#why(cast, watched, newcomer, low)
    if (why === null) this.#count(cast, watched, newcomer, low)
    return why
  }

  #why(cast: Cast, watched: Watched, newcomer: boolean, low: boolean): HoldReason | null {
    if (this.#oneNetwork(cast, watched)) return 'network'
    if (newcomer && this.#without !== 'newcomers') {
      const many = this.#tooMany(watched, 'newcomers', 'settled', HOLDING.newcomers, cast.at)
      const surge = this.#surge(watched, many !== null, cast.at)
      const some = watched.now.newcomers.sum(cast.at) > this.#floor
      if (some && regular(watched.times, cast.at)) return 'regular'
      if (surge && !this.#admitted(cast, watched, surge, many ?? this.#floor)) return 'newcomers'
    }
    // Where nobody proves anything, that nobody does is no sign.
    const proven = this.#usual.high.sum(cast.at) - watched.usual.high.sum(cast.at)
    if (
      low &&
      proven >= this.#floor &&
      this.#tooMany(watched, 'low', 'high', HOLDING.level, cast.at) !== null
    )
      return 'level'
    return null
  }

  /**
   * Whether a device is new here: neither counted a while ago, nor with a cookie of some age and from a network
   * of the audience. Age alone would let in whoever laid up cookies beforehand.
   */
  #isNewcomer({ voter, at, issued, net }: Cast, watched: Watched): boolean {
    const first = this.#devices.get(voter)
    if (first !== undefined && at - first >= HOLDING.stayedMs) return false
    if (at - issued < HOLDING.deviceMs) return true
    // Where little was counted on other questions, no network could have become known.
    if (net === null || this.#counted - watched.counted < this.#floor) return false
    return !this.#isKnown(net, watched)
  }

  /** A network of the audience: on the session's allow-list, or with votes counted on other questions. */
  #isKnown(net: string, watched: Watched): boolean {
    return (
      this.#known.has(net) ||
      this.#trusted.has(net) ||
      this.#elsewhere(net, watched) >= HOLDING.knownVotes
    )
  }

  /** Votes from a network that were counted on other questions. */
  #elsewhere(net: string, watched: Watched): number {
    return (this.#nets.get(net) ?? 0) - (watched.nets.get(net)?.counted ?? 0)
  }

  /** A network's part of all that was counted, its votes on this question left out. */
  #share(net: string, watched: Watched): number {
    // Where there is nothing to compare with, one network is as good as all of them.
    return (this.#elsewhere(net, watched) + 1) / (this.#counted - watched.counted + 1)
  }

  /** Whether one network alone brings far more than its part in the room lets expect. */
  #oneNetwork({ net, at }: Cast, watched: Watched): boolean {
    if (net === null || this.#trusted.has(net)) return false
    const here = watched.nets.get(net)?.now.sum(at) ?? 0
    const all = watched.all.sum(at)
    if (here <= Math.max(this.#floor, HOLDING.share * all)) return false
    return here > HOLDING.shareTimes * this.#share(net, watched) * all
  }

  /**
   * Whether votes of one kind are more than its companions let expect: the companions on this question, times
   * the mixture on all other questions. Gives the number that is let through a minute, or null.
   */
  #tooMany(
    watched: Watched,
    kind: keyof Mixture,
    beside: keyof Mixture,
    times: number,
    at: number,
  ): number | null {
    const elsewhere = (of: keyof Mixture) => this.#usual[of].sum(at) - watched.usual[of].sum(at)
    const ratio = (elsewhere(kind) + 1) / (elsewhere(beside) + 1)
    const expected = (watched.now[beside].sum(at) + 1) * ratio
    const cap = Math.max(this.#floor, times * expected)
    return watched.now[kind].sum(at) > cap ? cap : null
  }

  #surge(watched: Watched, tooMany: boolean, at: number): Watched['surge'] {
    if (watched.surge && at > watched.surge.until) watched.surge = null
    if (tooMany) {
      watched.surge ??= { since: at, until: at, admitted: new Map() }
      watched.surge.until = at + HOLDING.windowMs
    }
    return tooMany ? watched.surge : null
  }

  /** In a surge, known networks keep their part of what is expected; what is beyond it waits. */
  #admitted(
    { net, at }: Cast,
    watched: Watched,
    surge: NonNullable<Watched['surge']>,
    perMinute: number,
  ): boolean {
    if (net === null || this.#without === 'known' || !this.#isKnown(net, watched)) return false
    const start = Math.min(HOLDING.startMax, 1 + this.#elsewhere(net, watched) / HOLDING.startPer)
    const minutes = (at - surge.since) / HOLDING.windowMs
    const before = surge.admitted.get(net) ?? 0
    if (before >= start + this.#share(net, watched) * perMinute * minutes) return false
    surge.admitted.set(net, before + 1)
    return true
  }

  #count(cast: Cast, watched: Watched, newcomer: boolean, low: boolean): void {
    const { at, voter } = cast
    const kinds = [newcomer ? 'newcomers' : 'settled', low ? 'low' : 'high'] as const
    for (const kind of kinds) {
      watched.usual[kind].add(at)
      this.#usual[kind].add(at)
    }
    this.#counted += 1
    watched.counted += 1
    const first = this.#devices.get(voter)
    if (first === undefined) {
      if (this.#devices.size >= DEVICES_MAX) {
        this.#devices.delete(this.#devices.keys().next().value ?? voter)
      }
      this.#devices.set(voter, at)
    }
    if (cast.net === null) return
    this.#nets.set(cast.net, (this.#nets.get(cast.net) ?? 0) + 1)
    const own = watched.nets.get(cast.net)
    if (own) own.counted += 1
  }

  #watched(question: number): Watched {
    let found = this.#questions.get(question)
    if (!found) {
      found = {
        now: mixture(minute),
        all: minute(),
        usual: mixture(usual),
        nets: new Map(),
        counted: 0,
        swept: 0,
        times: [],
        surge: null,
      }
      this.#questions.set(question, found)
    }
    return found
  }

  #net(watched: Watched, net: string, at: number) {
    if (at >= watched.swept) {
      watched.swept = at + HOLDING.windowMs
      for (const [name, one] of watched.nets) {
        if (one.counted === 0 && one.now.sum(at) === 0) watched.nets.delete(name)
      }
    }
    let found = watched.nets.get(net)
    if (!found) {
      found = { now: minute(), counted: 0 }
      watched.nets.set(net, found)
    }
    return found
  }
}

function remember(times: number[], at: number): void {
  times.push(at)
  if (times.length > 2 * HOLDING.regularGaps) times.shift()
}

/** Whether the latest newcomers come at a machine's pace: the gaps vary far less than chance would have it. */
function regular(times: readonly number[], at: number): boolean {
  // Below a few milliseconds a gap the clock's own steps decide, not the sender.
  const span = at - (times[0] ?? at)
  if (times.length <= HOLDING.regularGaps || span < times.length * 20) return false
  const recent = times.filter((time) => time > at - HOLDING.windowMs)
  const gaps = recent.slice(1).map((time, i) => time - (recent[i] ?? time))
  if (gaps.length < HOLDING.regularGaps) return false
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  return Math.sqrt(variance) / mean < HOLDING.regularCv
}
