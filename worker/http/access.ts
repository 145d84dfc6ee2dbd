import type { Action } from '../domain/permissions'

/**
 * Every way into the portal and the action it is. A way that is missing here lets nobody in (guard.ts), and
 * a test names it.
 */
export const access: Readonly<Record<string, Action>> = {
  // Readers
  'GET /': 'read',
  'GET /s/:slug': 'read',
  'GET /s/:slug/q/:no': 'read',
  'GET /s/:slug/ask': 'read',
  'GET /s/:slug/screen': 'read',
  // A signed link is asked for by the page itself.
  'GET /s/:slug/overlay': 'read',
  'GET /s/:slug/qr.svg': 'read',
  'GET /q/:id': 'read',
  'GET /archive': 'read',
  'GET /ledger': 'read',
  'GET /about': 'read',
  'GET /api': 'read',
  'GET /my': 'read',
  'GET /feed.atom': 'read',
  'GET /healthz': 'read',
  'GET /assets/*': 'read',
  'GET /favicon.svg': 'read',
  'GET /api/openapi.json': 'read',
  'GET /api/sessions': 'read',
  'GET /api/sessions/:slug': 'read',
  'GET /api/sessions/:slug/snapshot': 'read',
  'GET /api/sessions/:slug/questions': 'read',
  'GET /api/sessions/:slug/questions.csv': 'read',
  'GET /api/sessions/:slug/qr.svg': 'read',
  'GET /api/sessions/:slug/live': 'read',
  'GET /api/sessions/:slug/mine': 'read',
  'GET /api/questions/:id': 'read',
  'GET /api/my': 'read',
  'POST /settings': 'read',

  // Netizens
  'PUT /api/sessions/:slug/questions/:no/vote': 'take_part',
  'POST /api/sessions/:slug/questions': 'take_part',
  'POST /api/sessions/:slug/comments': 'take_part',
  'POST /api/my/:id/withdraw': 'take_part',
  'POST /api/receipts/lookup': 'take_part',
  'POST /api/receipts/withdraw': 'take_part',
  'POST /s/:slug/ask': 'take_part',
  'POST /s/:slug/comment': 'take_part',
  'POST /s/:slug/vote': 'take_part',
  'POST /s/:slug/q/:no/vote': 'take_part',
  'POST /my/lookup': 'take_part',
  'POST /my/q/:id/withdraw': 'take_part',

  // Staff
  'GET /desk/sign-in': 'sign_in',
  'POST /desk/sign-in': 'sign_in',
  'POST /desk/sign-out': 'sign_in',
  'GET /desk': 'list_sessions',
  'POST /desk': 'draft_session',
  'GET /desk/s/:slug': 'work_desk',
  'GET /desk/s/:slug/edit': 'change_session',
  'POST /desk/s/:slug/edit': 'change_session',
  'GET /desk/s/:slug/handoffs': 'read_hand_offs',
  'GET /api/desk/sessions': 'list_sessions',
  'POST /api/desk/sessions': 'draft_session',
  'GET /api/desk/sessions/:slug': 'read_desk',
  'PATCH /api/desk/sessions/:slug': 'change_session',
  'POST /api/desk/sessions/:slug/announce': 'change_session',
  'POST /api/desk/sessions/:slug/cancel': 'change_session',
  'POST /api/desk/sessions/:slug/open': 'change_session',
  'POST /api/desk/sessions/:slug/archive': 'change_session',
  // Which decision it is says the body: actions/decide.ts asks the table again.
  'POST /api/desk/sessions/:slug/decisions': 'decide',
  'POST /api/desk/sessions/:slug/entries': 'enter_question',
  'GET /api/desk/sessions/:slug/live': 'work_desk',
  'GET /api/desk/sessions/:slug/handoffs.csv': 'read_hand_offs',
  'POST /api/desk/sessions/:slug/overlay-link': 'link_overlay',
  'POST /api/desk/answers/:id/correct': 'correct_record',

  // Scripts
  'POST /api/operator/sign-in-links': 'operate',
  'POST /api/operator/units': 'operate',
  'POST /api/operator/demo': 'operate',
  'POST /api/operator/demo/redate': 'operate',
  'POST /api/sessions/:slug/import': 'import_messages',
}
