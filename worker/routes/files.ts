import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env'
import { describe } from './describe'

/** Read when somebody takes a file away. */
const tables = () => import('./tables')
const feeds = () => import('./feeds')
const georeport = () => import('./open311')
const calendars = () => import('./calendars')
/** Read when a crawler asks. */
const crawlers = () => import('./crawlers')

const table = { answers: { 200: 'A table' }, file: 'text/csv' } as const
const handoffsTable = describe({
  ...table,
  tag: 'desk',
  summary: 'Every matter handed to a unit, with its limit',
  no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND', 'RECORD_AWAY'],
})
const questionsTable = describe({
  ...table,
  tag: 'questions',
  summary: 'Every public question of a session with what was answered',
  no: ['NOT_FOUND', 'RECORD_AWAY'],
})

/** Tables and feeds: what leaves the portal as a file. */
export const files = new Hono<AppEnv>()
  .get('/api/desk/sessions/:slug/handoffs.csv', handoffsTable, async (c) =>
    (await tables()).handOffs(c),
  )
  .get('/api/sessions/:slug/questions.csv', questionsTable, async (c) =>
    (await tables()).questions(c),
  )
  .get('/feed.atom', async (c) => (await feeds()).feed(c, 'atom'))
  .get('/feed.json', async (c) => (await feeds()).feed(c, 'json'))
  .get('/open311/v2/:name', async (c) => (await georeport()).open311(c, c.req.param('name')))
  .get('/open311/v2/:list/:item', async (c) =>
    (await georeport()).open311(c, c.req.param('list'), c.req.param('item')),
  )
  .get('/calendar.ics', async (c) => (await calendars()).calendar(c))
  .get('/robots.txt', async (c) => (await crawlers()).robots(c))
  .get('/sitemap.xml', async (c) => (await crawlers()).index(c))
  .get('/sitemap/:part', async (c) => (await crawlers()).part(c, c.req.param('part')))
  .get('/.well-known/security.txt', async (c) => (await import('./security-txt')).securityTxt(c))
