import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './app-env'
import { Lately } from './lately'

/** A page of the archive as it was drawn. */
export interface KeptPage {
  html: string
  etag: string
}

const MOST = 150

const pages = new Lately<KeptPage>(MOST)
/** How often all was forgotten: what was drawn before is not kept after. */
let times = 0

/** Pages of the archive that this isolate has drawn lately, by everything they depend on. */
export const keptPages = () => pages
export const timesForgotten = () => times

/** After a change of the record nobody is served from here what was before it. */
export function forgetPages(): void {
  pages.clear()
  times += 1
}

/** Writes that change no page of the archive, and come by the thousand. */
const changesNothing =
  /^\/(?:ingest\/|settings$|api\/sessions\/[^/]+\/(?:challenge|proof|human))|\/vote$/

/** Whoever changes something here sees it at once, and so does everybody else whom this isolate answers. */
export const forgetAfterWrites = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  const { method, path } = c.req
  if (method === 'GET' || method === 'HEAD' || c.res.status >= 400) return
  if (!changesNothing.test(path)) forgetPages()
})
