/**
 * Readers of feeds and calendars that share nothing with what writes them, and forgive nothing: RFC 4287 and
 * RFC 6721, JSON Feed 1.1, RFC 5545.
 */

export interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

function fail(why: string): never {
  throw new Error(why)
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function characters(raw: string): string {
  if (/[<]/.test(raw) || raw.includes(']]>')) fail(`raw sign in text: ${raw.slice(0, 40)}`)
  return raw.replace(/&([^;]*);?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) return fail(`a bare & in ${raw.slice(0, 40)}`)
    return entities[name] ?? fail(`unknown entity &${name};`)
  })
}

/** XML, well-formed, one root, no doctype. */
export function readXml(xml: string): Element {
  const declared =
    /^<\?xml version="1\.0" encoding="utf-8"\?>\n?/.exec(xml) ?? fail('no declaration')
  const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u
  if (!allowed.test(xml)) fail('a sign that XML does not know')
  const open: Element[] = [{ name: '', attributes: {}, children: [], text: '' }]
  const tag = /<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/y
  for (let at = declared[0].length; at < xml.length;) {
    const top = open.at(-1) ?? fail('closed too often')
    const next = xml.indexOf('<', at)
    const text = xml.slice(at, next === -1 ? undefined : next)
    if (open.length === 1 && text.trim() !== '') fail('words outside of the root')
    top.text += characters(text)
    if (next === -1) break
    tag.lastIndex = next
    const [whole = '', end, name = '', rest = '', empty] =
      tag.exec(xml) ?? fail(`no tag: ${xml.slice(next, next + 40)}`)
    at = next + whole.length
    if (end) {
      if (open.pop()?.name !== name) fail(`</${name}> closes nothing`)
      continue
    }
    const attributes: Record<string, string> = {}
    for (const [, key = '', value = ''] of rest.matchAll(/([\w:.-]+)="([^"]*)"/g)) {
      if (key in attributes) fail(`${key} twice`)
      attributes[key] = characters(value)
    }
    const made: Element = { name, attributes, children: [], text: '' }
    top.children.push(made)
    if (!empty) open.push(made)
  }
  if (open.length !== 1) fail('not closed')
  const [root, ...more] = open[0]?.children ?? []
  if (!root || more.length > 0) fail('not one root')
  return root
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
function time(text: string | undefined): number {
  if (!text || !moment.test(text) || Number.isNaN(Date.parse(text))) fail(`no date: ${text}`)
  return Date.parse(text)
}
function iri(text: string | undefined): string {
  if (!text || !URL.canParse(text)) fail(`no address: ${text}`)
  return text
}

export interface ReadEntry {
  id: string
  title: string
  updated: number
  published: number
  text: string
  author: string
}
export interface ReadFeed {
  id: string
  self: string
  updated: number
  entries: ReadEntry[]
  gone: { id: string; when: number }[]
}

/** An Atom feed with everything RFC 4287 asks for. */
export function readAtom(xml: string): ReadFeed {
  const root = readXml(xml)
  if (root.name !== 'feed' || root.attributes['xmlns'] !== 'http://www.w3.org/2005/Atom')
    fail('no feed')
  const one = (of: Element, name: string): Element => {
    const found = of.children.filter((child) => child.name === name)
    return found.length === 1 && found[0] ? found[0] : fail(`${found.length} ${name} in ${of.name}`)
  }
  const links = (of: Element, rel: string) =>
    of.children.filter(
      (child) => child.name === 'link' && (child.attributes['rel'] ?? 'alternate') === rel,
    )
  const title = (of: Element) => {
    const found = one(of, 'title')
    if (!['text', undefined].includes(found.attributes['type'])) fail('a title that is no text')
    return found.text === '' ? fail('an empty title') : found.text
  }
  const entries = root.children
    .filter((child) => child.name === 'entry')
    .map((entry): ReadEntry => {
      const content = one(entry, 'content')
      if (content.attributes['type'] !== 'text' || content.children.length > 0)
        fail('content is no text')
      if (links(entry, 'alternate').length !== 1) fail('an entry leads nowhere, or twice')
      iri(links(entry, 'alternate')[0]?.attributes['href'])
      return {
        id: iri(one(entry, 'id').text),
        title: title(entry),
        updated: time(one(entry, 'updated').text),
        published: time(one(entry, 'published').text),
        text: content.text,
        author: one(one(entry, 'author'), 'name').text || fail('nobody wrote it'),
      }
    })
  const ids = entries.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) fail('an id twice')
  if (links(root, 'self').length !== 1) fail('a feed has one self')
  const gone = root.children
    .filter((child) => child.name === 'at:deleted-entry')
    .map((child) => ({
      id: iri(child.attributes['ref']),
      when: time(child.attributes['when']),
    }))
  if (gone.length > 0 && root.attributes['xmlns:at'] !== 'http://purl.org/atompub/tombstones/1.0') {
    fail('tombstones of another kind')
  }
  const known = ['id', 'title', 'updated', 'link', 'entry', 'at:deleted-entry']
  for (const { name } of root.children) if (!known.includes(name)) fail(`what is ${name}?`)
  title(root)
  return {
    id: iri(one(root, 'id').text),
    self: iri(links(root, 'self')[0]?.attributes['href']),
    updated: time(one(root, 'updated').text),
    entries,
    gone,
  }
}

/** A JSON Feed with everything version 1.1 asks for. */
export function readJsonFeed(text: string): ReadFeed {
  const feed = JSON.parse(text) as Record<string, unknown>
  if (feed['version'] !== 'https://jsonfeed.org/version/1.1') fail('another version')
  if (typeof feed['title'] !== 'string' || feed['title'] === '') fail('no title')
  iri(feed['home_page_url'] as string)
  if (!Array.isArray(feed['items'])) fail('no items')
  const keys = ['version', 'title', 'home_page_url', 'feed_url', 'language', 'items']
  for (const key in feed) if (!keys.includes(key) && !key.startsWith('_')) fail(`what is ${key}?`)
  const entries = (feed['items'] as Record<string, unknown>[]).map((item): ReadEntry => {
    const { id, url, title, content_text: content, date_published, date_modified, authors } = item
    if (typeof id !== 'string' || typeof content !== 'string') fail('an item without id or content')
    if (!Array.isArray(authors) || typeof authors[0] !== 'object') fail('authors are a list')
    iri(url as string)
    return {
      id,
      title: String(title),
      updated: time(date_modified as string),
      published: time(date_published as string),
      text: content,
      author: String((authors[0] as { name: string }).name),
    }
  })
  const gone = (feed['_gone'] ?? []) as { id: string; date: string }[]
  return {
    id: iri(feed['feed_url'] as string),
    self: iri(feed['feed_url'] as string),
    updated: 0,
    entries,
    gone: gone.map(({ id, date }) => ({ id, when: time(date) })),
  }
}

export interface ReadEvent {
  uid: string
  properties: Map<string, { value: string; parameters: string }>
  summary: string
  from: number
  to: number
  wholeDay: boolean
  cancelled: boolean
  sequence: number
}

const unescaped = (value: string) =>
  value.replace(/\\(.)|[;,]|\\$/gs, (whole, sign: string | undefined) => {
    if (sign === 'n' || sign === 'N') return '\n'
    if (sign !== undefined && '\\;,'.includes(sign)) return sign
    return fail(`an unmarked ${whole}`)
  })

/** A calendar with everything RFC 5545 asks for: its octets, its ends of lines, its properties. */
export function readCalendar(text: string): { name: string; events: ReadEvent[] } {
  const octets = (line: string) => new TextEncoder().encode(line).length
  if (!text.endsWith('\r\n') || /[^\r]\n|\r[^\n]/.test(text)) fail('lines end with CRLF')
  const lines = text.slice(0, -2).split('\r\n')
  for (const line of lines) if (octets(line) > 75) fail(`${octets(line)} octets in a line`)
  const control = (sign: string) => /\p{Cc}/u.test(sign) && !'\t\r\n'.includes(sign)
  if ([...text].some(control)) fail('a control character')
  const whole: string[] = []
  for (const line of lines) {
    if (/^[ \t]/.test(line)) whole.push((whole.pop() ?? fail('begins with a fold')) + line.slice(1))
    else whole.push(line)
  }
  const content = whole.map((line) => {
    const [, name = '', parameters = '', value = ''] =
      /^([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=[^;:",]+)*):(.*)$/s.exec(line) ?? fail(`no property: ${line}`)
    return { name, parameters, value }
  })
  const head: typeof content = []
  const events: ReadEvent[] = []
  let inside: typeof content | null = null
  for (const [at, line] of content.entries()) {
    const edge = `${line.name}:${line.value}`
    if (at === 0 || at === content.length - 1) {
      if (edge !== (at === 0 ? 'BEGIN:VCALENDAR' : 'END:VCALENDAR')) fail('not one calendar')
    } else if (edge === 'BEGIN:VEVENT') {
      if (inside) fail('an event within an event')
      inside = []
    } else if (edge === 'END:VEVENT') {
      events.push(eventOf(inside ?? fail('an end without a begin')))
      inside = null
    } else if (line.name === 'BEGIN' || line.name === 'END') fail(`what is ${edge}?`)
    else (inside ?? head).push(line)
  }
  if (inside) fail('an event without an end')
  const once = (name: string) => {
    const found = head.filter((line) => line.name === name)
    return found.length === 1 ? (found[0]?.value ?? '') : fail(`${found.length} ${name}`)
  }
  if (once('VERSION') !== '2.0' || once('PRODID') === '') fail('another version')
  if (once('CALSCALE') !== 'GREGORIAN' || once('METHOD') !== 'PUBLISH') fail('another method')
  const uids = events.map(({ uid }) => uid)
  if (new Set(uids).size !== uids.length) fail('a UID twice')
  return { name: unescaped(once('X-WR-CALNAME')), events }
}

function eventOf(lines: { name: string; parameters: string; value: string }[]): ReadEvent {
  const properties = new Map<string, { value: string; parameters: string }>()
  for (const { name, ...rest } of lines) {
    if (properties.has(name)) fail(`${name} twice`)
    properties.set(name, rest)
  }
  const value = (name: string) => properties.get(name)?.value ?? fail(`an event without ${name}`)
  const utc = (text: string): number => {
    const [, y, mo, d, h, mi, s] =
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)?.map(Number) ??
      fail(`no moment: ${text}`)
    const ms = Date.UTC(y ?? 0, (mo ?? 0) - 1, d, h, mi, s)
    const again = new Date(ms).toISOString().replace(/[-:]|\.000/g, '')
    return again === text ? ms : fail(`no moment: ${text}`)
  }
  utc(value('DTSTAMP'))
  const wholeDay = properties.get('DTSTART')?.parameters === ';VALUE=DATE'
  const day = (text: string) => utc(`${/^\d{8}$/.test(text) ? text : fail('no day')}T000000Z`)
  const read = (name: string) => (wholeDay ? day(value(name)) : utc(value(name)))
  if (properties.get('DTEND')?.parameters !== properties.get('DTSTART')?.parameters)
    fail('two kinds')
  const [from, to] = [read('DTSTART'), read('DTEND')]
  if (to <= from) fail('ends before it begins')
  if (!['CONFIRMED', 'CANCELLED', 'TENTATIVE'].includes(value('STATUS'))) fail('no status')
  if (!/^\d+$/.test(value('SEQUENCE'))) fail('no sequence')
  iri(value('URL'))
  for (const name of ['DESCRIPTION', 'LOCATION']) unescaped(properties.get(name)?.value ?? '')
  return {
    uid: unescaped(value('UID')),
    properties,
    summary: unescaped(value('SUMMARY')),
    from,
    to,
    wholeDay,
    cancelled: value('STATUS') === 'CANCELLED',
    sequence: Number(value('SEQUENCE')),
  }
}
