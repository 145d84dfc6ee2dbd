import { Hono } from 'hono'
import * as z from 'zod/mini'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { isRehearsal } from '../contract/rehearsal'
import { overlayGiven } from '../contract/schemas/desk'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { overlayPath } from '../http/overlay'
import { ownOrigin } from '../http/place'
import { slugOf } from '../http/room-door'
import { valid } from '../http/valid'
import { heldSessionBySlug } from '../store/session-reads'
import { describe, writing } from './describe'

/** The signed address of a session's overlay, for the software that mixes the stream. */
export const overlayLink = new Hono<AppEnv>().post(
  '/api/desk/sessions/:slug/overlay-link',
  describe({
    tag: 'desk',
    summary: 'The signed address of the overlay; `revoke` makes those given before worthless',
    answers: { 200: z.object({ url: z.string() }) },
    no: [...writing, 'SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND', 'RECORD_AWAY'],
  }),
  jsonBody(STAFF_BODY_BYTES),
  valid('json', overlayGiven),
  async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const rehearsal = isRehearsal(slug)
    if (!rehearsal && !(await heldSessionBySlug(c.env.DB, slug))) throw new Refusal('NOT_FOUND')
    // The links of a rehearsal end with it; nothing is kept about them.
    const path = await overlayPath(c.env, slug, c.req.valid('json').revoke && !rehearsal)
    return c.json({ url: `${ownOrigin(c)}${path}` }, 200)
  },
)
