import { Hono } from 'hono'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal, type RefusalCode } from '../contract/refusals'
import {
  filmFinished,
  filmGiven,
  filmUpload,
  streamReport,
  streamStatus,
  tried,
  triedGiven,
} from '../contract/schemas/stream-desk'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { isId } from '../http/ids'
import { slugOf } from '../http/room-door'
import { valid } from '../http/valid'
import { describe, writing } from './describe'

/** Read when somebody of the desk comes: a netizen's request does not wait for it. */
const acts = () => import('../http/stream-acts')

const staffNo = ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND', 'RECORD_AWAY'] as const
const writes: RefusalCode[] = [...staffNo, ...writing]
const privately = { 'cache-control': 'private, no-store' }

function filmId(raw: string | undefined): string {
  if (!raw || !isId(raw)) throw new Refusal('NOT_FOUND')
  return raw
}

function partNumber(raw: string | undefined): number {
  if (!raw || !/^[1-9]\d{0,4}$/.test(raw)) throw new Refusal('NOT_FOUND')
  return Number(raw)
}

/** A session's picture, for its desk: how it stands, that it was tried, its film and its poster. */
export const streamDesk = new Hono<AppEnv>()
  .get(
    '/api/desk/sessions/:slug/stream',
    describe({
      tag: 'desk',
      summary: 'How the picture of a session stands, with the desk’s own address of it',
      answers: { 200: streamStatus },
      no: [...staffNo],
    }),
    async (c) => {
      const { slug } = await (await acts()).pictured(c)
      const status = await (await import('../http/stream-reading')).streamStatus(c, slug)
      return c.json(status, 200, privately)
    },
  )
  .post(
    '/api/desk/sessions/:slug/stream/tried',
    describe({
      tag: 'desk',
      summary: 'Somebody saw the picture or heard the sound before the start',
      answers: { 200: tried },
      no: writes,
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', triedGiven),
    async (c) => {
      const { pictured, markTried } = await acts()
      const { slug } = await pictured(c)
      return c.json(await markTried(c, slug, c.req.valid('json').what), 200)
    },
  )
  .post(
    '/api/desk/sessions/:slug/stream/film',
    describe({
      tag: 'desk',
      summary: 'Begin to hand in a film of the session, or go on with one of the same length',
      answers: { 200: filmUpload },
      no: [...writes, 'NOT_POSSIBLE'],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', filmGiven),
    async (c) => {
      const { pictured, beginFilm } = await acts()
      return c.json(await beginFilm(c, await pictured(c), c.req.valid('json').bytes), 200)
    },
  )
  .put(
    '/api/desk/sessions/:slug/stream/film/:id/:part',
    describe({
      tag: 'desk',
      summary: 'A part of a film: its bytes as they are; the same part again takes its place',
      answers: { 200: filmUpload },
      no: [...staffNo, 'BODY_TOO_LARGE', 'FILM_NOT_MP4', 'FILM_PART'],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const [id, part] = [filmId(c.req.param('id')), partNumber(c.req.param('part'))]
      const { pictured, readPart, takePart } = await acts()
      await pictured(c)
      return c.json(await takePart(c, slug, id, part, await readPart(c.req.raw)), 200)
    },
  )
  .post(
    '/api/desk/sessions/:slug/stream/film/:id/finish',
    describe({
      tag: 'desk',
      summary: 'Put the parts together; from now on the film is the picture of the session',
      answers: { 200: streamReport },
      no: [...writes, 'NOT_POSSIBLE', 'FILM_PART'],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', filmFinished),
    async (c) => {
      const id = filmId(c.req.param('id'))
      const { pictured, finishFilm } = await acts()
      const session = await pictured(c)
      const report = await finishFilm(c, session, id, c.req.valid('json').startsAt)
      ;(await import('../http/film')).forgetFilm(session.slug)
      return c.json(report, 200)
    },
  )
  .delete(
    '/api/desk/sessions/:slug/stream/film',
    describe({
      tag: 'desk',
      summary: 'Give up the film that is on its way, or take the one away that is there',
      answers: { 204: 'Gone' },
      no: [...staffNo, 'NOT_POSSIBLE'],
    }),
    async (c) => {
      const { pictured, dropFilm } = await acts()
      const { slug } = await pictured(c)
      await dropFilm(c, slug)
      ;(await import('../http/film')).forgetFilm(slug)
      return c.body(null, 204)
    },
  )
  .put(
    '/api/desk/sessions/:slug/stream/poster',
    describe({
      tag: 'desk',
      summary: 'The poster: the bytes of a JPEG or PNG; what a camera wrote into it is left out',
      answers: { 200: streamReport },
      no: [...staffNo, 'BODY_TOO_LARGE', 'NOT_A_PICTURE'],
    }),
    async (c) => {
      const { hangPoster, pictured, readPoster } = await acts()
      const { slug } = await pictured(c)
      const report = await hangPoster(c, slug, await readPoster(c.req.raw))
      ;(await import('../http/film')).forgetFilm(slug)
      return c.json(report, 200)
    },
  )
