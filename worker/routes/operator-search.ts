import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../http/app-env'
import { describe } from './describe'

const privately = { 'cache-control': 'private, no-store' }

/** What scripts/search.mjs asks for: one step of making the index of search anew. */
export const operatorSearch = new Hono<AppEnv>().post(
  '/api/operator/search/rebuild',
  describe({
    tag: 'operator',
    summary:
      'One step of making the index of search anew, while it is searched; asked again until it is done; needs the operator token',
    answers: { 200: z.object({ done: z.boolean(), written: z.int(), left: z.int() }) },
    no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'],
  }),
  async (c) => {
    const { rebuildStep } = await import('../store/search-rebuild')
    return c.json(await rebuildStep(c.env.DB, Date.now()), 200, privately)
  },
)
