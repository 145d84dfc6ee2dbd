import type { Context } from 'hono'
import type { Env } from '../contract/env'
import type { Actor } from '../contract/room'
import type { SignedIn } from './staff'

/** What every handler finds on its context. */
export interface AppEnv {
  Bindings: Env
  Variables: {
    /** The signed-in member of staff; set by `staffOnly` and its kin. */
    staff: Actor
    /** By which signing-in, and until when; set along with `staff`. */
    signedIn: SignedIn
  }
}

/** The context as middleware and helpers need it. */
export type Ctx = Context<AppEnv>
