// Applies migrations/*.sql in order and notes them the way `wrangler d1 migrations apply` does, so
// that either may carry on where the other stopped.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { migrationsDir } from './paths.mjs'

const ledger = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`

/**
 * @param {{ prepare(sql: string): any, batch(statements: any[]): Promise<unknown> }} db a D1 binding
 * @param {string} [dir]
 * @returns {Promise<string[]>} the names of those applied now
 */
export async function applyMigrations(db, dir = migrationsDir) {
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.sql')).sort()
  await db.prepare(ledger).run()
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all()
  const done = new Set(results.map((/** @type {{ name: string }} */ row) => row.name))
  const fresh = names.filter((name) => !done.has(name))
  for (const name of fresh) {
    const statements = splitStatements(await readFile(path.join(dir, name), 'utf8'))
    try {
      await db.batch([
        ...statements.map((sql) => db.prepare(sql)),
        db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
      ])
    } catch (error) {
      throw new Error(`Migration ${name} failed: ${/** @type {Error} */ (error).message}`)
    }
  }
  return fresh
}

/**
 * Splits at semicolons outside strings, comments and the BEGIN … END of a trigger.
 * @param {string} sql
 */
export function splitStatements(sql) {
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\b\w+\b|;/g
  const statements = []
  let start = 0
  let depth = 0
  let trigger = false
  for (const match of sql.matchAll(token)) {
    const word = match[0].toUpperCase()
    if (word === 'TRIGGER') trigger = true
    else if (trigger && (word === 'BEGIN' || word === 'CASE')) depth += 1
    else if (trigger && word === 'END') depth -= 1
    else if (word === ';' && depth === 0) {
      statements.push(sql.slice(start, match.index))
      start = match.index + 1
      trigger = false
    }
  }
  statements.push(sql.slice(start))
  return statements.filter((one) => one.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim())
}
