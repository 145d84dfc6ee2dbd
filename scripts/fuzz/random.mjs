// Chance that can be had again: everything a fuzzed request is made of follows from two numbers.

/** @typedef {ReturnType<typeof chance>} Chance */

/**
 * A stream of numbers from a seed and the number of the request (mulberry32), with ways to use it.
 * @param {number} seed @param {number} [index]
 */
export function chance(seed, index = 0) {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0
  /** Between 0 and 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
  /** A whole number from `from` to `to`, both possible. */
  const whole = (/** @type {number} */ from, /** @type {number} */ to) =>
    from + Math.floor(next() * (to - from + 1))
  return {
    next,
    whole,
    /** Whether something happens that does so with probability `p`. */
    often: (/** @type {number} */ p) => next() < p,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick(list) {
      if (list.length === 0) throw new Error('Nothing to choose from.')
      return /** @type {T} */ (list[whole(0, list.length - 1)])
    },
    /** @param {number} length @param {string} signs */
    text: (length, signs) =>
      Array.from({ length }, () => signs[whole(0, signs.length - 1)] ?? '').join(''),
  }
}
