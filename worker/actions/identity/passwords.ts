import { scrypt, timingSafeEqual } from 'node:crypto'
import { Refusal } from '../../contract/refusals'
import { claimStep, passwordBy, passwordOf, type StaffPassword } from '../../store/staff-passwords'
import { stepFor } from './totp'
import { fromHex, toHex } from '../../domain/bytes'

/**
 * The second way in, for desks whose browsers know no passkeys: a password and a code that counts once. Off
 * unless the operator turns it on.
 */

export const PASSWORD_MIN = 12
const PASSWORD_MAX = 128
/** 16 MiB and a fifth of a second for each try. */
const cost = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 }
const HASH_BYTES = 32
const SALT_BYTES = 16

function hashOf(password: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, cost, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}

export async function hashPassword(password: string): Promise<{ salt: string; hash: string }> {
  const length = [...password].length
  if (length < PASSWORD_MIN)
    throw new Refusal('TOO_SHORT', { field: 'password', min: PASSWORD_MIN })
  if (length > PASSWORD_MAX) throw new Refusal('TOO_LONG', { field: 'password', max: PASSWORD_MAX })
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  return { salt: toHex(salt), hash: toHex(await hashOf(password, salt)) }
}

/** Names to sign in with: what any keyboard can type, whatever its case. */
export function takeLogin(raw: string): string {
  const login = raw.normalize('NFKC').trim().toLowerCase()
  if (login === '') throw new Refusal('EMPTY', { field: 'login' })
  if (!/^[a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9]$/.test(login)) {
    throw new Refusal('INVALID', { field: 'login' })
  }
  return login
}

/** Opens the sealed secret of somebody's codes. */
export type OpenSecret = (
  of: Pick<StaffPassword, 'staffId' | 'totpKeyId' | 'totpBox'>,
) => Promise<string>

interface Deps {
  db: D1Database
  open: OpenSecret
  now: number
}

interface Typed {
  password: string
  code: string
}

/** For names nobody has, so that they take as long as any other. */
const nobody = { salt: '00'.repeat(SALT_BYTES), hash: '00'.repeat(HASH_BYTES) }

async function fits({ db, open, now }: Deps, kept: StaffPassword | null, typed: Typed) {
  const { salt, hash } = kept ?? nobody
  const given = await hashOf(typed.password.slice(0, PASSWORD_MAX * 2), fromHex(salt))
  const right = timingSafeEqual(given, fromHex(hash))
  if (!kept || !right) return null
  const step = stepFor(await open(kept), typed.code, now)
  // Claimed before it is believed: the same code twice gets one in.
  if (step === null || !(await claimStep(db, kept.staffId, step))) return null
  return kept.staffId
}

/** Whoever knows a name, its password and the code of this half minute; null tells nothing of what was wrong. */
export async function knownBy(deps: Deps, login: string, typed: Typed): Promise<string | null> {
  const name = login.normalize('NFKC').trim().toLowerCase()
  return fits(deps, await passwordBy(deps.db, name.slice(0, 64)), typed)
}

/** Whether somebody who is signed in knows their own password and code. */
export async function provesBy(deps: Deps, staffId: string, typed: Typed): Promise<boolean> {
  return (await fits(deps, await passwordOf(deps.db, staffId), typed)) !== null
}
