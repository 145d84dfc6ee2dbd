import type { Env } from '../contract/env'

/** Whether a check for people is set up: asked by pages, which need not load the check itself. */
export const humanOffered = ({ TURNSTILE_SITE_KEY, TURNSTILE_SECRET }: Env): boolean =>
  Boolean(TURNSTILE_SITE_KEY && TURNSTILE_SECRET)
