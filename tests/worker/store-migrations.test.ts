import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { seedHistory } from '../../worker/store/history'
import { recordSnapshot } from '../../worker/store/record'
import { anAnswer, aQuestion, aSession, NOON } from './store-rows'

const all = env.TEST_MIGRATIONS

test('migrations applied again to a full record change nothing', async () => {
  await seedHistory(env.DB)
  const before = await recordSnapshot(env.DB, 'ningde-2014-03-27', NOON)
  await applyD1Migrations(env.DB, all)
  expect(await recordSnapshot(env.DB, 'ningde-2014-03-27', NOON)).toEqual(before)
})

test('each later migration applies to a record that already holds rows', async () => {
  await reset()
  await applyD1Migrations(env.DB, all.slice(0, 1))
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO sessions (id, slug, kind, state, title, unit, starts_at, announced_at, created_at) VALUES ('old', 'old', 'town_hall', 'archived', '旧', '霞湾县', 1, 1, 1)",
    ),
    env.DB.prepare(
      "INSERT INTO questions (id, session_id, no, text, channel, state, part, asked_at, listed_at) VALUES ('old-1', 'old', 1, '旧问题', 'online', 'listed', 1, 1, 1)",
    ),
  ])
  await applyD1Migrations(env.DB, all)
  const kept = await recordSnapshot(env.DB, 'old', NOON)
  expect(kept?.questions.map((q) => q.text)).toEqual(['旧问题'])
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession(),
    questions: [aQuestion(1, { state: 'answered', settledAt: NOON })],
    answers: [anAnswer(1)],
  })
  expect((await recordSnapshot(env.DB, 'evening', NOON))?.questions).toHaveLength(1)
})

test('nothing in the record is deleted along with something else', async () => {
  const tables = await env.DB.prepare("SELECT sql FROM sqlite_master WHERE type = 'table'").all()
  for (const { sql } of tables.results) {
    expect(String(sql)).not.toMatch(/on delete (cascade|set)/i)
  }
})
