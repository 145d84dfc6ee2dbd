import type { Env } from '../contract/env'
import { keepSetting, readSetting } from '../store/settings'
import { macText, madeWith } from './keys'
import { inTime } from './patience'

/** Signed addresses of the overlay; raising the version in the settings revokes every one given before. */

const settingOf = (slug: string) => `overlay:${slug}`
const KEEP_MS = 10_000
const KEPT_MAX = 200
/** Last known versions: a stream that runs must find its overlay also while the record is away. */
const kept = new Map<string, { at: number; version: number }>()

async function versionOf(env: Env, slug: string): Promise<number> {
  return Number((await readSetting(env.DB, settingOf(slug))) ?? '1')
}

/** The address to give to whoever mixes the stream; `revoke` makes those given before worthless. */
export async function overlayPath(env: Env, slug: string, revoke: boolean): Promise<string> {
  let version = await versionOf(env, slug)
  if (revoke) await keepSetting(env.DB, settingOf(slug), String(++version))
  kept.delete(slug)
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
  const found = kept.get(slug)
  if (found && now >= found.at && now - found.at < KEEP_MS) return found.version === version
  try {
    const current = await inTime(versionOf(env, slug))
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
    kept.set(slug, { at: now, version: current })
    return current === version
  } catch {
    return (found?.version ?? version) === version
  }
}
