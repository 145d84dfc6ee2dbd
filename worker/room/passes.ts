import type { Level } from '../contract/assurance'

/** What a browser has proved: good for a time and for so many votes and questions. */
export interface Pass {
  level: Level
  until: number
  left: number
}

/**
 * The passes of a room. A vote looks into memory only and writes nothing here: after a restart the time is
 * what it was, and the number of actions begins anew.
 */
export class Passes {
  readonly #held = new Map<number, Pass>()

  constructor(private readonly sql: SqlStorage) {}

  clear(): void {
    this.#held.clear()
  }

  /** Reads what is on disk. */
  load(): void {
    this.#held.clear()
    for (const row of this.sql.exec('SELECT voter, level, until, actions FROM passes')) {
      this.#held.set(Number(row['voter']), {
        level: Number(row['level']) as Level,
        until: Number(row['until']),
        left: Number(row['actions']),
      })
    }
  }

  /** The level of one action now, which uses the pass. */
  take(voter: number, now: number): Level {
    const pass = this.of(voter, now)
    if (!pass) return 0
    pass.left -= 1
    return pass.level
  }

  /** A pass that is still good. */
  of(voter: number, now: number): Pass | null {
    const pass = this.#held.get(voter)
    return pass && pass.until > now && pass.left > 0 ? pass : null
  }

  /** Uses a proof up; false if it was used before. Inside a transaction. */
  spend(signature: string, until: number): boolean {
    const { rowsWritten } = this.sql.exec(
      'INSERT OR IGNORE INTO proofs (signature, until) VALUES (?, ?)',
      signature,
      until,
    )
    return rowsWritten > 0
  }

  /** Gives a pass, or renews one; its level does not sink while it is good. Inside a transaction. */
  give(voter: number, pass: Pass, now: number): Pass {
    const before = this.of(voter, now)
    const given = before && before.level > pass.level ? { ...pass, level: before.level } : pass
    this.sql.exec(
      'INSERT OR REPLACE INTO passes (voter, level, until, actions) VALUES (?, ?, ?, ?)',
      voter,
      given.level,
      given.until,
      given.left,
    )
    this.#held.set(voter, given)
    return given
  }

  /** Forgets what is over. */
  drop(now: number): void {
    const gone = this.sql.exec('DELETE FROM passes WHERE until <= ? RETURNING voter', now)
    for (const { voter } of gone) this.#held.delete(Number(voter))
    this.sql.exec('DELETE FROM proofs WHERE until <= ?', now)
  }
}
