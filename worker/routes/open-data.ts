import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env'
import { describe } from './describe'

/** Read when somebody takes the data away. */
const acts = () => import('./open-data-acts')

/** Open data: the public record as tables, what they mean, and a signed manifest. */
export const openData = new Hono<AppEnv>()
  .get(
    '/api/data',
    describe({
      tag: 'data',
      summary: 'The data dictionary: every table with its columns, types and meanings',
      answers: { 200: 'Tables and columns' },
    }),
    async (c) => (await acts()).describeData(c),
  )
  .get(
    '/api/data/:name',
    describe({
      tag: 'data',
      summary:
        'A table whole, as `.ndjson`, `.json` or `.csv`; `all.ndjson` is everything with the signed manifest as its last line, `manifest.json` the manifest alone',
      answers: { 200: 'A file', 304: 'The manifest has not changed' },
      no: ['NOT_FOUND', 'RECORD_AWAY'],
    }),
    async (c) => (await acts()).dataFile(c, c.req.param('name')),
  )
