import type { Lang } from '../../../worker/contract/lang'
import { deskHomeWords } from '../../../worker/contract/words/desk-home'
import { wordsOf } from './desk-props'

/** The words of pages that the server alone draws, beside those of the desk. */
export function homeWordsOf(lang: Lang) {
  const { w, c } = wordsOf(lang)
  return { w: { ...w, ...deskHomeWords[lang] }, c }
}
