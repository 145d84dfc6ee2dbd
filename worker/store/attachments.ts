import type { AttachmentRecord } from '../domain/case-records'

/** Files of cases and promises: their bytes in R2, what they are in D1. */

/** Keeps the bytes, then the row: a row never names what is not there. */
export async function keepFile(
  db: D1Database,
  bucket: R2Bucket,
  row: AttachmentRecord,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await bucket.put(row.key, bytes, { httpMetadata: { contentType: row.type } })
  await db
    .prepare(
      'INSERT INTO attachments (id, of_kind, of_id, case_id, name, type, bytes, sha256, key, public, "by", by_name, at) ' +
        'VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)',
    )
    .bind(
      row.id,
      row.of,
      row.ofId,
      row.caseId,
      row.name,
      row.type,
      row.bytes,
      row.sha256,
      row.key,
      Number(row.public),
      row.by,
      row.byName,
      row.at,
    )
    .run()
}

/** Takes a file away: its dated stub stays. False where it was gone already. */
export async function removeFile(
  db: D1Database,
  bucket: R2Bucket,
  row: AttachmentRecord,
  why: string,
  now: number,
): Promise<boolean> {
  const done = await db
    .prepare(
      'UPDATE attachments SET removed_at = ?2, removed_why = ?3 WHERE id = ?1 AND removed_at IS NULL',
    )
    .bind(row.id, now, why)
    .run()
  await bucket.delete(row.key)
  return done.meta.changes === 1
}

/** Files that anybody may read, of cases that are answered or told of: published with what they belong to. */
export async function publicFilesOf(
  db: D1Database,
  caseIds: readonly string[],
): Promise<Pick<AttachmentRecord, 'id' | 'name' | 'bytes' | 'removedAt' | 'at'>[]> {
  if (caseIds.length === 0) return []
  const { results } = await db
    .prepare(
      'SELECT a.id, a.name, a.bytes, a.at, a.removed_at AS removedAt FROM attachments a ' +
        'JOIN cases c ON c.id = a.case_id WHERE a.public = 1 AND c.visibility = ?2 ' +
        'AND a.case_id IN (SELECT value FROM json_each(?1)) AND EXISTS (SELECT 1 FROM case_replies r ' +
        "WHERE r.case_id = a.case_id AND r.state = 'published') ORDER BY a.at",
    )
    .bind(JSON.stringify(caseIds), 'public')
    .all<Pick<AttachmentRecord, 'id' | 'name' | 'bytes' | 'removedAt' | 'at'>>()
  return results
}

const columns =
  'id, of_kind AS "of", of_id AS ofId, case_id AS caseId, name, type, bytes, sha256, key, public, ' +
  '"by", by_name AS byName, at, removed_at AS removedAt, removed_why AS removedWhy'

/** Files that something is true of, oldest first, with what was taken away. */
async function filesWhere(db: D1Database, what: string, id: string): Promise<AttachmentRecord[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} FROM attachments WHERE ${what} ORDER BY at, id`)
    .bind(id)
    .all<AttachmentRecord>()
  return results.map((row) => ({ ...row, public: Boolean(row.public) }))
}

/** Files of a case. */
export const filesOf = (db: D1Database, caseId: string) => filesWhere(db, 'case_id = ?1', caseId)

/** Evidence of a promise. */
export const evidenceRows = (db: D1Database, id: string) =>
  filesWhere(db, "of_kind = 'commitment' AND of_id = ?1", id)

/** One file; null where there is none. */
export const fileById = async (db: D1Database, id: string): Promise<AttachmentRecord | null> =>
  (await filesWhere(db, 'id = ?1', id))[0] ?? null
