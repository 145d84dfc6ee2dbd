import { Hono } from 'hono'
import { accuse } from '../actions/accuse'
import { ask } from '../actions/ask'
import { comment } from '../actions/comment'
import { vote } from '../actions/vote'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { commentGiven, questionGiven, voted, voteGiven } from '../contract/schemas/netizen'
import { receipt } from '../contract/schemas/public'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { inRoom } from '../http/not-open'
import { numberOf, roomOf, slugOf } from '../http/room-door'
import { submissionKey, submitting } from '../http/submission'
import { valid } from '../http/valid'
import { takingPart } from '../http/taking-part'
import { knownOrNewVisitor } from '../http/visitor'
import { describe, writing } from './describe'

const keyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  description: '20–64 of A–Z a–z 0–9 _ -; the same key with the same body gets the same answer',
} as const

const voterKeyHeader = {
  ...keyHeader,
  description:
    '20–64 of A–Z a–z 0–9 _ -; who has no cookie yet is one visitor under one key, however often the first vote is sent',
} as const

/** What netizens do in a session. These ways touch the room only: the record may be away. */
export const netizen = new Hono<AppEnv>()
  .put(
    '/api/sessions/:slug/questions/:no/vote',
    describe({
      tag: 'questions',
      summary: 'Support a question, or take the support back',
      answers: { 200: voted },
      no: [
        ...writing,
        'NOT_FOUND',
        'SESSION_NOT_OPEN',
        'QUESTION_PENDING',
        'QUESTION_MERGED',
        'QUESTION_CLOSED',
        'SLOW_DOWN',
      ],
      parameters: [voterKeyHeader],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', voteGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const no = numberOf(c.req.param('no'))
      const key = submissionKey(c.req.header('idempotency-key'))
      const visitor = knownOrNewVisitor(c, key)
      const { voter, from } = takingPart(c, slug, visitor)
      const deps = { room: roomOf(c.env, slug), now: Date.now() }
      const { on } = c.req.valid('json')
      return c.json(await inRoom(c.env, slug, () => vote(deps, no, voter, on, from)), 200)
    },
  )
  .post(
    '/api/sessions/:slug/questions',
    describe({
      tag: 'questions',
      summary: 'Ask a question',
      answers: { 201: receipt, 200: receipt },
      no: [
        ...writing,
        'EMPTY',
        'TOO_SHORT',
        'TOO_LONG',
        'NOT_FOUND',
        'SESSION_NOT_OPEN',
        'MUTED',
        'VERIFY_FIRST',
        'KEY_REUSED',
        'SLOW_DOWN',
        'PERSONAL_FOUND',
      ],
      parameters: [keyHeader],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', questionGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const key = submissionKey(c.req.header('idempotency-key'))
      const { asker, by } = takingPart(c, slug, knownOrNewVisitor(c, key))
      const deps = { room: roomOf(c.env, slug), ...submitting(c), by }
      const given = c.req.valid('json')
      if (given.accusation) {
        const sealed = await inRoom(c.env, slug, () => accuse(deps, asker, given, key))
        return c.json(sealed.receipt, sealed.repeated ? 200 : 201)
      }
      const done = await inRoom(c.env, slug, () => ask(deps, asker, given, key))
      return c.json(done.receipt, done.repeated ? 200 : 201)
    },
  )
  .post(
    '/api/sessions/:slug/comments',
    describe({
      tag: 'questions',
      summary: 'Comment on a session, or answer a question of the host',
      answers: { 201: receipt, 200: receipt },
      no: [
        ...writing,
        'EMPTY',
        'TOO_LONG',
        'NOT_FOUND',
        'SESSION_NOT_OPEN',
        'MUTED',
        'VERIFY_FIRST',
        'KEY_REUSED',
        'SLOW_DOWN',
        'PERSONAL_FOUND',
      ],
      parameters: [keyHeader],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', commentGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const key = submissionKey(c.req.header('idempotency-key'))
      const { asker, by } = takingPart(c, slug, knownOrNewVisitor(c, key))
      const deps = { room: roomOf(c.env, slug), ...submitting(c), by }
      const given = c.req.valid('json')
      const done = await inRoom(c.env, slug, () => comment(deps, asker, given, key))
      return c.json(done.receipt, done.repeated ? 200 : 201)
    },
  )
