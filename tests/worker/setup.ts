import { reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach } from 'vitest'
import { forgetPages } from '../../worker/http/kept-pages'
import { Lately } from '../../worker/http/lately'
import { forgetFrozen } from '../../worker/store/read-only'

const { DB, TEST_MIGRATIONS } = env

const tables = async () =>
  (await DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{ name: string }>())
    .results

/** `reset` drops the tables too. In the first test of a file it sometimes leaves the record of the last one. */
async function emptied(): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    await reset()
    if ((await tables()).every(({ name }) => name.startsWith('_cf_'))) return
  }
  throw new Error('The record of an earlier test is still there')
}

/** All migrations as one: three times as fast as one after another, a thousand times over. */
const migrate = () =>
  DB.batch([
    DB.prepare(
      'CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE)',
    ),
    ...TEST_MIGRATIONS.flatMap(({ name, queries }) => [
      ...queries.map((query) => DB.prepare(query)),
      DB.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ]),
  ])

beforeEach(async () => {
  await emptied()
  Lately.forgetEverything()
  forgetPages()
  forgetFrozen()
  await migrate()
})
