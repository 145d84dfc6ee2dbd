import { Hono } from 'hono'
import * as z from 'zod/mini'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { heard, Refusal } from '../contract/refusals'
import {
  recordingFileGiven,
  recordingGiven,
  recordingList,
  recordingRemoved,
  recordingRow,
  streamReport,
} from '../contract/schemas/stream-desk'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { slugOf } from '../http/room-door'
import { streamDeskOf } from '../http/stream-door'
import { valid } from '../http/valid'
import { heldSessionBySlug } from '../store/session-reads'
import { describe, writing } from './describe'

const no = [...writing, 'SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'] as const
const privately = { 'cache-control': 'private, no-store' }

/** The stream of a session there is; nobody makes an object for a name that is none's. */
async function streamFor(env: AppEnv['Bindings'], raw: string) {
  const slug = slugOf(raw)
  if (!(await heldSessionBySlug(env.DB, slug))) throw new Refusal('NOT_FOUND')
  return { slug, stream: streamDeskOf(env, slug) }
}

/** What scripts/recordings.mjs asks for: what there is, every file of it, and that it goes once it lies elsewhere. */
export const operatorRecordings = new Hono<AppEnv>()
  .post(
    '/api/operator/recordings',
    describe({
      tag: 'operator',
      summary: 'Every session with a picture, and what is kept of it; needs the operator token',
      answers: { 200: z.object({ recordings: z.array(recordingRow) }) },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'],
    }),
    async (c) => {
      const { listRecordings } = await import('../store/recordings')
      return c.json({ recordings: await listRecordings(c.env.DB) }, 200, privately)
    },
  )
  .post(
    '/api/operator/recordings/list',
    describe({
      tag: 'operator',
      summary: 'Every file of a recording with its SHA-256; needs the operator token',
      answers: { 200: recordingList },
      no: [...no, 'NOT_FOUND'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', recordingGiven),
    async (c) => {
      const { stream } = await streamFor(c.env, c.req.valid('json').slug)
      return c.json(await stream.recording(), 200, privately)
    },
  )
  .post(
    '/api/operator/recordings/file',
    describe({
      tag: 'operator',
      summary: 'The bytes of one file of a recording, or a part of them; needs the operator token',
      answers: { 200: 'The bytes' },
      file: 'application/octet-stream',
      no: [...no, 'NOT_FOUND'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', recordingFileGiven),
    async (c) => {
      const { slug: raw, key, from = 0, to } = c.req.valid('json')
      const { stream } = await streamFor(c.env, raw)
      if (!(await stream.has(key))) throw new Refusal('NOT_FOUND')
      const head = await c.env.MEDIA.head(key)
      if (!head) throw new Refusal('NOT_FOUND')
      const last = Math.min(to ?? head.size - 1, head.size - 1)
      if (from > last) throw new Refusal('INVALID', { field: 'from' })
      const length = last - from + 1
      const found = await c.env.MEDIA.get(key, { range: { offset: from, length } })
      if (!found) throw new Refusal('NOT_FOUND')
      return c.body(found.body, 200, {
        ...privately,
        'content-type': 'application/octet-stream',
        'content-length': String(length),
      })
    },
  )
  .post(
    '/api/operator/recordings/remove',
    describe({
      tag: 'operator',
      summary:
        'Remove a recording that lies elsewhere by now, named by its digest; what was removed is chained and said in public; needs the operator token',
      answers: { 200: streamReport },
      no: [...no, 'NOT_FOUND', 'NOT_POSSIBLE', 'CONFLICT'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', recordingRemoved),
    async (c) => {
      const { slug: raw, digest } = c.req.valid('json')
      const { slug, stream } = await streamFor(c.env, raw)
      const report = heard(await stream.expire('moved', digest, Date.now()))
      ;(await import('../http/film')).forgetFilm(slug)
      return c.json(report, 200, privately)
    },
  )
