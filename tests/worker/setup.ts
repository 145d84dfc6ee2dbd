import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach } from 'vitest'
import { forgetPages } from '../../worker/http/kept-pages'
import { Lately } from '../../worker/http/lately'

const tables = async () =>
  (
    await env.DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{
      name: string
    }>()
  ).results

/** `reset` drops the tables too. In the first test of a file it sometimes leaves the record of the last one. */
async function emptied(): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    await reset()
    if ((await tables()).every(({ name }) => name.startsWith('_cf_'))) return
  }
  throw new Error('The record of an earlier test is still there')
}

beforeEach(async () => {
  await emptied()
  Lately.forgetEverything()
  forgetPages()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})
