import { PREVIEW_MS } from '../contract/stream-desk'
import type { Env } from '../contract/env'
import { macText, madeWith } from './keys'

/**
 * What an encoder sends before the session begins is for the desk alone: the playlist is not there for the public,
 * and the desk sees it by an address that is signed and dies within half an hour. Nothing is kept about it.
 */

const said = (slug: string, until: string) => `${slug}|${until}`

/** The playlist's address for whoever tries picture and sound out. */
export function previewPath(env: Env, slug: string, now: number): string {
  const until = (now + PREVIEW_MS).toString(36)
  return `/live/${slug}/index.m3u8?k=${until}.${macText(env, 'preview', said(slug, until))}`
}

/** Whether an address is one of ours and still good. */
export function previewAllowed(
  env: Env,
  slug: string,
  k: string | undefined,
  now: number,
): boolean {
  const parts = /^([0-9a-z]{8,9})\.([\w-]{43})$/.exec(k ?? '')
  if (!parts) return false
  const [, until = '', code = ''] = parts
  if (!madeWith(env, 'preview', said(slug, until), code)) return false
  return now < parseInt(until, 36)
}
