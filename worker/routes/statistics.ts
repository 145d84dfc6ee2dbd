import { Hono } from 'hono'
import * as z from 'zod/mini'
import { Refusal } from '../contract/refusals'
import { breakdowns, type StatDefinition } from '../contract/statistics'
import { figureWords } from '../contract/words/statistics'
import { figureOf, figures } from '../domain/statistics'
import type { AppEnv } from '../http/app-env'
import { inTime } from '../http/patience'
import { valid } from '../http/valid'
import { describe } from './describe'

/** Counted when somebody asks. */
const reading = () => import('../http/statistics-reading')
const stored = () => import('../store/statistics-rows')

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

/** What every figure means, in both languages. */
export const definitions: readonly StatDefinition[] = figures.map(
  ({ id, is, of, group, least, by }) => ({
    id,
    is,
    of,
    group,
    name: { zh: figureWords.zh[id].name, en: figureWords.en[id].name },
    means: { zh: figureWords.zh[id].means, en: figureWords.en[id].means },
    least,
    month: by,
  }),
)

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
      const { readStatistics, scopeIn } = await reading()
      const found = await readStatistics(c.env, scopeIn(asked), Date.now())
      const { asOf, demo, scope: of, figures: told } = found
      const parts = by === undefined ? {} : { by, parts: found.by(by) }
      return c.json({ asOf, demo, scope: of, figures: told, ...parts, definitions }, 200, kept)
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
      const { figure: id, whole, before = null, ...asked } = c.req.valid('query')
      const figure = figureOf(id)
      if (!figure) throw new Refusal('NOT_FOUND')
      const { countingOf, scopeIn } = await reading()
      const { rowsBehind } = await stored()
      const counting = await countingOf(c.env, scopeIn(asked))
      const options = { whole: whole === '1', before }
      const rows = rowsBehind(c.env.DB, figure, counting, Date.now(), options)
      return c.json(await inTime(rows), 200, kept)
    },
  )
