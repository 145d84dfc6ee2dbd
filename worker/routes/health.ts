import { Hono } from 'hono'
import type { Env } from '../contract/env'
import type { AppEnv } from '../http/app-env'
import { faultsOf } from '../http/fit'
import { inTime } from '../http/patience'
import { roomOf } from '../http/room-door'
import { sessionsInRooms } from '../store/open-rooms'

async function works(part: () => Promise<unknown>): Promise<boolean> {
  try {
    await inTime(part())
    return true
  } catch {
    return false
  }
}

async function check(env: Env) {
  let live = 0
  const [d1, room, assets] = await Promise.all([
    works(async () => {
      const open = await sessionsInRooms(env.DB)
      live = open.filter(({ state }) => state === 'live').length
    }),
    // A room of no session: it holds nothing, and says so.
    works(() => roomOf(env, 'healthz').health()),
    works(() => env.ASSETS.fetch('https://assets.invalid/healthz')),
  ])
  const settings = (await faultsOf(env)).map(({ setting }) => setting)
  const ok = d1 && room && assets && settings.length === 0
  return { ok, d1, room, assets, live, ...(settings.length > 0 && { settings }) }
}

/** Whether every part of the portal answers and is set up as it must be, for whoever watches it. */
export const health = new Hono<AppEnv>().get('/healthz', async (c) => {
  const found = await check(c.env)
  return c.json(found, found.ok ? 200 : 503, { 'cache-control': 'no-store' })
})
