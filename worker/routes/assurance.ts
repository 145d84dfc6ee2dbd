import { Hono } from 'hono'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { heard, Refusal } from '../contract/refusals'
import { assured, humanGiven, proofGiven } from '../contract/schemas/netizen'
import type { AppEnv, Ctx } from '../http/app-env'
import { jsonBody } from '../http/body'
import { inRoom } from '../http/not-open'
import { personOf } from '../http/person'
import { ownHost } from '../http/place'
import { roomOf, slugOf } from '../http/room-door'
import { submissionKey } from '../http/submission'
import { valid } from '../http/valid'
import { knownOrNewVisitor, visitorOf, voterOf } from '../http/visitor'
import { describe, writing } from './describe'

const privately = { 'cache-control': 'private, no-store' }

/** A browser that has a cookie already: what it proves is bound to it. */
function knownVisitor(c: Ctx) {
  const visitor = visitorOf(c)
  if (!visitor) throw new Refusal('BAD_COOKIE')
  return visitor
}

/** How a browser's votes come to count where a session asks for more than a cookie. */
export const assurance = new Hono<AppEnv>()
  .post(
    '/api/sessions/:slug/challenge',
    describe({
      tag: 'sessions',
      summary: 'Something to compute (altcha), where this browser has to prove something',
      answers: { 200: assured },
      no: ['WRONG_ORIGIN', 'BAD_COOKIE', 'INVALID', 'NOT_FOUND', 'SESSION_NOT_OPEN', 'SLOW_DOWN'],
      parameters: [
        {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            '20–64 of A–Z a–z 0–9 _ -; who has no cookie yet is one visitor under one key, with the first vote',
        },
      ],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      if (personOf(c)) return c.json({ level: 3 as const }, 200, privately)
      const visitor = knownOrNewVisitor(c, submissionKey(c.req.header('idempotency-key')))
      const voter = voterOf(c.env, slug, visitor.id)
      const now = Date.now()
      const told = await inRoom(c.env, slug, async () =>
        heard(await roomOf(c.env, slug).toProve(voter, now)),
      )
      if (told.level > 0) return c.json({ level: told.level }, 200, privately)
      const { newChallenge } = await import('../http/proof')
      const bound = { slug, visitorId: visitor.id }
      const challenge = await newChallenge(c.env, bound, told.factor, now)
      return c.json({ level: 0 as const, challenge }, 200, privately)
    },
  )
  .post(
    '/api/sessions/:slug/proof',
    describe({
      tag: 'sessions',
      summary: 'The solution of a challenge; earlier votes of this browser rise with it',
      answers: { 200: assured },
      no: [...writing, 'NOT_FOUND', 'SESSION_NOT_OPEN', 'PROOF_WRONG', 'PROOF_USED'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', proofGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const visitor = knownVisitor(c)
      const { readProof } = await import('../http/proof')
      const proof = await readProof(c.env, { slug, visitorId: visitor.id }, c.req.valid('json'))
      if (!proof) throw new Refusal('PROOF_WRONG')
      const voter = voterOf(c.env, slug, visitor.id)
      const { level } = await inRoom(c.env, slug, async () =>
        heard(await roomOf(c.env, slug).prove(voter, proof, Date.now())),
      )
      return c.json({ level }, 200, privately)
    },
  )
  .post(
    '/api/sessions/:slug/human',
    describe({
      tag: 'sessions',
      summary: 'The token of a passed check for people (Turnstile), where one is set up',
      answers: { 200: assured },
      no: [
        ...writing,
        'NOT_FOUND',
        'SESSION_NOT_OPEN',
        'PROOF_WRONG',
        'PROOF_USED',
        'LEVEL_NOT_OFFERED',
      ],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', humanGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const visitor = knownVisitor(c)
      const { humanCheckOf, tokenName } = await import('../http/human-check')
      const check = humanCheckOf(c.env)
      if (!check) throw new Refusal('LEVEL_NOT_OFFERED', { min: 2 })
      const { token } = c.req.valid('json')
      const host = ownHost(c).replace(/:\d+$/, '')
      const said = await check.verify(token, host)
      const open = said === 'away' && c.env.HUMAN_CHECK_FAIL === 'open-to-l1'
      if (said !== 'passed' && !open) throw new Refusal('PROOF_WRONG')
      const now = Date.now()
      const proof = {
        // A token lives five minutes; used up for longer, it cannot come back.
        signature: tokenName(token),
        until: now + 10 * 60_000,
        level: said === 'passed' ? (2 as const) : (1 as const),
      }
      const voter = voterOf(c.env, slug, visitor.id)
      const { level } = await inRoom(c.env, slug, async () =>
        heard(await roomOf(c.env, slug).prove(voter, proof, now)),
      )
      return c.json({ level }, 200, privately)
    },
  )
