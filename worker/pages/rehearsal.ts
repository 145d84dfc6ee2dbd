import { Hono } from 'hono'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { isRehearsal, REHEARSAL_FILL } from '../contract/rehearsal'
import { heard, Refusal } from '../contract/refusals'
import type { AppEnv, Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { readForm } from '../http/body'
import { newId } from '../http/ids'
import { roomOf, slugOf } from '../http/room-door'
import { forgetSnapshot } from '../http/snapshots'
import { forgetAuthority } from '../http/whereabouts'

/** 彩排: begun, filled and ended by plain forms of the desk. */

/** A rehearsal's name from an address. */
function rehearsalIn(c: Ctx): string {
  const slug = slugOf(c.req.param('slug'))
  if (!isRehearsal(slug)) throw new Refusal('NOT_FOUND')
  return slug
}

export const rehearsalPages = new Hono<AppEnv>()
  .post('/desk/s/:slug/rehearse', async (c) => {
    const of = slugOf(c.req.param('slug'))
    const deps = {
      db: c.env.DB,
      room: (slug: string) => roomOf(c.env, slug),
      newId,
      now: Date.now(),
    }
    // That there was one, and of what, is on record; nothing that happens in it ever is.
    const slug = await chained(
      c.env,
      {
        ...byStaff(c.var.staff),
        act: 'rehearse',
        about: [{ kind: 'session', key: `session:${of}` }],
      },
      async () => (await import('../actions/staff-acts')).rehearse(deps, of),
    )
    forgetAuthority(slug)
    return c.redirect(`/desk/s/${slug}`, 303)
  })
  .post('/desk/s/:slug/rehearsal/fill', async (c) => {
    const slug = rehearsalIn(c)
    const n = Number((await readForm(c, STAFF_BODY_BYTES)).get('n'))
    if (!Number.isInteger(n) || n < 1 || n > REHEARSAL_FILL) {
      throw new Refusal('INVALID', { field: 'n' })
    }
    heard(await roomOf(c.env, slug).fillRehearsal(n, Date.now()))
    forgetSnapshot(slug)
    return c.redirect(`/desk/s/${slug}`, 303)
  })
  .post('/desk/s/:slug/rehearsal/end', async (c) => {
    const slug = rehearsalIn(c)
    heard(await roomOf(c.env, slug).endRehearsal(Date.now()))
    forgetSnapshot(slug)
    forgetAuthority(slug)
    return c.redirect('/desk', 303)
  })
