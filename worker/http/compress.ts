import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './app-env'

const worthIt =
  /^(?:text\/|application\/(?:json|atom\+xml|javascript|vnd\.apple\.mpegurl)|image\/svg\+xml)/

/**
 * An own server without a compressing proxy sends pages and files four times as long as need be. The
 * runtime compresses an answer that says it is; Cloudflare's edge does so by itself, so it is a setting.
 * Answers to writes are too short to gain anything.
 */
export const compress = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  if (c.env.COMPRESS !== 'on' || c.req.method !== 'GET' || c.res.status !== 200) return
  // A file comes with headers that cannot be changed, so they are copied.
  const { body, status } = c.res
  const headers = new Headers(c.res.headers)
  if (headers.has('content-encoding') || !worthIt.test(headers.get('content-type') ?? '')) return
  headers.append('vary', 'Accept-Encoding')
  if (/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) {
    headers.set('content-encoding', 'gzip')
    headers.delete('content-length')
  }
  c.res = undefined
  c.res = new Response(body, { status, headers })
})
