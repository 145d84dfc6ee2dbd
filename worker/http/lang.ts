import { getCookie } from 'hono/cookie'
import type { Lang } from '../contract/lang'
import { readSettings } from '../contract/settings'
import type { Ctx } from './app-env'
import { settingsCookieName } from './place'

/** A language of ours by its name, or none. */
export const asLang = (raw: string | null | undefined): Lang | null =>
  raw === 'zh' || raw === 'en' ? raw : null

/** The language of a page or a refusal: asked for in the address, chosen before, the browser's, Chinese. */
export function langOf(c: Ctx): Lang {
  return (
    asLang(c.req.query('lang')) ??
    readSettings(getCookie(c, settingsCookieName(c))).lang ??
    preferred(c.req.header('accept-language')) ??
    'zh'
  )
}

/** The better liked of our languages in an Accept-Language header. */
export function preferred(header: string | undefined): Lang | null {
  if (!header) return null
  let best: Lang | null = null
  let liking = 0
  for (const part of header.slice(0, 500).split(',')) {
    const [tag = '', ...rest] = part.trim().toLowerCase().split(';')
    const lang = asLang(tag.split('-')[0])
    const q = rest.map((item) => item.trim()).find((item) => item.startsWith('q='))
    const weight = q ? Number(q.slice(2)) : 1
    if (lang && weight > liking) {
      best = lang
      liking = weight
    }
  }
  return best
}
