import type { Context } from 'hono'
import type { Env } from '../contract/env'
import type { Actor } from '../contract/room'
import type { About } from '../domain/permissions'
import type { SignedIn } from './staff'

/** What every handler finds on its context. */
export interface AppEnv {
  Bindings: Env
  Variables: {
    /** The visitor who wrote, once their cookie was read or given. */
    visitor: string
    /** The signed-in member of staff, in the role that let them in; set by guard.ts. */
    staff: Actor
    /** By which signing-in, and until when; set along with `staff`. */
    signedIn: SignedIn
    /** What the request is about; set along with `staff`. */
    about: About
  }
}

/** The context as middleware and helpers need it. */
export type Ctx = Context<AppEnv>
