import { xml } from './atom'

/** What crawlers are told: which pages there are for good, and where nothing is for them (sitemaps.org 0.9, RFC 9309). */

export interface SitemapEntry {
  /** Absolute. */
  loc: string
  /** Last change of what the page says, epoch ms. */
  at: number | null
}

const lastmod = (at: number | null) =>
  at === null ? '' : `<lastmod>${new Date(at).toISOString()}</lastmod>`

const written = (tag: 'url' | 'sitemap', { loc, at }: SitemapEntry) =>
  `<${tag}><loc>${xml(loc)}</loc>${lastmod(at)}</${tag}>\n`

const SPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'

/** Addresses of pages. */
export function urlSet(entries: readonly SitemapEntry[]): string {
  const list = entries.map((entry) => written('url', entry)).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="${SPACE}">\n${list}</urlset>\n`
}

/** Addresses of further sitemaps. */
export function sitemapIndex(entries: readonly SitemapEntry[]): string {
  const list = entries.map((entry) => written('sitemap', entry)).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="${SPACE}">\n${list}</sitemapindex>\n`
}

/**
 * Where crawlers have no business: the desk, the machine's interface, an encoder's door, forms. What belongs to
 * one person is not named here: such pages say `noindex` themselves, and whoever may not read them cannot know.
 */
const closed = ['/desk', '/api/', '/ingest/', '/s/*/overlay', '/s/*/report', '/s/*/ask'] as const

export function robotsTxt(sitemap: string): string {
  const lines = ['User-agent: *', ...closed.map((path) => `Disallow: ${path}`), 'Allow: /', '']
  return `${lines.join('\n')}\nSitemap: ${sitemap}\n`
}
