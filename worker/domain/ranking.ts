import type { QuestionState } from '../contract/states'
import type { Beaten, WhyHere } from '../contract/views'

/** What decides a question's place; a public question fits as it is. */
export interface Ranked {
  no: number
  votes: number
  /** A question that was never listed stands behind all others. */
  listedAt: number | null
  state: QuestionState
  settledAt?: number | null
}

export type ListOrder = 'hot' | 'new' | 'answered' | 'open'

// `<` and `>` rather than subtraction: Infinity - Infinity is not a number, and would break the order.
const up = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0)
const down = (a: number, b: number) => up(b, a)

/** Most supported first; of equals the one listed earlier, then the lower number. */
export function byHot(a: Ranked, b: Ranked): number {
  return (
    down(a.votes, b.votes) || up(a.listedAt ?? Infinity, b.listedAt ?? Infinity) || up(a.no, b.no)
  )
}

/** Last listed first. */
export function byNewest(a: Ranked, b: Ranked): number {
  return down(a.listedAt ?? -Infinity, b.listedAt ?? -Infinity) || down(a.no, b.no)
}

/** Last answered first. */
export function byAnswered(a: Ranked, b: Ranked): number {
  return down(a.settledAt ?? -Infinity, b.settledAt ?? -Infinity) || down(a.no, b.no)
}

const isOpen = (item: Ranked) => item.state === 'listed' || item.state === 'on_stage'

/** The answered ones, last answered first. */
export function answeredOnly<T extends Ranked>(items: readonly T[]): T[] {
  return items.filter((item) => item.state === 'answered').sort(byAnswered)
}

/** The ones still waiting for an answer, most supported first. */
export function openOnly<T extends Ranked>(items: readonly T[]): T[] {
  return items.filter(isOpen).sort(byHot)
}

/** A place that follows from a question's number and a seed alone: a shuffle anybody can do again. */
function drawn(no: number, seed: number): number {
  let x = Math.imul(no ^ seed, 0x9e3779b1)
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

/** Every question as likely at the top as any other; another seed, another order. */
export function shuffled<T extends Ranked>(items: readonly T[], seed: number): T[] {
  return [...items].sort((a, b) => up(drawn(a.no, seed), drawn(b.no, seed)) || up(a.no, b.no))
}

/**
 * The list in one of the orders a page offers; the server and the browser both call this one. With a `seed`
 * nothing goes by votes: before a session opens, every question has the same chance to be seen first.
 */
export function inOrder<T extends Ranked>(
  items: readonly T[],
  order: ListOrder,
  seed: number | null = null,
): T[] {
  if (seed !== null && order === 'hot') return shuffled(items, seed)
  if (seed !== null && order === 'open') return shuffled(items.filter(isOpen), seed)
  switch (order) {
    case 'hot':
      return [...items].sort(byHot)
    case 'new':
      return [...items].sort(byNewest)
    case 'answered':
      return answeredOnly(items)
    case 'open':
      return openOnly(items)
  }
}

function beats(winner: Ranked, loser: Ranked, no: number): Beaten {
  if (winner.votes !== loser.votes) {
    return { no, by: 'votes', margin: winner.votes - loser.votes }
  }
  if (winner.listedAt !== loser.listedAt) {
    const margin = (loser.listedAt ?? Infinity) - (winner.listedAt ?? Infinity)
    return { no, by: 'listed_earlier', margin }
  }
  return { no, by: 'lower_number', margin: loser.no - winner.no }
}

/** Why a question stands where it stands in the hot list. The list may or may not contain the question itself. */
export function whyHere(item: Ranked, list: readonly Ranked[]): WhyHere {
  let above: Ranked | null = null
  let below: Ranked | null = null
  let place = 1
  let of = 1
  for (const other of list) {
    if (other.no === item.no) continue
    of += 1
    if (byHot(other, item) < 0) {
      place += 1
      if (!above || byHot(above, other) < 0) above = other
    } else if (!below || byHot(other, below) < 0) {
      below = other
    }
  }
  return {
    place,
    of,
    votes: item.votes,
    above: above && beats(above, item, above.no),
    below: below && beats(item, below, below.no),
  }
}
