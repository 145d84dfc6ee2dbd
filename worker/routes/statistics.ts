import { Hono } from 'hono'
import * as z from 'zod/mini'
import { breakdowns } from '../contract/statistics'
import type { AppEnv } from '../http/app-env'
import { valid } from '../http/valid'
import { describe } from './describe'

/** Counted when somebody asks. */
const acts = () => import('./statistics-acts')

const scope = {
  unit: z.optional(z.string()),
  session: z.optional(z.string()),
  kind: z.optional(z.string()),
  month: z.optional(z.string()),
  lang: z.optional(z.string()),
}
const query = z.object({ ...scope, by: z.optional(z.enum(breakdowns)) })
const rowsQuery = z.object({
  ...scope,
  figure: z.string(),
  whole: z.optional(z.enum(['0', '1'])),
  before: z.optional(z.string()),
})

const kept = { 'cache-control': 'public, max-age=30' } as const

/** Figures as data: what they are, what they mean, and which rows they are made from. */
export const statistics = new Hono<AppEnv>()
  .get(
    '/api/statistics',
    describe({
      tag: 'data',
      summary: 'Every figure of a scope with its definition; `by` tells the parts as well',
      answers: { 200: 'Figures, definitions, scope and as-of date' },
      no: ['INVALID', 'NOT_FOUND', 'RECORD_AWAY'],
    }),
    valid('query', query),
    async (c) => {
      const { by, ...asked } = c.req.valid('query')
      const { toldFigures } = await acts()
      return c.json(await toldFigures(c.env, asked, by, Date.now()), 200, kept)
    },
  )
  .get(
    '/api/statistics/rows',
    describe({
      tag: 'data',
      summary: 'The rows a figure counts, newest first; `whole=1` those of the whole of a share',
      answers: { 200: 'Rows, how many there are, and how many of them are not public' },
      no: ['INVALID', 'NOT_FOUND', 'RECORD_AWAY'],
    }),
    valid('query', rowsQuery),
    async (c) => {
      const { toldRows } = await acts()
      return c.json(await toldRows(c.env, c.req.valid('query'), Date.now()), 200, kept)
    },
  )
