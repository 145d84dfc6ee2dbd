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
import { assurance } from './routes/assurance'
import { audit } from './routes/audit'
import { desk } from './routes/desk'
import { fair } from './routes/fair'
import { files } from './routes/files'
import { follow } from './routes/follow'
import { forms } from './routes/forms'
import { health } from './routes/health'
import { identity } from './routes/identity'
import { imports } from './routes/import'
import { ingest } from './routes/ingest'
import { live } from './routes/live'
import { liveFiles } from './routes/live-files'
import { netizen } from './routes/netizen'
import { openapi } from './routes/openapi'
import { openData } from './routes/open-data'
import { operator } from './routes/operator'
import { operatorCompliance } from './routes/operator-compliance'
import { operatorDemo } from './routes/operator-demo'
import { operatorRecordings } from './routes/operator-recordings'
import { operatorSearch } from './routes/operator-search'
import { overlayLink } from './routes/overlay-link'
import { own } from './routes/own'
import { picture } from './routes/picture'
import { reading } from './routes/reading'
import { promises } from './routes/promises'
import { ready } from './routes/ready'
import { statistics } from './routes/statistics'
import { searching } from './routes/search'
import { streamDesk } from './routes/stream-desk'
import { watch } from './routes/watch'
import { transcript } from './routes/transcript'

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
  .route('/', assurance)
  .route('/', own)
  .route('/', fair)
  .route('/', reading)
  .route('/', promises)
  .route('/', searching)
  .route('/', live)
  .route('/', desk)
  .route('/', ready)
  .route('/', overlayLink)
  .route('/', streamDesk)
  .route('/', transcript)
  .route('/', audit)
  .route('/', statistics)
  .route('/', openData)
  .route('/', identity)
  .route('/', imports)
  .route('/', operator)

base
  .route('/', openapi(base))
  .route('/', follow)
  .route('/', operatorCompliance)
  .route('/', operatorDemo)
  .route('/', operatorRecordings)
  .route('/', operatorSearch)
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

/** Every route of the API with its types, for the client. */
export type Api = typeof api
export { base as app }
