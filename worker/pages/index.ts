import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env'
import { warmHead } from '../http/audit'
import { aboutPages } from './about'
import { archivePages } from './archive'
import { askPages } from './ask'
import { countReportPages } from './count-report'
import { deskPages } from './desk'
import { home } from './home'
import { integrityPages } from './integrity'
import { ledgerPages } from './ledger'
import { myPages } from './my'
import { questionPages } from './question'
import { screenPages } from './screen'
import { sessionPages } from './session'

export { formPages } from './forms'

/** Built files. On Cloudflare they are answered before the Worker is asked; on a portal's own server here. */
const built = new Hono<AppEnv>()
  .get('/assets/*', (c) => c.env.ASSETS.fetch(c.req.raw))
  .get('/favicon.svg', (c) => c.env.ASSETS.fetch(c.req.raw))

/** Every page a browser asks for. */
export const pages = new Hono<AppEnv>()
  .route('/', built)
  .use(async (c, next) => {
    await warmHead(c, Date.now())
    await next()
  })
  .route('/', home)
  .route('/', integrityPages)
  .route('/', sessionPages)
  .route('/', askPages)
  .route('/', questionPages)
  .route('/', myPages)
  .route('/', archivePages)
  .route('/', ledgerPages)
  .route('/', aboutPages)
  .route('/', countReportPages)
  .route('/', screenPages)
  .route('/', deskPages)
