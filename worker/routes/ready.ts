import { Hono } from 'hono'
import * as z from 'zod/mini'
import { readyNames } from '../contract/ready'
import { sessionStates } from '../contract/states'
import type { AppEnv } from '../http/app-env'
import { slugOf } from '../http/room-door'
import { describe } from './describe'

/** What is ready of a session before it starts. */
export const ready = new Hono<AppEnv>().get(
  '/api/desk/sessions/:slug/ready',
  describe({
    tag: 'desk',
    summary: 'What is ready before the start, each item green, amber or red (开播前检查)',
    answers: {
      200: z.object({
        at: z.int(),
        state: z.enum(sessionStates),
        title: z.string(),
        lines: z.array(
          z.object({
            name: z.enum(readyNames),
            light: z.enum(['green', 'amber', 'red']),
            n: z.optional(z.int()),
            early: z.optional(z.literal(true)),
          }),
        ),
      }),
    },
    no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND', 'RECORD_AWAY'],
  }),
  async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const { deskOf, readyOf } = await import('../http/ready')
    const found = await readyOf(c.env, slug, await deskOf(c.env, slug, Date.now()))
    return c.json(found, 200, { 'cache-control': 'private, no-store' })
  },
)
