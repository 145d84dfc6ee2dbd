import { verifyWords } from '../contract/words/verify'
import type { Ctx } from '../http/app-env'
import { Going } from '../../web/views/verify'
import { page } from './render'
import { readerOf } from './reader'

/** A page instead of a redirect: a form may lead to our own addresses only, and its redirects count. */
export function going(c: Ctx, provider: { zh: string; en: string }, url: URL): Response {
  const { lang } = readerOf(c)
  const label = provider[lang]
  return page(c, {
    title: verifyWords[lang].going(label),
    cache: 'private',
    noindex: true,
    headers: { refresh: `0; url=${url.href}` },
    body: <Going lang={lang} label={label} url={url.href} />,
  })
}
