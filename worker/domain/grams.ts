/**
 * What of a folded text stands in the index: every 字 and every pair of neighbours, of Latin letters and
 * figures three neighbours as well, and every sign that is no letter. A text holds a word only if it holds all
 * of the word's grams, so the index finds everything; what it finds too much is seen in the text itself.
 */

/** What begins a gram that is no word: private signs, which folding takes out of every text. */
export const FACET = '\ue000'
const SIGN = '\ue001'
export const ALIKE = '\ue002'

const kinds = new Map<string, 0 | 1 | 2 | 3>()

/** 0 a space, 1 a sign, 2 a letter or figure of any script, 3 a Latin letter or figure. */
function kindOf(point: string): 0 | 1 | 2 | 3 {
  const held = kinds.get(point)
  if (held !== undefined) return held
  const kind =
    point === ' ' ? 0 : /^[a-z0-9]$/.test(point) ? 3 : /^[\p{L}\p{N}]$/u.test(point) ? 2 : 1
  if (kinds.size < 20_000) kinds.set(point, kind)
  return kind
}

const signGram = (point: string) => SIGN + (point.codePointAt(0) ?? 0).toString(36)

/** Every gram of folded texts, each once. */
export function gramsOf(texts: readonly string[]): Set<string> {
  const grams = new Set<string>()
  for (const text of texts) {
    let before = ''
    let before2 = ''
    for (const point of text) {
      const kind = kindOf(point)
      if (kind < 2) {
        if (kind === 1) grams.add(signGram(point))
        before = before2 = ''
        continue
      }
      grams.add(point)
      if (before) grams.add(before + point)
      const latin = kind === 3 && kindOf(before) === 3
      if (latin && before2 && kindOf(before2) === 3) grams.add(before2 + before + point)
      before2 = before
      before = point
    }
  }
  return grams
}

/** More would make the index slower and hardly anything rarer. */
const TERMS_MAX = 48
/** Longer runs are covered without overlap. */
const WHOLE = 12

/** Grams that everything holding these folded words must hold, a few dozen at most. */
export function termsOf(words: readonly string[]): string[] {
  const terms = new Set<string>()
  for (const word of words) {
    let run: string[] = []
    const end = () => {
      for (const gram of runTerms(run)) terms.add(gram)
      run = []
    }
    for (const point of word) {
      const kind = kindOf(point)
      if (kind >= 2) run.push(point)
      else {
        end()
        if (kind === 1) terms.add(signGram(point))
      }
    }
    end()
  }
  const all = [...terms]
  if (all.length <= TERMS_MAX) return all
  const step = all.length / TERMS_MAX
  return Array.from({ length: TERMS_MAX }, (_, i) => all[Math.floor(i * step)] ?? '')
}

function runTerms(run: readonly string[]): string[] {
  if (run.length < 2) return [...run]
  const latin = (i: number) => kindOf(run[i] ?? '') === 3
  const step = run.length > WHOLE ? 2 : 1
  const out: string[] = []
  for (let i = 0; i < run.length - 1; i += step) {
    const pair = (run[i] ?? '') + (run[i + 1] ?? '')
    const third = latin(i) && latin(i + 1) && latin(i + 2)
    const within = latin(i - 1) && latin(i) && latin(i + 1)
    if (third) out.push(pair + (run[i + 2] ?? ''))
    // The end of a Latin run is in the three before it already.
    else if (!within || step > 1) out.push(pair)
  }
  if (step > 1) out.push((run.at(-2) ?? '') + (run.at(-1) ?? ''))
  return out
}

/** Whether what holds these words' grams holds the words: so where each is one gram. */
export function gramsAreExact(words: readonly string[]): boolean {
  return words.every((word) => {
    const points = Array.from(word)
    if (points.length > 3) return false
    if (points.length === 1) return true
    const least = points.length === 3 ? 3 : 2
    return points.every((point) => kindOf(point) >= least)
  })
}

/** A term as the index's query language has it: quoted, so that it is nothing but a word. */
export const quoted = (term: string) => `"${term.replaceAll('"', '""')}"`
