import { Hono } from 'hono'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal, type RefusalCode } from '../contract/refusals'
import { followByCodeGiven, followGiven } from '../contract/schemas/follow'
import { ownQuestion } from '../contract/schemas/public'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { isId } from '../http/ids'
import { valid } from '../http/valid'
import { visitorOf } from '../http/visitor'
import { describe, writing } from './describe'

const privately = { 'cache-control': 'private, no-store' }

/** Read when the first of them comes. */
const acts = () => import('./follow-acts')

const no: RefusalCode[] = [
  ...writing,
  'EMPTY',
  'TOO_SHORT',
  'TOO_LONG',
  'NOT_FOUND',
  'NOT_POSSIBLE',
  'NOT_YET',
  'RATED',
  'SAID_BEFORE',
  'WINDOW_OVER',
  'CONTACTS_OFF',
  'CONFLICT',
  'RECORD_AWAY',
]

/** What an asker does after an answer: rates it, has it opened again, asks once more, gives details. */
export const follow = new Hono<AppEnv>()
  .post(
    '/api/my/:id/follow',
    describe({
      tag: 'own',
      summary:
        'Rate an answer, have its case opened again, ask once more, give details or leave a contact, from the device that asked',
      answers: { 200: ownQuestion },
      no,
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', followGiven),
    async (c) => {
      const id = c.req.param('id')
      if (!visitorOf(c) || !isId(id)) throw new Refusal('NOT_FOUND')
      const { afterStep, takeStep, whose } = await acts()
      const own = await whose(c, { id })
      await takeStep(c, own, c.req.valid('json'))
      return c.json(await afterStep(c, own), 200, privately)
    },
  )
  .post(
    '/api/receipts/follow',
    describe({
      tag: 'own',
      summary: 'The same, by a receipt code',
      answers: { 200: ownQuestion },
      no: [...no, 'RECEIPT_MISTYPED', 'RECEIPT_UNKNOWN', 'SLOW_DOWN'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', followByCodeGiven),
    async (c) => {
      const { receipt, ...given } = c.req.valid('json')
      const { afterStep, takeStep, whose } = await acts()
      const own = await whose(c, { receipt })
      await takeStep(c, own, given)
      return c.json(await afterStep(c, own), 200, privately)
    },
  )
