import type { ApplyGlobalResponse } from 'hono/client'
import { hc } from 'hono/client'
import type { RefusalBody } from './contract/refusals'
import type { Api } from './app'

type Refused = { json: RefusalBody }
type Answers = ApplyGlobalResponse<
  Api,
  {
    400: Refused
    401: Refused
    403: Refused
    404: Refused
    405: Refused
    409: Refused
    410: Refused
    413: Refused
    415: Refused
    422: Refused
    429: Refused
    500: Refused
    503: Refused
  }
>

// `typeof client`, not a return type: only the former is written out in the declarations.
const client = hc<Answers>('')
/** Every route of the API as typed functions; the web imports this type only. */
export type ApiClient = typeof client
