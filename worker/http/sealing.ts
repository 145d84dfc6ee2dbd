import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { keyFor, macText, secretsOf, type Secret } from './keys'

/**
 * Originals under the portal's key: a key of its own (label `seal`). The key's name travels along, so that
 * a seal made before a rotation is still opened.
 */

const nameOf = (secret: Secret) => macText(secret, 'seal', 'key id').slice(0, 8)
const boxes = () => import('./seal-box')

export async function sealText(
  env: Secret,
  id: string,
  text: string,
): Promise<{ keyId: string; box: string }> {
  const { closeBox } = await boxes()
  return { keyId: nameOf(env), box: await closeBox(keyFor(env, 'seal'), id, text) }
}

/** Opens a seal with the key it names; without that key it stays closed for good. */
export async function openText(
  env: Pick<Env, 'PORTAL_KEY' | 'PORTAL_KEY_BEFORE'>,
  id: string,
  { keyId, box }: { keyId: string; box: string },
): Promise<string> {
  const secret = secretsOf(env).find((one) => nameOf(one) === keyId)
  if (!secret) throw new Refusal('NOT_POSSIBLE')
  const { openBox } = await boxes()
  return openBox(keyFor(secret, 'seal'), id, box)
}
