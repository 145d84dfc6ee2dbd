import { NAME_MAX, TITLE_MAX } from '../../contract/limits'
import { Refusal } from '../../contract/refusals'
import { takeText } from '../../domain/text-fields'
import { firstAdminIsThere } from '../../store/first-admin'

export { keepFirstAdmin } from '../../store/first-admin'

/** 256 bits in base64url. */
const TOKEN_LENGTH = 43

export interface FirstGiven {
  token: string
  name: string
  office: string
  unit: string
}

/**
 * Whoever brings the operator's token, as long as nobody administers this portal yet. The token dies with the
 * first passkey of an administrator, and does not live again when that one is gone.
 */
export async function firstAdmin(
  {
    db,
    wanted,
    same,
    digest,
  }: {
    db: D1Database
    wanted: string | undefined
    same: (a: string, b: string) => boolean
    digest: (text: string) => string
  },
  given: FirstGiven,
) {
  const set = wanted !== undefined && wanted.length >= TOKEN_LENGTH
  if (!set || !same(given.token, wanted)) throw new Refusal('LINK_USED')
  const hash = digest(wanted)
  if (await firstAdminIsThere(db, hash)) throw new Refusal('LINK_USED')
  return {
    hash,
    name: takeText(given.name, 'name', { min: 1, max: NAME_MAX }),
    office: takeText(given.office, 'office', { min: 1, max: TITLE_MAX }),
    unit: takeText(given.unit, 'unit', { min: 1, max: TITLE_MAX }),
  }
}
