import { and, asc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { CANNED_MAX, type CannedText, type CannedUse } from '../contract/canned'
import { Refusal } from '../contract/refusals'
import { cannedTexts } from './schema-desk-help'

/** Standard texts. Of two people who change one at once the second is told. */

interface By {
  by: string
  now: number
}

/** All of them, in their order. */
export async function listCanned(db: D1Database): Promise<CannedText[]> {
  const rows = await drizzle(db)
    .select()
    .from(cannedTexts)
    .orderBy(asc(cannedTexts.use), asc(cannedTexts.code), asc(cannedTexts.place))
  return rows.map(({ id, use, code, text, version }) => ({
    id,
    use: use as CannedUse,
    code,
    text,
    version,
  }))
}

/** Adds one at the end of its kind; refuses when there are enough. */
export async function addCanned(
  db: D1Database,
  { id, use, code, text }: Omit<CannedText, 'version'>,
  { by, now }: By,
): Promise<void> {
  // One statement: two who add at once cannot both be the last that fits.
  const added = await db
    .prepare(
      'INSERT INTO canned_texts (id, use, code, text, place, version, changed_at, changed_by) ' +
        'SELECT ?1, ?2, ?3, ?4, coalesce(max(place), 0) + 1, 1, ?5, ?6 FROM canned_texts ' +
        'WHERE use = ?2 AND code = ?3 HAVING count(*) < ?7 RETURNING id',
    )
    .bind(id, use, code, text, now, by, CANNED_MAX)
    .all()
  if (added.results.length === 0) throw new Refusal('NOT_POSSIBLE')
}

const as = (id: string, version: number) =>
  and(eq(cannedTexts.id, id), eq(cannedTexts.version, version))

async function orTold(db: D1Database, id: string, touched: number): Promise<void> {
  if (touched > 0) return
  const there = await drizzle(db).select().from(cannedTexts).where(eq(cannedTexts.id, id))
  throw new Refusal(there.length > 0 ? 'CONFLICT' : 'NOT_FOUND')
}

export async function saveCanned(
  db: D1Database,
  id: string,
  version: number,
  text: string,
  { by, now }: By,
): Promise<void> {
  const saved = await drizzle(db)
    .update(cannedTexts)
    .set({ text, version: sql`${cannedTexts.version} + 1`, changedAt: now, changedBy: by })
    .where(as(id, version))
    .returning({ id: cannedTexts.id })
  await orTold(db, id, saved.length)
}

export async function removeCanned(db: D1Database, id: string, version: number): Promise<void> {
  const gone = await drizzle(db)
    .delete(cannedTexts)
    .where(as(id, version))
    .returning({ id: cannedTexts.id })
  await orTold(db, id, gone.length)
}

/** Exchanges one with its neighbour; at the end of its list it stays. */
export async function moveCanned(
  db: D1Database,
  id: string,
  version: number,
  by: 1 | -1,
): Promise<void> {
  const orm = drizzle(db)
  const [row] = await orm.select().from(cannedTexts).where(as(id, version))
  await orTold(db, id, row ? 1 : 0)
  if (!row) return
  const kind = await orm
    .select()
    .from(cannedTexts)
    .where(and(eq(cannedTexts.use, row.use), eq(cannedTexts.code, row.code)))
    .orderBy(asc(cannedTexts.place))
  const other = kind[kind.findIndex((one) => one.id === id) + by]
  if (!other) return
  const place = (at: string, to: number) =>
    orm.update(cannedTexts).set({ place: to }).where(eq(cannedTexts.id, at))
  await orm.batch([place(row.id, other.place), place(other.id, row.place)])
}
