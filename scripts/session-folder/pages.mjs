// A page of the portal becomes a page of the folder: what is read stays as it was drawn, what needs a portal goes.
import {
  each,
  element,
  escape,
  first,
  hasClass,
  replace,
  textOf,
  unescape,
  write,
} from './html.mjs'
import { isAct, relative } from './addresses.mjs'

/**
 * @typedef {import('./html.mjs').Element} Element
 * @typedef {import('./html.mjs').Node} Node
 * @typedef {import('./words.mjs').FolderWords} FolderWords
 * @typedef {{
 *   addresses: import('./addresses.mjs').Addresses,
 *   origin: string,
 *   words: FolderWords,
 *   archived: boolean,
 *   promises: boolean,
 *   films: string[],
 * }} Folder
 * @typedef {{ file: string, address: string, tree: Element }} Page
 */

/** Nothing from elsewhere, no form, no script but the folder's own two. `file:` is for browsers to whom a disk is no origin. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' file:",
  "style-src 'self' file:",
  "img-src 'self' file:",
  "media-src 'self' file:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** What somebody does, and what only a script does. */
const GONE =
  /^(script|form|button|input|select|textarea|noscript|template|iframe|object|embed|dialog)$/
/** What is nothing without what was in it. */
const HOLLOW = /^(p|li|ul|ol|section|nav|details|div|figure)$/

/** Addresses a page links to and shows. @param {Element} tree */
export function linked(tree) {
  const found = []
  for (const { tag, at } of each(tree)) {
    if (tag === 'a' && at.href) found.push(unescape(at.href))
    if (tag === 'img' && at.src) found.push(unescape(at.src))
    if (tag === 'video' && at.poster) found.push(unescape(at.poster))
    if (tag === 'link' && at.rel === 'stylesheet' && at.href) found.push(at.href)
  }
  return found
}

/** A link as it works in the folder; null: there is nothing to do here. @param {Folder} folder @param {string} file @param {Element} a @param {string} address the page's own */
function link({ addresses, origin, words, films }, file, a, address) {
  const href = unescape(a.at.href ?? '')
  if (isAct(href)) return null
  const kept = Object.entries(a.at).filter(([name]) =>
    /^(class|id|lang|aria-.*|hreflang)$/.test(name),
  )
  a.at = Object.fromEntries(kept)
  // A place on the page itself; on paper and in words it stays what it was.
  if (href.startsWith('#')) return Object.assign(a, { at: { ...a.at, href: escape(href) } })
  const second = /^\/s\/[^/?]+\?t=(\d+)/.exec(href)?.[1]
  const film = films.length === 1 && second !== undefined ? `${films[0]}#t=${second}` : null
  const inside = film ?? addresses.within(href)
  if (inside) {
    const [to = '', place] = inside.split('#')
    const here = to === file ? '' : relative(file, to)
    a.at.href = escape(place ? `${here}#${place}` : here || relative(file, to))
    return a
  }
  const base = new URL(address, origin)
  const out = new URL(href, base)
  if (!/^(https?|mailto|tel):$/.test(out.protocol)) return null
  if (/^https?:$/.test(out.protocol)) return outward(a, out.href, words)
  a.at.href = escape(out.href)
  return a
}

/** A link that leads out, and says so. @param {Element} a @param {string} href @param {FolderWords} words */
function outward(a, href, words) {
  a.at = {
    ...a.at,
    href: escape(href),
    class: [a.at.class, 'out'].filter(Boolean).join(' '),
    rel: 'external noreferrer',
  }
  // A name given in so many words is the whole name.
  const label = a.at['aria-label']
  if (label === undefined) a.in.push(element('span', { class: 'sr-only' }, words.leads))
  else a.at['aria-label'] = label + words.leads
  return a
}

/** A film in the folder is played here; otherwise its picture leads to where it is. @param {Folder} folder @param {string} file @param {Element} video @param {string} address @returns {Node[]} */
function film({ addresses, origin, words, films }, file, video, address) {
  const poster = addresses.within(unescape(video.at.poster ?? ''))
  const picture = poster && { poster: escape(relative(file, poster)) }
  if (films.length > 0) {
    return films.map((one, i) =>
      element('video', {
        controls: '',
        preload: 'none',
        'aria-label': films.length > 1 ? words.filmPart(i + 1) : words.film,
        ...picture,
        src: escape(relative(file, one)),
      }),
    )
  }
  const inner = [
    ...(poster ? [element('img', { src: escape(relative(file, poster)), alt: '' })] : []),
    element('span', { class: 'film-word' }, words.film),
  ]
  const { pathname } = new URL(address, origin)
  return [outward(element('a', { class: 'film' }, ...inner), new URL(pathname, origin).href, words)]
}

const blank = (/** @type {Node} */ node) => typeof node === 'string' && /^[\s·]*$/.test(node)

/** Takes what leads nowhere out of a part of a page. @param {Folder} folder @param {Page} page @param {Element} main */
function adapt(folder, { file, address }, main) {
  const { words } = folder
  replace(main, (one) => {
    if (GONE.test(one.tag)) return []
    if (one.tag === 'video') return film(folder, file, one, address)
    for (const name of Object.keys(one.at)) {
      if (/^(data-|on)|^(style|nonce|tabindex|ping)$/.test(name)) delete one.at[name]
    }
    if (one.tag === 'a') {
      const had = link(folder, file, one, address)
      return had ? [had] : []
    }
    if (one.tag === 'img') {
      const src = folder.addresses.within(unescape(one.at.src ?? ''))
      if (!src) return []
      one.at.src = escape(relative(file, src))
      delete one.at.srcset
      return [one]
    }
    if (one.tag === 'dl' && hasClass(one, 'rec-facts')) withoutMade(one, words.made)
    if (!HOLLOW.test(one.tag) || one.at.id) return null
    // What stood between two links, one of which is gone.
    while (one.in.length > 1 && blank(/** @type {Node} */ (one.in.at(-1)))) one.in.pop()
    const last = one.in.at(-1)
    if (typeof last === 'string') one.in[one.in.length - 1] = last.replace(/\s*·\s*$/, '')
    if (one.in.length > 1 && typeof one.in[0] === 'string' && /^\s*·\s*$/.test(one.in[0]))
      one.in.shift()
    return one.in.every(blank) ? [] : null
  })
  main.at = { id: 'main', tabindex: '-1' }
  return main
}

/** When it was drawn is not when the record was made. @param {Element} facts @param {string} made */
function withoutMade(facts, made) {
  const at = facts.in.findIndex((one) => typeof one !== 'string' && textOf(one) === made)
  if (at >= 0) facts.in.splice(at, 2)
}

/** @param {Element} tree @param {string} name */
const metaOf = (tree, name) =>
  first(tree, ({ tag, at }) => tag === 'meta' && at.name === name)?.at.content

/** Head, header and end of a page of the folder around what is in it. @param {Folder} folder @param {Page} page @param {Element} main @param {Node[]} [scripts] */
export function around(folder, { file, tree }, main, scripts = []) {
  const { words, addresses } = folder
  const to = (/** @type {string} */ other) => escape(relative(file, other))
  const html = first(tree, ({ tag }) => tag === 'html')
  const title = first(tree, ({ tag }) => tag === 'title')
  const canonical = first(tree, ({ tag, at }) => tag === 'link' && at.rel === 'canonical')
  const brand = first(tree, (one) => one.tag === 'a' && hasClass(one, 'brand'))
  const demo = first(tree, (one) => hasClass(one, 'demo-flag'))
  const description = metaOf(tree, 'description')
  const styles = [...each(tree)].flatMap(({ tag, at }) => {
    const found = tag === 'link' && at.rel === 'stylesheet' ? addresses.within(at.href ?? '') : null
    return found ? [found] : []
  })
  const sheet = (/** @type {string} */ href) =>
    element('link', { rel: 'stylesheet', href: to(href) })
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: escape(POLICY) }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    element('title', {}, ...(title?.in ?? [])),
    element('meta', {
      name: 'viewport',
      content: 'width=device-width, initial-scale=1, viewport-fit=cover',
    }),
    ...(description ? [element('meta', { name: 'description', content: description })] : []),
    element('meta', { name: 'format-detection', content: 'telephone=no' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    ...(canonical ? [element('link', { rel: 'canonical', href: canonical.at.href ?? '' })] : []),
    element('link', { rel: 'icon', href: to('assets/icon.svg'), type: 'image/svg+xml' }),
    ...[...new Set([...styles, 'assets/folder.css'])].map(sheet),
  )
  const pages = [
    ['index.html', words.session],
    ['transcript.html', words.transcript],
    ...(folder.promises ? [['index.html#promises', words.promises]] : []),
    ['search.html', words.search],
  ]
  const nav = pages.map(([href = '', word = '']) =>
    element('a', { href: to(href), ...(href === file && { 'aria-current': 'page' }) }, word),
  )
  const online =
    canonical && outward(element('a', {}, words.online), unescape(canonical.at.href ?? ''), words)
  const body = element(
    'body',
    { class: 'folder' },
    element('a', { class: 'skip', href: '#main' }, words.skip),
    element(
      'header',
      { class: 'site-head' },
      ...(demo ? [element('div', { class: 'demo-flag' }, ...demo.in)] : []),
      element(
        'div',
        { class: 'in' },
        element('a', { class: 'brand', href: to('index.html') }, ...(brand?.in ?? [])),
        element('nav', { class: 'site-nav', 'aria-label': words.nav }, ...nav),
      ),
      element(
        'p',
        { class: 'folder-note small' },
        words.kept,
        ...(folder.archived ? [] : [' ', words.open]),
        ...(online ? [' ', online] : []),
      ),
    ),
    main,
    element(
      'footer',
      { class: 'site-foot' },
      element(
        'div',
        { class: 'in' },
        element(
          'p',
          {},
          words.foot,
          ' ',
          element('a', { href: to('SHA256SUMS.txt') }, 'SHA256SUMS.txt'),
        ),
      ),
    ),
    ...scripts,
  )
  const whole = element(
    'html',
    { lang: html?.at.lang ?? words.htmlLang, 'data-size': 'standard', 'data-theme': 'auto' },
    head,
    body,
  )
  return `<!doctype html>${write(whole)}\n`
}

/** A picture of the folder, with what it shows. @param {Folder} folder @param {string} file @param {string} card @param {string} caption @param {string} title */
function figure(folder, file, card, caption, title) {
  return element(
    'details',
    { class: 'folder-card' },
    element('summary', {}, caption),
    element('img', {
      src: escape(relative(file, card)),
      alt: `${caption}：${title}`,
      width: '1200',
      height: '630',
    }),
  )
}

/** One page, whole. @param {Folder} folder @param {Page} page */
export function folderPage(folder, page) {
  const { file, tree } = page
  const main = first(tree, ({ tag }) => tag === 'main')
  if (!main) throw new Error(`${page.address} has nothing to read in it`)
  const image = first(tree, ({ tag, at }) => tag === 'meta' && at.property === 'og:image')
  const heading = first(main, ({ tag }) => tag === 'h1')
  const title = escape(heading ? textOf(heading) : '')
  adapt(folder, page, main)
  const card = image && folder.addresses.within(new URL(unescape(image.at.content ?? '')).pathname)
  const { words } = folder
  if (card && file === 'index.html') main.in.push(figure(folder, file, card, words.card, title))
  if (card && file.startsWith('questions/')) {
    main.in.push(
      element('div', { class: 'narrow' }, figure(folder, file, card, words.cardOf, title)),
    )
  }
  return around(folder, page, main)
}

/** The page of the search. @param {Folder} folder @param {Element} tree that of the session's page, to be changed, for what all have in common */
export function searchPage(folder, tree) {
  const { words } = folder
  const { ask } = words
  const file = 'search.html'
  const title = first(tree, ({ tag }) => tag === 'title')
  const named = element('title', {}, `${words.search} · `, ...(title?.in ?? []))
  const main = element(
    'main',
    { id: 'main', tabindex: '-1' },
    element(
      'div',
      { class: 'narrow' },
      element('h1', {}, words.search),
      element(
        'p',
        { class: 'folder-ask' },
        element('label', { for: 'q' }, ask.label),
        element('input', {
          id: 'q',
          type: 'search',
          autocomplete: 'off',
          'aria-describedby': 'hint',
        }),
      ),
      element('p', { id: 'hint', class: 'small muted' }, ask.hint),
      element('noscript', {}, element('p', {}, ask.script)),
      element('p', { id: 'count', role: 'status' }),
      element('ol', { id: 'found', class: 'plain rows' }),
    ),
  )
  replace(tree, (one) =>
    one.tag === 'title' ? [named] : one.tag === 'link' && one.at.rel === 'canonical' ? [] : null,
  )
  const script = (/** @type {string} */ src) => element('script', { src })
  return around(folder, { file, address: '', tree }, main, [
    script('assets/search-data.js'),
    script('assets/search.js'),
  ])
}
