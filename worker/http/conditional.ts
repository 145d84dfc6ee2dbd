import type { Ctx } from './app-env'
import { sha256Text } from './keys'

/** Whether a reader already has this: one of the tags it names, weak or strong, or any. */
export function hasTag(header: string | undefined, tag: string): boolean {
  if (!header) return false
  if (header.trim() === '*') return true
  const bare = (one: string) => one.trim().replace(/^W\//, '')
  return header.split(',').some((one) => bare(one) === bare(tag))
}

/** Answers with a text, or says that it has not changed: its content is its tag. */
export function whereChanged(
  c: Ctx,
  body: string,
  type: string,
  { changed = 0, seconds = 60 }: { changed?: number; seconds?: number } = {},
): Response {
  const tag = `W/"${sha256Text(body)}"`
  const headers = {
    etag: tag,
    'cache-control': `public, max-age=${seconds}`,
    vary: 'Accept-Language, Cookie',
    ...(changed > 0 && { 'last-modified': new Date(changed).toUTCString() }),
  }
  if (hasTag(c.req.header('if-none-match'), tag)) return c.body(null, 304, headers)
  return c.body(body, 200, { ...headers, 'content-type': type })
}
