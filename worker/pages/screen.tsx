import { Hono, type Context } from 'hono'
import type { Lang } from '../contract/lang'
import { Refusal } from '../contract/refusals'
import type { Snapshot } from '../contract/views'
import type { AppEnv } from '../http/app-env'
import { overlayAllowed } from '../http/overlay'
import { ownOrigin } from '../http/place'
import { readSnapshot } from '../http/reading'
import { slugOf } from '../http/room-door'
import { Island } from '../../web/views/island'
import { phaseOf } from '../../web/views/screen/model'
import { lastEditionOf } from './promise-section'
import { qrShape } from './qr'
import { page } from './render'

/** Read when a wall asks, of which a session has one or two: nobody else's request waits for them. */
const views = () => import('./screen-views')

const STYLE = 'web/styles/screen.css'
const noCache = { 'X-Robots-Tag': 'noindex' }

/** What everybody may know of a session, and nothing else: the wall of a hall is as public as it gets. */
async function shown(c: Context<AppEnv>, slug: string, now: number): Promise<Snapshot> {
  return JSON.parse((await readSnapshot(c.env, slug, now)).body) as Snapshot
}

/** A wall speaks Chinese whatever its browser prefers; English only where the address asks for it. */
const langOf = (c: Context<AppEnv>): Lang => (c.req.query('lang') === 'en' ? 'en' : 'zh')

/** The projector in the hall and the overlay of the stream. */
export const screenPages = new Hono<AppEnv>()
  .get('/s/:slug/screen', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const at = Date.now()
    const snapshot = await shown(c, slug, at)
    const lang = langOf(c)
    const home = `${ownOrigin(c)}/s/${slug}`
    const early = phaseOf(snapshot) === 'before'
    const [{ Screen, screenWords }, last] = await Promise.all([
      views(),
      early ? lastEditionOf(c, snapshot.session.id, at) : null,
    ])
    const props = {
      last: last && last.last.cases,
      promised: (last && last.promised?.counts) ?? null,
      snapshot,
      lang,
      at,
      qr: await qrShape(`${home}?from=qr`),
      address: home.replace(/^https?:\/\//, ''),
    }
    return page(c, {
      title: screenWords[lang].title(snapshot.session.title),
      lang,
      bare: true,
      look: 'projector',
      noindex: true,
      cache: 'private',
      styles: [STYLE],
      scripts: ['web/islands/screen.entry.tsx'],
      headers: noCache,
      body: (
        <Island name="screen" props={props}>
          <Screen {...props} now={at} lostAt={null} />
        </Island>
      ),
    })
  })
  .get('/s/:slug/overlay', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const at = Date.now()
    if (!(await overlayAllowed(c.env, slug, c.req.query('k'), at))) throw new Refusal('NOT_ALLOWED')
    const snapshot = await shown(c, slug, at)
    const lang = langOf(c)
    const props = { snapshot, lang }
    const { Overlay, screenWords } = await views()
    return page(c, {
      title: screenWords[lang].overlayTitle(snapshot.session.title),
      lang,
      bare: true,
      look: 'over',
      noindex: true,
      cache: 'private',
      styles: [STYLE],
      scripts: ['web/islands/overlay.entry.tsx'],
      headers: noCache,
      body: (
        <Island name="overlay" props={props}>
          <Overlay {...props} />
        </Island>
      ),
    })
  })
