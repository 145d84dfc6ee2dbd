import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { settings } from './schema'

export async function readSetting(db: D1Database, key: string): Promise<string | null> {
  const rows = await drizzle(db).select().from(settings).where(eq(settings.key, key))
  return rows[0]?.value ?? null
}

export async function keepSetting(db: D1Database, key: string, value: string): Promise<void> {
  await drizzle(db)
    .insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } })
}

/** Sets what was not set; true for the one caller who did. */
export async function claimSetting(db: D1Database, key: string, value: string): Promise<boolean> {
  const rows = await drizzle(db)
    .insert(settings)
    .values({ key, value })
    .onConflictDoNothing({ target: settings.key })
    .returning({ key: settings.key })
  return rows.length === 1
}
