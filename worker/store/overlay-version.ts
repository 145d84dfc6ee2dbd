import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { settings } from './schema'
import { readSetting } from './settings'

const keyOf = (slug: string) => `overlay:${slug}`

/** Which link to a session's overlay is good; 0 while none has been made. */
export async function overlayVersion(db: D1Database, slug: string): Promise<number> {
  return Number((await readSetting(db, keyOf(slug))) ?? 0)
}

/** Makes every earlier link worthless; two people at once get two numbers, and the later one is good. */
export async function raiseOverlayVersion(db: D1Database, slug: string): Promise<number> {
  const rows = await drizzle(db)
    .insert(settings)
    .values({ key: keyOf(slug), value: '1' })
    .onConflictDoUpdate({
      target: settings.key,
      set: { value: sql`CAST(CAST(${settings.value} AS INTEGER) + 1 AS TEXT)` },
    })
    .returning({ value: settings.value })
  return Number(rows[0]?.value)
}
