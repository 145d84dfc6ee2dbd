import { Refusal } from '../contract/refusals'
import type { Ctx } from './app-env'
import { sameSecret } from './keys'

/** Whether a script holds a token; without such a token set, none does. Who sends nothing is asked to. */
export function bearerIs(c: Ctx, wanted: string | undefined): boolean {
  const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (!given) throw new Refusal('SIGN_IN_FIRST')
  return Boolean(wanted) && sameSecret(given, wanted as string)
}
