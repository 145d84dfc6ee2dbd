import { Refusal } from '../../contract/refusals'
import { ensureStaff } from '../../store/staff'
import { keepCodes, useCode } from '../../store/break-glass'

export { codesLeft } from '../../store/break-glass'

/**
 * The sealed envelope: codes for the day when no administrator can sign in. Using one is loud: it is in the
 * chain before anything happens, and every page of the administration says so for weeks.
 */

export const CODES = 8
/** Four groups of five signs: 100 bits. */
const SIGNS = 20

/** Who somebody is who came in by such a code. */
export const breakGlassPerson = {
  id: 'break-glass',
  name: '应急管理员',
  office: '密封应急码',
  unit: '',
  role: 'admin',
} as const

const plain = (code: string) => code.toLowerCase().replace(/[\s-]/g, '')

/** New codes as they are printed; those before open nothing any more. */
export async function makeCodes(
  { db, digest, now }: { db: D1Database; digest: (code: string) => string; now: number },
  /** Thirteen signs of chance each. */
  newId: () => string,
): Promise<string[]> {
  const codes = Array.from({ length: CODES }, () => (newId() + newId()).slice(0, SIGNS))
  await keepCodes(db, codes.map(digest), now)
  return codes.map((code) => (code.match(/.{5}/g) ?? []).join('-'))
}

/** Uses a code up; whoever brought it is then an administrator for half an hour. */
export async function breakGlass(
  { db, digest, now }: { db: D1Database; digest: (code: string) => string; now: number },
  typed: string,
): Promise<string> {
  const code = plain(typed)
  if (!new RegExp(`^[0-9a-z]{${SIGNS}}$`).test(code) || !(await useCode(db, digest(code), now))) {
    throw new Refusal('NOT_PROVEN')
  }
  await ensureStaff(db, breakGlassPerson)
  return breakGlassPerson.id
}
