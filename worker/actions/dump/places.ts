import type { Portable, PortVerbs } from '../../contract/dump'
import type { Env } from '../../contract/env'
import { heard, Refusal } from '../../contract/refusals'

/** A part of the portal, by its name in a dump. */
export type PlaceKind =
  | { kind: 'record' }
  | { kind: 'room' | 'stream'; slug: string }
  | { kind: 'notary' | 'compliance' | 'courier' }
  | { kind: 'files' | 'media' }

/** Objects there is one of. */
export const singles = ['notary', 'compliance', 'courier'] as const

/** Objects that have no part in a dump, by their class, and why. */
export const leftOut = {
  Doorman: 'counts of wrong codes, in memory, forgotten daily',
  Keeper: 'where it stands in this bucket: in another place there is none of it',
} as const

/** Objects that have, by their class. */
export const classesOf = {
  SessionRoom: 'room',
  SessionStream: 'stream',
  Notary: 'notary',
  Compliance: 'compliance',
  Courier: 'courier',
} as const satisfies Record<string, PlaceKind['kind']>

/** What a place is; null for a name that is none. */
export function placeOf(name: string): PlaceKind | null {
  const [kind = '', rest, ...more] = name.split('/')
  if (more.length > 0) return null
  if (rest === undefined) {
    if (kind === 'record' || kind === 'files' || kind === 'media') return { kind }
    const single = singles.find((one) => one === kind)
    return single ? { kind: single } : null
  }
  if (kind !== 'room' && kind !== 'stream') return null
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(rest) ? { kind, slug: rest } : null
}

export function placed(name: string): PlaceKind {
  const place = placeOf(name)
  if (!place) throw new Refusal('INVALID', { field: 'place' })
  return place
}

/** The object of a place. The bindings cannot tell the type of what is behind them; the contract does. */
export function objectAt(env: Env, place: PlaceKind): Portable | null {
  const found =
    place.kind === 'room'
      ? env.ROOM.getByName(place.slug)
      : place.kind === 'stream'
        ? env.STREAM.getByName(place.slug)
        : place.kind === 'notary'
          ? env.NOTARY.getByName('portal')
          : place.kind === 'compliance'
            ? env.COMPLIANCE.getByName('portal')
            : place.kind === 'courier'
              ? env.COURIER.getByName('portal')
              : null
  return found as unknown as Portable | null
}

/** Asks an object, and reads what it says. */
export async function ask<V extends keyof PortVerbs>(
  object: Portable,
  verb: V,
  given: PortVerbs[V]['given'],
): Promise<PortVerbs[V]['told']> {
  return heard(await object.port(verb, given))
}

export function bucketOf(env: Env, kind: 'files' | 'media'): R2Bucket {
  return kind === 'files' ? env.FILES : env.MEDIA
}
