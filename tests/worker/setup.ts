import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach } from 'vitest'
import { forgetPages } from '../../worker/http/kept-pages'

// `reset` drops the tables too.
beforeEach(async () => {
  await reset()
  forgetPages()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})
