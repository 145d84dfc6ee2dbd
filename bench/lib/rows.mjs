/** @typedef {import('../../scripts/bench.mjs').Row} Row */

/**
 * A row of the report. With a floor the goal is about the ratio, without one about the value.
 * @param {{ id: string, name: string, value: number, unit: string, floor?: number, atLeast?: number,
 *   atMost?: number }} given
 * @returns {Row}
 */
export function row({ id, name, value, unit, floor, atLeast, atMost }) {
  const ratio = floor === undefined ? null : value / floor
  const judged = ratio ?? value
  const goal = atLeast !== undefined ? `≥ ${atLeast}` : atMost !== undefined ? `≤ ${atMost}` : null
  const met =
    goal === null ? null : judged >= (atLeast ?? -Infinity) && judged <= (atMost ?? Infinity)
  return {
    id,
    name,
    value: rounded(value),
    unit,
    floor: floor === undefined ? null : rounded(floor),
    ratio: ratio === null ? null : rounded(ratio),
    goal,
    met,
  }
}

/**
 * The same for a worse variant, which has to miss the goal: one that meets it tells us that the goal
 * tells nothing.
 * @param {Parameters<typeof row>[0]} given
 */
export const control = (given) => ({
  ...row({ ...given, name: `${given.name} (control: must miss the goal)` }),
  control: true,
})

/** @param {number} value */
const rounded = (value) => Number(value.toPrecision(5))

/** @param {string} what @param {number} found @param {number} wanted */
export function mustEqual(what, found, wanted) {
  if (found !== wanted) throw new Error(`${what}: ${found}, and not ${wanted}.`)
}
