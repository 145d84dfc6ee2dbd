import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env'
import { warmHead } from '../http/audit'
import type { FormPages } from '../http/form-pages'
import { lazily, type LazyPages } from './lazily'

/** Whether a page is to say that the portal is frozen. */
const readOnly = () => import('../store/read-only')

const forms = async () => (await import('./forms')).formPages

/** Pages that answer a posted form or a refusal. */
export const formPages: FormPages = {
  refusal: async (...told) => (await forms()).refusal(...told),
  lookedUp: async (...told) => (await forms()).lookedUp(...told),
  found: async (...told) => (await forms()).found(...told),
  accused: async (...told) => (await forms()).accused(...told),
  signIn: async (...told) => (await forms()).signIn(...told),
  signInFirst: async (...told) => (await forms()).signInFirst(...told),
}

/** Every page a browser asks for, by its ways in. */
export const lazyPages: readonly LazyPages[] = [
  { ways: ['GET /'], load: async () => (await import('./home')).home },
  {
    ways: ['GET /s/:slug', 'GET /s/:slug/q/:no'],
    load: async () => (await import('./session')).sessionPages,
  },
  { ways: ['GET /s/:slug/ask'], load: async () => (await import('./ask')).askPages },
  { ways: ['GET /q/:id'], load: async () => (await import('./question')).questionPages },
  { ways: ['GET /my'], load: async () => (await import('./my')).myPages },
  {
    ways: ['GET /my/code', 'POST /my/code', 'GET /my/codes', 'POST /my/codes'],
    load: async () => (await import('./lost-code')).lostCodePages,
  },
  {
    ways: [
      'GET /verify',
      'GET /s/:slug/comment',
      'POST /verify/phone',
      'POST /verify/code',
      'POST /verify/forget',
      'POST /verify/oidc',
      'GET /verify/oidc/:provider',
    ],
    load: async () => (await import('./verify')).verifyPages,
  },
  {
    ways: ['POST /desk/sign-in/oidc', 'GET /desk/sign-in/oidc/:provider'],
    load: async () => (await import('./staff-oidc')).staffOidcPages,
  },
  { ways: ['GET /desk/topics'], load: async () => (await import('./topics')).topicPages },
  { ways: ['GET /search'], load: async () => (await import('./search')).searchPages },
  {
    ways: ['GET /card.png', 'GET /s/:slug/card.png', 'GET /q/:id/card.png'],
    load: async () => (await import('./card')).cardPages,
  },
  { ways: ['GET /archive'], load: async () => (await import('./archive')).archivePages },
  {
    ways: ['GET /ledger', 'GET /ledger.csv'],
    load: async () => (await import('./ledger')).ledgerPages,
  },
  {
    ways: [
      'GET /stats',
      'GET /stats/units',
      'GET /stats/rows',
      'GET /stats/months/:month',
      'GET /stats/months/:month/table.csv',
    ],
    load: async () => (await import('./stats')).statPages,
  },
  {
    ways: ['GET /units', 'GET /units/:id', 'GET /officials/:id'],
    load: async () => (await import('./units')).unitPages,
  },
  {
    // Before the promises themselves: it would pass for the id of one.
    ways: ['GET /promises/propose', 'POST /promises/propose'],
    load: async () => (await import('./propose')).proposePages,
  },
  {
    ways: ['GET /desk/s/:slug/promises', 'POST /desk/s/:slug/proposals/:id'],
    load: async () => (await import('./promise-clues')).promiseCluePages,
  },
  {
    ways: ['GET /promises', 'GET /promises/:id'],
    load: async () => (await import('./promises')).promisePages,
  },
  {
    ways: ['POST /desk/commitments/:id/files', 'POST /desk/commitments/:id/files/:file/remove'],
    load: async () => (await import('./promise-files')).promiseFiles,
  },
  {
    ways: [
      'GET /desk/commitments',
      'GET /desk/commitments/new',
      'POST /desk/commitments',
      'GET /desk/commitments/:id',
      'POST /desk/commitments/:id',
      'POST /desk/commitments/:id/verify',
    ],
    load: async () => (await import('./promise-desk')).promiseDeskPages,
  },
  { ways: ['GET /data'], load: async () => (await import('./data')).dataPages },
  { ways: ['GET /about', 'GET /api'], load: async () => (await import('./about')).aboutPages },
  { ways: ['GET /integrity'], load: async () => (await import('./integrity')).integrityPages },
  {
    ways: [
      'POST /desk/cases/:case/files',
      'POST /desk/cases/:case/files/:file/remove',
      'GET /desk/cases/:case/files/:file',
      'GET /files/:file',
    ],
    load: async () => (await import('./case-files')).caseFiles,
  },
  {
    ways: ['GET /desk/table', 'POST /desk/table', 'GET /desk/table.csv'],
    load: async () => (await import('./case-table')).caseTablePages,
  },
  {
    ways: [
      'GET /desk/cases',
      'POST /desk/cases',
      'GET /desk/cases/:case',
      'POST /desk/cases/:case',
      'POST /desk/cases/:case/remark',
    ],
    load: async () => (await import('./case-desk')).caseDeskPages,
  },
  {
    ways: ['GET /s/:slug/recording'],
    load: async () => (await import('./recording')).recordingPages,
  },
  {
    ways: ['GET /s/:slug/integrity'],
    load: async () => (await import('./count-report')).countReportPages,
  },
  {
    ways: [
      'GET /s/:slug/rejections',
      'GET /s/:slug/report',
      'POST /s/:slug/report',
      'POST /my/q/:id/appeal',
    ],
    load: async () => (await import('./fair')).fairPages,
  },
  {
    ways: [
      'POST /my/q/:id/follow',
      'POST /my/q/:id/rate',
      'POST /my/q/:id/reopen',
      'POST /my/q/:id/further',
      'POST /my/q/:id/details',
      'POST /my/q/:id/differ',
      'POST /my/q/:id/contact',
    ],
    load: async () => (await import('./follow')).followPages,
  },
  {
    ways: ['GET /s/:slug/transcript'],
    load: async () => (await import('./transcript')).transcriptPages,
  },
  {
    ways: ['GET /s/:slug/screen', 'GET /s/:slug/overlay'],
    load: async () => (await import('./screen')).screenPages,
  },
  {
    ways: [
      'GET /desk',
      'POST /desk',
      'GET /desk/s/:slug',
      'GET /desk/s/:slug/edit',
      'POST /desk/s/:slug/edit',
      'GET /desk/s/:slug/original/:id',
      'POST /desk/s/:slug/original/:id',
      'GET /desk/s/:slug/handoffs',
    ],
    load: async () => (await import('./desk')).deskPages,
  },
  {
    ways: [
      'POST /desk/sign-in/password',
      'POST /desk/sign-in/code',
      'GET /desk/join',
      'POST /desk/join/password',
      'GET /desk/first',
      'GET /desk/prove',
      'POST /desk/prove',
      'GET /desk/me',
      'POST /desk/me/passkeys/:id/name',
      'POST /desk/me/passkeys/:id/remove',
      'POST /desk/me/sessions/:id/end',
      'POST /desk/me/sessions/end-others',
      'GET /desk/me/password',
      'POST /desk/me/password',
    ],
    load: async () => (await import('./identity/index')).identityPages,
  },
  {
    ways: [
      'GET /desk/admin',
      'GET /desk/admin/units',
      'POST /desk/admin/units',
      'GET /desk/admin/units/:id',
      'POST /desk/admin/units/:id',
      'POST /desk/admin/units/:id/channels',
      'POST /desk/admin/units/:id/channels/:channel/end',
      'POST /desk/admin/units/:id/channels/:channel/try',
      'GET /desk/admin/officials',
      'POST /desk/admin/officials',
      'GET /desk/admin/officials/:id',
      'POST /desk/admin/officials/:id/appointments',
      'POST /desk/admin/officials/:id/appointments/:appointment/end',
      'GET /desk/admin/people',
      'GET /desk/admin/people/:id',
      'POST /desk/admin/people/:id/grants',
      'POST /desk/admin/people/:id/grants/:grant/revoke',
      'POST /desk/admin/people/:id/absences',
      'POST /desk/admin/people/:id/absences/:absence/end',
      'POST /desk/admin/people/:id/accounts',
      'POST /desk/admin/people/:id/disable',
      'GET /desk/admin/words',
      'POST /desk/admin/words',
      'POST /desk/admin/words/upload',
      'POST /desk/admin/words/try',
      'POST /desk/admin/people',
      'POST /desk/admin/people/:id/invite',
      'POST /desk/admin/people/:id/sign-out',
      'GET /desk/admin/invites',
      'POST /desk/admin/invites/:id/revoke',
      'GET /desk/admin/sign-ins',
      'POST /desk/admin/sign-ins/:id/end',
      'GET /desk/admin/keys',
      'GET /desk/admin/audit',
      'GET /desk/admin/calendar',
      'POST /desk/admin/calendar',
      'GET /desk/admin/rules',
      'POST /desk/admin/rules',
      'GET /desk/admin/reasons',
      'POST /desk/admin/reasons/:code',
    ],
    load: async () => (await import('./admin/index')).adminPages,
  },
  {
    ways: [
      'GET /desk/s/:slug/transcript',
      'POST /desk/s/:slug/transcript',
      'POST /desk/s/:slug/transcript/import',
    ],
    load: async () => (await import('./transcript-desk')).transcriptDeskPages,
  },
  {
    ways: [
      'GET /desk/s/:slug/cut',
      'POST /desk/s/:slug/cut',
      'GET /desk/s/:slug/chapters',
      'POST /desk/s/:slug/chapters',
    ],
    load: async () => (await import('./cut')).cutPages,
  },
  {
    ways: [
      'GET /desk/follow',
      'GET /desk/s/:slug/follow',
      'POST /desk/s/:slug/follow',
      'GET /desk/further',
      'POST /desk/further',
      'POST /desk/further/publish',
      'GET /desk/cases/:case/originals',
      'POST /desk/cases/:case/originals',
      'GET /desk/cases/:case/visits',
      'POST /desk/cases/:case/visits',
      'GET /desk/visits',
    ],
    load: async () => (await import('./follow-desk')).followDeskPages,
  },
  {
    ways: ['GET /desk/messages', 'POST /desk/messages', 'GET /desk/due'],
    load: async () => (await import('./messages')).messagePages,
  },
  {
    ways: ['GET /desk/texts', 'POST /desk/texts'],
    load: async () => (await import('./canned')).cannedPages,
  },
  {
    ways: ['GET /desk/s/:slug/ready', 'POST /desk/s/:slug/ready'],
    load: async () => (await import('./ready')).readyPages,
  },
  {
    ways: [
      'GET /desk/s/:slug/stream',
      'POST /desk/s/:slug/stream',
      'POST /desk/s/:slug/stream/film',
      'POST /desk/s/:slug/stream/poster',
    ],
    load: async () => (await import('./stream-desk')).streamDeskPages,
  },
  {
    ways: [
      'POST /desk/s/:slug/rehearse',
      'POST /desk/s/:slug/rehearsal/fill',
      'POST /desk/s/:slug/rehearsal/end',
    ],
    load: async () => (await import('./rehearsal')).rehearsalPages,
  },
]

/** Built files. On Cloudflare they are answered before the Worker is asked; on a portal's own server here. */
const built = new Hono<AppEnv>()
  .get('/assets/*', (c) => c.env.ASSETS.fetch(c.req.raw))
  .get('/favicon.svg', (c) => c.env.ASSETS.fetch(c.req.raw))

/** Built files and pages. */
export const pages = new Hono<AppEnv>().route('/', built).use(async (c, next) => {
  await warmHead(c, Date.now())
  // Nobody waits for it: who writes meanwhile is told by the refusal.
  c.executionCtx.waitUntil(readOnly().then(({ frozenNow }) => frozenNow(c.env.DB, Date.now())))
  await next()
})
for (const some of lazyPages) pages.route('/', lazily(some))
