import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ChainObject, ChainRow, Fact } from '../contract/audit'
import { Refusal } from '../contract/refusals'
import { chainLine, commitTo, handleOf, roomChain, saltPart } from '../domain/chain'
import type { ChainedRow } from '../domain/chained'
import { chainKey, questionKey, tell } from '../domain/chained'
import type { PartOf } from '../domain/openings'
import { feed, upsert } from './bulk'
import type { Chain } from './chain'
import { sha256Hex } from './chain'
import { answers, auditEntries, auditSalts, sessions } from './schema'

const PAGE = 500

type EntryRow = ChainRow & { chain: string }
const entryInsert = upsert<EntryRow>(
  auditEntries,
  'audit_entries',
  ['chain', 'seq', 'entry', 'hash'],
  { on: ['chain', 'seq'], set: { entry: null, hash: null } },
)
type SaltRow = { chain: string; key: string; salt: string }
const saltInsert = upsert<SaltRow>(auditSalts, 'audit_salts', ['chain', 'key', 'salt'], {
  on: ['chain', 'key'],
  set: { salt: null },
})

/** Where the file of a chain lies among the sealed ones. */
export const chainFile = (chain: string): string => `audit/chains/${chain.replace(':', '/')}.jsonl`

/**
 * Puts the whole chain of a room on record, and as a file beside the sealed ballots. Again it adds what is
 * missing; a record that ends elsewhere than the room is refused.
 */
export async function keepChain(db: D1Database, files: R2Bucket, chain: Chain): Promise<void> {
  const { head } = chain
  const lines: string[] = []
  for (let from = 1; from <= head.seq; from += PAGE) {
    const rows = chain.rows(from, PAGE)
    for (const { entry, hash } of rows) lines.push(chainLine(entry, hash))
    await db.batch(
      feed(
        db,
        entryInsert,
        rows.map((row) => ({ ...row, chain: head.chain })),
      ),
    )
  }
  const salts = chain.salts().map((salt) => ({ ...salt, chain: head.chain }))
  if (salts.length > 0) await db.batch(feed(db, saltInsert, salts))
  const last = await lastEntry(db, head.chain)
  if (last?.seq !== head.seq || last.hash !== head.hash) {
    throw new Refusal('CONFLICT', { field: 'chain' })
  }
  await files.put(chainFile(head.chain), `${lines.join('\n')}\n`, {
    httpMetadata: { contentType: 'application/x-ndjson' },
    customMetadata: { seq: String(head.seq), hash: head.hash },
  })
}

/** The last entry of an archived session's chain; null where the record holds no such chain. */
export async function lastEntry(db: D1Database, chain: string): Promise<ChainRow | null> {
  return db
    .prepare(
      'SELECT seq, entry, hash FROM audit_entries WHERE chain = ?1 ORDER BY seq DESC LIMIT 1',
    )
    .bind(chain)
    .first<ChainRow>()
}

/** Entries of an archived session's chain from a number on. */
export async function chainEntries(
  db: D1Database,
  chain: string,
  from: number,
  limit: number,
): Promise<ChainRow[]> {
  const found = await db
    .prepare(
      'SELECT seq, entry, hash FROM audit_entries WHERE chain = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3',
    )
    .bind(chain, from, limit)
    .all<ChainRow>()
  return found.results
}

/** Reads what opens the given things of an archived chain. */
export async function saltsOf(
  db: D1Database,
  chain: string,
  keys: readonly string[],
): Promise<PartOf> {
  const found = await db
    .prepare(
      'SELECT key, salt FROM audit_salts WHERE chain = ?1 AND key IN (SELECT value FROM json_each(?2))',
    )
    .bind(chain, JSON.stringify(keys))
    .all<{ key: string; salt: string }>()
  const salts = new Map(found.results.map(({ key, salt }) => [key, salt]))
  return (key, part) => {
    const salt = salts.get(key)
    return salt === undefined ? null : saltPart(sha256Hex, salt, part)
  }
}

/** Changes of rows whose chain is archived, for the portal's chain, under the handles they had in their room. */
export async function archivedObjects(
  db: D1Database,
  slug: string,
  changes: readonly (readonly [ChainedRow, ChainedRow])[],
): Promise<ChainObject[]> {
  const chain = roomChain(slug)
  const nos = changes.flatMap(([, { row }]) =>
    'questionNo' in row && row.questionNo !== null ? [row.questionNo] : [],
  )
  const keys = [...changes.map(([, after]) => chainKey(after)), ...nos.map(questionKey)]
  const part = await saltsOf(db, chain, keys)
  const handle = (key: string) => {
    const open = part(key, 'object')
    // A session archived before there were chains has no handles; its rows are named by a digest.
    return open === null
      ? sha256Hex(`${chain} ${key}`).slice(0, 32)
      : handleOf(sha256Hex, open, key)
  }
  const told = (one: ChainedRow, key: string): Fact => {
    const { facts, words } = tell(one, handle)
    const open = part(key, 'words')
    return { ...facts, words: open === null ? null : commitTo(sha256Hex, open, words) }
  }
  return changes.map(([before, after]) => {
    const key = chainKey(after)
    return {
      kind: after.kind,
      id: handle(key),
      in: chain,
      before: told(before, key),
      after: told(after, key),
    }
  })
}

/** What a correction of an archived answer will change; nothing where there is no such answer. */
export async function correctedObject(
  db: D1Database,
  answerId: string,
  text: string,
  why: string,
  now: number,
): Promise<ChainObject[]> {
  const orm = drizzle(db)
  const found = await orm
    .select({ row: answers, slug: sessions.slug })
    .from(answers)
    .innerJoin(sessions, eq(sessions.id, answers.sessionId))
    .where(eq(answers.id, answerId))
  const held = found[0]
  if (!held) return []
  const after = { ...held.row, text, revisedAt: now, revisedWhy: why }
  return archivedObjects(db, held.slug, [
    [
      { kind: 'answer', row: held.row },
      { kind: 'answer', row: after },
    ],
  ])
}

/** Destroys salts together with erased words: what was committed to can never be opened again. */
export function forgetSalts(
  db: D1Database,
  chain: string,
  keys: readonly string[],
): D1PreparedStatement {
  return db
    .prepare(
      'DELETE FROM audit_salts WHERE chain = ?1 AND key IN (SELECT value FROM json_each(?2))',
    )
    .bind(chain, JSON.stringify(keys))
}
