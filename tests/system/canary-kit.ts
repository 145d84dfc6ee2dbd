import { createHash } from 'node:crypto'
import WebSocket from 'ws'
import { tableNames } from '../../worker/domain/open-data'
import { permissions } from '../../worker/domain/permissions'
import { access } from '../../worker/http/access'
import { askerOf, voterOf } from '../../worker/http/visitor'
import { receiptsOf } from '../../worker/http/receipts'
import { parseReceipt } from '../../worker/domain/receipt'
import type { Portal } from '../../scripts/portal.mjs'
import { keys } from './harness'

/** Words and names that must not leave, the places where the public looks, and where both met. */

/** Every way in that asks nobody for a name, read from the table itself: a new one is looked at at once. */
export const publicWays = Object.entries(access)
  .filter(([, action]) => permissions[action].who === 'anyone')
  .map(([way]) => {
    const [method = '', pattern = ''] = way.split(' ')
    return { way, method, pattern }
  })

/** Everything of the open data. */
const openFiles = ['all.ndjson', 'manifest.json', ...tableNames.map((name) => `${name}.ndjson`)]

/** What stands for the open parts of addresses. */
export interface Places {
  slugs: string[]
  nos: number[]
  ids: string[]
  /** Query strings by pattern, beside the bare address. */
  queries?: Record<string, string[]>
}

/** All addresses of a pattern; a parameter nobody explained is a fault of the test, not a gap in it. */
export function addressesOf(pattern: string, { slugs, nos, ids, queries }: Places): string[] {
  const parts: Record<string, readonly (string | number)[]> = {
    ':slug': slugs,
    ':no': nos,
    ':id': ids,
    ':provider': ['nobody'],
    ':month': [new Date().toISOString().slice(0, 7)],
    // Segments, and what an encoder without a key would send.
    ':file': ['index.m3u8', 'mx3sy7lu-a37859db69a33ce1.m4s', 'nothing.txt'],
    ':key': ['-', 'wrong'],
    ':part': ['pages.xml', 'questions-first.xml'],
    ':list': ['requests', 'services'],
    ':item': ['nothing.json', 'nothing.xml'],
    ':name': [
      'discovery.json',
      'services.xml',
      'requests.json',
      'requests.xml',
      'live.m3u8',
      'live1.m4s',
      ...openFiles,
    ],
    '*': ['nothing.js'],
  }
  let found = ['']
  for (const part of pattern.split('/').slice(1)) {
    // `qr.svg` is a word of its own; `:what` has to be known.
    const values = part.startsWith(':') || part === '*' ? parts[part] : [part]
    if (!values) throw new Error(`What does ${part} stand for in ${pattern}?`)
    found = found.flatMap((path) => values.map((value) => `${path}/${value}`))
  }
  return found.flatMap((path) => ['', ...(queries?.[pattern] ?? [])].map((query) => path + query))
}

/** Ways a word may be written and still be read. */
function writings(value: string): string[] {
  const hash = (how: 'hex' | 'base64url') => createHash('sha256').update(value).digest(how)
  // The three ways base64 can fall upon it, without the signs its neighbours share.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.from('\0'.repeat(before) + value)
      .toString('base64url')
      .slice(before === 0 ? 0 : before + 1, -3),
  )
  return [value, ...base64, hash('hex'), hash('base64url')]
}

/** Everything that must stay inside, by what it is. */
export class Secrets {
  readonly #written: { kind: string; text: string }[] = []
  readonly kinds = new Set<string>()

  /** Notes a secret of this kind and gives it back. */
  add(kind: string, value: string): string {
    if (value.length < 8) throw new Error(`${kind} is too short to be told from chance: ${value}`)
    this.kinds.add(kind)
    this.#written.push(...writings(value).map((text) => ({ kind, text })))
    return value
  }

  /** A word found nowhere else, kept secret; short enough to be somebody's name. */
  word(kind: string): string {
    return this.add(
      kind,
      `canary${Math.random().toString(36).slice(2).padEnd(10, 'x').slice(0, 10)}`,
    )
  }

  /** Which kinds of secrets a text tells. */
  in(text: string): string[] {
    return [
      ...new Set(this.#written.filter((one) => text.includes(one.text)).map((one) => one.kind)),
    ]
  }
}

/** Notes every name a browser goes by: its cookies, and what the portal makes of them. */
export function addVisitor(secrets: Secrets, cookie: string, slugs: string[]) {
  const value = /mdm=([^;]+)/.exec(cookie)?.[1] ?? ''
  const id = value.split('.')[1] ?? ''
  secrets.add('visitor cookie', value)
  secrets.add('visitor id', id)
  secrets.add('asker handle', askerOf(keys, id))
  for (const slug of slugs) secrets.add('voter number', String(voterOf(keys, slug, id)))
}

/** Notes a receipt code as printed, as typed, and as looked up. */
export function addReceipt(secrets: Secrets, receipt: string) {
  const code = parseReceipt(receipt)
  if (code === null) throw new Error('This is no receipt.')
  secrets.add('receipt code', receipt)
  secrets.add('receipt code', code)
  secrets.add('receipt hash', receiptsOf(keys).hashOf(code))
}

/** Tables of the record whose rows are nobody's business; of these, whatever looks like a name or a key. */
export async function addPrivateTables(secrets: Secrets, portal: Portal) {
  const db = await portal.mf.getD1Database('DB')
  const { results } = await db
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'`)
    .all<{ name: string }>()
  const tables = results.map(({ name }) => name).filter((name) => !/^(_cf|sqlite_|d1_)/.test(name))
  for (const table of tables) {
    if (publicTables.has(table)) continue
    const rows = (await db.prepare(`SELECT * FROM "${table}"`).all<Record<string, unknown>>())
      .results
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const told = publicColumns.has(`${table}.${column}`) || publicColumns.has(column)
        // Words that are public elsewhere, such as the name of a unit, are no keys.
        if (told || typeof value !== 'string' || !opaque.test(value)) continue
        secrets.add(`${table}.${column}`, value)
      }
    }
  }
  return tables
}

/** A name given by chance, a key or a digest; not a word of a list. */
const opaque = /^(?=.*\d)[\w+/=.-]{12,}$/

/** What is shown to everybody, row by row; the columns of these are the projection's business. */
const publicTables = new Set([
  'units',
  'officials',
  'appointments',
  'series',
  'sessions',
  'session_guests',
  'questions',
  'question_counts',
  'comments',
  'prompts',
  'answers',
  'cases',
  'revisions',
  'figures',
  'tallies',
  'seals',
  'held_bursts',
  'audit_entries',
  // When which public question was on stage, and who answered: told as chapters.
  'stagings',
  // What the search goes through: words made public, by the ids of what they stand in.
  'search_docs',
])
/** In private tables, the columns that say which public thing a row belongs to. */
const publicColumns = new Set([
  'session_id',
  'question_id',
  'id_of',
  'slug',
  'session',
  'chain',
  'key',
  'audit_salts.salt',
  // The id of the question itself.
  'sealed.id',
  // Ids of public things whose place in the search is due.
  'search_stale.src',
  // The id of the case, question or promise that somebody is told of.
  'messages.about',
])

export interface Leak {
  kind: string
  where: string
}

/** Ways of narrowing one page down that are followed: the others show the same rows in another choice. */
const NARROWED = 12

/** Fetches as somebody without a name, and says what was told. */
export class Public {
  readonly leaks: Leak[] = []
  /** Addresses by what they answered. */
  readonly seen = new Map<string, number>()
  readonly texts = new Map<string, string>()

  constructor(
    readonly portal: Pick<Portal, 'url'>,
    readonly secrets: Secrets,
  ) {}

  look(where: string, text: string) {
    for (const kind of this.secrets.in(text)) this.leaks.push({ kind, where })
  }

  async fetch(method: string, address: string, init: RequestInit = {}): Promise<string> {
    const answer = await fetch(this.portal.url + address, {
      method,
      redirect: 'manual',
      ...init,
      headers: { 'sec-fetch-site': 'same-origin', ...(init.headers as Record<string, string>) },
    })
    const text = await answer.text()
    const where = `${method} ${address}`
    this.seen.set(where, answer.status)
    this.look(where, [...answer.headers].map((pair) => pair.join(': ')).join('\n'))
    this.look(where, text)
    this.texts.set(address, text)
    return text
  }

  /** Every public address, in both languages, and whatever their pages lead to. */
  async everything(places: Places) {
    const todo = publicWays
      .filter(({ method }) => method === 'GET')
      .flatMap(({ pattern }) => addressesOf(pattern, places))
    const known = new Set(todo)
    const narrowed = new Map<string, number>()
    for (let address = todo.shift(); address !== undefined; address = todo.shift()) {
      const text = await this.fetch('GET', address)
      if (!text.startsWith('<!')) continue
      await this.fetch('GET', `${address}${address.includes('?') ? '&' : '?'}lang=en`)
      for (const [, raw = ''] of text.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)) {
        const next = raw.replaceAll('&amp;', '&').split('#')[0] ?? ''
        if (known.has(next) || /^\/(desk|assets)\b/.test(next)) continue
        // Months go back as far as anybody likes.
        const month = next.startsWith('/stats/months/')
        if (month || next.includes('?')) {
          const page = month ? 'months' : (next.split('?')[0] ?? '')
          const followed = narrowed.get(page) ?? 0
          if (followed === NARROWED) continue
          narrowed.set(page, followed + 1)
        }
        known.add(next)
        todo.push(next)
      }
    }
    for (const { method, pattern } of publicWays) {
      if (method === 'GET') continue
      for (const address of addressesOf(pattern, { ...places, queries: {} })) {
        for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
          const body = type === 'application/json' ? '{}' : ''
          await this.fetch(method, address, { body, headers: { 'content-type': type } })
        }
      }
    }
  }
}

/** Listens like a page or a projector, from now on. */
export function listen(
  portal: Pick<Portal, 'url'>,
  address: string,
  frames: string[],
): Promise<WebSocket> {
  const socket = new WebSocket(portal.url.replace('http', 'ws') + address, {
    headers: { origin: portal.url },
  })
  socket.on('message', (data) => frames.push(String(data)))
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => {
      socket.send(JSON.stringify({ t: 'hello', v: 1 }))
      resolve(socket)
    })
  })
}

/** A main module that tells what it should keep: in a feed, in a log, through a socket. */
export const leakyMain = `
import worker, * as parts from './index.js'
export * from './index.js'
let heard = ''
export class SessionRoom extends parts.SessionRoom {
  webSocketMessage(socket, message) {
    if (heard) socket.send(JSON.stringify({ t: 'planted', heard }))
    return super.webSocketMessage(socket, message)
  }
}
export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (request.method === 'POST' && pathname.endsWith('/questions')) {
      heard = await request.clone().text()
      console.log('asked by', request.headers.get('x-forwarded-for'))
    }
    const answer = await worker.fetch(request, env, ctx)
    if (pathname !== '/feed.atom') return answer
    const told = new Response(answer.body, answer)
    told.headers.set('x-planted', btoa(heard.slice(1).replace(/[^ -~]/g, '')))
    return told
  },
}
`
