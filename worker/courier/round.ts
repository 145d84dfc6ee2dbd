import type { Env } from '../contract/env'
import { nextLook } from '../domain/looks'
import { keeperOf } from '../http/keeper-door'
import { log } from '../http/log'
import { nextWaiting } from '../store/messages'
import { frozenNow } from '../store/read-only'
import { systemActs } from './acts'
import { deliverDue } from './delivering'
import { lapse, recount, remind, tellAssigned, type Counting } from './looking'
import { tellRooms } from './rooms'

/** While the portal is frozen: whether it still is. */
const FROZEN_MS = 300_000

/** Does one thing of a round; what breaks does not hold the others up. */
async function step(name: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    log('fault', {
      fault: `Courier${name}`,
      ...(error instanceof Error && { at: error.stack }),
    })
    return false
  }
}

/** Does what is due at a moment; tells when to look again. */
export async function lookRound(env: Env, kv: SyncKvStorage, now: number): Promise<number> {
  // While the portal moves, its copy in the other place does what is due.
  if ((await frozenNow(env.DB, now)) !== null) return now + FROZEN_MS
  // It rings by itself; whoever turned dumps on or off since is heard here.
  await step('Keeper', () => keeperOf(env).wake(now))
  const does = systemActs(env)
  let soon = false
  await step('Assigned', () => tellAssigned(env, now))
  const looked = kv.get<number>('looked') ?? 0
  const look = nextLook(looked) <= now
  if (look) {
    const counting = kv.get<Counting>('counting')
    // Once a day everything is counted again: a room that opened earlier counts by an older calendar.
    if (counting) kv.put('counting', { ...counting, after: '', done: false })
    const done = [
      await step('Lapse', () => lapse(env, does, now)),
      await step('Remind', () => remind(env, does, now)),
    ]
    if (done.every(Boolean)) kv.put('looked', now)
  }
  await step('Recount', async () => {
    const counting = await recount(env, does, kv.get<Counting>('counting') ?? null, now)
    kv.put('counting', counting)
    soon ||= !counting.done
  })
  await step('Rooms', () =>
    tellRooms(
      env,
      {
        get: (id) => kv.get<number>(`heard:${id}`) ?? 0,
        set: (id, seq) => kv.put(`heard:${id}`, seq),
      },
      now,
    ),
  )
  await step('Deliver', async () => {
    soon = (await deliverDue(env, now)) || soon
  })
  if (soon) return now
  const waiting = await nextWaiting(env.DB).catch(() => null)
  return Math.min(waiting ?? Infinity, nextLook(now))
}
