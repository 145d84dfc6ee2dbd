import type { RejectReason } from '../contract/states'

/** The sentence behind a reason's code, as an administrator worded it last. */
export interface ReasonText {
  code: RejectReason
  version: number
  zh: string
  en: string
}

/** Those that were ever reworded; the others are as they are built in. */
export async function reasonTexts(db: D1Database): Promise<ReasonText[]> {
  const { results } = await db
    .prepare(
      `SELECT code, version, zh, en FROM reason_texts r
       WHERE version = (SELECT MAX(version) FROM reason_texts WHERE code = r.code)`,
    )
    .all<ReasonText>()
  return results
}

/** Keeps the next version of a sentence, if nobody kept one meanwhile. */
export function keepReasonStatement(
  db: D1Database,
  { code, version, zh, en, by, at }: ReasonText & { by: string; at: number },
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO reason_texts (code, version, zh, en, by, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
       WHERE (SELECT COALESCE(MAX(version), 0) FROM reason_texts WHERE code = ?1) = ?2 - 1`,
    )
    .bind(code, version, zh, en, by, at)
}
