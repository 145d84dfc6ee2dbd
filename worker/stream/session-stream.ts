import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../contract/env'

/** The single writer of a session's playlist. */
export class SessionStream extends DurableObject<Env> {}
