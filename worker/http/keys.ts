import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** One master secret, a key of its own for each purpose: knowing one says nothing about the others. */
export type KeyLabel =
  | 'visitor'
  | 'voter'
  | 'asker'
  | 'receipt'
  | 'proof'
  | 'staff'
  | 'overlay'
  | 'preview'
  | 'seal'
  | 'audit'
  | 'person'
  | 'report'
  | 'contact'

export interface Secret {
  PORTAL_KEY: string
}

export interface Secrets extends Secret {
  PORTAL_KEY_BEFORE?: string | undefined
}

const derived = new Map<string, Uint8Array>()
/** 256 bits in base64url. */
const KEY_LENGTH = 43

/** The key of a purpose, derived once per isolate. */
export function keyFor({ PORTAL_KEY }: Secret, label: KeyLabel): Uint8Array {
  if (!PORTAL_KEY || PORTAL_KEY.length < KEY_LENGTH) {
    throw new Error('PORTAL_KEY must be 256 random bits in base64url.')
  }
  const name = `${label} ${PORTAL_KEY}`
  let key = derived.get(name)
  if (!key) {
    key = createHmac('sha256', PORTAL_KEY).update(`mianduimian/${label}/v1`).digest()
    derived.set(name, key)
  }
  return key
}

/** The secret in force, and the one before the last rotation while it is kept. New things are made with the first only. */
export function secretsOf({ PORTAL_KEY, PORTAL_KEY_BEFORE: before }: Secrets): Secret[] {
  return before && before.length >= KEY_LENGTH
    ? [{ PORTAL_KEY }, { PORTAL_KEY: before }]
    : [{ PORTAL_KEY }]
}

/** The secret that a code over a text was made with, or null. */
export function madeWith(env: Secrets, label: KeyLabel, text: string, code: string): Secret | null {
  return secretsOf(env).find((secret) => sameSecret(code, macText(secret, label, text))) ?? null
}

export function mac(env: Secret, label: KeyLabel, text: string): Uint8Array {
  return createHmac('sha256', keyFor(env, label)).update(text).digest()
}

export function macText(env: Secret, label: KeyLabel, text: string): string {
  return createHmac('sha256', keyFor(env, label)).update(text).digest('base64url')
}

export function sha256Text(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** Compares two secrets in a time that tells nothing about either, whatever their lengths. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
