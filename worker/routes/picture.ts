import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env'

/** Read when the first player asks. */
const files = () => import('./picture-files')

/** Chapters and state of a session's picture, beside its playlist. */
export const picture = new Hono<AppEnv>()
  .get('/live/:slug/state.json', async (c) => (await files()).stateJson(c))
  .get('/live/:slug/chapters.json', async (c) => (await files()).chaptersJson(c))
  .get('/live/:slug/chapters.vtt', async (c) => (await files()).chaptersTrack(c))
