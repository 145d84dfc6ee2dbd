import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv, Ctx } from '../http/app-env'
import { portalHead } from '../http/audit'
import { inTime } from '../http/patience'
import { slugOf } from '../http/room-door'
import { valid } from '../http/valid'
import { describe } from './describe'

/** Rarely asked for, and then by people who have time. */
const exporting = () => import('../http/audit-export')

const query = z.object({ room: z.optional(z.string()), lang: z.optional(z.string()) })

function file(c: Ctx, body: ReadableStream, type: string, name: string) {
  return c.body(body, 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'public, max-age=2',
  })
}

/** What anybody needs who wants to check that nothing was altered (docs/audit.md). */
export const audit = new Hono<AppEnv>()
  .get('/.well-known/audit-head', async (c) => {
    const head = await inTime(portalHead(c.env, Date.now()))
    return c.json(head, 200, { 'cache-control': 'public, max-age=5' })
  })
  .get(
    '/api/audit/export',
    describe({
      tag: 'audit',
      summary:
        'The audit chain of a room, or of the portal, as JSON lines with its signed head last',
      answers: { 200: 'One JSON object a line: entry and hash; the last line is the head' },
      no: ['INVALID', 'NOT_FOUND', 'RECORD_AWAY'],
    }),
    valid('query', query),
    async (c) => {
      const { room } = c.req.valid('query')
      const slug = room === undefined ? null : slugOf(room)
      const { exportChain } = await exporting()
      const body = await exportChain(c.env, slug, Date.now())
      return file(c, body, 'application/x-ndjson', `audit-${slug ?? 'portal'}.jsonl`)
    },
  )
  .get(
    '/api/audit/record',
    describe({
      tag: 'audit',
      summary: 'The public record of a session with what opens the commitments of its chain',
      answers: { 200: 'AuditPage of worker/contract/audit.ts, with every public question' },
      no: ['INVALID', 'NOT_FOUND', 'CONFLICT', 'RECORD_AWAY'],
    }),
    valid('query', query),
    async (c) => {
      const slug = slugOf(c.req.valid('query').room)
      const { exportRecord } = await exporting()
      const body = await exportRecord(c.env, slug, Date.now())
      return file(c, body, 'application/json', `record-${slug}.json`)
    },
  )
