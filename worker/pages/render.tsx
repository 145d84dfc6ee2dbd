import assets from 'virtual:assets'
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { htmlLang, langs, type Lang } from '../contract/lang'
import { onRehearsalPath } from '../contract/rehearsal'
import { shortHead } from '../domain/chain'
import { formatTime } from '../domain/shanghai'
import type { Ctx } from '../http/app-env'
import { knownHead } from '../http/audit'
import { mediaSources, pagePolicy } from '../http/headers'
import { asLang } from '../http/lang'
import { knownFrozen } from '../store/read-only'
import { isHttps, ownHost } from '../http/place'
import { IslandStates, stateJson, stateTag } from '../../web/views/island'
import { Layout, type LayoutProps } from '../../web/views/layout'
import { answerRecord, isForAnybody, tagOf } from './kept'
import { frameOf, readerOf } from './reader'

/** The stylesheet of the netizens' pages. */
export const NETIZEN_STYLE = 'web/styles/netizen.css'

/** What became of everything, corrections: beside the netizens' own on pages of the record. */
export const RECORD_STYLE = 'web/styles/record.css'

/** Drafts, copy buttons, the menu: what a page without an island of its own still gains from a script. */
export const PLAIN_SCRIPT = 'web/islands/page.entry.ts'

/** The check for people comes from its service. */
const CHECK_ORIGIN = 'https://challenges.cloudflare.com'
const CHECK_SCRIPT = `${CHECK_ORIGIN}/turnstile/v0/api.js`

export interface PageOptions {
  title: string
  description?: string
  body: ComponentChildren
  status?: 200 | 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503
  /**
   * `public`: the same for everybody without cookies, kept for two seconds at the edge. `private`: carries
   * something of one reader (an idempotency key, an own question). Anything with a cookie is private anyway.
   * `record`: of the archive; it changes seldom and may be kept (kept.ts).
   */
  cache?: 'public' | 'private' | 'record'
  /** Path of the page for good, such as `/q/…`; made absolute here. */
  canonical?: string
  image?: string
  noindex?: boolean
  /** Source paths of stylesheets and islands, e.g. 'web/islands/session.entry.tsx'. */
  styles?: string[]
  scripts?: string[]
  bare?: boolean
  look?: string
  demo?: boolean
  bottomBar?: ComponentChildren
  skipTo?: LayoutProps['skipTo']
  feed?: LayoutProps['feed']
  /** Overrides the reader's language, e.g. for a projector. */
  lang?: Lang
  headers?: Record<string, string>
  /** What the page is about, for search engines (schema.org). */
  jsonLd?: object | null | readonly (object | null)[]
  /** The page shows the check for people. */
  humanCheck?: boolean
}

/** Addresses of built files by source path, in the page's language; what has not been built is left out. */
export function assetsOf(sources: string[], kind: 'css' | 'js', lang: Lang): string[] {
  const found = new Set<string>()
  const visit = (source: string) => {
    const asset = assets[lang][source]
    if (!asset) return
    if (kind === 'css') {
      for (const file of asset.css ?? []) found.add(`/${file}`)
      if (asset.file.endsWith('.css')) found.add(`/${asset.file}`)
    } else if (asset.file.endsWith('.js')) found.add(`/${asset.file}`)
    if (kind === 'css') asset.imports?.forEach(visit)
  }
  sources.forEach(visit)
  return [...found]
}

/** A whole document from a tree, with the state of its islands written in. */
export function documentOf(tree: VNode): string {
  const states = new Map<string, unknown>()
  let html = renderToString(<IslandStates.Provider value={states}>{tree}</IslandStates.Provider>)
  for (const [name, props] of states) {
    const filled = `<script type="application/json" id="state-${name}">${stateJson(props)}</script>`
    html = html.replace(stateTag(name), () => filled)
  }
  return `<!doctype html>${html}`
}

/** An address that names its language. */
function inLang(address: string, lang: Lang | null): string {
  if (lang === null) return address
  const url = new URL(address)
  url.searchParams.set('lang', lang)
  return url.href
}

/** Every language of a page by its address; without one it speaks the reader's own. */
const alternatesOf = (address: string): NonNullable<LayoutProps['alternates']> => [
  ...langs.map((lang) => ({ lang: htmlLang[lang], href: inLang(address, lang) })),
  { lang: 'x-default', href: address },
]

/** Answers with a page. */
export function page(c: Ctx, options: PageOptions): Response {
  const reader = readerOf(c)
  const lang = options.lang ?? reader.lang
  const frame = frameOf(c)
  const head = knownHead()
  const { scripts = [], styles = [NETIZEN_STYLE] } = options
  const url = new URL(c.req.url)
  const rehearsal = onRehearsalPath(url.pathname)
  const absolute = (path: string) => new URL(path, frame.origin).href
  const noindex = rehearsal || (options.noindex ?? false)
  // A page that was asked for in a language is another page than the one that follows its reader.
  const canonical =
    options.canonical && inLang(absolute(options.canonical), asLang(url.searchParams.get('lang')))
  const facts = [options.jsonLd ?? []].flat().filter((fact) => fact !== null)
  const html = documentOf(
    <Layout
      title={options.title}
      {...(options.description && { description: options.description })}
      lang={lang}
      settings={reader.settings}
      // A refused address is not said back, not even as a link.
      path={
        c.req.method === 'GET' && (options.status ?? 200) < 400 ? url.pathname + url.search : ''
      }
      {...(canonical && { canonical })}
      {...(canonical &&
        !noindex && { alternates: alternatesOf(absolute(options.canonical ?? '/')) })}
      {...(facts.length > 0 && { jsonLd: stateJson(facts.length === 1 ? facts[0] : facts) })}
      {...(options.image && { image: absolute(options.image) })}
      noindex={noindex}
      rehearsal={rehearsal}
      readOnly={knownFrozen() !== null}
      portal={frame.portal(lang)}
      region={frame.region}
      footer={frame.footer}
      {...(head && { head: { short: shortHead(head), time: formatTime(head.at) } })}
      styles={assetsOf([...styles, ...scripts], 'css', lang)}
      scripts={assetsOf(scripts, 'js', lang)}
      {...(options.humanCheck && { checkScript: CHECK_SCRIPT })}
      bare={options.bare ?? false}
      {...(options.look && { look: options.look })}
      demo={options.demo ?? false}
      bottomBar={options.bottomBar}
      {...(options.skipTo && { skipTo: options.skipTo })}
      {...(options.feed && { feed: options.feed })}
    >
      {options.body}
    </Layout>,
  )
  if (options.cache === 'record' && isForAnybody(c)) {
    return answerRecord(c, { html, etag: tagOf(html) })
  }
  const shared = options.cache !== 'private' && reader.anonymous
  return c.body(html, options.status ?? 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': shared ? 'public, max-age=0, s-maxage=2' : 'private, no-store',
    Vary: 'Cookie, Accept-Language',
    // Only here may anything come from elsewhere, and only from there.
    ...(options.humanCheck && {
      'Content-Security-Policy': pagePolicy(
        ownHost(c),
        isHttps(c),
        CHECK_ORIGIN,
        mediaSources(url.pathname, c.env.STREAM_HOSTS),
      ),
    }),
    ...options.headers,
  })
}
