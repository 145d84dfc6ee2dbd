import { Hono } from 'hono'
import { Refusal } from '../contract/refusals'
import { promiseInFull, promisePage, promisesQuery } from '../contract/schemas/commitments'
import type { AppEnv } from '../http/app-env'
import { isId } from '../http/ids'
import { inTime } from '../http/patience'
import { valid } from '../http/valid'
import { describe } from './describe'

const shortly = { 'cache-control': 'public, max-age=5' }

/** Public reading of promises. */
export const promises = new Hono<AppEnv>()
  .get(
    '/api/promises',
    describe({
      tag: 'questions',
      summary: 'Promises that are kept track of, late ones first, page by page',
      answers: { 200: promisePage },
      no: ['INVALID', 'RECORD_AWAY'],
    }),
    valid('query', promisesQuery),
    async (c) => {
      const { unit, state, late, page } = c.req.valid('query')
      const { listPromises } = await import('../store/commitments')
      const asked = { unitId: unit, state, late: late === '1', page: Number(page ?? '1') }
      return c.json(await inTime(listPromises(c.env.DB, asked, Date.now())), 200, shortly)
    },
  )
  .get(
    '/api/promises/:id',
    describe({
      tag: 'questions',
      summary: 'A promise for good, and what became of it',
      answers: { 200: promiseInFull },
      no: ['NOT_FOUND', 'RECORD_AWAY'],
    }),
    async (c) => {
      const id = c.req.param('id')
      if (!isId(id) && !/^[a-z0-9-]{1,60}$/.test(id)) throw new Refusal('NOT_FOUND')
      const { readPromise } = await import('../http/promise-reading')
      return c.json(await readPromise(c.env, id, Date.now()), 200, shortly)
    },
  )
