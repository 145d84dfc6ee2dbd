import { overlayVersion, raiseOverlayVersion } from '../store/overlay-version'
import { macText, sameSecret } from './keys'
import { inTime } from './whereabouts'

type OverlayEnv = { DB: D1Database; PORTAL_KEY: string }

/** Last known versions: a stream that runs must find its overlay also while the record is away. */
const known = new Map<string, number>()
const KNOWN_MAX = 200

const signed = (env: OverlayEnv, slug: string, version: number) => macText(env, 'overlay', `${slug}|${version}`)

/** A new link to the overlay, as a path; the ones before are good no longer. */
export async function newOverlayLink(env: OverlayEnv, slug: string): Promise<string> {
  const version = await raiseOverlayVersion(env.DB, slug)
  known.delete(slug)
  return `/s/${slug}/overlay?k=${signed(env, slug, version)}`
}

/** Whether this is the key of the link that is good now. */
export async function isOverlayKey(env: OverlayEnv, slug: string, key: string): Promise<boolean> {
  let version: number
  try {
    version = await inTime(overlayVersion(env.DB, slug))
    if (known.size >= KNOWN_MAX) known.delete(known.keys().next().value ?? '')
    known.set(slug, version)
  } catch (error) {
    const last = known.get(slug)
    if (last === undefined) throw error
    version = last
  }
  return version > 0 && sameSecret(key, signed(env, slug, version))
}
