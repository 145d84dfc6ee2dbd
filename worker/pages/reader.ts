import { getCookie } from 'hono/cookie'
import type { Lang } from '../contract/lang'
import { readSettings, type Settings } from '../contract/settings'
import { commonWords } from '../contract/words/common'
import type { Ctx } from '../http/app-env'
import { langOf } from '../http/lang'
import { ownOrigin, settingsCookieName } from '../http/place'
import type { House } from './structured-record'
import type { FooterFacts } from '../../web/views/layout'

/** Who reads a page, as far as a page may know. */
export interface Reader {
  lang: Lang
  settings: Settings
  /** No cookie at all: the page is the same for everybody like this. */
  anonymous: boolean
}

export function readerOf(c: Ctx): Reader {
  return {
    lang: langOf(c),
    settings: readSettings(getCookie(c, settingsCookieName(c))),
    anonymous: !c.req.header('cookie'),
  }
}

/** What a page's facts for search engines start from. */
export function houseOf(c: Ctx): House {
  const { lang } = readerOf(c)
  const { origin, region, portal } = frameOf(c)
  return { origin, region, lang, portal: portal(lang) }
}

export interface Frame {
  portal: (lang: Lang) => string
  region: string
  footer: FooterFacts
  /** Origin that permanent addresses start with. */
  origin: string
}

function footerFacts(json: string | undefined): FooterFacts {
  if (!json) return {}
  try {
    const facts: unknown = JSON.parse(json)
    return facts && typeof facts === 'object' ? (facts as FooterFacts) : {}
  } catch {
    // A mistyped setting must not take the pages down; the footer then lacks its facts.
    return {}
  }
}

/** What the operator has set about the site. */
export function frameOf(c: Ctx): Frame {
  const { env } = c
  return {
    portal: (lang) => env.PORTAL_NAME || commonWords[lang].portal,
    region: env.REGION_NAME ?? '',
    footer: footerFacts(env.FOOTER),
    origin: ownOrigin(c),
  }
}
