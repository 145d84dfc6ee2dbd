/**
 * A picture without a screen: polygons and rectangles on paper, with soft edges. Every colour is mixed with the
 * paper alone, in sixteen steps, so that a pixel is one byte and the picture a palette.
 */

export type Rgb = readonly [red: number, green: number, blue: number]

/** Steps from bare paper to the full colour. */
export const STEPS = 16
const FULL = STEPS - 1

export interface Picture {
  width: number
  height: number
  /** Number of the colour times 16, plus how much of it there is. */
  pixels: Uint8Array
}

export const emptyPicture = (width: number, height: number): Picture => ({
  width,
  height,
  pixels: new Uint8Array(width * height),
})

/** The 256 colours of the pixels, from paper and at most 16 inks. */
export function paletteOf(paper: Rgb, inks: readonly Rgb[]): Uint8Array {
  const palette = new Uint8Array(256 * 3)
  for (let i = 0; i < 256; i += 1) {
    const ink = inks[Math.floor(i / STEPS)] ?? paper
    const share = (i % STEPS) / FULL
    for (const part of [0, 1, 2] as const) {
      palette[i * 3 + part] = Math.round(paper[part] + (ink[part] - paper[part]) * share)
    }
  }
  return palette
}

/** Which of its pixels a rectangle leaves bare or inks: by their place in the picture. */
export type Pattern = (x: number, y: number) => boolean

/** A rectangle with whole edges; where a pattern says no, the other ink stands, or paper. */
export function fillRect(
  picture: Picture,
  [left, top, width, height]: readonly [number, number, number, number],
  ink: number | null,
  pattern?: { on: Pattern; other: number | null },
): void {
  const value = (one: number | null) => (one === null ? 0 : one * STEPS + FULL)
  for (let y = Math.max(0, top); y < Math.min(picture.height, top + height); y += 1) {
    for (let x = Math.max(0, left); x < Math.min(picture.width, left + width); x += 1) {
      const which = !pattern || pattern.on(x, y) ? ink : pattern.other
      picture.pixels[y * picture.width + x] = value(which)
    }
  }
}

/** Corners of a closed line: x, y, x, y … in pixels. */
export type Contour = readonly number[]

/**
 * Fills closed lines by the signed area that each of their edges covers of every pixel; what lies within two
 * lines that run against each other is a hole.
 */
export function fillContours(picture: Picture, contours: readonly Contour[], ink: number): void {
  const xs = contours.flatMap((points) => points.filter((_, i) => i % 2 === 0))
  const ys = contours.flatMap((points) => points.filter((_, i) => i % 2 === 1))
  if (xs.length === 0) return
  const left = Math.max(0, Math.floor(Math.min(...xs)))
  const top = Math.max(0, Math.floor(Math.min(...ys)))
  const right = Math.min(picture.width, Math.ceil(Math.max(...xs)) + 1)
  const bottom = Math.min(picture.height, Math.ceil(Math.max(...ys)) + 1)
  const width = right - left
  const height = bottom - top
  if (width <= 0 || height <= 0) return
  const area = new Float32Array((width + 2) * height + 2)
  for (const points of contours) {
    for (let i = 0; i < points.length; i += 2) {
      const n = (i + 2) % points.length
      edge(area, width, height, [
        (points[i] ?? 0) - left,
        (points[i + 1] ?? 0) - top,
        (points[n] ?? 0) - left,
        (points[n + 1] ?? 0) - top,
      ])
    }
  }
  for (let y = 0; y < height; y += 1) {
    let sum = 0
    for (let x = 0; x < width; x += 1) {
      sum += area[y * (width + 2) + x] ?? 0
      const share = Math.round(Math.min(1, Math.abs(sum)) * FULL)
      if (share === 0) continue
      const at = (top + y) * picture.width + left + x
      // Where two letters touch, the darker one stays.
      if (share >= (picture.pixels[at] ?? 0) % STEPS) picture.pixels[at] = ink * STEPS + share
    }
  }
}

function edge(
  area: Float32Array,
  width: number,
  height: number,
  [ax, ay, bx, by]: readonly [number, number, number, number],
): void {
  if (ay === by) return
  const sign = ay < by ? 1 : -1
  const [x0, y0, x1, y1] = ay < by ? [ax, ay, bx, by] : [bx, by, ax, ay]
  const slope = (x1 - x0) / (y1 - y0)
  const clampX = (x: number) => Math.max(0, Math.min(width, x))
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(height, Math.ceil(y1)); y += 1) {
    const from = Math.max(y, y0)
    const until = Math.min(y + 1, y1)
    const rise = (until - from) * sign
    const xa = clampX(x0 + (from - y0) * slope)
    const xb = clampX(x0 + (until - y0) * slope)
    spread(area, y * (width + 2), rise, Math.min(xa, xb), Math.max(xa, xb))
  }
}

/** What one edge adds within one row: to the pixels that it crosses, and to all on their right. */
function spread(area: Float32Array, row: number, rise: number, left: number, right: number): void {
  const first = Math.floor(left)
  const last = Math.max(first, Math.ceil(right) - 1)
  let told = 0
  for (let x = first; x <= last; x += 1) {
    // How much of this pixel lies right of the edge: the mean over the part of the row that crosses it.
    const a = Math.max(left, x)
    const b = Math.min(right, x + 1)
    const crossing = right > left ? (b - a) / (right - left) : 1
    const passed = right > left ? (a - left) / (right - left) : 0
    const covered = crossing * (x + 1 - (a + b) / 2) + passed
    add(area, row + x, rise * covered - told)
    told = rise * covered
  }
  add(area, row + last + 1, rise - told)
}

function add(area: Float32Array, at: number, n: number): void {
  area[at] = (area[at] ?? 0) + n
}
