// Which page or file of a folder stands for which address of the portal.

/** How a session's list may be asked for; anything else is another page. */
const LISTS = ['show', 'order', 'page', 'tab']
/** What somebody does: there is nobody to do it with. */
const ACTS =
  /^\/(s\/[^/]+\/(ask|report|comment|overlay|screen)|promises\/propose|my|verify|settings)(\/|\?|$)/

export const isAct = (/** @type {string} */ address) => ACTS.test(address)

/** Endings by what the portal says a file is. */
const ENDINGS = /** @type {Record<string, string>} */ ({
  'image/svg+xml': 'svg',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'video/mp4': 'mp4',
})

/** @param {string} type */
export const endingOf = (type) => ENDINGS[type.split(';')[0]?.trim() ?? ''] ?? 'bin'

export class Addresses {
  /** Files whose ending only their answer tells, by address. @type {Map<string, string>} */
  fetched = new Map()
  /** Promises of this session. @type {Set<string>} */
  promises = new Set()

  /** @param {string} slug @param {Map<string, number>} numbers of its questions, by id */
  constructor(slug, numbers) {
    this.slug = slug
    this.numbers = numbers
    this.all = new Set(numbers.values())
  }

  /** The page of the folder for an address, or null where it has none. @param {string} address */
  page(address) {
    const { pathname, searchParams } = new URL(address, 'http://x')
    const s = `/s/${this.slug}`
    if (pathname === s) return this.#list(searchParams)
    if (pathname === `${s}/transcript`) return 'transcript.html'
    const [, name] = /^\/(integrity|rejections|recording)$/.exec(pathname.slice(s.length)) ?? []
    if (name && pathname.startsWith(s)) return `${name}.html`
    const [, no] = pathname.startsWith(s)
      ? (/^\/q\/(\d+)$/.exec(pathname.slice(s.length)) ?? [])
      : []
    if (no) return this.all.has(Number(no)) ? `questions/${no}.html` : null
    const [, kind, id = ''] = /^\/(q|promises)\/(\w+)$/.exec(pathname) ?? []
    if (kind === 'promises') return this.promises.has(id) ? `promises/${id}.html` : null
    const own = kind === 'q' ? this.numbers.get(id) : undefined
    return own === undefined ? null : `questions/${own}.html`
  }

  /** @param {URLSearchParams} asked */
  #list(asked) {
    const given = [...asked.entries()].filter(([name, value]) => name !== 'page' || value !== '1')
    const known = given.every(([name, value]) => LISTS.includes(name) && /^\w{1,30}$/.test(value))
    if (!known || new Set(given.map(([name]) => name)).size < given.length) return null
    if (asked.get('tab') === 'transcript') return 'transcript.html'
    if (given.length === 0) return 'index.html'
    const parts = LISTS.flatMap((name) => {
      const value = given.find(([one]) => one === name)?.[1]
      return value === undefined ? [] : name === 'tab' ? [value] : [`${name}-${value}`]
    })
    return `${parts.join('-')}.html`
  }

  /** Where the bytes of an address lie, whose ending is known beforehand; `*` where it is not. @param {string} address */
  file(address) {
    const { pathname } = new URL(address, 'http://x')
    const { slug } = this
    const data = `/api/sessions/${slug}/`
    if (pathname === '/favicon.svg') return 'assets/icon.svg'
    if (/^\/assets\/[\w.-]+\.css$/.test(pathname)) return pathname.slice(1)
    if (pathname === `/s/${slug}/qr.svg`) return 'images/qr.svg'
    if (pathname === `/s/${slug}/card.png`) return 'images/session.png'
    if (pathname === `/live/${slug}/poster`) return 'images/poster.*'
    if (pathname === `${data}snapshot`) return 'data/session.json'
    const name = pathname.startsWith(data) ? pathname.slice(data.length) : ''
    if (/^(questions\.csv|transcript\.(txt|vtt|srt))$/.test(name)) return `data/${name}`
    const [, question = ''] = /^\/q\/(\w+)\/card\.png$/.exec(pathname) ?? []
    const no = this.numbers.get(question)
    if (no !== undefined) return `images/question-${no}.png`
    const [, file] = /^\/files\/([\w-]+)$/.exec(pathname) ?? []
    return file ? `files/${file}.*` : null
  }

  /** What of the folder stands for an address, with the place in it; null: it leads out. @param {string} address */
  within(address) {
    const [whole = '', place] = address.split('#')
    const found = this.page(whole) ?? this.fetched.get(whole) ?? null
    return found && (place ? `${found}#${place}` : found)
  }
}

/** From one file of the folder to another. @param {string} from @param {string} to */
export const relative = (from, to) => '../'.repeat(from.split('/').length - 1) + to
