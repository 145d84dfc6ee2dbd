import { cursorText, type Cursor } from './cursor'
import { READABLE } from './readable'

/** What of the record has a page for good, in the order of its publication: pages of a sitemap never shift. */

/** Questions in one sitemap. The format allows 50,000; this many are read and written in one breath. */
export const SITEMAP_QUESTIONS = 5_000

const from = (after: Cursor | null): [number, string] => [
  after?.at ?? Number.MIN_SAFE_INTEGER,
  after?.tie ?? '',
]

/** Where each sitemap of questions begins: after which place of the list; null is its start. */
export async function questionSitemaps(
  db: D1Database,
  size = SITEMAP_QUESTIONS,
): Promise<(string | null)[]> {
  const step = db.prepare(
    'SELECT listed_at AS at, id AS tie FROM questions WHERE listed_at IS NOT NULL ' +
      'AND (listed_at, id) > (?1, ?2) ORDER BY listed_at, id LIMIT 1 OFFSET ?3',
  )
  const starts: (string | null)[] = [null]
  let last: Cursor | null = null
  for (;;) {
    // The last of this sitemap, and only if another one follows.
    const next: Cursor | null = await step.bind(...from(last), size - 1).first<Cursor>()
    if (!next) return starts
    starts.push(cursorText(next))
    last = next
  }
}

export interface SitemapQuestion {
  id: string
  changed: number
}

// Stubs and words that were erased have their pages, but nothing for whoever searches.
const questionRows =
  'SELECT id, max(listed_at, ifnull(settled_at, 0), ' +
  'ifnull((SELECT max(max(a.at, ifnull(a.revised_at, 0))) FROM answers a ' +
  'WHERE a.session_id = q.session_id AND a.question_no = q.no AND a.withdrawn = 0), 0), ' +
  'ifnull((SELECT max(max(c.assigned_at, ifnull(c.replied_at, 0), ifnull(c.closed_at, 0))) ' +
  "FROM cases c WHERE c.session_id = q.session_id AND c.question_no = q.no AND c.state <> 'void'), 0), " +
  'ifnull((SELECT max(r.at) FROM revisions r WHERE r.entity_id = q.id), 0)) AS changed, ' +
  `(state IN ${READABLE} AND text <> '') AS shown ` +
  'FROM questions q WHERE listed_at IS NOT NULL AND (listed_at, id) > (?1, ?2) ' +
  'ORDER BY listed_at, id LIMIT ?3'

/** The questions of one sitemap, with the last change of each. */
export async function sitemapQuestions(
  db: D1Database,
  after: Cursor | null,
  size = SITEMAP_QUESTIONS,
): Promise<SitemapQuestion[]> {
  const { results } = await db
    .prepare(questionRows)
    .bind(...from(after), size)
    .all<SitemapQuestion & { shown: number }>()
  return results.flatMap(({ id, changed, shown }) => (shown === 1 ? [{ id, changed }] : []))
}

/** Promises in one sitemap: whether their words still stand is looked up for each. */
export const SITEMAP_PROMISES = 1_000

/** After which promise each sitemap of promises begins; null is the start, and there is none without promises. */
export async function promiseSitemaps(
  db: D1Database,
  size = SITEMAP_PROMISES,
): Promise<(string | null)[]> {
  const step = db.prepare('SELECT id FROM commitments WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ?2')
  const any = await step.bind('', 0).first<{ id: string }>()
  if (!any) return []
  const starts: (string | null)[] = [null]
  let last = ''
  for (;;) {
    const next: { id: string } | null = await step.bind(last, size - 1).first<{ id: string }>()
    const more = next && (await step.bind(next.id, 0).first<{ id: string }>())
    if (!next || !more) return starts
    starts.push(next.id)
    last = next.id
  }
}

/** Units and officials, none of which ever disappears. */
export async function sitemapPeople(
  db: D1Database,
): Promise<{ units: string[]; officials: string[] }> {
  const [units, officials] = await Promise.all([
    db.prepare('SELECT id FROM units ORDER BY id LIMIT 10000').all<{ id: string }>(),
    db.prepare('SELECT id FROM officials ORDER BY id LIMIT 10000').all<{ id: string }>(),
  ])
  return {
    units: units.results.map(({ id }) => id),
    officials: officials.results.map(({ id }) => id),
  }
}

/** Every session with a page. A mailbox changes with its newest letter, a session with its last reply. */
export async function sitemapSessions(
  db: D1Database,
): Promise<{ slug: string; changed: number; transcript: boolean }[]> {
  const { results } = await db
    .prepare(
      'SELECT slug, max(created_at, ifnull(announced_at, 0), ifnull(live_at, 0), ' +
        'ifnull(wrapped_at, 0), ifnull(closed_at, 0), ifnull(archived_at, 0), ' +
        'ifnull((SELECT max(listed_at) FROM questions q WHERE q.session_id = s.id ' +
        'AND q.listed_at IS NOT NULL), 0), ' +
        'ifnull((SELECT max(max(ifnull(c.replied_at, 0), ifnull(c.closed_at, 0))) ' +
        'FROM cases c WHERE c.session_id = s.id), 0)) AS changed, ' +
        'EXISTS (SELECT 1 FROM transcript_lines l WHERE l.session_id = s.id AND l.removed = 0) ' +
        "AS transcript FROM sessions s WHERE state <> 'draft' AND (state <> 'cancelled' " +
        'OR announced_at IS NOT NULL) ORDER BY starts_at, id LIMIT 20000',
    )
    .all<{ slug: string; changed: number; transcript: number }>()
  return results.map(({ slug, changed, transcript }) => ({
    slug,
    changed,
    transcript: transcript === 1,
  }))
}
