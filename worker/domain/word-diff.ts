/** The visible difference of two wordings: what stayed, what went, what came, in the order of reading. */

export interface Piece {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/**
 * What is compared: a Chinese character, a whole word or number of other scripts, a run of blanks, a sign.
 * Together they are the text, so nothing can get lost between them.
 */
export function tokensOf(text: string): string[] {
  return text.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+|\s+|[^]/gu) ?? []
}

/** Beyond so many differences nobody reads them one by one: then all went and all came. */
const DIFFERENCES_MAX = 400

/** Tokens of both sides in one list, by the shortest way from one to the other (Myers). */
function shortestWay(a: readonly string[], b: readonly string[]): Piece[] | null {
  const reach = new Map<number, number>([[1, 0]])
  const trail: Map<number, number>[] = []
  const most = Math.min(a.length + b.length, DIFFERENCES_MAX)
  for (let d = 0; d <= most; d += 1) {
    trail.push(new Map(reach))
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1))
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1
      reach.set(k, x)
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trail)
    }
  }
  return null
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  trail: readonly Map<number, number>[],
): Piece[] {
  const back: Piece[] = []
  let x = a.length
  let y = b.length
  for (let d = trail.length - 1; d >= 0; d -= 1) {
    const reach = trail[d] ?? new Map<number, number>()
    const k = x - y
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1))
    const from = down ? k + 1 : k - 1
    const startX = reach.get(from) ?? 0
    const startY = startX - from
    while (x > startX && y > startY && x > 0 && y > 0) {
      x -= 1
      y -= 1
      back.push({ kind: 'same', text: a[x] ?? '' })
    }
    if (d === 0) break
    if (down) {
      y -= 1
      back.push({ kind: 'new', text: b[y] ?? '' })
    } else {
      x -= 1
      back.push({ kind: 'gone', text: a[x] ?? '' })
    }
  }
  return back.reverse()
}

/** A lone sign that stayed between two changes only tears them apart: shorter than this it goes with them. */
const LONE = 2

/** Neighbours of one kind become one piece; of a change what went stands before what came. */
function joined(tokens: readonly Piece[]): Piece[] {
  const out: Piece[] = []
  let gone = ''
  let came = ''
  const settle = () => {
    if (gone !== '') out.push({ kind: 'gone', text: gone })
    if (came !== '') out.push({ kind: 'new', text: came })
    gone = ''
    came = ''
  }
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]
    if (!token) break
    if (token.kind !== 'same') {
      if (token.kind === 'gone') gone += token.text
      else came += token.text
      at += 1
      continue
    }
    let same = ''
    let n = 0
    while (tokens[at + n]?.kind === 'same') {
      same += tokens[at + n]?.text ?? ''
      n += 1
    }
    at += n
    const between = gone !== '' && came !== '' && at < tokens.length
    if (between && n < LONE) {
      gone += same
      came += same
      continue
    }
    settle()
    out.push({ kind: 'same', text: same })
  }
  settle()
  return out
}

/**
 * Two wordings as pieces. What stayed and went is exactly the first text, what stayed and came exactly the
 * second.
 */
export function wordDiff(before: string, after: string): Piece[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }]
  const a = tokensOf(before)
  const b = tokensOf(after)
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1
  let tail = 0
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail += 1
  }
  const oldMiddle = a.slice(head, a.length - tail)
  const newMiddle = b.slice(head, b.length - tail)
  const all = (kind: Piece['kind'], tokens: readonly string[]): Piece[] =>
    tokens.map((text) => ({ kind, text }))
  const middle = shortestWay(oldMiddle, newMiddle) ?? [
    ...all('gone', oldMiddle),
    ...all('new', newMiddle),
  ]
  return joined([
    ...all('same', a.slice(0, head)),
    ...middle,
    ...all('same', a.slice(a.length - tail)),
  ])
}
