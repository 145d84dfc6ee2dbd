import { Hono } from 'hono'
import { Refusal } from '../contract/refusals'
import type { AppEnv } from '../http/app-env'
import { newOverlayLink } from '../http/overlay'
import { ownOrigin } from '../http/place'
import { slugOf } from '../http/room-door'
import { staffOnly } from '../http/staff'
import { heldSessionBySlug } from '../store/session-reads'

/** Links to the overlay: making a new one ends the one before. */
export const overlayLinks = new Hono<AppEnv>().post(
  '/api/desk/sessions/:slug/overlay',
  staffOnly('moderator'),
  async (c) => {
    const slug = slugOf(c.req.param('slug'))
    if (!(await heldSessionBySlug(c.env.DB, slug))) throw new Refusal('NOT_FOUND')
    const path = await newOverlayLink(c.env, slug)
    return c.json({ url: `${ownOrigin(c)}${path}` }, 200)
  },
)
