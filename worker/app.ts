import { Hono } from 'hono'
import type { AppEnv } from './http/app-env'
import { securityHeaders } from './http/headers'
import { answerMissing } from './http/missing'
import { sameOrigin } from './http/origin'
import { answerErrors } from './http/refuse'
import { live } from './routes/live'
import { netizen } from './routes/netizen'

const base = new Hono<AppEnv>()
base.use(securityHeaders)
base.use(sameOrigin)

const app = base.route('/', netizen).route('/', live)

app.onError(answerErrors())
app.notFound(answerMissing(base))

/** Every route with its types, for the client. */
export type Api = typeof app
export { app }
