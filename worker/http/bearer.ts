import { createMiddleware } from 'hono/factory'
import { Refusal } from '../contract/refusals'
import type { AppEnv } from './app-env'
import { sameSecret } from './keys'

/** Lets a script through that holds the token of that purpose; without such a token set, nobody. */
export function bearerOnly(which: 'OPERATOR_TOKEN' | 'IMPORT_TOKEN') {
  return createMiddleware<AppEnv>(async (c, next) => {
    const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const wanted = c.env[which]
    if (!given) throw new Refusal('SIGN_IN_FIRST')
    if (!wanted || !sameSecret(given, wanted)) throw new Refusal('NOT_ALLOWED')
    await next()
  })
}
