/** An answer as a feed reader sees it. Times are epoch ms. */
export interface AtomEntry {
  id: string
  link: string
  title: string
  author: string
  published: number
  updated: number
  text: string
}

/** What was in the feed once and was taken away: when, and why (RFC 6721). */
export interface AtomGone {
  id: string
  when: number
  why: string
}

export interface AtomFeed {
  id: string
  /** Where this feed is fetched; left out where that is its id. */
  self?: string
  home: string
  title: string
  lang: string
  entries: readonly AtomEntry[]
  gone?: readonly AtomGone[]
}

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text inside XML: escaped, and without the signs that XML has no way to write. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (sign) => named[sign] ?? '')
}

const time = (ms: number) => new Date(ms).toISOString()

/** When anything of a feed changed last; 0 where there is nothing. */
export function lastChange(entries: readonly AtomEntry[], gone: readonly AtomGone[] = []): number {
  const changes = [...entries.map((entry) => entry.updated), ...gone.map(({ when }) => when)]
  return changes.reduce((last, at) => Math.max(last, at), 0)
}

/** A feed as RFC 4287 wants it. */
export function atom({ id, self = id, home, title, lang, entries, gone = [] }: AtomFeed): string {
  const updated = lastChange(entries, gone)
  const tombstones = gone.map(
    (one) => `<at:deleted-entry ref="${xml(one.id)}" when="${time(one.when)}">
<at:comment>${xml(one.why)}</at:comment>
</at:deleted-entry>
`,
  )
  const items = entries.map(
    (entry) => `<entry>
<id>${xml(entry.id)}</id>
<title>${xml(entry.title)}</title>
<link rel="alternate" type="text/html" href="${xml(entry.link)}"/>
<author><name>${xml(entry.author)}</name></author>
<published>${time(entry.published)}</published>
<updated>${time(entry.updated)}</updated>
<content type="text">${xml(entry.text)}</content>
</entry>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="${lang}">
<id>${xml(id)}</id>
<title>${xml(title)}</title>
<updated>${time(updated)}</updated>
<link rel="self" type="application/atom+xml" href="${xml(self)}"/>
<link rel="alternate" type="text/html" href="${xml(home)}"/>
${items.join('\n')}
${tombstones.join('')}</feed>
`
}

/** The same as a JSON Feed 1.1; what was taken away is told in an extension, as its rules allow. */
export function jsonFeed({
  id,
  self = id,
  home,
  title,
  lang,
  entries,
  gone = [],
}: AtomFeed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: self,
    language: lang,
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.link,
      title: entry.title,
      content_text: entry.text,
      date_published: time(entry.published),
      date_modified: time(entry.updated),
      authors: [{ name: entry.author }],
    })),
    ...(gone.length > 0 && {
      _gone: gone.map((one) => ({ id: one.id, date: time(one.when), why: one.why })),
    }),
  })
}
