import { Hono } from 'hono'
import * as z from 'zod/mini'
import { PAGE_SIZE } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { listAsked } from '../contract/schemas/netizen'
import {
  balance,
  casesLine,
  figure,
  mailboxCounts,
  publicQuestion,
  publicSession,
  questionInRecord,
  snapshot,
} from '../contract/schemas/public'
import { sessionKinds } from '../contract/states'
import type { AppEnv, Ctx } from '../http/app-env'
import { isId } from '../http/ids'
import { ownOrigin } from '../http/place'
import { readPage, readQuestion, readSession, readSnapshot } from '../http/reading'
import { slugOf } from '../http/room-door'
import { valid } from '../http/valid'
import { listSessions } from '../store/session-reads'
import { describe } from './describe'

const list = z.object({
  sessions: z.array(
    z.object({
      session: publicSession,
      balance: z.nullable(balance),
      cases: casesLine,
      mailbox: z.nullable(mailboxCounts),
      figures: z.array(figure),
    }),
  ),
  next: z.nullable(z.string()),
})
const listQuery = z.object({
  before: z.optional(z.string()),
  kind: z.optional(z.enum(sessionKinds)),
  lang: z.optional(z.string()),
})
const page = z.object({ questions: z.array(publicQuestion), total: z.int() })

const shortly = { 'cache-control': 'public, max-age=2' }

/** A QR code of a session's address, drawn here: nothing is fetched from anybody. */
async function qr(c: Ctx) {
  const { renderSVG } = await import('uqr')
  const slug = slugOf(c.req.param('slug'))
  const svg = renderSVG(`${ownOrigin(c)}/s/${slug}?from=qr`, { border: 2, ecc: 'M' })
  return c.body(svg, 200, {
    'content-type': 'image/svg+xml; charset=utf-8',
    'cache-control': 'public, max-age=3600',
  })
}

/** Public reading of sessions and questions. */
export const reading = new Hono<AppEnv>()
  .get(
    '/api/sessions',
    describe({
      tag: 'sessions',
      summary: 'Sessions, newest first, each with its balance',
      answers: { 200: list },
      no: ['INVALID', 'RECORD_AWAY'],
    }),
    valid('query', listQuery),
    async (c) => {
      const { before, kind } = c.req.valid('query')
      const filter = {
        limit: PAGE_SIZE,
        before: before ?? null,
        ...(kind ? { kinds: [kind] } : {}),
      }
      return c.json(await listSessions(c.env.DB, filter, Date.now()), 200, shortly)
    },
  )
  .get(
    '/api/sessions/:slug',
    describe({
      tag: 'sessions',
      summary: 'One session',
      answers: { 200: publicSession },
      no: ['NOT_FOUND', 'RECORD_AWAY'],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      return c.json(await readSession(c.env, slug, Date.now()), 200, shortly)
    },
  )
  .get(
    '/api/sessions/:slug/snapshot',
    describe({
      tag: 'sessions',
      summary: 'The whole public state of a session at one number',
      answers: { 200: snapshot, 304: 'Nothing changed since If-None-Match' },
      no: ['NOT_FOUND', 'RECORD_AWAY'],
    }),
    async (c) => {
      const { epoch, seq, tag, body } = await readSnapshot(
        c.env,
        slugOf(c.req.param('slug')),
        Date.now(),
      )
      const etag = `W/"${tag ?? `${epoch}-${seq}`}"`
      c.header('etag', etag)
      c.header('cache-control', 'public, max-age=1')
      if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304)
      return c.body(body, 200, { 'content-type': 'application/json; charset=utf-8' })
    },
  )
  .get(
    '/api/sessions/:slug/questions',
    describe({
      tag: 'questions',
      summary: 'Questions of a session, page by page',
      answers: { 200: page },
      no: ['INVALID', 'NOT_FOUND', 'RECORD_AWAY'],
    }),
    valid('query', listAsked),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const { order, page } = c.req.valid('query')
      const request = { order, page, size: PAGE_SIZE }
      const { questions, total } = await readPage(c.env, slug, request, null, Date.now())
      return c.json({ questions, total }, 200, shortly)
    },
  )
  .get(
    '/api/questions/:id',
    describe({
      tag: 'questions',
      summary: 'A question for good, and what became of it',
      answers: { 200: questionInRecord },
      no: ['NOT_FOUND', 'RECORD_AWAY'],
    }),
    async (c) => {
      const id = c.req.param('id')
      if (!isId(id)) throw new Refusal('NOT_FOUND')
      return c.json(await readQuestion(c.env, id), 200, shortly)
    },
  )
  .get(
    '/api/sessions/:slug/qr.svg',
    describe({
      tag: 'sessions',
      summary: 'A QR code of the address of a session',
      answers: { 200: 'The drawing' },
      file: 'image/svg+xml',
      no: ['NOT_FOUND'],
    }),
    qr,
  )
  .get('/s/:slug/qr.svg', qr)

/** Weak comparison: a cache on the way may have dropped or added the `W/`. */
function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return header.split(',').some((tag) => bare(tag) === bare(etag) || tag.trim() === '*')
}
