import { env } from 'cloudflare:workers'
import type { SearchAnswer } from '../../worker/contract/search'
import { search, type AskedRaw } from '../../worker/http/searching'

/** Everything a query finds, page by page, to its end. */
export async function found(q: string, more: AskedRaw = {}): Promise<SearchAnswer['items']> {
  const items: SearchAnswer['items'] = []
  let after: string | undefined
  for (let page = 0; page < 2_000; page += 1) {
    const answer = await search(env, { q, ...more, ...(after !== undefined && { after }) })
    items.push(...answer.items)
    if (answer.next === null) return items
    after = answer.next
  }
  throw new Error('A list that has no end')
}

export const ids = async (q: string, more: AskedRaw = {}) =>
  (await found(q, more)).map(({ id }) => id)

/** Terms of the index for a row of it, and how many rows there are: to see that nothing is left behind. */
export async function indexRows(): Promise<{ fts: number; docs: number; stale: number }> {
  const one = await env.DB.prepare(
    'SELECT (SELECT count(*) FROM search_fts) AS fts, (SELECT count(*) FROM search_docs) AS docs, ' +
      '(SELECT count(*) FROM search_stale) AS stale',
  ).first<{ fts: number; docs: number; stale: number }>()
  if (!one) throw new Error('Counting always gives one row')
  return one
}
