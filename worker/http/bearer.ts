import { Refusal } from '../contract/refusals'
import type { Ctx } from './app-env'
import { sameSecret } from './keys'

/** The token a script sends; null where it sends none. */
export function bearerOf(c: Ctx): string | null {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? null
}

/** Whether a script holds a token; without such a token set, none does. Who sends nothing is asked to. */
export function bearerIs(c: Ctx, wanted: string | undefined): boolean {
  const given = bearerOf(c)
  if (!given) throw new Refusal('SIGN_IN_FIRST')
  return Boolean(wanted) && sameSecret(given, wanted as string)
}
