import { Automaton } from './words-automaton'
import { plainSigns } from './words-signs'

/** The operator's list of words: how a text is read for it, and how the list itself is. */

export const WORDS_MAX = 20_000
export const WORD_MAX = 40
/** A category is a bit of a number. */
export const CATEGORIES_MAX = 30
export const CATEGORY_MAX = 12
/** A single sign would hold half of what comes in. */
const SIGNS_MIN = 2

/** Whatever is neither a letter nor a digit: spaces, zero-width signs, stars, accents, punctuation. */
const between = /[^\p{L}\p{N}]+/gu
/** Ways around the name of one messenger, where the letters stand by themselves. */
const messenger = /(?<![a-z])(?:wechat|weixin|[vw]x)(?![a-z])|徽信/g
const messengerSign = /(?<![a-z])v(?=信)/g

/**
 * A text as the list reads it: width, case, accents, what stands between the signs, traditional signs and
 * look-alikes make no difference. Read twice it stays the same.
 */
export function plainly(text: string): string {
  // Most of a list is plain already: only signs of the table can still change in it.
  const whole = plainAlready.test(text)
  const signs = whole ? text : spelled(text)
  let out = ''
  for (const sign of signs) out += plainSigns.get(sign) ?? sign
  return out.replace(messenger, '微信').replace(messengerSign, '微')
}

const plainAlready = /^[a-z0-9\u4e00-\u9fff]*$/

function spelled(text: string): string {
  return text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(between, '')
}

export interface ListedWord {
  word: string
  category: string
}

export interface ParsedList {
  words: ListedWord[]
  /** Lines that were not taken, and why. */
  refused: { line: number; why: 'short' | 'long' | 'category' | 'too_many' }[]
  /** The list as it is kept: one word a line, a tab and its category. */
  text: string
}

/** Reads a list: one word a line, a category behind a tab, a comma or a bar; `#` begins a remark. */
export function parseList(raw: string): ParsedList {
  const words: ListedWord[] = []
  const refused: ParsedList['refused'] = []
  const seen = new Set<string>()
  const categories = new Set<string>()
  for (const [i, line] of raw.split(/\r\n|\r|\n/).entries()) {
    const text = line.replace(/^\ufeff/, '').trim()
    if (text === '' || text.startsWith('#')) continue
    const [, word = '', category = ''] = /^([^\t,，|]*)(?:[\t,，|]\s*(.*))?$/.exec(text) ?? []
    const plain = plainly(word)
    const why =
      [...plain].length < SIGNS_MIN
        ? 'short'
        : [...word].length > WORD_MAX
          ? 'long'
          : [...category].length > CATEGORY_MAX ||
              (!categories.has(category) && categories.size >= CATEGORIES_MAX)
            ? 'category'
            : words.length >= WORDS_MAX
              ? 'too_many'
              : null
    if (why !== null) {
      refused.push({ line: i + 1, why })
      continue
    }
    const key = `${plain}\t${category}`
    if (seen.has(key)) continue
    seen.add(key)
    categories.add(category)
    words.push({ word: word.trim(), category })
  }
  const kept = words.map(({ word, category }) => (category ? `${word}\t${category}` : word))
  return { words, refused, text: kept.join('\n') }
}

export interface Finder {
  /** Categories found in any of the texts, in the order of the list; the one without a name is ''. */
  categories(texts: readonly (string | null)[]): string[]
  /** The words found in a text, each once, at most so many. */
  found(text: string, limit: number): ListedWord[]
}

/** Builds what finds the words of a list. Dear for a long list: once for each version. */
export function finderOf(words: readonly ListedWord[]): Finder {
  const names = [...new Set(words.map(({ category }) => category))]
  const bit = new Map(names.map((name, i) => [name, i]))
  const automaton = new Automaton(
    words.map(({ word, category }) => ({ word: plainly(word), bit: bit.get(category) ?? 0 })),
  )
  return {
    categories(texts) {
      let mask = 0
      for (const text of texts) if (text) mask |= automaton.mask(plainly(text))
      return names.filter((_, i) => mask & (1 << i))
    },
    found(text, limit) {
      const nos = automaton.found(plainly(text), limit)
      return nos.flatMap((no) => words[no] ?? [])
    },
  }
}
