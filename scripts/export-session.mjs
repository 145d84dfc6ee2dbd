// `npm run export:session -- SLUG FOLDER [--to URL] [--lang zh|en] [--with-video]`: a session as a folder of pages that
// need no portal and no network. It asks the portal what anybody may ask, without a token or a cookie: what is not
// public cannot get into it. The same record gives the same bytes.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { headersFor } from './operator.mjs'
import { together } from './portal-address.mjs'
import { Addresses, endingOf } from './session-folder/addresses.mjs'
import { each, first, parse, unescape } from './session-folder/html.mjs'
import { folderPage, linked, searchPage } from './session-folder/pages.mjs'
import { entriesOf, searchData, searchScript } from './session-folder/search.mjs'
import { folderWords } from './session-folder/words.mjs'

/** @typedef {'zh' | 'en'} Lang */

const LONGEST_WAIT_S = 70

/** Asks an address of the portal as anybody would. */
class Reader {
  /** @param {string} url @param {Lang} lang */
  constructor(url, lang) {
    this.url = url.replace(/\/$/, '')
    this.headers = { ...headersFor(url), 'accept-language': lang === 'zh' ? 'zh-CN' : 'en' }
  }

  /** @param {string} address @returns {Promise<Response>} */
  async ask(address) {
    for (let tries = 1; ; tries += 1) {
      const answer = await fetch(this.url + address, { headers: this.headers }).catch(() => null)
      if (answer && answer.status !== 429 && answer.status !== 503) return answer
      if (tries === 4) throw new Error(`${this.url} cannot be reached, or has no time just now.`)
      const wait = Number(answer?.headers.get('retry-after') ?? 1)
      await new Promise((done) => setTimeout(done, 1000 * Math.min(LONGEST_WAIT_S, wait || 1)))
    }
  }

  /** What must be there. @param {string} address */
  async need(address) {
    const answer = await this.ask(address)
    if (!answer.ok) throw new Error(`${this.url}${address} answered ${answer.status}.`)
    return answer
  }
}

/** @param {Reader} portal @param {string} slug */
async function sessionOf(portal, slug) {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(slug)) throw new Error(`“${slug}” is no name of a session.`)
  const answer = await portal.ask(`/api/sessions/${slug}/snapshot`)
  if (answer.status === 404) {
    throw new Error(
      `There is no public session “${slug}” at ${portal.url}: unknown, or not published.`,
    )
  }
  if (!answer.ok) throw new Error(`${portal.url} answered ${answer.status}.`)
  const snapshot = await answer.json()
  if (snapshot.session.rehearsal !== undefined) {
    throw new Error(`“${slug}” is a rehearsal: it leaves no record.`)
  }
  return snapshot
}

/** Every page of the session, as the portal draws it. @param {Reader} portal @param {Addresses} addresses @param {string} slug */
async function readPages(portal, addresses, slug) {
  /** @type {Map<string, { file: string, address: string, html: string, links: string[] }>} */
  const pages = new Map()
  /** @type {Map<string, any>} */
  const promises = new Map()
  const asked = new Set()
  const whole = (/** @type {string} */ file, /** @type {string} */ address) =>
    file === 'transcript.html' ? `/s/${slug}/transcript?all=1` : address
  let next = [`/s/${slug}`, ...[...addresses.numbers.keys()].map((id) => `/q/${id}`)]
  while (next.length > 0) {
    const wanted = new Map()
    for (const address of next) {
      const [, id] = /^\/promises\/([a-z0-9]+)$/.exec(address) ?? []
      if (id && !asked.has(id)) {
        asked.add(id)
        const made = await (await portal.need(`/api/promises/${id}`)).json()
        if (made.session?.slug === slug) {
          addresses.promises.add(id)
          promises.set(id, made)
        }
      }
      const file = addresses.page(address)
      if (file && !pages.has(file)) wanted.set(file, whole(file, address))
    }
    await together([...wanted], async ([file, address]) => {
      const html = await (await portal.need(address)).text()
      pages.set(file, { file, address, html, links: linked(parse(html)) })
    })
    const found = [...wanted.keys()].flatMap((file) => pages.get(file)?.links ?? [])
    next = [...new Set(found.map((href) => href.split('#')[0] ?? ''))].filter((href) =>
      href.startsWith('/'),
    )
  }
  const inOrder = [...pages.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
  return { pages: inOrder, promises: [...promises.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) }
}

/** What pages show and link to besides pages. @param {Reader} portal @param {Addresses} addresses @param {string[]} links @param {(file: string, bytes: Buffer) => void} keep @param {string} made */
async function readFiles(portal, addresses, links, keep, made) {
  const wanted = new Map()
  for (const link of links) {
    const address = link.split('#')[0] ?? ''
    const file = address.startsWith('/') ? addresses.file(address) : null
    if (file) wanted.set(address, file)
  }
  await together([...wanted], async ([address, file]) => {
    const answer = await portal.ask(address)
    // A picture or an attachment that was taken away meanwhile: its page says so.
    if (answer.status === 404 || answer.status === 410) return
    if (!answer.ok) throw new Error(`${portal.url}${address} answered ${answer.status}.`)
    const name = file.replace('*', endingOf(answer.headers.get('content-type') ?? ''))
    const bytes = Buffer.from(await answer.arrayBuffer())
    addresses.fetched.set(address, name)
    keep(name, file === 'data/transcript.txt' ? withoutMade(bytes, made) : bytes)
  })
}

/** @param {Buffer} bytes @param {string} made */
function withoutMade(bytes, made) {
  const lines = bytes.toString('utf8').split('\n')
  return Buffer.from(lines.filter((line) => !line.startsWith(made)).join('\n'))
}

/** Whole films of the session, as the page of its recording offers them. @param {{ file: string, html: string }[]} pages */
function filmsOn(pages) {
  const page = pages.find(({ file }) => file === 'recording.html')
  const list =
    page && first(parse(page.html), ({ tag, at }) => tag === 'ul' && at.class === 'plain')
  const links = list ? [...each(list)].filter(({ tag }) => tag === 'a') : []
  return links
    .map(({ at }) => unescape(at.href ?? ''))
    .filter((href) => /^\/live\/[^/]+\/(film\.mp4|download\?)/.test(href))
}

/**
 * Writes a session into a folder, whole or not at all.
 * @param {string} url origin of the portal
 * @param {string} slug
 * @param {string} out a folder that is empty or not there yet
 * @param {{ lang?: Lang, video?: boolean, say?: (line: string) => void }} [how]
 */
export async function exportSession(
  url,
  slug,
  out,
  { lang = 'zh', video = false, say = () => {} } = {},
) {
  const there = await readdir(out).catch((/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code === 'ENOENT') return null
    throw error.code === 'ENOTDIR' ? new Error(`${out} is a file.`) : error
  })
  if (there && there.length > 0) throw new Error(`${out} is not empty.`)
  const portal = new Reader(url, lang)
  const words = folderWords[lang]
  const snapshot = await sessionOf(portal, slug)
  const { session, questions } = snapshot
  /** @type {[string, number][]} */
  const numbers = questions.map((/** @type {{ id: string, no: number }} */ { id, no }) => [id, no])
  const addresses = new Addresses(slug, new Map(numbers))
  const half = `${path.resolve(out)}.half`
  await rm(half, { recursive: true, force: true })
  await mkdir(half, { recursive: true })
  try {
    /** @type {Map<string, string>} digests by file */
    const sums = new Map()
    /** @type {Promise<void>[]} */
    const writing = []
    const keep = (/** @type {string} */ file, /** @type {Buffer | string} */ bytes) => {
      sums.set(file, createHash('sha256').update(bytes).digest('hex'))
      const place = path.join(half, file)
      writing.push(
        mkdir(path.dirname(place), { recursive: true }).then(() => writeFile(place, bytes)),
      )
    }
    const { pages, promises } = await readPages(portal, addresses, slug)
    say(`${pages.length} pages`)
    const cards = pages.flatMap(({ html }) => cardOf(html))
    await readFiles(
      portal,
      addresses,
      ['/favicon.svg', ...cards, ...pages.flatMap(({ links }) => links)],
      keep,
      words.made,
    )
    // Where the live protocol stands, when it was asked and who was looking are no part of the record.
    const live = ['v', 'epoch', 'seq', 'at', 'viewers']
    const record = Object.entries(snapshot).filter(([name]) => !live.includes(name))
    keep('data/session.json', `${JSON.stringify(Object.fromEntries(record), null, 1)}\n`)
    const films = []
    for (const [i, film] of (video ? filmsOn(pages) : []).entries()) {
      const file = `video/${slug}-${i + 1}.mp4`
      say(file)
      sums.set(file, await fetchFilm(portal, film, path.join(half, file)))
      addresses.fetched.set(film, file)
      films.push(file)
    }
    const index = pages.find(({ file }) => file === 'index.html')
    if (!index) throw new Error('The session has no page.')
    const canonical = first(
      parse(index.html),
      ({ tag, at }) => tag === 'link' && at.rel === 'canonical',
    )
    const folder = {
      addresses,
      origin: new URL(unescape(canonical?.at.href ?? portal.url)).origin,
      words,
      archived: session.state === 'archived',
      promises: promises.length > 0,
      films,
    }
    for (const { file, address, html } of pages) {
      keep(file, folderPage(folder, { file, address, tree: parse(html) }))
    }
    keep('search.html', searchPage(folder, parse(index.html)))
    const { lines } = await (await portal.need(`/api/sessions/${slug}/transcript`)).json()
    keep('assets/search-data.js', searchData(entriesOf({ questions, lines, promises }), words))
    keep('assets/search.js', await searchScript())
    keep(
      'assets/folder.css',
      await readFile(path.join(import.meta.dirname, 'session-folder/folder.css')),
    )
    await Promise.all(writing)
    const list = [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, sum]) => `${sum}  ${file}\n`)
    await writeFile(path.join(half, 'SHA256SUMS.txt'), list.join(''))
    if (there) await rmdir(out)
    await rename(half, out)
    return { files: sums.size, pages: pages.length + 1, films: films.length }
  } catch (error) {
    await rm(half, { recursive: true, force: true })
    throw error
  }
}

/** The picture a page is shared with. @param {string} html */
function cardOf(html) {
  const meta = first(parse(html), ({ tag, at }) => tag === 'meta' && at.property === 'og:image')
  return meta ? [new URL(unescape(meta.at.content ?? '')).pathname] : []
}

/** @param {Reader} portal @param {string} address @param {string} place */
async function fetchFilm(portal, address, place) {
  const answer = await portal.need(address)
  await mkdir(path.dirname(place), { recursive: true })
  const hash = createHash('sha256')
  if (!answer.body) throw new Error(`${address} is empty.`)
  const body = Readable.fromWeb(
    /** @type {import('node:stream/web').ReadableStream} */ (answer.body),
  )
  body.on('data', (chunk) => hash.update(chunk))
  await pipeline(body, createWriteStream(place))
  return hash.digest('hex')
}

const USAGE =
  'Usage: npm run export:session -- SLUG FOLDER [--to URL] [--lang zh|en] [--with-video]'

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      to: { type: 'string' },
      lang: { type: 'string', default: 'zh' },
      'with-video': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [slug, out, ...more] = positionals
  const { lang } = values
  if (!slug || !out || more.length > 0 || (lang !== 'zh' && lang !== 'en')) throw new Error(USAGE)
  const url = values.to ?? process.env.PUBLIC_URL ?? `http://localhost:${process.env.PORT || 8787}`
  const say = (/** @type {string} */ line) => console.log(`  ${line}`)
  const { files } = await exportSession(url, slug, out, { lang, video: values['with-video'], say })
  console.log(`${out}: ${files} files. Open ${path.join(out, 'index.html')}`)
}

if (process.argv[1] === import.meta.filename) {
  await main().catch((/** @type {Error} */ error) => {
    console.error(error.message)
    process.exit(1)
  })
}
