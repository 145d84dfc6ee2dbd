import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { lookIn } from '../../worker/http/watch'
import { ending } from '../../worker/store/retention'
import { ensureStaff, keepSignInLink } from '../../worker/store/staff'
import { keepSession } from '../../worker/store/staff-sessions'
import { moderator } from './http-kit'
import { openRoom } from './room-kit'

const DAY = 86_400_000
const now = Date.now()

/** A row of each table that ends at a moment. */
const rows: Record<string, (name: string, endsAt: number) => Promise<unknown>> = {
  sign_in_links: (name, endsAt) => keepSignInLink(env.DB, name, moderator.id, endsAt),
  staff_sessions: (name, endsAt) =>
    keepSession(env.DB, {
      hash: name,
      id: name,
      staffId: moderator.id,
      how: 'link',
      device: 'Firefox · Linux',
      // Earlier than every end: a new signing-in forgets those that are over.
      now: 0,
      endsAt,
      provedAt: null,
    }),
  passkey_challenges: (name, endsAt) =>
    env.DB.prepare('INSERT INTO passkey_challenges VALUES (?, ?, ?)')
      .bind(name, 'sign_in', endsAt)
      .run(),
  login_attempts: (name, endsAt) =>
    env.DB.prepare('INSERT INTO login_attempts VALUES (?1, ?1, ?1, ?1, ?2)')
      .bind(name, endsAt)
      .run(),
  phone_codes: (name, endsAt) =>
    env.DB.prepare("INSERT INTO phone_codes VALUES (?1, NULL, 0, 0, '2026-01-01', 1, ?2)")
      .bind(name, endsAt)
      .run(),
  kept_drafts: (name, endsAt) =>
    env.DB.prepare('INSERT INTO kept_drafts VALUES (?1, ?1, ?2)').bind(name, endsAt).run(),
  invites: (name, endsAt) =>
    env.DB.prepare(
      `INSERT INTO invites (hash, id, staff_id, name, office, unit, role, invited_by, invited_by_name, invited_at,
        ends_at) VALUES (?1, ?1, 's1', '周宁', '主持人', '县政府', 'moderator', 'a1', '管理员', 0, ?2)`,
    )
      .bind(name, endsAt)
      .run(),
  messages: (name, endsAt) =>
    env.DB.prepare(
      `INSERT INTO messages (id, kind, audience, recipient, about, facts, at, due_at, done_at)
       VALUES (?1, 'case_assigned', 'unit', 'u1', 'c1', '{}', 0, 0, ?2)`,
    )
      .bind(name, endsAt)
      .run(),
}

// ASVS 14.2.4
test('what is over is erased by the hourly round after its days, and nothing else', async () => {
  expect(Object.keys(rows).sort()).toEqual(ending.map(({ table }) => table).sort())
  await ensureStaff(env.DB, moderator)
  for (const { table, days } of ending) {
    await rows[table]?.('over', now - days * DAY - 1)
    await rows[table]?.('kept', now - days * DAY + 60_000)
  }
  expect(await lookIn(env, now)).toMatchObject({ erased: ending.length })
  for (const { table, ends, days } of ending) {
    const { results } = await env.DB.prepare(`SELECT ${ends} AS at FROM ${table}`).all()
    expect([table, results]).toEqual([table, [{ at: now - days * DAY + 60_000 }]])
  }
  expect(await lookIn(env, now)).toMatchObject({ erased: 0 })
})

test('the key of a submission is forgotten by its room after a day', async () => {
  const room = await openRoom()
  await room.tryToAsk('请问路灯什么时候修好？', { key: 'k'.repeat(20) })
  const age = (hours: number) =>
    runInDurableObject(room.stub, (_, { storage }) => {
      storage.sql.exec('UPDATE keys SET at = ?', Date.now() - hours * 3_600_000)
    })
  const round = async () => {
    await room.wake()
    await room.room.health()
    await runInDurableObject(room.stub, (_, { storage }) => storage.setAlarm(Date.now() + 60_000))
    await runDurableObjectAlarm(room.stub)
    return room.rows('keys')
  }
  await age(23)
  expect(await round()).toHaveLength(1)
  await age(25)
  expect(await round()).toEqual([])
})
