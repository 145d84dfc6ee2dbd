import { anyOf, fold } from './fold'
import { ALIKE } from './grams'
import { thesaurus } from './thesaurus'

/**
 * Questions that may ask the same. What two questions share is weighed by how rare it is: 字, pairs of them,
 * and things, whatever people call them (domain/thesaurus.ts). No score separates the same from the merely
 * similar, so a list is suggested and nothing is ever merged by it.
 */

/** What every second message says, whatever it is about: it tells nothing. */
const courtesies = [
  '尊敬的领导',
  '尊敬的',
  '各位领导',
  '领导您好',
  '领导好',
  '领导',
  '市长',
  '书记',
  '您好',
  '你好',
  '请问一下',
  '请问',
  '想问一下',
  '咨询一下',
  '想咨询',
  '咨询',
  '反映一下',
  '反映',
  '关于',
  '建议',
  '希望',
  '盼望',
  '恳请',
  '请求',
  '要求',
  '望',
  '有关部门',
  '相关部门',
  '政府',
  '什么时候',
  '什么时间',
  '为什么',
  '为何',
  '怎么办',
  '怎么样',
  '怎么',
  '如何',
  '怎样',
  '能不能',
  '可不可以',
  '有没有',
  '是不是',
  '能否',
  '可否',
  '是否',
  '可以',
  '多少',
  '哪里',
  '哪些',
  '何处',
  '什么',
  '一下',
  '一直',
  '已经',
  '现在',
  '目前',
  '的问题',
  '问题',
  '谢谢',
  '感谢',
  '我们',
  '我家',
  '我市',
  '本市',
  '我',
  '这里',
  '那里',
  '这个',
  '那个',
  '非常',
  '严重',
  '实在',
  '太',
  '很',
  '了',
  '的',
  '吗',
  '呢',
  '吧',
  '啊',
  '呀',
]
let courtesy: RegExp | null = null

/** The folded text without what tells nothing, and without signs; a space where something was. */
export function told(text: string): string {
  courtesy ??= anyOf(courtesies)
  return fold(text)
    .replace(/[^\p{L}\p{N} ]+/gu, ' ')
    .replace(courtesy, ' ')
}

/** What a text is about: each with its weight beside how rare it is. */
export interface Feature {
  term: string
  weight: number
}

const THING = 2.2
const PAIR = 1
const SINGLE = 0.45

/** Things a folded text names, by the longest word at each place. */
export function thingsIn(text: string, meet: (name: string, length: number) => void): void {
  const { of, longest } = thesaurus()
  let covered = 0
  for (let i = 0; i < text.length; i += 1) {
    for (let length = Math.min(longest, text.length - i); length > 0; length -= 1) {
      const name = of.get(text.slice(i, i + length))
      if (name === undefined) continue
      // A word within a longer one says nothing of its own.
      if (i + length > covered) {
        meet(name, length)
        covered = i + length
      }
      break
    }
  }
}

/** Everything a text is about, each once. */
export function featuresOf(text: string): Feature[] {
  const found = new Map<string, number>()
  const bare = told(text)
  thingsIn(bare, (name) => found.set(`+${name}`, THING))
  for (const run of bare.split(' ')) {
    const points = Array.from(run)
    // Latin words and figures count whole.
    for (const word of run.match(/[a-z0-9]{2,}/g) ?? []) found.set(word, PAIR + SINGLE)
    for (const [i, point] of points.entries()) {
      if (/[a-z0-9]/.test(point)) continue
      found.set(point, SINGLE)
      const next = points[i + 1]
      if (next !== undefined && !/[a-z0-9]/.test(next)) found.set(point + next, PAIR)
    }
  }
  return [...found].map(([term, weight]) => ({ term, weight }))
}

/** How a feature stands in the index of search. */
export const alikeTerm = (term: string) => ALIKE + term.replace('+', '\ue003')

/** What of a question stands in the index so that questions like it are found. */
export function alikeTerms(text: string): string[] {
  return featuresOf(text).map(({ term }) => alikeTerm(term))
}

/** How much it says that two texts share something that `df` of `all` texts have. */
export function rarity(df: number, all: number): number {
  return Math.log(1 + (all - Math.min(df, all) + 0.5) / (df + 0.5))
}

/** How alike two texts are, given how rare each feature is; 0 where they share nothing. */
export function likeness(
  query: readonly Feature[],
  text: readonly Feature[],
  rare: (term: string) => number,
): number {
  const own = new Set(text.map(({ term }) => term))
  let shared = 0
  for (const { term, weight } of query) if (own.has(term)) shared += weight * rare(term)
  if (shared === 0) return 0
  let whole = 0
  for (const { term, weight } of text) whole += weight * rare(term)
  // A long question holds much by chance; it is not to win by its length alone.
  return shared / (LENGTH + whole) ** DAMP
}

const LENGTH = 12
const DAMP = 0.45

export interface Alike<Id> {
  id: Id
  score: number
}

/** Questions held in memory, found by what they are about: only those that share something are looked at. */
export class AlikeIndex<Id> {
  private readonly texts: { id: Id; features: Feature[] }[] = []
  private readonly having = new Map<string, number[]>()

  add(id: Id, text: string): void {
    const features = featuresOf(text)
    const row = this.texts.push({ id, features }) - 1
    for (const { term } of features) {
      const rows = this.having.get(term)
      if (rows) rows.push(row)
      else this.having.set(term, [row])
    }
  }

  /** The most alike, best first; the earlier of two equals first. */
  find(text: string, limit: number): Alike<Id>[] {
    const features = featuresOf(text)
    const rare = (term: string) => rarity(this.having.get(term)?.length ?? 0, this.texts.length)
    const sums = new Map<number, number>()
    for (const { term, weight } of features) {
      const value = weight * rare(term)
      for (const row of this.having.get(term) ?? []) sums.set(row, (sums.get(row) ?? 0) + value)
    }
    const near = [...sums].sort((a, b) => b[1] - a[1]).slice(0, Math.max(limit * 8, 80))
    return near
      .map(([row]) => {
        const found = this.texts[row]
        return { row, id: found?.id as Id, score: likeness(features, found?.features ?? [], rare) }
      })
      .sort((a, b) => b.score - a.score || a.row - b.row)
      .slice(0, limit)
      .map(({ id, score }) => ({ id, score }))
  }
}
