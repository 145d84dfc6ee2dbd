import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

/** Everything a stream's object holds, as text. */
export async function getRows(slug: string): Promise<string> {
  return runInDurableObject(env.STREAM.getByName(slug), (_, { storage: { sql } }) => {
    const tables = sql
      .exec(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
      )
      .toArray()
    return JSON.stringify(
      tables.map(({ name }) => sql.exec(`SELECT * FROM "${String(name)}"`).toArray()),
    )
  })
}
