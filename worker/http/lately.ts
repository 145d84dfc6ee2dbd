/**
 * What this isolate heard lately, by name: so many at the most, the longest known goes first. Answers are kept,
 * never the promise of one: a reader who goes away takes the promise along, and others would wait forever.
 */
export class Lately<T> {
  static readonly #all: Lately<unknown>[] = []
  readonly #kept = new Map<string, { at: number; value: T }>()

  /** One for each kind of thing and isolate, never one for a request: nothing lets go of them. */
  constructor(private readonly most: number) {
    Lately.#all.push(this)
  }

  /** As a new isolate knows nothing yet. */
  static forgetEverything(): void {
    for (const one of Lately.#all) one.clear()
  }

  /** What was heard within so many ms; undefined where nothing was. */
  find(name: string, now: number, ms: number): T | undefined {
    const found = this.#kept.get(name)
    return found && now >= found.at && now - found.at < ms ? found.value : undefined
  }

  /** However long ago it was. */
  last(name: string): T | undefined {
    return this.#kept.get(name)?.value
  }

  keep(name: string, now: number, value: T): T {
    this.#kept.delete(name)
    if (this.#kept.size >= this.most) this.#kept.delete(this.#kept.keys().next().value ?? '')
    this.#kept.set(name, { at: now, value })
    return value
  }

  forget(name: string): void {
    this.#kept.delete(name)
  }

  clear(): void {
    this.#kept.clear()
  }
}
