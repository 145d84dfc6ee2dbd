import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env'

/** Read when somebody looks at a film or a poster. */
const files = () => import('../http/film')

/** Film, poster and downloads of a session; they answer HEAD, ranges and what a reader already has. */
export const liveFiles = new Hono<AppEnv>()
  .get('/live/:slug/film.mp4', async (c) => (await files()).film(c))
  .get('/live/:slug/poster', async (c) => (await files()).poster(c))
  .get('/live/:slug/download', async (c) => (await files()).download(c))
