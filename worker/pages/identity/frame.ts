import type { ComponentChildren } from 'preact'
import type { Ctx } from '../../http/app-env'
import { page, type PageOptions } from '../render'

export const SIGN_IN_SCRIPT = 'web/islands/sign-in.entry.ts'

/** A page of staff identity: nobody else's, in no cache and no search engine. */
export function identityPage(
  c: Ctx,
  title: string,
  body: ComponentChildren,
  status: NonNullable<PageOptions['status']> = 200,
): Response {
  return page(c, {
    title,
    body,
    status,
    cache: 'private',
    noindex: true,
    scripts: [SIGN_IN_SCRIPT],
  })
}

export const passwordsOn = (c: Ctx) => c.env.AUTH_PASSWORD === 'on'

/** After a form: a page that may be loaded again. */
export function onward(c: Ctx, path: string): Response {
  c.header('cache-control', 'no-store')
  return c.redirect(path, 303)
}
