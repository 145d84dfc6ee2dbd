import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseStates, outcomes, questionStates, sessionKinds } from '../../worker/contract/states'
import { commitmentStates, solvedSaid } from '../../worker/contract/cases'
import { figureIds, type StatScope } from '../../worker/contract/statistics'
import { scripts, seedDemo } from '../../worker/demo/seed'
import { readCalendar } from '../../worker/domain/calendar-ready'
import { figureOf, figuresOf, workdayCounter } from '../../worker/domain/statistics'
import { newId } from '../../worker/http/ids'
import { sha256Text } from '../../worker/http/keys'
import { receiptsOf } from '../../worker/http/receipts'
import { roomOf } from '../../worker/http/room-door'
import { sealText } from '../../worker/http/sealing'
import { countedGroups, type Counting } from '../../worker/store/statistics'
import { rowsBehind } from '../../worker/store/statistics-rows'
import { again, rawRecord, rawTables, type RawRecord } from './statistics-again'
import { NOON } from './store-rows'

const DAY = 86_400_000
const HOUR = 3_600_000

/** Figures as the portal tells them. */
async function told(counting: Counting, now: number) {
  const groups = await countedGroups(env.DB, counting, now)
  const workdays = workdayCounter(await readCalendar(), -10_000)
  return figuresOf(groups, { now, workdays, month: counting.month })
}

/** Every row behind a figure, page after page. */
async function everyRow(id: string, counting: Counting, now: number, whole: boolean) {
  const figure = figureOf(id)
  if (!figure) throw new Error(`There is no figure ${id}`)
  const ids: string[] = []
  for (let before: string | null = null; ;) {
    const page = await rowsBehind(env.DB, figure, counting, now, { whole, before })
    ids.push(...page.rows.map((row) => row.id))
    if (page.next === null) return { ids: ids.sort(), total: page.total, hidden: page.hidden }
    before = page.next
  }
}

/** Whether anybody may read of a row, said once more from what the domain says is public. */
function listed(record: RawRecord, thing: string, id: string): boolean {
  const shown = ['listed', 'on_stage', 'answered', 'handed_off', 'merged']
  const stubs = ['taken_down', 'withdrawn', 'redirected']
  const questionOf = (row: Record<string, unknown> | undefined) =>
    record.questions.find(
      (one) => one['session_id'] === row?.['session_id'] && one['no'] === row?.['question_no'],
    )
  const readable = (one: Record<string, unknown> | undefined) =>
    one !== undefined && one['listed_at'] !== null && shown.includes(String(one['state']))
  if (thing === 'questions') {
    const one = record.questions.find((row) => row['id'] === id)
    const stub = one?.['listed_at'] !== null && stubs.includes(String(one?.['state']))
    return readable(one) || stub
  }
  if (thing === 'cases') {
    const one = record.cases.find((row) => row['id'] === id)
    return one?.['visibility'] === 'public' && readable(questionOf(one))
  }
  if (thing === 'ratings') {
    const one = record.ratings.find((row) => row['id'] === id)
    const item = record.cases.find((row) => row['id'] === one?.['case_id'])
    return readable(questionOf(one)) && (item === undefined || item['visibility'] === 'public')
  }
  const promise = record.commitments.find((row) => row['id'] === id)
  return promise?.['question_no'] === null || readable(questionOf(promise))
}

/** Both ways of counting agree, figure by figure and row by row. */
async function agree(counting: Counting, now: number) {
  const record = await rawRecord(env.DB)
  const expected = again(record, { ...counting, now })
  const figures = await told(counting, now)
  expect(figures.map(({ id }) => id)).toEqual(figureIds)
  expect(Object.fromEntries(figures.map(({ id, value }) => [id, value]))).toEqual(
    Object.fromEntries([...expected].map(([id, { value }]) => [id, value])),
  )
  const behind = figures.flatMap(({ id, n, part }) => {
    const is = figureOf(id)?.is
    return is === 'share'
      ? [
          { id, n: part ?? 0, whole: false },
          { id, n, whole: true },
        ]
      : [{ id, n, whole: false }]
  })
  const rows = await Promise.all(behind.map(({ id, whole }) => everyRow(id, counting, now, whole)))
  expect(behind.map((one, at) => ({ ...one, ...rows[at] }))).toEqual(
    behind.map(({ id, n, whole }) => {
      const other = expected.get(id)
      const all = (whole ? other?.whole : other?.rows) ?? []
      const open = all.filter((row) => listed(record, figureOf(id)?.of ?? '', row))
      return { id, whole, n, ids: open, total: n, hidden: all.length - open.length }
    }),
  )
  return record
}

async function put(table: string, rows: Record<string, unknown>[]) {
  const statements = rows.map((row) =>
    env.DB.prepare(
      `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
        .map(() => '?')
        .join()})`,
    ).bind(...Object.values(row)),
  )
  if (statements.length > 0) await env.DB.batch(statements)
}

const ago = fc.integer({ min: 0, max: 150 * 24 }).map((hours) => NOON - hours * HOUR)
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })

const someRecord = fc.record({
  sessions: fc.array(
    fc.record({
      kind: fc.constantFrom(...sessionKinds),
      state: fc.constantFrom('draft', 'collecting', 'live', 'archived', 'archived', 'cancelled'),
      announced: fc.boolean(),
      demo: fc.boolean(),
      source: maybe(fc.constant('县志')),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  questions: fc.array(
    fc.record({
      session: fc.nat(3),
      state: fc.constantFrom(...questionStates),
      reviewed: fc.boolean(),
      asked: ago,
      answers: fc.array(
        fc.record({ mode: fc.constantFrom('live', 'written'), withdrawn: fc.boolean(), at: ago }),
        {
          maxLength: 2,
        },
      ),
      cases: fc.array(
        fc.record({
          unit: fc.constantFrom('roads', 'water'),
          state: fc.constantFrom(...caseStates),
          assigned: ago,
          due: maybe(fc.integer({ min: -3, max: 130 })),
          replied: maybe(fc.integer({ min: 0, max: 140 })),
          paused: maybe(fc.integer({ min: 0, max: 140 })),
          closed: fc.boolean(),
          outcome: maybe(fc.constantFrom(...outcomes)),
          reopened: fc.nat(2),
          extended: fc.boolean(),
          open: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
      rated: fc.array(
        fc.record({ solved: fc.constantFrom(...solvedSaid), ofCase: fc.boolean(), at: ago }),
        {
          maxLength: 2,
        },
      ),
      promises: fc.array(
        fc.record({
          state: fc.constantFrom(...commitmentStates),
          unit: maybe(fc.constantFrom('roads', 'water')),
          due: maybe(fc.constantFrom('2026-11-19', '2026-11-20', '2026-11-21')),
          at: ago,
        }),
        { maxLength: 1 },
      ),
    }),
    { maxLength: 14 },
  ),
})

type Some = typeof someRecord extends fc.Arbitrary<infer T> ? T : never

async function keep({ sessions, questions }: Some) {
  for (const table of [...rawTables].reverse()) await env.DB.prepare(`DELETE FROM ${table}`).run()
  await put(
    'sessions',
    sessions.map((one, at) => ({
      id: `s${at}`,
      slug: `slug-${at}`,
      kind: one.kind,
      state: one.state,
      title: `第${at}场`,
      unit: '霞湾县',
      starts_at: NOON - at * DAY,
      announced_at: one.announced ? NOON - 90 * DAY : null,
      demo: one.demo ? 1 : 0,
      source: one.source,
      created_at: NOON,
    })),
  )
  const kept = questions.map((one, at) => ({
    ...one,
    id: `q${at}`,
    no: at + 1,
    session_id: `s${one.session % sessions.length}`,
  }))
  const needsReview = (state: string) =>
    !['submitted', 'rejected', 'redirected', 'withdrawn'].includes(state)
  await put(
    'questions',
    kept.map((one) => ({
      id: one.id,
      session_id: one.session_id,
      no: one.no,
      text: '路灯什么时候修？',
      channel: 'online',
      state: one.state,
      part: 1,
      asked_at: one.asked,
      listed_at:
        needsReview(one.state) || (one.reviewed && one.state !== 'submitted')
          ? one.asked + HOUR
          : null,
    })),
  )
  await put(
    'answers',
    kept.flatMap(({ answers, id, session_id, no }) =>
      answers.map((one, at) => ({
        id: `${id}-a${at}`,
        session_id,
        question_no: no,
        mode: one.mode,
        speaker: '王某',
        office: '局长',
        unit: '交通局',
        text: '月底修好。',
        at: one.at,
        withdrawn: one.withdrawn ? 1 : 0,
      })),
    ),
  )
  await put(
    'cases',
    kept.flatMap(({ cases, id, session_id, no }) =>
      cases.map((one, at) => {
        const after = (days: number | null) => (days === null ? null : one.assigned + days * DAY)
        return {
          id: `${id}-c${at}`,
          session_id,
          question_no: no,
          kind: 'hand_off',
          unit_id: one.unit,
          unit: one.unit === 'roads' ? '交通局' : '水务局',
          state: one.state,
          outcome: one.outcome,
          assigned_at: one.assigned,
          due_at: after(one.due),
          replied_at: after(one.replied),
          paused_at: after(one.paused),
          extended_at: one.extended ? one.assigned : null,
          closed_at: one.closed ? after((one.replied ?? 0) + 1) : null,
          reopened: one.reopened,
          visibility: one.open ? 'public' : 'asker_only',
        }
      }),
    ),
  )
  await put(
    'ratings',
    kept.flatMap(({ rated, cases, id, session_id, no }) =>
      rated.map((one, at) => ({
        id: `${id}-r${at}`,
        session_id,
        question_no: no,
        case_id: one.ofCase && cases.length > 0 ? `${id}-c0` : null,
        round: at,
        solved: one.solved,
        at: one.at,
      })),
    ),
  )
  await put(
    'commitments',
    kept.flatMap(({ promises, id, session_id, no }) =>
      promises.map((one, at) => ({
        id: `${id}-p${at}`,
        session_id,
        question_no: no % 2 ? no : null,
        quote: '月底修好。',
        said_at: one.at,
        who: '王某',
        office: '局长',
        unit_id: one.unit,
        unit: '交通局',
        what: '修路灯',
        due_day: one.due,
        state: one.state,
        updated_at: one.at,
      })),
    ),
  )
}

const someScope: fc.Arbitrary<StatScope> = fc.oneof(
  fc.constant({}),
  fc.constantFrom('roads', 'water').map((unit) => ({ unit })),
  fc.nat(3).map((at) => ({ session: `slug-${at}` })),
  fc.constantFrom(...sessionKinds).map((kind) => ({ kind })),
  fc.constantFrom('2026-11', '2026-10', '2026-08').map((month) => ({ month })),
  fc.constant({ unit: 'roads', month: '2026-10' }),
)

describe('every figure', () => {
  test('is what its definition says, to the row, whatever the record holds', async () => {
    await fc.assert(
      fc.asyncProperty(someRecord, someScope, fc.boolean(), async (record, scope, demo) => {
        await keep(record)
        const { sessions } = await agree({ ...scope, demo }, NOON)
        expect(sessions.length).toBe(record.sessions.length)
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  test('of the seeded county is what its definition says, to the row, by unit, session, kind and month', async () => {
    const now = Date.now()
    await seedDemo(
      {
        db: env.DB,
        room: (slug) => roomOf(env, slug),
        receipts: receiptsOf(env),
        newId,
        digest: sha256Text,
        seal: (id, text) => sealText(env, id, text),
        socketCap: 100,
        crowd: 0.05,
      },
      now,
    )
    const { cases, questions } = await agree({ demo: true }, now)
    expect(questions.length).toBeGreaterThan(20)
    expect(cases.length).toBeGreaterThan(5)
    const scopes: StatScope[] = [
      { unit: String(cases[0]?.['unit_id']) },
      { session: scripts[0]?.slug ?? '' },
      { kind: 'town_hall' },
      { month: new Date(Number(cases[0]?.['assigned_at']) + 8 * HOUR).toISOString().slice(0, 7) },
    ]
    for (const scope of scopes) await agree({ ...scope, demo: true }, now)
    // Nothing fictitious is among what is real.
    const real = await told({ demo: false }, now)
    expect(real.filter(({ n }) => n > 0)).toEqual([])
  }, 60_000)
})
