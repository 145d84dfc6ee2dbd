import { Hono, type Handler } from 'hono'
import type { AppEnv } from '../http/app-env'

/** Ways into the API that are read when the first of them is asked for: the Worker starts without them. */
export interface LazyApi {
  ways: readonly string[]
  load: () => Promise<Hono<AppEnv>>
}

/** They are named here because nothing is known of what nobody has read; a test compares them. */
export const lazyApis: readonly LazyApi[] = [
  {
    ways: ['GET /api/promises', 'GET /api/promises/:id'],
    load: async () => (await import('./promises')).promises,
  },
  {
    ways: ['GET /api/search', 'GET /api/similar'],
    load: async () => (await import('./search')).searching,
  },
  {
    ways: [
      'POST /api/my/:id/appeal',
      'POST /api/receipts/appeal',
      'POST /api/sessions/:slug/reports',
      'GET /api/sessions/:slug/fairness',
    ],
    load: async () => (await import('./fair')).fair,
  },
  {
    ways: ['GET /api/statistics', 'GET /api/statistics/rows'],
    load: async () => (await import('./statistics')).statistics,
  },
  {
    ways: ['POST /api/my/:id/follow', 'POST /api/receipts/follow'],
    load: async () => (await import('./follow')).follow,
  },
  {
    ways: ['GET /api/data', 'GET /api/data/:name'],
    load: async () => (await import('./open-data')).openData,
  },
  {
    ways: [
      'GET /api/desk/sessions/:slug/stream',
      'POST /api/desk/sessions/:slug/stream/tried',
      'POST /api/desk/sessions/:slug/stream/film',
      'PUT /api/desk/sessions/:slug/stream/film/:id/:part',
      'POST /api/desk/sessions/:slug/stream/film/:id/finish',
      'DELETE /api/desk/sessions/:slug/stream/film',
      'PUT /api/desk/sessions/:slug/stream/poster',
    ],
    load: async () => (await import('./stream-desk')).streamDesk,
  },
  {
    ways: [
      'POST /api/staff/sign-in/challenge',
      'POST /api/staff/sign-in',
      'POST /api/staff/joining/challenge',
      'POST /api/staff/joining',
      'POST /api/desk/me/challenge',
      'POST /api/desk/me/prove',
      'POST /api/desk/me/passkeys',
      'POST /api/desk/me/alive',
    ],
    load: async () => (await import('./identity')).identity,
  },
  {
    ways: ['GET /.well-known/audit-head', 'GET /api/audit/export', 'GET /api/audit/record'],
    load: async () => (await import('./audit')).audit,
  },
  {
    ways: ['POST /api/sessions/:slug/import'],
    load: async () => (await import('./import')).imports,
  },
  {
    ways: [
      'POST /api/operator/sign-in-links',
      'POST /api/operator/break-glass',
      'POST /api/operator/accusations',
      'POST /api/operator/look-in',
      'POST /api/operator/units',
    ],
    load: async () => (await import('./operator')).operator,
  },
  {
    ways: ['POST /api/operator/compliance'],
    load: async () => (await import('./operator-compliance')).operatorCompliance,
  },
  {
    ways: [
      'POST /api/operator/recordings',
      'POST /api/operator/recordings/list',
      'POST /api/operator/recordings/file',
      'POST /api/operator/recordings/remove',
    ],
    load: async () => (await import('./operator-recordings')).operatorRecordings,
  },
  {
    ways: [
      'GET /api/sessions/:slug/transcript',
      'GET /api/sessions/:slug/transcript.txt',
      'GET /api/sessions/:slug/transcript.docx',
      'GET /api/sessions/:slug/transcript.vtt',
      'GET /api/sessions/:slug/transcript.srt',
      'GET /live/:slug/captions.vtt',
      'GET /api/desk/sessions/:slug/lines',
      'POST /api/desk/sessions/:slug/lines',
      'POST /api/desk/sessions/:slug/lines/import',
    ],
    load: async () => (await import('./transcript')).transcript,
  },
  {
    ways: [
      'POST /api/operator/demo',
      'POST /api/operator/demo/redate',
      'POST /api/operator/demo/encoder',
    ],
    load: async () => (await import('./operator-demo')).operatorDemo,
  },
  {
    ways: [
      'POST /api/operator/read-only',
      'POST /api/operator/dumps',
      'POST /api/operator/export/begin',
      'POST /api/operator/export/page',
      'POST /api/operator/export/file',
      'POST /api/operator/export/end',
      'POST /api/operator/import/begin',
      'POST /api/operator/import/page',
      'POST /api/operator/import/file',
      'PUT /api/operator/import/file/:bucket/:part',
      'POST /api/operator/import/object',
      'POST /api/operator/import/finish',
      'POST /api/operator/import/drop',
    ],
    load: async () => (await import('./operator-dump')).operatorDump,
  },
  {
    ways: ['GET /api/desk/sessions/:slug/ready'],
    load: async () => (await import('./ready')).ready,
  },
  {
    ways: ['POST /api/desk/sessions/:slug/undated'],
    load: async () => (await import('./undated')).undated,
  },
  {
    ways: ['POST /api/desk/sessions/:slug/overlay-link'],
    load: async () => (await import('./overlay-link')).overlayLink,
  },
  {
    ways: [
      'POST /api/sessions/:slug/challenge',
      'POST /api/sessions/:slug/proof',
      'POST /api/sessions/:slug/human',
    ],
    load: async () => (await import('./assurance')).assurance,
  },
  {
    ways: ['POST /api/operator/search/rebuild'],
    load: async () => (await import('./operator-search')).operatorSearch,
  },
]

/** What answers a way, one after the other: what reads a body first, the answer last. */
function chainOf(app: Hono<AppEnv>, method: string, path: string): Handler<AppEnv>[] {
  const chain = app.routes
    .filter((route) => route.method === method && route.path === path)
    .map(({ handler }) => handler as Handler<AppEnv>)
  if (chain.length === 0) throw new Error(`Nothing answers ${method} ${path}.`)
  return chain
}

/** All of them, each way mounted to read what answers it. */
export function readWhenAsked(): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  for (const { ways, load } of lazyApis) {
    for (const way of ways) {
      const [method = '', path = ''] = way.split(' ')
      app.on(method, path, async (c, next) => {
        const chain = chainOf(await load(), method, path)
        const answer = async (at: number): Promise<Response | void> => {
          const handler = chain[at]
          if (!handler) return next()
          const said = await handler(c, async () => {
            const later = await answer(at + 1)
            if (later) c.res = later
          })
          if (said instanceof Response) return said
        }
        return (await answer(0)) ?? c.res
      })
    }
  }
  return app
}
