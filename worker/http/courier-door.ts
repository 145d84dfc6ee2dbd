import type { Courier } from '../contract/courier'
import type { Env } from '../contract/env'

/** The courier. The binding cannot tell the type of the object behind it; the contract does. */
export const courierOf = (env: Env): Courier =>
  env.COURIER.getByName('portal') as unknown as Courier
