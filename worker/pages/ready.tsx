import { Hono } from 'hono'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { heard } from '../contract/refusals'
import { deskShortWords } from '../contract/words/desk-short'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { actingAs } from '../http/guard'
import { deskOf, readyOf } from '../http/ready'
import { roomOf, slugOf } from '../http/room-door'
import { forgetSnapshot } from '../http/snapshots'
import { redOf, ReadyView } from '../../web/views/desk/ready'
import { Island } from '../../web/views/island'
import { readerOf } from './reader'
import { page } from './render'

async function readyPage(c: Ctx, slug: string, sure: boolean): Promise<Response> {
  const { lang } = readerOf(c)
  const ready = await readyOf(c.env, slug, await deskOf(c.env, slug, Date.now()))
  const props = { ready, slug, lang, skew: null, sure }
  return page(c, {
    title: deskShortWords[lang].ready,
    status: sure ? 409 : 200,
    cache: 'private',
    noindex: true,
    styles: ['web/styles/desk.css'],
    scripts: ['web/islands/desk-ready.entry.tsx'],
    look: 'desk-home',
    body: (
      <Island name="ready" props={props}>
        <ReadyView {...props} />
      </Island>
    ),
  })
}

/** 开播前检查, and the button at its end. It asks once where something is red, and never refuses. */
export const readyPages = new Hono<AppEnv>()
  .get('/desk/s/:slug/ready', (c) => readyPage(c, slugOf(c.req.param('slug')), false))
  .post('/desk/s/:slug/ready', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const sure = (await readForm(c, STAFF_BODY_BYTES)).get('sure') === '1'
    const actor = actingAs(c, 'decide_move')
    if (!sure) {
      const { lines } = await readyOf(c.env, slug, await deskOf(c.env, slug, Date.now()))
      if (redOf(lines).length > 0) return readyPage(c, slug, true)
    }
    heard(await roomOf(c.env, slug).decide({ act: 'move', to: 'live' }, actor, Date.now()))
    forgetSnapshot(slug)
    return c.redirect(`/desk/s/${slug}`, 303)
  })
