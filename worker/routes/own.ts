import { Hono } from 'hono'
import * as z from 'zod/mini'
import { eraseByCode, withdrawByCode } from '../actions/own'
import { PUBLIC_BODY_BYTES, SNAPSHOT_QUESTIONS } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { receiptGiven } from '../contract/schemas/netizen'
import { ownQuestion } from '../contract/schemas/public'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { isId } from '../http/ids'
import { realSession } from '../http/not-open'
import { roomOf, slugOf } from '../http/room-door'
import { forgetSnapshot } from '../http/snapshots'
import { valid } from '../http/valid'
import { voterHere } from '../http/taking-part'
import { lookUp, ownOfReader, withdrawOwnOf } from './deps'
import { describe, writing } from './describe'

const privately = { 'cache-control': 'private, no-store' }
const lookupNo = ['RECEIPT_MISTYPED', 'RECEIPT_UNKNOWN', 'SLOW_DOWN', 'RECORD_AWAY'] as const

/** What belongs to one asker or voter; nothing of it is ever cached. */
export const own = new Hono<AppEnv>()
  .get(
    '/api/my',
    describe({
      tag: 'own',
      summary: 'Everything asked or said from this device',
      answers: { 200: z.object({ items: z.array(ownQuestion) }) },
      no: ['RECORD_AWAY'],
    }),
    async (c) => {
      const items = await ownOfReader(c)
      const { withFollow } = await import('../http/follow-reading')
      return c.json({ items: await withFollow(c.env, items, Date.now()) }, 200, privately)
    },
  )
  .post(
    '/api/my/:id/withdraw',
    describe({
      tag: 'own',
      summary: 'Take back a question asked from this device',
      answers: { 200: ownQuestion },
      no: ['WRONG_ORIGIN', 'NOT_FOUND', 'NOT_POSSIBLE', 'RECORD_AWAY'],
    }),
    async (c) => {
      const id = c.req.param('id')
      if (!isId(id)) throw new Refusal('NOT_FOUND')
      const taken = await withdrawOwnOf(c, id)
      forgetSnapshot(taken.slug)
      return c.json(taken, 200, privately)
    },
  )
  .post(
    '/api/receipts/lookup',
    describe({
      tag: 'own',
      summary: 'What a receipt code (查询码) stands for',
      answers: { 200: ownQuestion },
      no: [...writing, ...lookupNo],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', receiptGiven),
    async (c) => {
      const { own: found } = await lookUp(c, c.req.valid('json').receipt)
      const { withFollow } = await import('../http/follow-reading')
      const [own = found] = await withFollow(c.env, [found], Date.now())
      return c.json(own, 200, privately)
    },
  )
  .post(
    '/api/receipts/withdraw',
    describe({
      tag: 'own',
      summary: 'Take back the question of a receipt code',
      answers: { 200: ownQuestion },
      no: [...writing, ...lookupNo, 'NOT_POSSIBLE'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', receiptGiven),
    async (c) => {
      const found = await lookUp(c, c.req.valid('json').receipt)
      const taken = await withdrawByCode(found.deps, found.own, found.code)
      forgetSnapshot(taken.slug)
      return c.json(taken, 200, privately)
    },
  )
  .post(
    '/api/receipts/erase',
    describe({
      tag: 'own',
      summary:
        'Erase what can be erased of a submission: words nobody relies on, the name, the sealed original',
      answers: { 200: ownQuestion },
      no: [...writing, ...lookupNo, 'NOT_FOUND', 'CONFLICT'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', receiptGiven),
    async (c) => {
      const found = await lookUp(c, c.req.valid('json').receipt)
      const left = await eraseByCode(found.deps, found.own, found.code)
      forgetSnapshot(left.slug)
      return c.json(left, 200, privately)
    },
  )
  .get(
    '/api/sessions/:slug/mine',
    describe({
      tag: 'own',
      summary: 'Numbers of the questions this visitor supports',
      answers: { 200: z.object({ mine: z.array(z.int()) }) },
      no: ['NOT_FOUND', 'RECORD_AWAY'],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const voter = voterHere(c, slug)
      const request = { order: 'new', page: 1, size: SNAPSHOT_QUESTIONS } as const
      if (voter !== null) await realSession(c.env, slug)
      const page = voter === null ? null : await roomOf(c.env, slug).page(request, voter)
      return c.json({ mine: page?.mine ?? [] }, 200, privately)
    },
  )
