import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env'

/** Pages of one kind: the ways in that they answer, and where they are read from. */
export interface LazyPages {
  ways: readonly string[]
  load: () => Promise<Hono<AppEnv>>
}

/**
 * Mounts pages that are read when the first of them is asked for: the Worker starts without them. The ways
 * are named here because nothing is known of pages that nobody has read; a test compares them.
 */
export function lazily({ ways, load }: LazyPages): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  for (const way of ways) {
    const [method = '', path = ''] = way.split(' ')
    app.on(method, path, async (c) => {
      const found = (await load()).routes.find(
        (route) => route.method === method && route.path === path,
      )
      if (!found) throw new Error(`Nothing answers ${way}.`)
      return found.handler(c, () => Promise.resolve()) as Promise<Response>
    })
  }
  return app
}
