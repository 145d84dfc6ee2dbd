import type { ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import type { ZodMiniType } from 'zod/mini'
import { Refusal } from '../contract/refusals'
import type { AppEnv } from './app-env'

type Step = PropertyKey | { readonly key: PropertyKey }
type Issues = readonly { readonly path?: readonly Step[] | undefined }[]

/** The field of a schema that an issue is about: its own name for it, never a key that was sent. */
function fieldOf(issues: Issues): string | undefined {
  const first = issues[0]?.path?.[0]
  const key = typeof first === 'object' ? first.key : first
  return typeof key === 'string' ? key : undefined
}

/** Checks a part of a request against a schema, and describes it for the API's own description. */
export function valid<Schema extends ZodMiniType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) {
  return validator<Schema, Target, AppEnv, string>(target, schema, (result) => {
    if (result.success) return
    const field = fieldOf(result.error)
    throw new Refusal('INVALID', field ? { field } : {})
  })
}
