import { Hono } from 'hono'
import { alikeAnswer, alikeQuery, searchAnswer, searchQuery } from '../contract/schemas/search'
import type { AppEnv } from '../http/app-env'
import { valid } from '../http/valid'
import { describe } from './describe'

const shortly = { 'cache-control': 'public, max-age=5' }
const no = ['INVALID', 'EMPTY', 'TOO_LONG', 'BAD_TEXT', 'RECORD_AWAY'] as const

/** Search over everything public, and questions that may ask the same. */
export const searching = new Hono<AppEnv>()
  .get(
    '/api/search',
    describe({
      tag: 'questions',
      summary:
        'Questions, lines of text records, sessions and promises that hold every word given, page by page',
      answers: { 200: searchAnswer },
      no: [...no],
    }),
    valid('query', searchQuery),
    async (c) => {
      const { search } = await import('../http/searching')
      return c.json(await search(c.env, c.req.valid('query')), 200, shortly)
    },
  )
  .get(
    '/api/similar',
    describe({
      tag: 'questions',
      summary: 'Public questions that may ask the same as a text, best first',
      answers: { 200: alikeAnswer },
      no: [...no],
    }),
    valid('query', alikeQuery),
    async (c) => {
      const { alikeTo } = await import('../http/searching')
      return c.json(await alikeTo(c.env, c.req.valid('query'), Date.now()), 200, shortly)
    },
  )
