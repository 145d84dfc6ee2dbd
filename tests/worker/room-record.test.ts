import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { archiveSession } from '../../worker/actions/sessions'
import type { Env } from '../../worker/contract/env'
import { heard } from '../../worker/contract/refusals'
import type { Room } from '../../worker/contract/room'
import { SessionRoom } from '../../worker/room/session-room'
import { readSeal } from '../../worker/store/seal'
import { recordSnapshot } from '../../worker/store/question-reads'
import { answering, chen, lin, liveRoom, openRoom, refusal, type TestRoom } from './room-kit'

/** The way of a session into the record: carried while it is open, handed over at its end. */

const lamp = '广场的路灯为什么一直不亮？'

/** A session with one of everything, not yet summed up. */
async function evening(): Promise<TestRoom> {
  const room = await liveRoom(
    lamp,
    '广场的灯几时亮？',
    '公交末班车能否延后？',
    '医保报销比例会提高吗？',
  )
  for (const voter of [1, 2, 3]) await room.vote(1, voter)
  for (const voter of [3, 4]) await room.vote(2, voter)
  await room.vote(4, 5)
  await room.vote(4, 5, false)
  await room.decide({ act: 'merge', nos: [2], into: 1 })
  await room.decide({ act: 'stage', no: 1 })
  await room.decide(answering(1, { solved: 'no', followUp: ['unit-traffic'] }))
  const [answer] = (await room.shown(1))?.answers ?? []
  await room.decide({
    act: 'correct_answer',
    no: 1,
    answer: answer?.id ?? '',
    text: '下周。',
    why: '口误',
  })
  await room.decide({ act: 'hand_off', nos: [3], units: ['unit-water'], note: '请现场查看' })
  await room.decide({ act: 'edit', no: 4, text: '医保报销比例今年会提高吗？', why: 'typo' })
  await room.decide({ act: 'take_down', no: 4, reason: 'mistake' })
  const rejected = await room.ask('加我微信领优惠券，速来领取')
  await room.decide({ act: 'reject', nos: [rejected], reason: 'advertising' })
  await room.decide({ act: 'ask_back', text: '大家最希望末班车几点？' })
  heard(await room.tryToComment('十点半。', { prompt: 1, name: '老李' }))
  await room.decide({ act: 'approve_comment', nos: [1] })
  const { event } = await room.decide({ act: 'take_down_comment', no: 1, reason: 'mistake' })
  await room.decide({ act: 'undo', event })
  await room.decide({
    act: 'add_guest',
    guest: { id: 'g1', name: '郑某', office: '副局长', unit: '县交通运输局' },
  })
  return room
}

async function closed(): Promise<TestRoom> {
  const room = await evening()
  await room.decide({ act: 'move', to: 'wrapped' })
  await room.decide({ act: 'move', to: 'closed' })
  return room
}

/** Rings the alarm until nothing is left to carry; it may also ring by itself. */
async function carried(room: TestRoom) {
  while ((await room.room.health()).outbox > 0) await runDurableObjectAlarm(room.stub)
}

const tables = {
  questions: 'no',
  answers: 'id',
  cases: 'id',
  comments: 'no',
  prompts: 'no',
  revisions: 'id',
  events: 'id',
} as const

/** The rows of one table as the record names them: snake_case, without its own numbering of late answers and cases. */
async function inRecord(table: keyof typeof tables, sessionId: string) {
  const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE session_id = ?`)
    .bind(sessionId)
    .all()
  return bySign(results, tables[table])
}

async function inRoom(room: TestRoom, table: keyof typeof tables) {
  const rows = await room.rows(table)
  return bySign(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`),
          value,
        ]),
      ),
    ),
    tables[table],
  )
}

function bySign(rows: Record<string, unknown>[], key: string) {
  const sign = (row: Record<string, unknown>) => String(row[key]).padStart(12, '0')
  return rows.sort((a, b) => (sign(a) < sign(b) ? -1 : 1))
}

async function expectSameRows(room: TestRoom) {
  for (const table of Object.keys(tables) as (keyof typeof tables)[]) {
    const mine = await inRoom(room, table)
    const theirs = await inRecord(table, `id-${room.slug}`)
    expect([table, theirs.length]).toEqual([table, mine.length])
    expect(mine.length).toBeGreaterThan(0)
    for (const [n, row] of mine.entries()) {
      // Every column of the room's row; the record may keep more about it.
      expect([table, theirs[n]]).toMatchObject([table, row])
    }
  }
}

/** Ballots of each question as the room holds them, and as the record counts them. */
async function expectSameBallots(room: TestRoom) {
  const mine = await room.rows(
    '(SELECT q.id AS id, count(*) AS n FROM ballots b JOIN questions q ON q.no = b.question GROUP BY q.id)',
  )
  const { results } = await env.DB.prepare(
    'SELECT c.question_id AS id, sum(c.counted) AS n FROM question_counts c JOIN questions q ON q.id = c.question_id WHERE q.session_id = ? GROUP BY c.question_id HAVING sum(c.counted) > 0',
  )
    .bind(`id-${room.slug}`)
    .all()
  expect(bySign(results, 'id')).toEqual(bySign(mine, 'id'))
}

describe('while a session is open', () => {
  test('the record learns that it opened though nobody has asked anything yet', async () => {
    const room = await openRoom()
    await expect
      .poll(async () => {
        await runDurableObjectAlarm(room.stub)
        return env.DB.prepare('SELECT state, authority FROM sessions WHERE slug = ?')
          .bind(room.slug)
          .first()
      })
      .toEqual({ state: 'collecting', authority: 'room' })
  })

  test('the alarm carries exactly what the room holds, row by row', async () => {
    const room = await evening()
    await carried(room)
    await expectSameRows(room)
    await expectSameBallots(room)
    const { session } = await room.snapshot()
    expect(
      await env.DB.prepare('SELECT state, live_at, title FROM sessions WHERE id = ?')
        .bind(session.id)
        .first(),
    ).toEqual({ state: 'live', live_at: session.liveAt, title: session.title })
    const guests = await env.DB.prepare('SELECT name FROM session_guests WHERE session_id = ?')
      .bind(session.id)
      .all()
    expect(guests.results).toEqual([{ name: '郑某' }])
  })

  test('the same bridge stands on the room’s page and on the record’s', async () => {
    const room = await evening()
    await carried(room)
    const [mine, theirs] = [
      await room.snapshot(),
      await recordSnapshot(env.DB, room.slug, room.now()),
    ]
    expect(theirs?.balance).toEqual(mine.balance)
    expect(theirs?.cases).toEqual(mine.cases)
    const bare = (all: typeof mine | null) =>
      all?.questions.map((one) => {
        const { cases: _, ...rest } = one
        return rest
      })
    expect(bare(theirs)).toEqual(bare(mine))
  })

  test('carrying everything a second time changes nothing', async () => {
    const room = await evening()
    await carried(room)
    const before = await dump(room)
    await runInDurableObject(room.stub, (_, { storage }) => {
      for (const [table, key] of Object.entries(tables)) {
        const kind = table.slice(0, -1)
        storage.sql.exec(`INSERT INTO outbox (kind, ref) SELECT '${kind}', ${key} FROM ${table}`)
      }
      storage.sql.exec(`INSERT INTO outbox (kind, ref) VALUES ('session', 'all')`)
      storage.sql.exec(`DELETE FROM meta WHERE key = 'carriedCount'`)
    })
    await room.wake()
    expect((await room.room.health()).outbox).toBeGreaterThan(20)
    await carried(room)
    expect(await dump(room)).toEqual(before)
  })

  async function dump(room: TestRoom) {
    const all: Record<string, unknown> = {}
    for (const table of Object.keys(tables) as (keyof typeof tables)[]) {
      // Answers and cases are numbered by the load that brings them.
      const numbered = table !== 'answers' && table !== 'cases'
      const rows = await inRecord(table, `id-${room.slug}`)
      all[table] = numbered ? rows : rows.map((row) => ({ ...row, version: 0 }))
    }
    const counts = await env.DB.prepare('SELECT * FROM question_counts ORDER BY 1, 2').all()
    return { ...all, counts: counts.results }
  }

  test('counts of more questions than one load carries, voted on in one breath, all arrive', async () => {
    const room = await openRoom()
    const texts = Array.from({ length: 430 }, (_, n) => `第${n}个路口何时装灯？`)
    const nos = (await Promise.all(texts.map((text) => room.tryToAsk(text)))).map(
      (told) => heard(told).no,
    )
    await room.decide({ act: 'approve', nos })
    await carried(room)
    await runInDurableObject(room.stub, async (instance: SessionRoom) => {
      // From inside, all of them wait together and share one transaction.
      await Promise.all(nos.map((no) => instance.vote(no, 1_000 + no, true, room.now())))
    })
    await carried(room)
    const votes = await env.DB.prepare('SELECT sum(votes) AS n FROM questions WHERE session_id = ?')
      .bind(`id-${room.slug}`)
      .first('n')
    expect(votes).toBe(430)
    await expectSameBallots(room)
  }, 30_000)

  test('a room that fell asleep before it had carried does so after it wakes', async () => {
    const room = await openRoom()
    await room.listed(lamp)
    await room.vote(1, 1)
    await room.wake()
    await carried(room)
    await expectSameRows(room).catch(() => undefined)
    expect(await inRecord('questions', `id-${room.slug}`)).toMatchObject([{ no: 1, votes: 1 }])
  })

  test('with the record away everything goes on, and arrives when it is back', async () => {
    const room = await openRoom()
    await carried(room)
    await withoutRecord(async () => {
      await room.listed(lamp)
      expect(await room.vote(1, 1)).toBe(1)
      await runDurableObjectAlarm(room.stub)
      expect((await room.room.health()).outbox).toBeGreaterThan(0)
      await room.decide({ act: 'note', no: 1, note: '继续' })
    })
    await carried(room)
    expect(await inRecord('questions', `id-${room.slug}`)).toMatchObject([
      { no: 1, votes: 1, note: '继续' },
    ])
  })
})

/** While the work runs, the record refuses every write of questions and events. */
async function withoutRecord(work: () => Promise<void>) {
  const names = ['questions', 'events']
  for (const name of names) await env.DB.prepare(`ALTER TABLE ${name} RENAME TO ${name}_away`).run()
  await work()
  for (const name of names) await env.DB.prepare(`ALTER TABLE ${name}_away RENAME TO ${name}`).run()
}

describe('the archive', () => {
  const seals = env as unknown as Env

  test('seals every ballot under its digest, and only the portal’s key opens them', async () => {
    const room = await closed()
    const id = `id-${room.slug}`
    const ballots = await room.rows('ballots')
    const told = heard(await room.room.archive(lin, room.now()))
    expect(told.ballots).toBe(ballots.length)
    const seal = await readSeal(env.DB, id)
    expect(seal).toMatchObject({ digest: told.digest, ballots: ballots.length })
    const object = await env.FILES.get(seal?.key ?? '')
    expect(object?.customMetadata).toEqual({ digest: told.digest })
    const sealed = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer())
    const plain = await unseal(seals.PORTAL_KEY, id, sealed)
    expect(hex(await crypto.subtle.digest('SHA-256', plain))).toBe(told.digest)
    const [head = '', ...lines] = new TextDecoder().decode(plain).trimEnd().split('\n')
    expect(JSON.parse(head)).toMatchObject({ session: id, ballots: ballots.length })
    const expected = ballots.map((row) => [row['question'], row['voter'], row['level']].join(','))
    expect(lines.sort()).toEqual(expected.sort())
    await expect(unseal(`${seals.PORTAL_KEY}x`, id, sealed)).rejects.toThrow()
    await expect(unseal(seals.PORTAL_KEY, 'another-session', sealed)).rejects.toThrow()
  })

  test('leaves in the record all that the room held, and the room empty', async () => {
    const room = await closed()
    const before = await room.snapshot()
    const rows = new Map<string, Record<string, unknown>[]>()
    for (const table of Object.keys(tables) as (keyof typeof tables)[]) {
      rows.set(table, await inRoom(room, table))
    }
    const watcher = await room.socket()
    const at = room.later(60_000)
    heard(await room.room.archive(lin, at))
    expect(await watcher.whenClosed()).toBe(1000)
    expect(watcher.heard.at(-1)).toEqual({ t: 'snapshot' })

    for (const [table, mine] of rows) {
      const theirs = await inRecord(table as keyof typeof tables, before.session.id)
      const kept = table === 'events' ? [...mine, { act: 'archived', actor_id: lin.id }] : mine
      expect([table, theirs]).toMatchObject([table, kept])
    }
    const after = await recordSnapshot(env.DB, room.slug, at)
    expect(after?.session).toMatchObject({ state: 'archived', archivedAt: at })
    expect(after?.balance).toEqual(before.balance)
    expect(
      await env.DB.prepare('SELECT authority FROM sessions WHERE slug = ?')
        .bind(room.slug)
        .first('authority'),
    ).toBe('record')

    expect(await room.room.health()).toMatchObject({ held: false, outbox: 0 })
    expect(await room.room.snapshot()).toBeNull()
    const left = await runInDurableObject(room.stub, (_, { storage }) => ({
      tables: storage.sql
        .exec(
          `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'`,
        )
        .toArray(),
      alarm: storage.getAlarm(),
    }))
    expect(left.tables).toEqual([])
    expect(await left.alarm).toBeNull()
    expect(refusal(await room.room.vote(1, 1, true, at)).code).toBe('NOT_FOUND')
  })

  test('called again tells the same, and changes nothing', async () => {
    const room = await closed()
    const deps = () => ({
      db: env.DB,
      newId: () => crypto.randomUUID(),
      now: room.later(1_000),
      room: room.room as Room,
    })
    const first = await archiveSession(deps(), room.slug, lin)
    const events = await inRecord('events', `id-${room.slug}`)
    expect(await archiveSession(deps(), room.slug, chen)).toEqual(first)
    expect(await inRecord('events', `id-${room.slug}`)).toEqual(events)
    expect(refusal(await room.room.archive(chen, room.now())).code).toBe('NOT_FOUND')
  })

  test('of two at once one archives, the other is told that it is under way', async () => {
    const room = await closed()
    const told = await Promise.all([
      room.room.archive(lin, room.now()),
      room.room.archive(chen, room.now()),
      room.tryTo({ act: 'note', no: 1, note: '来不及了' }),
    ])
    expect(told[0].ok).toBe(true)
    for (const late of told.slice(1)) {
      expect(refusal<unknown>(late)).toEqual({ code: 'CONFLICT', facts: { action: 'archive' } })
    }
  })

  test('is refused to every session that is not closed', async () => {
    const room = await evening()
    expect(refusal(await room.room.archive(lin, room.now())).code).toBe('SESSION_MOVE')
    await room.decide({ act: 'move', to: 'wrapped' })
    expect(refusal(await room.room.archive(lin, room.now())).code).toBe('SESSION_MOVE')
    expect(await readSeal(env.DB, `id-${room.slug}`)).toBeNull()
  })

  test('is refused while a take-down after the close has let something go', async () => {
    const room = await closed()
    await room.decide({ act: 'take_down', no: 1, reason: 'unlawful' })
    expect(refusal(await room.room.archive(lin, room.now()))).toEqual({
      code: 'STILL_OPEN',
      facts: { pending: [], open: [2] },
    })
    await room.decide({ act: 'hand_off', nos: [2], units: ['unit-traffic'] })
    heard(await room.room.archive(lin, room.now()))
  })

  const differences: [string, string, string][] = [
    ['a comment less', 'comments', 'DELETE FROM comments WHERE session_id = ?'],
    ['an answer less', 'answers', 'DELETE FROM answers WHERE session_id = ?'],
    [
      'other votes',
      'votes',
      'UPDATE questions SET votes = votes + 1 WHERE no = 1 AND session_id = ?',
    ],
    [
      'another disposition',
      'balance',
      "UPDATE questions SET state = 'handed_off' WHERE no = 1 AND session_id = ?",
    ],
    [
      'a case replied to elsewhere',
      'casesLine',
      'UPDATE cases SET replied_at = 1 WHERE session_id = ?',
    ],
    // As many rows, the same votes and dispositions: only the words are others.
    [
      'other words of a question',
      'questions',
      "UPDATE questions SET text = text || '。' WHERE no = 3 AND session_id = ?",
    ],
    [
      'details nobody gave',
      'questions',
      "UPDATE questions SET details = '' WHERE no = 3 AND session_id = ?",
    ],
    [
      'another name of who answered',
      'answers',
      "UPDATE answers SET speaker = '另一位' WHERE session_id = ?",
    ],
    [
      'other words of a comment',
      'comments',
      "UPDATE comments SET text = '九点半。' WHERE session_id = ?",
    ],
    [
      'another department',
      'cases',
      "UPDATE cases SET unit = '县水利局' WHERE kind = 'hand_off' AND session_id = ?",
    ],
    [
      'another question of the host',
      'prompts',
      "UPDATE prompts SET text = '几点？' WHERE session_id = ?",
    ],
    [
      'another reason of a correction',
      'revisions',
      "UPDATE revisions SET why = 'mask' WHERE entity = 'question' AND session_id = ?",
    ],
  ]
  test.each(differences)('is refused while the record differs: %s', async (_, field, sql) => {
    const room = await closed()
    await carried(room)
    await env.DB.prepare(sql).bind(`id-${room.slug}`).run()
    const before = await room.snapshot()
    expect(refusal(await room.room.archive(lin, room.now()))).toEqual({
      code: 'CONFLICT',
      facts: { field },
    })
    // Nothing is lost, and the room goes on being the authority.
    expect((await room.snapshot()).questions).toEqual(before.questions)
    expect(
      await env.DB.prepare('SELECT authority, state FROM sessions WHERE slug = ?')
        .bind(room.slug)
        .first(),
    ).toEqual({
      authority: 'room',
      state: 'closed',
    })
  })

  test('is refused while the record is away, and works when it is back', async () => {
    const room = await closed()
    const before = await room.snapshot()
    const ballots = await room.rows('ballots')
    await withoutRecord(async () => {
      // Something to carry, so that the record is needed.
      await room.decide({ act: 'note', no: 1, note: '归档前' })
      expect(refusal(await room.room.archive(lin, room.now())).code).toBe('RECORD_AWAY')
    })
    expect((await room.snapshot()).questions).toEqual(before.questions)
    expect(await room.rows('ballots')).toEqual(ballots)
    expect(heard(await room.room.archive(lin, room.now())).ballots).toBe(ballots.length)
  })

  test('broken off between sealing and emptying is mended by calling it again', async () => {
    const room = await closed()
    // What a crash at the last step leaves: everything handed over, the room still full.
    await carried(room)
    const copy = await copyOf(room)
    const first = heard(await room.room.archive(lin, room.now()))
    await copy.putBack()
    expect(await room.room.health()).toMatchObject({ held: true, state: 'closed' })
    expect(heard(await room.room.archive(lin, room.now()))).toEqual(first)
    expect(await room.room.health()).toMatchObject({ held: false })
    const archived = (await inRecord('events', `id-${room.slug}`)).filter(
      (row) => row['act'] === 'archived',
    )
    expect(archived).toHaveLength(1)
  })

  /** The room's disk as it is now, to be put back later. */
  async function copyOf(room: TestRoom) {
    const saved = await runInDurableObject(room.stub, (_, { storage }) => {
      const all = storage.sql
        .exec(
          `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'`,
        )
        .toArray()
      return all.map(({ name, sql }) => ({
        name: String(name),
        ddl: String(sql),
        rows: storage.sql.exec(`SELECT * FROM ${String(name)}`).toArray(),
      }))
    })
    return {
      putBack: async () => {
        await runInDurableObject(room.stub, (_, { storage }) => {
          for (const { name, ddl, rows } of saved) {
            storage.sql.exec(ddl)
            for (const row of rows) {
              const values = Object.values(row)
              const marks = values.map(() => '?').join(', ')
              storage.sql.exec(`INSERT INTO ${name} VALUES (${marks})`, ...values)
            }
          }
        })
        await room.wake()
      },
    }
  }
})

/** Opens sealed ballots, as docs/operations.md tells. */
async function unseal(portalKey: string, sessionId: string, sealed: Uint8Array<ArrayBuffer>) {
  const bytes = new TextEncoder()
  const master = await crypto.subtle.importKey('raw', bytes.encode(portalKey), 'HKDF', false, [
    'deriveKey',
  ])
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: bytes.encode(sessionId), info: bytes.encode('ballots') },
    master,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  )
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.slice(0, 12) }, key, sealed.slice(12))
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
