import { Hono } from 'hono'
import * as z from 'zod/mini'
import { ANSWER_MAX, STAFF_BODY_BYTES } from '../contract/limits'
import { promiseDeskWords } from '../contract/words/promise-desk'
import { readCalendar } from '../domain/calendar-ready'
import { datelessIn } from '../domain/promises'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { langOf } from '../http/lang'
import { valid } from '../http/valid'
import { describe, writing } from './describe'

/** Looks at an answer that is being written: whoever answers still sits there to be asked for a day. */
export const undated = new Hono<AppEnv>().post(
  '/api/desk/sessions/:slug/undated',
  describe({
    tag: 'desk',
    summary: 'Sentences of an answer that promise something and say no time; nothing is kept',
    answers: { 200: z.object({ sentences: z.array(z.string()), message: z.string() }) },
    no: [...writing, 'SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND', 'RECORD_AWAY'],
  }),
  jsonBody(STAFF_BODY_BYTES),
  valid('json', z.strictObject({ text: z.string().check(z.maxLength(2 * ANSWER_MAX)) })),
  async (c) => {
    const { text } = c.req.valid('json')
    const found = datelessIn(text, Date.now(), await readCalendar()).map(({ quote }) => quote)
    const [first] = found
    const message = first ? promiseDeskWords[langOf(c)].undated(first) : ''
    return c.json({ sentences: found, message }, 200, { 'cache-control': 'private, no-store' })
  },
)
