// What is scanned: every way into the portal, read from the table of access and the API's description.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from '../paths.mjs'

/** @typedef {import('./tools.mjs').Target} Target */
/** @typedef {{ slug: string, no: number, id: string, receipt: string }} Known what stands for the open parts */

/** Every way, as `GET /s/:slug`. @returns {Promise<{ method: string, pattern: string }[]>} */
export async function waysIn() {
  const table = await readFile(path.join(root, 'worker/http/access.ts'), 'utf8')
  return [...table.matchAll(/^ {2}'([A-Z]+) (\/[^']*)':/gm)].map(
    ([, method = '', pattern = '']) => ({
      method,
      pattern,
    }),
  )
}

/** @param {string} pattern @param {Known} known @param {string} [mark] put behind the first open part */
function filled(pattern, { slug, no, id }, mark = '') {
  let marked = false
  const once = (/** @type {string | number} */ value) => {
    if (marked) return String(value)
    marked = true
    return `${value}${mark}`
  }
  return pattern.replace(/:(\w+)/g, (_, name) =>
    once(name === 'no' ? no : name === 'slug' ? slug : id),
  )
}

/** Pages for wapiti to begin at. @param {{ method: string, pattern: string }[]} ways @param {Known} known */
export function pagesOf(ways, known) {
  return ways
    .filter(
      ({ method, pattern }) =>
        method === 'GET' && !/^\/(api\/|assets|favicon|healthz|\.well)/.test(pattern),
    )
    .filter(({ pattern }) => !pattern.endsWith('live'))
    .map(({ pattern }) => filled(pattern, known))
}

/** Query words that pages read. */
const pageQueries = {
  '/s/:slug': 'tab=questions&order=hot&page=1&show=all&to=1',
  '/archive': 'before=1',
  '/ledger': 'status=all&before=1',
  '/my': 'new=1',
  '/desk': 'before=1',
}

/**
 * Addresses for sqlmap: each open part of each way, each query word, and what bodies say.
 * @param {{ method: string, pattern: string }[]} ways @param {any} doc @param {Known} known @returns {Target[]}
 */
export function queriesOf(ways, doc, known) {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const json = { 'content-type': 'application/json' }
  /** @type {Target[]} */
  const targets = []
  for (const { method, pattern } of ways) {
    const about = doc.paths[pattern.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    if (/(live|sign-out|demo|redate)$|assets|\.svg$/.test(pattern)) continue
    if (method === 'GET') {
      if (pattern.includes(':')) targets.push({ address: filled(pattern, known, '*') })
      const named = (about?.parameters ?? [])
        .filter((/** @type {any} */ one) => one.in === 'query' && one.name !== 'lang')
        .map((/** @type {any} */ one) => `${one.name}=1`)
        .join('&')
      const query = /** @type {Record<string, string>} */ (pageQueries)[pattern] ?? named
      if (query) targets.push({ address: `${filled(pattern, known)}?${query}` })
    }
  }
  const api = `/api/sessions/${known.slug}`
  targets.push(
    { address: '/api/receipts/lookup', body: `{"receipt":"${known.receipt}*"}`, headers: json },
    { address: '/my/lookup', body: `receipt=${known.receipt}`, headers: form },
    { address: `${api}/questions`, body: '{"text":"水费怎么收？*","name":"李"}', headers: json },
    { address: `${api}/comments`, body: '{"text":"说得好*"}', headers: json },
    { address: '/desk/sign-in', body: 'k=abc', headers: form },
    {
      address: `/api/desk/sessions/${known.slug}/decisions`,
      body: `{"act":"note","no":${known.no},"note":"记一笔*"}`,
      headers: json,
    },
    { address: '/settings', body: 'size=standard&back=/', headers: form },
  )
  return targets
}
