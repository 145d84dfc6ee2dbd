/**
 * Many words looked for at once, in one pass over a text (Aho and Corasick). Nodes are numbers, their children
 * stand in one open-addressed table: a list of 20,000 words is some arrays, not a hundred thousand objects.
 */
export class Automaton {
  /** Node and sign of an entry of the table (node + 1, so that 0 is empty), and the child there. */
  readonly #at: Int32Array
  readonly #sign: Uint16Array
  readonly #child: Int32Array
  readonly #cap: number
  /** Where to go on from a node when its sign does not come. */
  readonly #fail: Int32Array
  /** The word that ends in a node, or -1; and the next node with a word on the way of failing, or 0. */
  readonly #word: Int32Array
  readonly #next: Int32Array
  /** Every bit of every word that ends in a node or on its way of failing. */
  readonly #mask: Int32Array

  constructor(words: readonly { word: string; bit: number }[]) {
    const total = words.reduce((sum, { word }) => sum + word.length, 1)
    let cap = 16
    while (cap < total * 2) cap *= 2
    this.#cap = cap - 1
    this.#at = new Int32Array(cap)
    this.#sign = new Uint16Array(cap)
    this.#child = new Int32Array(cap)
    this.#fail = new Int32Array(total)
    this.#word = new Int32Array(total).fill(-1)
    this.#next = new Int32Array(total)
    this.#mask = new Int32Array(total)
    this.#link(this.#grow(words, total))
  }

  /** Lays the tree of all words. Gives its nodes level by level, each with its parent and its sign. */
  #grow(words: readonly { word: string; bit: number }[], total: number) {
    const parent = new Int32Array(total)
    const sign = new Uint16Array(total)
    const depth = new Int32Array(total)
    let size = 1
    for (const [no, { word, bit }] of words.entries()) {
      if (word === '') continue
      let node = 0
      for (let i = 0; i < word.length; i += 1) {
        const code = word.charCodeAt(i)
        const slot = this.#slot(node, code)
        if (this.#at[slot] === 0) {
          this.#at[slot] = node + 1
          this.#sign[slot] = code
          this.#child[slot] = size
          parent[size] = node
          sign[size] = code
          depth[size] = i + 1
          size += 1
        }
        node = this.#child[slot] as number
      }
      if (this.#word[node] === -1) this.#word[node] = no
      this.#mask[node] = (this.#mask[node] as number) | (1 << bit)
    }
    return { order: byDepth(depth, size), parent, sign }
  }

  /** Where each node goes on when its sign does not come: the longest end of it that begins a word. */
  #link({
    order,
    parent,
    sign,
  }: {
    order: Int32Array
    parent: Int32Array
    sign: Uint16Array
  }): void {
    for (const node of order) {
      const up = parent[node] as number
      const to = up === 0 ? 0 : this.#step(this.#fail[up] as number, sign[node] as number)
      this.#fail[node] = to
      this.#next[node] = this.#word[to] === -1 ? (this.#next[to] as number) : to
      this.#mask[node] = (this.#mask[node] as number) | (this.#mask[to] as number)
    }
  }

  /** The entry of a node's child by a sign, or the empty one where it would be. */
  #slot(node: number, code: number): number {
    let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(code + 1, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & this.#cap
    while (this.#at[slot] !== 0 && (this.#at[slot] !== node + 1 || this.#sign[slot] !== code)) {
      slot = (slot + 1) & this.#cap
    }
    return slot
  }

  #step(from: number, code: number): number {
    let node = from
    for (;;) {
      const slot = this.#slot(node, code)
      if (this.#at[slot] !== 0) return this.#child[slot] as number
      if (node === 0) return 0
      node = this.#fail[node] as number
    }
  }

  /** The bits of all words found in a text. */
  mask(text: string): number {
    let mask = 0
    let node = 0
    for (let i = 0; i < text.length; i += 1) {
      node = this.#step(node, text.charCodeAt(i))
      mask |= this.#mask[node] as number
    }
    return mask
  }

  /** The numbers of the words found in a text, each once, in the order in which they end; at most so many. */
  found(text: string, limit: number): number[] {
    const found = new Set<number>()
    let node = 0
    for (let i = 0; i < text.length && found.size < limit; i += 1) {
      node = this.#step(node, text.charCodeAt(i))
      let at = this.#word[node] === -1 ? (this.#next[node] as number) : node
      while (at !== 0 && found.size < limit) {
        found.add(this.#word[at] as number)
        at = this.#next[at] as number
      }
    }
    return [...found]
  }
}

/** All nodes but the first, shallow ones before deep ones: counted into their places. */
function byDepth(depth: Int32Array, size: number): Int32Array {
  let deepest = 0
  for (let node = 1; node < size; node += 1) deepest = Math.max(deepest, depth[node] as number)
  const start = new Int32Array(deepest + 2)
  for (let node = 1; node < size; node += 1) {
    const after = (depth[node] as number) + 1
    start[after] = (start[after] as number) + 1
  }
  for (let d = 1; d < start.length; d += 1) {
    start[d] = (start[d] as number) + (start[d - 1] as number)
  }
  const order = new Int32Array(size - 1)
  for (let node = 1; node < size; node += 1) {
    const d = depth[node] as number
    order[start[d] as number] = node
    start[d] = (start[d] as number) + 1
  }
  return order
}
