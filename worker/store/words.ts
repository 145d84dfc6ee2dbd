import { desc } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { wordLists } from './schema-fair'

/** The operator's list of words in the record: the version that holds, and what came before it. */

export interface WordListHead {
  version: number
  hash: string
}

/** Which version holds; null before there was any. */
export async function newestList(db: D1Database): Promise<WordListHead | null> {
  return db
    .prepare('SELECT version, hash FROM word_lists ORDER BY version DESC LIMIT 1')
    .first<WordListHead>()
}

/** The words of the version that holds, one a line. */
export async function listWords(
  db: D1Database,
): Promise<(WordListHead & { words: string }) | null> {
  return db
    .prepare('SELECT version, hash, words FROM word_lists ORDER BY version DESC LIMIT 1')
    .first<WordListHead & { words: string }>()
}

/** Who changed the list and when, newest first; never its words. */
export async function listHistory(db: D1Database, limit: number) {
  const { version, count, hash, note, actor, at } = wordLists
  return drizzle(db)
    .select({ version, count, hash, note, actor, at })
    .from(wordLists)
    .orderBy(desc(version))
    .limit(limit)
}

/** Puts a version after the one that was seen, and takes the words out of the earlier ones; in that order, one batch. */
export function newListStatements(
  db: D1Database,
  was: number,
  row: { count: number; hash: string; words: string; note: string; actor: string; at: number },
): D1PreparedStatement[] {
  const { count, hash, words, note, actor, at } = row
  return [
    // Only where nobody was quicker: the same condition as below.
    db
      .prepare(
        "UPDATE word_lists SET words = '' WHERE (SELECT coalesce(max(version), 0) FROM word_lists) = ?1",
      )
      .bind(was),
    db
      .prepare(
        'INSERT INTO word_lists (version, count, hash, words, note, actor, at) ' +
          'SELECT ?1 + 1, ?2, ?3, ?4, ?5, ?6, ?7 ' +
          'WHERE (SELECT coalesce(max(version), 0) FROM word_lists) = ?1',
      )
      .bind(was, count, hash, words, note, actor, at),
  ]
}
