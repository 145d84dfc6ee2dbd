import type { Env } from '../../contract/env'
import { factsOf } from '../../store/port-record'

/** Names of the facts an import keeps in the record while it is under way. */
export const PLAN = 'import'
/** Objects of buckets that this import wrote: they go again with it. */
export const WROTE = 'wrote '

export interface Plan {
  digest: string
  at: number
}

/** The import a portal waits for the rest of. */
export async function importUnderWay(env: Env): Promise<Plan | null> {
  return (await factsOf<Plan>(env.DB, PLAN)).get('') ?? null
}
