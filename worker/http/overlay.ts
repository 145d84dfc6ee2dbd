import type { Env } from '../contract/env'
import { keepSetting, readSetting } from '../store/settings'
import { macText, madeWith } from './keys'
import { inTime } from './patience'
import { Lately } from './lately'

/** Signed addresses of the overlay; raising the version in the settings revokes every one given before. */

const settingOf = (slug: string) => `overlay:${slug}`
const KEEP_MS = 10_000
/** Last known versions: a stream that runs must find its overlay also while the record is away. */
const kept = new Lately<number>(200)

async function versionOf(env: Env, slug: string): Promise<number> {
  return Number((await readSetting(env.DB, settingOf(slug))) ?? '1')
}

/** The address to give to whoever mixes the stream; `revoke` makes those given before worthless. */
export async function overlayPath(env: Env, slug: string, revoke: boolean): Promise<string> {
  let version = await versionOf(env, slug)
  if (revoke) await keepSetting(env.DB, settingOf(slug), String(++version))
  kept.forget(slug)
  return `/s/${slug}/overlay?k=${version}.${macText(env, 'overlay', `${slug}|${version}`)}`
}

/** Whether an overlay address is one of ours and not revoked. With the record away the signature is enough. */
export async function overlayAllowed(
  env: Env,
  slug: string,
  k: string | undefined,
  now: number,
): Promise<boolean> {
  const parts = /^(\d{1,9})\.([\w-]{43})$/.exec(k ?? '')
  if (!parts) return false
  const version = Number(parts[1])
  if (!madeWith(env, 'overlay', `${slug}|${version}`, parts[2] ?? '')) return false
  const found = kept.find(slug, now, KEEP_MS)
  if (found !== undefined) return found === version
  try {
    return kept.keep(slug, now, await inTime(versionOf(env, slug))) === version
  } catch {
    return (kept.last(slug) ?? version) === version
  }
}
