import type { Env } from '../contract/env'
import { macText } from './keys'

/** Tells whether two portals have the same PORTAL_KEY; nothing follows from it. */
export const dumpKeyMark = (env: Env): string => macText(env, 'audit', 'dump').slice(0, 16)
