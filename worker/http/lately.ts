/**
 * What this isolate heard lately, by name: so many at the most, the longest known goes first. Answers are kept,
 * never the promise of one: a reader who goes away takes the promise along, and others would wait forever.
 */
export class Lately<T> {
  readonly #kept = new Map<string, { at: number; value: T }>()

  constructor(private readonly most: number) {}

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
}
