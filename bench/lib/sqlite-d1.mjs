// A record in one SQLite file, asked as D1 is asked: the portal's own statements run in this process, and nothing
// is measured but SQLite and the code around it. It counts what a scan would show: nothing is known of rows read.
import { DatabaseSync } from 'node:sqlite'

/** @param {string} file */
export function openD1(file) {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536')
  /** @type {Map<string, any>} */
  const prepared = new Map()
  /** Rows as objects, or as arrays: two columns may have one name. */
  const of = (/** @type {string} */ sql, arrays = false) => {
    const key = `${arrays} ${sql}`
    let held = prepared.get(key)
    if (!held) {
      held = db.prepare(sql)
      if (arrays) /** @type {any} */ (held).setReturnArrays(true)
      prepared.set(key, held)
    }
    return held
  }
  /** @param {string} sql @param {unknown[]} values @returns {any} */
  const statement = (sql, values = []) => {
    // D1 takes ?1 by its place, also when it is used twice or not at all.
    const args = () =>
      /\?\d/.test(sql)
        ? [Object.fromEntries(values.map((value, i) => [`?${i + 1}`, value]))]
        : values
    const all = (arrays = false) => of(sql, arrays).all(...args())
    return {
      bind: (/** @type {unknown[]} */ ...given) => statement(sql, given),
      all: async () => ({ results: all(), meta: { changes: 0 } }),
      raw: async () => all(true),
      first: async () => all()[0] ?? null,
      run: async () => ({ results: all(), meta: { changes: 0 } }),
      now: () => ({ results: all(), meta: { changes: 0 } }),
    }
  }
  return {
    db,
    prepare: (/** @type {string} */ sql) => statement(sql),
    batch: async (/** @type {any[]} */ statements) => {
      db.exec('BEGIN')
      try {
        const results = statements.map((one) => one.now())
        db.exec('COMMIT')
        return results
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
  }
}
