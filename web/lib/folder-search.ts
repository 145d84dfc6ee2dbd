import { fold, holdsAll, markedIn, wordsOf } from '../../worker/domain/fold'

/**
 * Search in the folder of a session, which has no portal to ask: everything public is in a script beside it. What
 * is found is what the portal would find: the same folding, and every word somewhere in the entry.
 */

export interface FolderEntry {
  kind: 'question' | 'line' | 'promise'
  /** Page and place of it, relative to the search page. */
  to: string
  /** Number of the question, or who speaks. */
  of: number | string
  texts: string[]
}

export interface FolderIndex {
  entries: FolderEntry[]
  words: {
    found: string
    none: string
    start: string
    more: string
    no: string
    kinds: Record<FolderEntry['kind'], string>
  }
}

/** More would be read by nobody; who gets here writes another word. */
const MOST = 100
const BEFORE = 20
const LENGTH = 90

export interface Hit {
  entry: FolderEntry
  /** Part of the first text that holds a word, or the title. */
  text: string
  marks: [number, number][]
  cut: boolean
}

/** Everything that holds all words, in the order of the folder; `folded` are the entries' texts, folded before. */
export function hitsOf(
  entries: readonly FolderEntry[],
  folded: readonly string[][],
  query: string,
): Hit[] {
  const words = wordsOf(query)
  if (words.length === 0) return []
  return entries
    .filter((_, i) => holdsAll(folded[i] ?? [], words))
    .map((entry) => {
      const [title = ''] = entry.texts
      const text = entry.texts.find((one) => markedIn(one, words).length > 0) ?? title
      const first = markedIn(text, words)[0]?.[0] ?? 0
      const from = text.length <= LENGTH || first <= BEFORE ? 0 : first - BEFORE
      // Never between the halves of one sign.
      const safe = (at: number) => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at)
      const part = text.slice(safe(from), safe(from + LENGTH))
      return { entry, text: part, marks: markedIn(part, words), cut: from > 0 }
    })
}

function shown({ entry, text, marks, cut }: Hit, words: FolderIndex['words']): HTMLLIElement {
  const item = document.createElement('li')
  const link = document.createElement('a')
  link.href = entry.to
  link.append(cut ? '…' : '')
  let at = 0
  for (const [from, to] of marks) {
    const mark = document.createElement('mark')
    mark.textContent = text.slice(from, to)
    link.append(text.slice(at, from), mark)
    at = to
  }
  link.append(text.slice(at))
  const what = document.createElement('p')
  what.className = 'muted small'
  const of = typeof entry.of === 'number' ? words.no.replace('{n}', `${entry.of}`) : entry.of
  what.textContent = [words.kinds[entry.kind], of].filter(Boolean).join(' · ')
  const title = document.createElement('p')
  title.append(link)
  item.append(title, what)
  return item
}

/** Makes the search page work. */
export function searchFolder({ entries, words }: FolderIndex): void {
  const input = document.querySelector<HTMLInputElement>('#q')
  const count = document.querySelector('#count')
  const list = document.querySelector('#found')
  if (!input || !count || !list) return
  const folded = entries.map(({ texts }) => texts.map(fold))
  const say = (text: string, n: number) => text.replace('{n}', `${n}`)
  const look = () => {
    const hits = hitsOf(entries, folded, input.value)
    list.replaceChildren(...hits.slice(0, MOST).map((hit) => shown(hit, words)))
    const empty = wordsOf(input.value).length === 0
    const more = hits.length > MOST ? ` ${say(words.more, hits.length - MOST)}` : ''
    count.textContent = empty
      ? say(words.start, entries.length)
      : hits.length === 0
        ? words.none
        : say(words.found, hits.length) + more
  }
  // What was looked for is still there for whoever comes back from a result.
  input.value = decodeURIComponent(/^#q=(.*)$/.exec(location.hash)?.[1] ?? '')
  input.addEventListener('input', () => {
    look()
    history.replaceState(null, '', `#q=${encodeURIComponent(input.value)}`)
  })
  look()
}
