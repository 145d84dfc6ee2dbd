/** Interface languages. What people wrote is never translated. */
export const langs = ['zh', 'en'] as const
export type Lang = (typeof langs)[number]

/** A section of the dictionary: the English side must have exactly the keys of the Chinese one. */
export interface Words<T> {
  zh: T
  en: T
}

type Wide<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Wide<T[K]>
}

/** Declares a section: Chinese first, English checked against it. */
export function words<T>(zh: T, en: Wide<T>): Words<Wide<T>> {
  return { zh: zh as Wide<T>, en }
}

/** The `lang` attribute of a page. */
export const htmlLang: Record<Lang, string> = { zh: 'zh-CN', en: 'en' }
