import { Hono } from 'hono'
import { STAFF_BODY_BYTES } from '../contract/limits'
import type { RefusalCode } from '../contract/refusals'
import {
  captionsGiven,
  captionsRead,
  deskLine,
  deskLines,
  lineGiven,
  linesAsked,
  transcript as transcriptTold,
  transcriptAsked,
} from '../contract/schemas/transcript'
import { CAPTIONS_BYTES } from '../contract/transcript'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { valid } from '../http/valid'
import { describe, writing } from './describe'

/** Read when somebody writes the text record, or takes it away. */
const acts = () => import('./transcript-acts')
const exports_ = () => import('./transcript-files')

const staffNo = ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND', 'RECORD_AWAY'] as const
const writes: RefusalCode[] = [
  ...staffNo,
  ...writing,
  'EMPTY',
  'TOO_LONG',
  'SESSION_MOVE',
  'NOT_POSSIBLE',
  'CONFLICT',
]
const privately = { 'cache-control': 'private, no-store' }
const file = { answers: { 200: 'A file' }, no: ['NOT_FOUND', 'RECORD_AWAY'] as RefusalCode[] }

/** The text record (文字实录): read and taken away by anybody, written by note-takers and moderators. */
export const transcript = new Hono<AppEnv>()
  .get(
    '/api/sessions/:slug/transcript',
    describe({
      tag: 'sessions',
      summary: 'The text record (文字实录): all of it, or page by page',
      answers: { 200: transcriptTold },
      no: ['INVALID', 'NOT_FOUND', 'RECORD_AWAY'],
    }),
    valid('query', transcriptAsked),
    async (c) => {
      const { page, newest } = c.req.valid('query')
      const request = { ...(page !== undefined && { page }), ...(newest && { newest: true }) }
      return (await exports_()).asJson(c, request)
    },
  )
  .get(
    '/api/sessions/:slug/transcript.txt',
    describe({
      ...file,
      tag: 'sessions',
      summary: 'The text record as plain text',
      file: 'text/plain',
    }),
    async (c) => (await exports_()).asText(c),
  )
  .get(
    '/api/sessions/:slug/transcript.docx',
    describe({
      ...file,
      tag: 'sessions',
      summary: 'The text record as a Word document',
      file: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    }),
    async (c) => (await exports_()).asDocument(c),
  )
  .get(
    '/api/sessions/:slug/transcript.vtt',
    describe({
      ...file,
      tag: 'sessions',
      summary:
        'Captions by the time of the picture (WebVTT); the same as /live/{slug}/captions.vtt',
      file: 'text/vtt',
    }),
    async (c) => (await exports_()).asCaptions(c, 'vtt'),
  )
  .get(
    '/api/sessions/:slug/transcript.srt',
    describe({
      ...file,
      tag: 'sessions',
      summary: 'Captions by the time of the picture (SRT)',
      file: 'application/x-subrip',
    }),
    async (c) => (await exports_()).asCaptions(c, 'srt'),
  )
  .get('/live/:slug/captions.vtt', async (c) => (await exports_()).asCaptions(c, 'vtt'))
  .get(
    '/api/desk/sessions/:slug/lines',
    describe({
      tag: 'desk',
      summary: 'The text record for those who write it: what changed after a number',
      answers: { 200: deskLines },
      no: ['INVALID', ...staffNo],
    }),
    valid('query', linesAsked),
    async (c) => c.json(await (await acts()).follow(c, c.req.valid('query')), 200, privately),
  )
  .post(
    '/api/desk/sessions/:slug/lines',
    describe({
      tag: 'desk',
      summary: 'Write, change or take out a line of the text record; the same again does no harm',
      answers: { 200: deskLine },
      no: writes,
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', lineGiven),
    async (c) => c.json(await (await acts()).write(c, c.req.valid('json')), 200, privately),
  )
  .post(
    '/api/desk/sessions/:slug/lines/import',
    describe({
      tag: 'desk',
      summary: 'Captions made elsewhere (SRT, WebVTT) into the text record: all of them or none',
      answers: { 200: captionsRead },
      no: [...writes, 'BAD_CAPTIONS'],
    }),
    jsonBody(CAPTIONS_BYTES),
    valid('json', captionsGiven),
    async (c) => c.json(await (await acts()).importing(c, c.req.valid('json')), 200, privately),
  )
