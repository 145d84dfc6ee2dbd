import { Hono } from 'hono'
import * as z from 'zod/mini'
import { DUMP_FORMAT, DUMP_PART_BYTES, DUMP_VERSION, LOAD_BODY_BYTES } from '../contract/dump'
import type { DumpManifest } from '../contract/dump'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import {
  copyBegun,
  dumpFileGiven,
  dumpsTold,
  filesGiven,
  loadGiven,
  manifestGiven,
  pageGiven,
  pageTold,
  placeGiven,
} from '../contract/schemas/dump'
import type { AppEnv } from '../http/app-env'
import { chained, notaryOf } from '../http/audit'
import { jsonBody, readBytes } from '../http/body'
import { forgetPages } from '../http/kept-pages'
import { dumpKeyMark } from '../http/dump-key'
import { keeperOf } from '../http/keeper-door'
import { valid } from '../http/valid'
import { describe, writing } from './describe'

const no = [...writing, 'SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'] as const
const privately = { 'cache-control': 'private, no-store' }
const done = z.object({ done: z.literal(true) })

/** Read when a portal is copied or moved. */
const reading = () => import('../actions/dump/reading')
const loading = () => import('../actions/dump/loading')
const files = () => import('../actions/dump/files')

/** What scripts/export.mjs, scripts/import-portal.mjs and scripts/digest.mjs ask for. */
export const operatorDump = new Hono<AppEnv>()
  .post(
    '/api/operator/read-only',
    describe({
      tag: 'operator',
      summary:
        'Freeze the portal, so that nothing is written while it is moved, or thaw it; in force everywhere after `within` seconds; put on record; needs the operator token',
      answers: {
        200: z.object({ since: z.nullable(z.int()), within: z.int() }),
      },
      no: [...no],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', z.object({ on: z.boolean() })),
    async (c) => {
      const { on } = c.req.valid('json')
      const { LOOK_MS, setFrozen } = await import('../store/read-only')
      const act = on ? 'freeze_portal' : 'thaw_portal'
      const since = await chained(c.env, { actor: 'operator', role: 'operator', act }, () =>
        setFrozen(c.env.DB, on, Date.now()),
      )
      // Pages that are kept here say what is so.
      forgetPages()
      return c.json({ since, within: Math.ceil(LOOK_MS / 1000) }, 200, privately)
    },
  )
  .post(
    '/api/operator/dumps',
    describe({
      tag: 'operator',
      summary:
        'The nightly dumps there are, and how the one of tonight stands; needs the operator token',
      answers: { 200: dumpsTold },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'],
    }),
    async (c) => {
      const keeper = keeperOf(c.env)
      // Where dumps were turned on a moment ago, the first begins now.
      await keeper.wake(Date.now())
      return c.json(await keeper.state(), 200, privately)
    },
  )
  .post(
    '/api/operator/export/begin',
    describe({
      tag: 'operator',
      summary:
        'Copy the record as it is at one moment and list the parts of a dump; put on record; needs the operator token',
      answers: { 200: copyBegun },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'DUMP_AGAIN', 'RECORD_AWAY'],
    }),
    async (c) => {
      const { beginCopy, settle } = await reading()
      const now = Date.now()
      const stands = await settle(c.env)
      const begin = () => beginCopy(c.env, stands, now)
      // A look at the sums tells nothing of what is in them.
      const sums = c.req.query('for') === 'digest'
      const act = { actor: 'operator', role: 'operator', act: 'export_portal' } as const
      const begun = sums ? await begin() : await chained(c.env, act, begin)
      const about = { format: DUMP_FORMAT, version: DUMP_VERSION, key: dumpKeyMark(c.env), at: now }
      return c.json({ ...about, ...begun }, 200, privately)
    },
  )
  .post(
    '/api/operator/export/page',
    describe({
      tag: 'operator',
      summary: 'The next page of one part of a dump, or only its sum; needs the operator token',
      answers: { 200: pageTold },
      no: [...no, 'NOT_FOUND', 'DUMP_AGAIN'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', pageGiven),
    async (c) => {
      const { place, after, sumOnly } = c.req.valid('json')
      const page = await (await reading()).readPage(c.env, place, after)
      return c.json(sumOnly ? { ...page, lines: '' } : page, 200, privately)
    },
  )
  .post(
    '/api/operator/export/file',
    describe({
      tag: 'operator',
      summary:
        'Bytes of an object of a bucket, at most 8 MiB from an offset on; needs the operator token',
      answers: { 200: 'The bytes' },
      file: 'application/octet-stream',
      no: [...no, 'NOT_FOUND'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', dumpFileGiven),
    async (c) => {
      const { bucket, key, from } = c.req.valid('json')
      const { body, length } = await (await files()).readFile(c.env, bucket, key, from)
      return c.body(body as ReadableStream | Uint8Array<ArrayBuffer>, 200, {
        ...privately,
        'content-type': 'application/octet-stream',
        'content-length': String(length),
      })
    },
  )
  .post(
    '/api/operator/export/end',
    describe({
      tag: 'operator',
      summary: 'Forget the copy a dump was read from; needs the operator token',
      answers: { 200: done },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'],
    }),
    async (c) => {
      await (await reading()).endCopy(c.env)
      return c.json({ done: true as const }, 200)
    },
  )
  .post(
    '/api/operator/import/begin',
    describe({
      tag: 'operator',
      summary:
        'Begin to import a dump into an empty portal, or go on with the same one; needs the operator token',
      answers: { 200: z.object({ pages: z.record(z.string(), z.int()) }) },
      no: [...no, 'DUMP_OTHER', 'DUMP_DAMAGED', 'PORTAL_NOT_EMPTY'],
    }),
    jsonBody(LOAD_BODY_BYTES),
    valid('json', manifestGiven),
    async (c) => {
      const { manifest, otherKey = false } = c.req.valid('json')
      const { beginLoad } = await loading()
      const state = await beginLoad(
        c.env,
        manifest as DumpManifest,
        dumpKeyMark(c.env),
        otherKey,
        Date.now(),
      )
      return c.json(state, 200, privately)
    },
  )
  .post(
    '/api/operator/import/page',
    describe({
      tag: 'operator',
      summary:
        'Hand in a page of one part; a page handed in twice counts once; needs the operator token',
      answers: { 200: z.object({ pages: z.int() }) },
      no: [...no, 'NOT_FOUND', 'DUMP_DAMAGED', 'NOT_POSSIBLE'],
    }),
    jsonBody(LOAD_BODY_BYTES),
    valid('json', loadGiven),
    async (c) => {
      const { place, page, lines } = c.req.valid('json')
      return c.json(await (await loading()).loadPage(c.env, place, page, lines), 200, privately)
    },
  )
  .post(
    '/api/operator/import/file',
    describe({
      tag: 'operator',
      summary: 'Say which objects of a bucket are to be written; needs the operator token',
      answers: { 200: z.object({ states: z.array(z.enum(['there', 'wanted'])) }) },
      no: [...no, 'DUMP_DAMAGED', 'NOT_POSSIBLE'],
    }),
    jsonBody(LOAD_BODY_BYTES),
    valid('json', filesGiven),
    async (c) => {
      const { bucket, files: given } = c.req.valid('json')
      return c.json(
        { states: await (await files()).openFiles(c.env, bucket, given) },
        200,
        privately,
      )
    },
  )
  .put(
    '/api/operator/import/file/:bucket/:part',
    describe({
      tag: 'operator',
      summary:
        'Bytes of such an object, in parts of 8 MiB counted from 1; `key` names it; needs the operator token',
      answers: { 204: 'Written' },
      parameters: [{ name: 'key', in: 'query', description: 'Name of the object' }],
      no: [...no, 'NOT_FOUND', 'DUMP_DAMAGED', 'NOT_POSSIBLE'],
    }),
    async (c) => {
      const { bucket, part } = c.req.param()
      const key = c.req.query('key') ?? ''
      if ((bucket !== 'files' && bucket !== 'media') || !/^[1-9]\d{0,3}$/.test(part)) {
        throw new Refusal('NOT_FOUND')
      }
      const bytes = await readBytes(c.req.raw, DUMP_PART_BYTES)
      await (await files()).writeFile(c.env, bucket, key, Number(part), bytes)
      return c.body(null, 204)
    },
  )
  .post(
    '/api/operator/import/object',
    describe({
      tag: 'operator',
      summary: 'Make what an object was given its own; needs the operator token',
      answers: { 200: done },
      no: [...no, 'NOT_FOUND', 'DUMP_DAMAGED', 'NOT_POSSIBLE'],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', placeGiven),
    async (c) => {
      await (await loading()).commitObject(c.env, c.req.valid('json').place, Date.now())
      return c.json({ done: true as const }, 200)
    },
  )
  .post(
    '/api/operator/import/finish',
    describe({
      tag: 'operator',
      summary:
        'The record takes its place, and the portal is what the dump was; put on record; needs the operator token',
      answers: { 200: z.object({ digest: z.string(), rows: z.int() }) },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY', 'DUMP_DAMAGED', 'NOT_POSSIBLE'],
    }),
    async (c) => {
      const told = await (await loading()).finishLoad(c.env)
      const facts = { digest: told.digest, rows: told.rows }
      const act = { actor: 'operator', role: 'operator', act: 'import_portal', facts } as const
      // Afterwards: before it, the chain was that of the empty portal.
      await notaryOf(c.env).note(act, Date.now())
      return c.json(told, 200, privately)
    },
  )
  .post(
    '/api/operator/import/drop',
    describe({
      tag: 'operator',
      summary: 'Give an unfinished import up; the portal is empty again; needs the operator token',
      answers: { 200: done },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'],
    }),
    async (c) => {
      await (await loading()).dropImport(c.env)
      return c.json({ done: true as const }, 200)
    },
  )
