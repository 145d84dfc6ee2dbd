import { Hono } from 'hono'
import type { AppEnv } from './http/app-env'
import { comply } from './http/comply'
import { compress } from './http/compress'
import { fit } from './http/fit'
import { guard } from './http/guard'
import { securityHeaders } from './http/headers'
import { forgetAfterWrites } from './http/kept-pages'
import { answerMissing } from './http/missing'
import { sameOrigin } from './http/origin'
import { answerErrors } from './http/refuse'
import { shield } from './http/shield'
import { formPages, pages } from './pages/index'
import { desk } from './routes/desk'
import { files } from './routes/files'
import { forms } from './routes/forms'
import { health } from './routes/health'
import { ingest } from './routes/ingest'
import { readWhenAsked } from './routes/lazily'
import { live } from './routes/live'
import { liveFiles } from './routes/live-files'
import { netizen } from './routes/netizen'
import { openapi } from './routes/openapi'
import { own } from './routes/own'
import { picture } from './routes/picture'
import { reading } from './routes/reading'
import { watch } from './routes/watch'

const base = new Hono<AppEnv>()
base.use(compress)
base.use(securityHeaders)
base.use(fit)
base.use(comply)
base.use(sameOrigin)
base.use(shield)
base.use(guard)
base.use(forgetAfterWrites)

const api = base
  .route('/', netizen)
  .route('/', own)
  .route('/', reading)
  .route('/', live)
  .route('/', desk)

base
  .route('/', openapi(base))
  .route('/', readWhenAsked())
  .route('/', files)
  // Before the playlist's own ways: it would take these names for segments.
  .route('/', liveFiles)
  .route('/', picture)
  .route('/', health)
  .route('/', ingest)
  .route('/', watch)
  .route('/', forms(formPages))
  .route('/', pages)

base.onError(answerErrors(formPages.refusal))
base.notFound(answerMissing(base, formPages.refusal))

/** The API's routes that are there from the start, with their types, for the client. */
export type Api = typeof api
export { base as app }
