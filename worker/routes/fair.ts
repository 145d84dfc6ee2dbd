import { Hono } from 'hono'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import {
  appealByCodeGiven,
  appealGiven,
  fairness,
  reportGiven,
  reportTaken,
} from '../contract/schemas/fair'
import { ownQuestion } from '../contract/schemas/public'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { isId } from '../http/ids'
import { slugOf } from '../http/room-door'
import { valid } from '../http/valid'
import { visitorOf } from '../http/visitor'
import { describe, writing } from './describe'

const privately = { 'cache-control': 'private, no-store' }
const texts = ['EMPTY', 'TOO_SHORT', 'TOO_LONG'] as const

/** Read when the first of them comes. */
const acts = () => import('./fair-acts')

/** Appeals, reports, and what is told of both: `api` of section "own" and "questions". */
export const fair = new Hono<AppEnv>()
  .post(
    '/api/my/:id/appeal',
    describe({
      tag: 'own',
      summary: 'Appeal the rejection of a question asked from this device, once',
      answers: { 200: ownQuestion },
      no: [...writing, ...texts, 'NOT_FOUND', 'NOT_POSSIBLE', 'APPEALED', 'RECORD_AWAY'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', appealGiven),
    async (c) => {
      const id = c.req.param('id')
      if (!visitorOf(c) || !isId(id)) throw new Refusal('NOT_FOUND')
      const own = await (await acts()).appealFromDevice(c, id, c.req.valid('json').text)
      return c.json(own, 200, privately)
    },
  )
  .post(
    '/api/receipts/appeal',
    describe({
      tag: 'own',
      summary: 'Appeal the rejection of the question of a receipt code, once',
      answers: { 200: ownQuestion },
      no: [
        ...writing,
        ...texts,
        'RECEIPT_MISTYPED',
        'RECEIPT_UNKNOWN',
        'SLOW_DOWN',
        'NOT_POSSIBLE',
        'APPEALED',
        'RECORD_AWAY',
      ],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', appealByCodeGiven),
    async (c) => {
      const { receipt, text } = c.req.valid('json')
      const own = await (await acts()).appealByReceipt(c, receipt, text)
      return c.json(own, 200, privately)
    },
  )
  .post(
    '/api/sessions/:slug/reports',
    describe({
      tag: 'questions',
      summary: 'Report a public question, comment or answer; it hides nothing by itself',
      answers: { 201: reportTaken, 200: reportTaken },
      no: [...writing, 'TOO_LONG', 'NOT_FOUND', 'NOT_POSSIBLE', 'SESSION_NOT_OPEN', 'SLOW_DOWN'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', reportGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const { kind, no, answer, reason, note } = c.req.valid('json')
      if ((kind === 'answer') !== Boolean(answer)) throw new Refusal('INVALID', { field: 'answer' })
      const about = { kind, no, answer: answer ?? null }
      const { again } = await (await acts()).reportFrom(c, slug, about, { reason, note })
      return c.json({ received: true, again } as const, again ? 200 : 201)
    },
  )
  .get(
    '/api/sessions/:slug/fairness',
    describe({
      tag: 'sessions',
      summary:
        'What was not published and why, appeals, redirections, take-downs and reports, in figures',
      answers: { 200: fairness },
      no: ['NOT_FOUND', 'RECORD_AWAY'],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const { readFairness } = await import('../http/fair-reading')
      return c.json(await readFairness(c.env, slug, Date.now()), 200, {
        'cache-control': 'public, max-age=5',
      })
    },
  )
