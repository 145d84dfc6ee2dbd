import { env, exports } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import type { Snapshot } from '../../worker/contract/views'
import { encoderOrder, films, layFilm, type Projection } from '../../worker/demo/picture'
import { redateDemo } from '../../worker/demo/redate'
import { scripts, seedDemo, type DemoDeps } from '../../worker/demo/seed'
import { listPromises } from '../../worker/store/commitments'
import { officialFacts } from '../../worker/store/unit-pages'
import { balances } from '../../worker/domain/balance'
import { sealText } from '../../worker/http/sealing'
import { newId } from '../../worker/http/ids'
import { sha256Text } from '../../worker/http/keys'
import { chaptersOf } from '../../worker/domain/timeline'
import { readSnapshot } from '../../worker/http/reading'
import { receiptsOf } from '../../worker/http/receipts'
import { roomOf } from '../../worker/http/room-door'
import { demoStreamOf } from '../../worker/http/stream-door'
import hall from '../../web/public/demo/hall.mp4?inline'

const deps = (): DemoDeps => ({
  db: env.DB,
  room: (slug) => roomOf(env, slug),
  receipts: receiptsOf(env),
  newId,
  digest: sha256Text,
  seal: (id: string, text: string) => sealText(env, id, text),
  socketCap: 100,
  crowd: 0.05,
})

const snapshotOf = async (slug: string): Promise<Snapshot> =>
  JSON.parse((await readSnapshot(env, slug, Date.now())).body) as Snapshot

async function rows() {
  const tables = [
    'units',
    'staff',
    'sessions',
    'questions',
    'answers',
    'cases',
    'comments',
    'prompts',
    'commitments',
    'commitment_events',
    'appointments',
  ]
  const counted = await env.DB.batch<{ n: number }>(
    tables.map((name) => env.DB.prepare(`SELECT count(*) AS n FROM ${name}`)),
  )
  return counted.map((result) => result.results[0]?.n)
}

const asOperator = (path: string, token = 'test-operator-token') =>
  exports.default.fetch(`http://portal/api/operator/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  })

describe('the seeded county', () => {
  beforeEach(async () => {
    await seedDemo(deps(), Date.now())
  }, 60_000)

  test('seeding a second time adds nothing', async () => {
    const before = await rows()
    const health = await roomOf(env, 'xw-3').health()
    const again = await seedDemo(deps(), Date.now())
    expect(again).toMatchObject({ seeded: false })
    expect(again.sessions.map(({ role }) => role)).toEqual([
      'live',
      'collecting',
      'archived',
      'archived',
    ])
    expect(await rows()).toEqual(before)
    expect((await roomOf(env, 'xw-3').health()).state).toBe(health.state)
  })

  test('every number adds up in every session', async () => {
    for (const { slug, questions } of scripts) {
      const { balance } = await snapshotOf(slug)
      expect(balance.total.received).toBe(questions.length)
      for (const line of [balance.total, balance.main, balance.after])
        expect(balances(line)).toBe(true)
    }
  })

  test('an archived edition waits for nobody and shows what is late and what is disputed', async () => {
    for (const slug of ['xw-1', 'xw-2']) {
      const { balance, session } = await snapshotOf(slug)
      expect(session).toMatchObject({ state: 'archived', demo: true })
      expect(balance.total).toMatchObject({
        pending: 0,
        open: 0,
        merged: 1,
        withdrawnLater: 1,
        rejected: 1,
      })
      expect(balance.after.received).toBe(1)
    }
    expect((await snapshotOf('xw-2')).cases).toMatchObject({ overdue: 1, disputed: 1 })
    expect((await snapshotOf('xw-1')).cases).toMatchObject({ overdue: 0, disputed: 1 })
    // And of what it promised there is every state, and one past its day without a word.
    const { promises } = await listPromises(env.DB, { size: 100 }, Date.now())
    const states = new Set(promises.map(({ state }) => state))
    for (const state of [
      'registered',
      'funded',
      'doing',
      'delivered',
      'verified',
      'delayed',
      'dropped',
      'said',
    ]) {
      expect([state, states.has(state as 'said')]).toEqual([state, true])
    }
    expect(promises[0]).toMatchObject({ due: 'silent' })
    expect(promises.every(({ standing }) => standing === 'stands')).toBe(true)
    expect(promises.find(({ state }) => state === 'delayed')?.firstDueDay).not.toBeNull()
    const wu = await officialFacts(env.DB, 'demo-wu')
    expect(wu?.offices).toHaveLength(2)
    expect(wu?.answered).toBeGreaterThan(0)
  })

  test('the live edition has a question on stage, and one of every kind', async () => {
    const { stage, session, balance, questions, next } = await snapshotOf('xw-3')
    expect(session).toMatchObject({ state: 'live', edition: 3 })
    expect(stage).toMatchObject({ speaker: '林某' })
    expect(next).toHaveLength(3)
    expect(questions.filter(({ arranged }) => arranged)).toHaveLength(3)
    const empty = (['answeredWritten', 'redirectedLater'] as const).map(
      (kind) => balance.total[kind],
    )
    expect(empty).toEqual([0, 0])
    const kinds = Object.entries(balance.total).filter(([, n]) => n > 0)
    expect(kinds).toHaveLength(Object.keys(balance.total).length - empty.length)
    expect(
      new Set(questions.flatMap(({ answers }) => answers.map(({ solved }) => solved))),
    ).toEqual(new Set(['yes', 'partly', 'no']))
    const record = await roomOf(env, 'xw-3').lines({})
    const lines = record?.lines ?? []
    expect(lines.length).toBeGreaterThan(30)
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort((a, b) => a - b))
    expect(Math.max(...lines.map(({ at }) => at))).toBeLessThan(Date.now())
    expect(lines.filter(({ late }) => late)).toMatchObject([{ speaker: '现场群众代表' }])
    expect(lines.filter(({ revised }) => revised)).toMatchObject([{ speaker: '林某' }])
    // What stands in the answers was said, and is found at its question.
    const saidOf = (no: number) =>
      lines.filter(({ question }) => question === no).map(({ text }) => text)
    const unsaid = questions.flatMap(({ no, answers }) =>
      answers.filter(({ mode, text }) => mode === 'live' && !saidOf(no).join('').includes(text)),
    )
    expect(unsaid).toEqual([])
  })

  test('what is still with the reviewers is in no public snapshot', async () => {
    for (const { slug, questions, comments } of scripts) {
      const { body } = await readSnapshot(env, slug, Date.now())
      const hidden = questions.filter(({ fate }) =>
        [
          'pending',
          'rejected',
          'redirected',
          'withdrawn',
          'withdrawn_early',
          'taken_down',
        ].includes(fate.is),
      )
      const texts = [...hidden, ...comments.filter(({ pending }) => pending)].map(
        ({ text }) => text,
      )
      expect(texts.filter((text) => body.includes(text))).toEqual([])
      expect(body).not.toContain('13859001234')
    }
  })

  test('a session is live whenever a newcomer looks, and what visitors asked stays', async () => {
    const now = Date.now()
    const before = await snapshotOf('xw-3')
    const id = newId()
    const asked = await roomOf(env, 'xw-3').ask(
      {
        id,
        text: '我是今天来的，也想问一句：公交站能不能装个棚子？',
        details: null,
        name: null,
        channel: 'online',
        asker: 'a-visitor',
        receiptHash: sha256Text(id),
        key: null,
        digest: id,
      },
      now,
    )
    const { no } = heard(asked)
    const later = now + 26 * 3_600_000
    expect(await redateDemo(deps(), later)).toEqual(['xw-3', 'xw-4'])
    const snapshot = JSON.parse((await roomOf(env, 'xw-3').snapshot())?.body ?? '') as Snapshot
    expect(later - (snapshot.session.liveAt ?? 0)).toBeLessThan(3_600_000)
    expect(snapshot.balance.total.received).toBe(before.balance.total.received + 1)
    const own = await roomOf(env, 'xw-3').own('a-visitor')
    expect(own).toMatchObject([{ no, state: 'submitted' }])
    expect(await redateDemo(deps(), later)).toEqual([])
  })
})

test('nobody but the operator seeds', async () => {
  const refused = await asOperator('demo', 'not-the-token')
  expect(refused.status).toBe(403)
  expect((await rows()).every((n) => n === 0)).toBe(true)
})

describe('the drawn picture', () => {
  const projection: Projection = {
    stream: (slug) => demoStreamOf(env, slug),
    media: env.MEDIA,
    film: async () => Uint8Array.from(atob(hall.split(',')[1] ?? ''), (sign) => sign.charCodeAt(0)),
  }

  test('moves with its session, and shows every question of the evening at its second', async () => {
    const now = Date.now()
    await seedDemo({ ...deps(), crowd: 0, only: ['xw-3'], projection }, now - 5 * 3_600_000)
    await redateDemo({ room: (slug) => roomOf(env, slug), projection }, now)
    const { session, stagings } = (await roomOf(env, 'xw-3').picture()) ?? {}
    const { liveAt } = session ?? {}
    expect(await projection.stream('xw-3').report()).toMatchObject({
      kind: 'worker',
      src: '/live/xw-3/index.m3u8',
      startedAt: liveAt,
    })
    const spans = await projection.stream('xw-3').spans()
    expect(spans).toHaveLength(1)
    expect(spans[0]).toMatchObject({ at: liveAt, media: 0 })
    const end = (liveAt ?? 0) + (spans[0]?.dur ?? 0) * 1000
    expect(end).toBeGreaterThan(now - 4_000)
    expect(end).toBeLessThanOrEqual(now)
    const chapters = chaptersOf(stagings ?? [], spans, false)
    expect(chapters).toHaveLength(10)
    for (const { at, from } of chapters) expect(from).toBe((at - (liveAt ?? 0)) / 1000)
  }, 60_000)

  test('is pushed on by an encoder of its own, from where it ends', async () => {
    const now = Date.now()
    const at = { from: now - 20_000, until: now }
    await layFilm(projection, 'xw-3', films.hall, at)
    const order = await encoderOrder(projection, 'xw-3', films.hall, at.from)
    expect(order).toMatchObject({ slug: 'xw-3', film: 'hall.mp4', next: 5, firstAt: at.from })
    // Somebody at the desk chose another picture.
    const source = { kind: 'external', url: 'https://example.gov.cn/live.m3u8' } as const
    await projection.stream('xw-3').setSource(source, now)
    expect(await encoderOrder(projection, 'xw-3', films.hall, at.from)).toBeNull()
  })
})

test('nobody but the operator gets a key for the demonstration’s encoder', async () => {
  expect((await asOperator('demo/encoder', 'wrong')).status).toBe(403)
  expect(await (await asOperator('demo/encoder')).json()).toEqual({ order: null })
})
