import type { Env } from '../contract/env'
import type { WordMarks } from '../contract/room'
import { finderOf, parseList, type Finder } from '../domain/words'
import { listWords, newestList } from '../store/words'

/**
 * The operator's list of words, built in this isolate when something is first handed in, and again when the
 * record has a newer version. A submission never waits long for it: a list is a help for reviewers, who read
 * everything anyway.
 */

const FRESH_MS = 30_000
const PATIENCE_MS = 1_000

let held: { version: number; finder: Finder | null; at: number } | null = null
let asking: Promise<void> | null = null

async function renew(env: Env, now: number): Promise<void> {
  const head = await newestList(env.DB)
  if (!head) held = { version: 0, finder: null, at: now }
  else if (held?.version === head.version) held = { ...held, at: now }
  else {
    const list = await listWords(env.DB)
    const words = parseList(list?.words ?? '').words
    held = {
      version: list?.version ?? 0,
      finder: words.length > 0 ? finderOf(words) : null,
      at: now,
    }
  }
}

/** Waits for the record, but not for long; what was known before goes on counting while it is away. */
async function fresh(env: Env, now: number): Promise<void> {
  if (held && now >= held.at && now - held.at < FRESH_MS) return
  asking ??= renew(env, now)
    .catch(() => {
      if (held) held = { ...held, at: now }
    })
    .finally(() => {
      asking = null
    })
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, PATIENCE_MS)
  })
  await Promise.race([asking, late])
  clearTimeout(timer)
}

/** What the list finds in something handed in; nothing where there is no list or it finds nothing. */
export async function marksOf(
  env: Env,
  texts: readonly (string | null)[],
  now: number,
): Promise<WordMarks | undefined> {
  await fresh(env, now)
  const categories = held?.finder?.categories(texts) ?? []
  return categories.length > 0 && held ? { list: held.version, categories } : undefined
}

/** After a change made here: the next submission reads the new version. */
export function forgetList(): void {
  held = null
}
