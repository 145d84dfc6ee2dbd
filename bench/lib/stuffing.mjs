// A made-up evening of votes: honest people, and somebody who stuffs the ballot box. Everything follows
// from the seed, so that a run can be had again. Times are milliseconds from the beginning.

/**
 * @typedef {object} Vote
 * @property {number} at
 * @property {number} question
 * @property {number} voter
 * @property {string | null} net
 * @property {number} issued when the device got its cookie
 * @property {number} level
 * @property {'honest' | 'colleague' | 'attack' | 'link'} who
 */

export const MINUTE = 60_000
const EVENING = 30 * MINUTE
const QUESTIONS = 40
const PEOPLE = 5_000
const COLLEAGUES = 300
/** Networks (/24) the audience comes from, out of all an attacker may rent addresses in. */
const NETWORKS = 1_500
const UNIVERSE = 20_000
/** Part of the audience whose browser was here on an earlier evening. */
const RETURNING = 0.25
/** The question that is stuffed: neither the first nor forgotten. */
export const TARGET = 5

/** A small generator (mulberry32). @param {number} seed */
function chance(seed) {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Draws 0 … n-1, the k-th with weight 1/(k+1)^s. @param {number} n @param {number} s @param {() => number} random */
function zipf(n, s, random) {
  const sums = new Float64Array(n)
  let sum = 0
  for (let i = 0; i < n; i += 1) sums[i] = sum += 1 / (i + 1) ** s
  return () => {
    const x = random() * sum
    let low = 0
    let high = n - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < x) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** An evening's honest votes, and what attacks on it are made of. @param {number} seed */
export function evening(seed) {
  const random = chance(seed)
  const question = zipf(QUESTIONS, 0.8, random)
  // Which of all networks are the audience's: spread over the universe, the largest first.
  const own = shuffled(UNIVERSE, random).slice(0, NETWORKS)
  const carrier = zipf(NETWORKS, 1, random)
  const network = () => `n${own[carrier()]}`
  const later = (/** @type {number} */ mean) => -Math.log(1 - random()) * mean
  let voters = 0
  /** @type {Vote[]} */
  const votes = []

  /** Somebody reads the list for a while and supports a few questions. */
  const person = (
    /** @type {number} */ comes,
    /** @type {string} */ net,
    /** @type {Vote['who']} */ who,
    /** @type {number} */ level,
    /** @type {number | null} */ first = null,
  ) => {
    voters += 1
    const voter = voters
    const returning = random() < RETURNING
    const wanted = new Set(first === null ? [] : [first])
    // One to about ten of them, 3.4 in the middle.
    const n = 1 + Math.min(12, Math.floor(later(2.9)))
    while (wanted.size < n) wanted.add(question())
    let at = comes
    let issued = returning ? -86_400_000 : null
    for (const no of wanted) {
      if (at >= EVENING) break
      // The cookie is given with the first vote.
      issued ??= at
      votes.push({ at, question: no, voter, net, issued, level, who })
      at += 3_000 + later(45_000)
    }
  }

  return {
    votes,
    random,
    network,
    /** The audience, and an office of 300 that comes within ten minutes behind one address. */
    crowd(level = 0) {
      // Many come in the first minutes, the others over the whole evening.
      for (let i = 0; i < PEOPLE; i += 1) {
        const comes = random() < 0.3 ? random() * 5 * MINUTE : random() * EVENING
        person(comes, network(), 'honest', level)
      }
      for (let i = 0; i < COLLEAGUES; i += 1) {
        person((8 + random() * 10) * MINUTE, 'office', 'colleague', level)
      }
    },
    /** 200 people who got a link to one question in a chat group: honest, and newcomers all at once. */
    link() {
      for (let i = 0; i < 200; i += 1) {
        person((15 + random() * 3) * MINUTE, network(), 'link', 0, TARGET + 3)
      }
    },
    /** Votes of as many devices, each with a cookie of its own. */
    attack(
      /** @type {{ n: number, from: number, minutes: number, net: () => string, age?: number }} */
      { n, from, minutes, net, age = 0 },
    ) {
      for (let i = 0; i < n; i += 1) {
        voters += 1
        const at = (from + random() * minutes) * MINUTE
        votes.push({
          at,
          question: TARGET,
          voter: voters,
          net: net(),
          issued: at - age,
          level: 0,
          who: 'attack',
        })
      }
    },
    /** Devices that vote on another question first, each a quarter of a minute before: they look as if they had stayed. */
    warmed(/** @type {{ n: number, from: number, minutes: number, net: () => string }} */ given) {
      const { n, from, minutes, net } = given
      for (let i = 0; i < n; i += 1) {
        voters += 1
        const at = (from + random() * minutes) * MINUTE
        const device = {
          voter: voters,
          net: net(),
          issued: at,
          level: 0,
          who: /** @type {const} */ ('attack'),
        }
        // What is voted elsewhere is only the way there: the question that is meant is looked at.
        votes.push({
          ...device,
          at,
          question: (TARGET + 1 + (i % (QUESTIONS - 1))) % QUESTIONS,
          who: 'link',
        })
        votes.push({ ...device, at: at + 15_000, question: TARGET })
      }
    },
    /** Networks an attacker rents, spread evenly over all there are: some of them are the audience's too. */
    rented(/** @type {number} */ n) {
      const nets = shuffled(UNIVERSE, random).slice(0, n)
      return () => `n${nets[Math.floor(random() * n)]}`
    },
  }
}

/** @param {number} n @param {() => number} random */
function shuffled(n, random) {
  const all = Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    const held = /** @type {number} */ (all[i])
    all[i] = /** @type {number} */ (all[j])
    all[j] = held
  }
  return all
}

/** The same evenings with everything that matters: name → what is added to the honest crowd. */
export const scenes = {
  calm: () => {},
  burst20: (/** @type {ReturnType<typeof evening>} */ e) =>
    e.attack({ n: 10_000, from: 12, minutes: 5, net: e.rented(20) }),
  burst2000: (/** @type {ReturnType<typeof evening>} */ e) =>
    e.attack({ n: 10_000, from: 12, minutes: 5, net: e.rented(2_000) }),
  copied: (/** @type {ReturnType<typeof evening>} */ e) =>
    e.attack({ n: 2_000, from: 12, minutes: 10, net: e.network }),
  aged: (/** @type {ReturnType<typeof evening>} */ e) =>
    e.attack({ n: 10_000, from: 12, minutes: 5, net: e.rented(2_000), age: 86_400_000 }),
  warmed: (/** @type {ReturnType<typeof evening>} */ e) =>
    e.warmed({ n: 10_000, from: 12, minutes: 5, net: e.rented(2_000) }),
  drip: (/** @type {ReturnType<typeof evening>} */ e) =>
    e.attack({ n: 1_000, from: 0, minutes: 30, net: e.rented(50) }),
  link: (/** @type {ReturnType<typeof evening>} */ e) => e.link(),
}

/**
 * Plays a scene against the rules and says what was held.
 * @param {{ seed: number, scene: keyof typeof scenes, watch: { judge(vote: Vote): string | null } }} given
 */
export function play({ seed, scene, watch }) {
  const e = evening(seed)
  e.crowd()
  scenes[scene](e)
  const votes = e.votes.sort((a, b) => a.at - b.at)
  const times = votes.filter((vote) => vote.who === 'attack').map((vote) => vote.at)
  const from = times[0] ?? Infinity
  const to = times.at(-1) ?? -Infinity
  const found = {
    honest: [0, 0],
    colleague: [0, 0],
    attack: [0, 0],
    link: [0, 0],
    attacked: [0, 0],
    evening: [0, 0],
  }
  /** @type {Record<string, number>} */
  const reasons = {}
  const add = (/** @type {keyof typeof found} */ name, /** @type {boolean} */ held) => {
    const pair = /** @type {[number, number]} */ (found[name])
    pair[0] += held ? 1 : 0
    pair[1] += 1
  }
  for (const vote of votes) {
    const why = watch.judge(vote)
    const held = why !== null
    if (why) reasons[why] = (reasons[why] ?? 0) + 1
    if (vote.who === 'attack') add('attack', held)
    else {
      add('honest', held)
      if (vote.who !== 'honest') add(vote.who, held)
      if (vote.question === TARGET) {
        add('evening', held)
        if (vote.at >= from && vote.at <= to) add('attacked', held)
      }
    }
  }
  const part = (/** @type {number[]} */ [held = 0, all = 0]) => (all === 0 ? 0 : held / all)
  return {
    votes: votes.length,
    honest: part(found.honest),
    colleague: part(found.colleague),
    attack: part(found.attack),
    link: part(found.link),
    attacked: part(found.attacked),
    attackedEvening: part(found.evening),
    reasons,
  }
}

/**
 * A session in which only verified people count. 300 of them share one address and come within three minutes for
 * one question; 10,000 devices nobody verified, and 50 persons who vote 200 times each from other devices, stuff it.
 * @param {{ seed: number, watch: { judge(vote: Vote): string | null }, byDevice?: boolean }} given
 */
export function playVerified({ seed, watch, byDevice = false }) {
  const e = evening(seed)
  e.crowd(3)
  const { votes, random } = e
  const person = (/** @type {number} */ i) => 1_000_000 + i
  /** @type {Set<Vote>} */
  const shared = new Set()
  for (let i = 0; i < 300; i += 1) {
    const at = (10 + random() * 3) * MINUTE
    const vote = { at, question: TARGET, voter: person(i), net: 'hall', issued: at, level: 3 }
    votes.push({ ...vote, who: 'colleague' })
    shared.add(/** @type {Vote} */ (votes.at(-1)))
  }
  e.attack({ n: 10_000, from: 12, minutes: 5, net: e.rented(2_000) })
  /** Devices by which the 50 come back; what the ballot box goes by is who they are. */
  const devices = new Map()
  for (let i = 0; i < 50; i += 1) {
    for (let again = 0; again < 200; again += 1) {
      const at = (12 + random() * 5) * MINUTE
      const vote = { at, question: TARGET, voter: 2_000_000 + i, net: 'ring', issued: at, level: 3 }
      votes.push({ ...vote, who: 'attack' })
      devices.set(votes.at(-1), 3_000_000 + i * 200 + again)
    }
  }
  const box = new Set()
  const counted = { stuffed: 0, address: 0 }
  for (const vote of votes.sort((a, b) => a.at - b.at)) {
    const level = byDevice ? 3 : vote.level
    const voter = byDevice ? (devices.get(vote) ?? vote.voter) : vote.voter
    const key = `${vote.question} ${voter}`
    if (box.has(key)) continue
    box.add(key)
    const why = watch.judge({ ...vote, voter, level })
    if (why !== null || level < 3) continue
    if (vote.who === 'attack') counted.stuffed += 1
    if (shared.has(vote)) counted.address += 1
  }
  // Each of the 50 is a person and has one vote.
  return { stuffed: Math.max(0, counted.stuffed - 50), address: counted.address / shared.size }
}

/**
 * The rules as first tried, for comparison: a network's share, or too many young devices, holds everything it
 * touches, with no part let through and no network known.
 */
export class FirstRules {
  /** @type {Map<number, Vote[]>} */
  #windows = new Map()
  /** @type {Map<string, number>} */
  #nets = new Map()
  #all = 0
  #young = 0

  /** @param {Vote} vote */
  judge(vote) {
    const window = (this.#windows.get(vote.question) ?? []).filter(
      ({ at }) => at > vote.at - MINUTE,
    )
    window.push(vote)
    this.#windows.set(vote.question, window)
    const net = vote.net ?? ''
    const young = (/** @type {Vote} */ one) => one.at - one.issued < 10 * MINUTE
    this.#all += 1
    this.#nets.set(net, (this.#nets.get(net) ?? 0) + 1)
    if (young(vote)) this.#young += 1
    const here = window.filter((one) => one.net === vote.net).length
    const share = (this.#nets.get(net) ?? 0) / this.#all
    if (here > Math.max(20, 0.05 * window.length) && here > 4 * share * window.length)
      return 'network'
    const now = window.filter(young).length / window.length
    if (window.length >= 20 && young(vote) && now > 0.6 && this.#young / this.#all < 0.8 * now)
      return 'newcomers'
    return null
  }
}
