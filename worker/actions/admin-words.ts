import { NOTE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { takeText } from '../domain/text-fields'
import { parseList } from '../domain/words'
import { newestList, newListStatements } from '../store/words'
import type { AdminPlan } from './admin-plan'

/** A new version of the list of words. Its words stay in the record; the chain gets their number and their hash. */
export async function planWords(
  db: D1Database,
  given: { words: string; note: string; was: string },
  actor: string,
  digest: (text: string) => string,
  now: number,
): Promise<AdminPlan & { refused: number }> {
  const note = takeText(given.note, 'note', { min: 1, max: NOTE_MAX })
  const { words, refused, text } = parseList(given.words)
  const known = await newestList(db)
  const was = known?.version ?? 0
  // Two administrators with the same page open: the second one is told.
  if (given.was !== String(was)) throw new Refusal('CONFLICT', { field: 'words' })
  const hash = digest(text)
  if (known?.hash === hash) throw new Refusal('NOT_POSSIBLE', { field: 'words' })
  const row = { count: words.length, hash, words: text, note, actor, at: now }
  return {
    act: 'keep_words',
    kind: 'word',
    about: 'list',
    told: { version: was + 1, words: words.length, sha256: hash },
    reason: note,
    facts: { version: was + 1, name: words.length },
    statements: newListStatements(db, was, row),
    lost: new Refusal('CONFLICT', { field: 'words' }),
    refused: refused.length,
  }
}
