import type { Env as Bindings } from './contract/env'

declare global {
  namespace Cloudflare {
    /** So that `env` of cloudflare:workers and the tests know the bindings. */
    interface Env extends Bindings {}
  }
  interface Env extends Cloudflare.Env {}
}
