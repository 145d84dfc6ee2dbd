import type { ChainHead, Notary, PortalAct, SignedHead } from '../contract/audit'
import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import type { Ctx } from './app-env'

/** How old the head in a footer may be before it is fetched anew, while the old one is shown. */
const FRESH_MS = 30_000
/** A page does not wait longer for its footer. */
const PATIENCE_MS = 500

/** The portal's notary. The binding cannot tell the type of the object behind it; the contract does. */
export function notaryOf(env: Env): Notary {
  return env.NOTARY.getByName('portal') as unknown as Notary
}

export const portalHead = (env: Env, now: number): Promise<SignedHead> => notaryOf(env).head(now)

let held: { at: number; head: SignedHead } | null = null
let fetching: Promise<void> | null = null

/** The head as it was lately known here: for footers, which must cost nothing. */
export function knownHead(): SignedHead | null {
  return held?.head ?? null
}

/** Before a page is drawn: waits for a head only where there is none yet. */
export async function warmHead(c: Ctx, now: number): Promise<void> {
  if (held && now >= held.at && now - held.at < FRESH_MS) return
  fetching ??= fetchHead(c.env, now)
  if (held) c.executionCtx.waitUntil(fetching)
  else await fetching
}

async function fetchHead(env: Env, now: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), PATIENCE_MS)
  })
  try {
    const head = await Promise.race([portalHead(env, now), late])
    if (head) held = { at: now, head }
  } catch {
    // A page without the line in its footer is better than none.
  } finally {
    clearTimeout(timer)
    fetching = null
  }
}

/** What is chained of an act at the desk. */
export function byStaff({
  id,
  role,
  for: absent,
}: Actor): Pick<PortalAct, 'actor' | 'role' | 'for'> {
  return { actor: { staff: id }, role, ...(absent && { for: absent.id }) }
}

/**
 * Does something outside of a room, and has it in the portal's chain first: what cannot be chained is not
 * done, and so nothing is ever done unchained. What was refused in the end is said to have been.
 */
export async function chained<T>(
  env: Env,
  act: PortalAct,
  work: (seq: number) => Promise<T>,
  took: (value: T) => boolean = () => true,
): Promise<T> {
  const { seq } = await noted(env, act)
  const { actor, role } = act
  const not = (code: string) =>
    noted(env, { actor, role, act: 'refused', facts: { attempted: act.act, code, seq } })
  try {
    const value = await work(seq)
    if (!took(value)) await not('UNCHANGED')
    return value
  } catch (error) {
    await not(error instanceof Refusal ? error.code : 'BROKEN')
    throw error
  }
}

async function noted(env: Env, act: PortalAct): Promise<ChainHead> {
  try {
    return await notaryOf(env).note(act, Date.now())
  } catch {
    throw new Refusal('RECORD_AWAY', { retryAfter: 5 })
  }
}
