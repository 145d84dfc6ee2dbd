import { env } from 'cloudflare:workers'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { keepUnits } from '../../worker/store/units'
import { Browser } from './http-kit'
import { aCase, anAnswer, aQuestion, aSession, NOON, aUnit } from './store-rows'

/** Tables that grow with what people write and departments do. */
const BIG = [
  'questions',
  'answers',
  'cases',
  'case_events',
  'replies',
  'ratings',
  'follow_questions',
  'visits',
  'comments',
  'lines',
  'attachments',
  'messages',
]

interface Asked {
  sql: string
  values: unknown[]
}

/** Notes every statement the record is asked until the test ends. */
function listen(): Asked[] {
  const asked: Asked[] = []
  const shape = Object.getPrototypeOf(env.DB) as D1Database
  const before = Object.getOwnPropertyDescriptor(shape, 'prepare')
  const prepare = shape.prepare.bind(env.DB)
  shape.prepare = (sql) => {
    const one: Asked = { sql, values: [] }
    asked.push(one)
    const statement = prepare(sql)
    const bind = statement.bind.bind(statement)
    statement.bind = (...values) => {
      one.values = values
      return bind(...values)
    }
    return statement
  }
  onTestFinished(() => {
    if (before) Object.defineProperty(shape, 'prepare', before)
  })
  return asked
}

/** Big tables that a statement reads from one end to the other, without an order to stop in. */
async function readWhole({ sql, values }: Asked): Promise<string[]> {
  const reads = /^\s*(select|with)/i.test(sql) && BIG.some((name) => sql.includes(name))
  if (!reads) return []
  const names = new Map(BIG.map((name) => [name, name]))
  for (const [, table = '', alias = ''] of sql.matchAll(
    /(?:from|join)\s+"?(\w+)"?(?:\s+as)?\s+"?(\w+)"?/gi,
  )) {
    if (BIG.includes(table)) names.set(alias, table)
  }
  const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...values)
    .all<{ detail: string }>()
  return plan.results.flatMap(({ detail }) => {
    const scanned = /^SCAN (\w+)(?! USING INDEX)(?: USING COVERING INDEX (\w+))?/.exec(detail)
    const table = names.get(scanned?.[1] ?? '')
    return table && !detail.includes(' USING INDEX ') ? [`${detail} (${table})`] : []
  })
}

beforeEach(async () => {
  await keepUnits(env.DB, [aUnit()])
  const nos = Array.from({ length: 12 }, (_, i) => i + 1)
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ state: 'archived' }),
    questions: nos.map((no) => aQuestion(no, { state: no < 7 ? 'answered' : 'handed_off' })),
    answers: nos.filter((no) => no < 7).map((no) => anAnswer(no)),
    cases: nos
      .filter((no) => no >= 7)
      .map((no) => aCase(no, { assignedAt: NOON, dueAt: NOON + 9e8 })),
  })
})

/** What pages, feeds and data read, of those of their statements that read a big table whole; a line each. */
async function wholeReads(paths: readonly string[]): Promise<string[]> {
  const asked = listen()
  const found: string[] = []
  for (const path of paths) {
    asked.length = 0
    const answer = await new Browser().get(path)
    await answer.arrayBuffer()
    expect([path, answer.status]).toEqual([path, 200])
    for (const one of asked.splice(0)) {
      for (const line of await readWhole(one)) found.push(`${path}: ${line}`)
    }
  }
  return found
}

const q = encodeURIComponent('路')

test('no page that people read goes through a whole table that grows', async () => {
  const found = await wholeReads([
    '/',
    '/archive',
    '/s/evening',
    '/s/evening/transcript',
    '/q/q8',
    '/q/q2',
    `/search?q=${q}`,
    `/search?q=${encodeURIComponent('何时修路')}&state=answered`,
    '/search?q=zzzz',
    '/promises',
    '/promises?unit=roads',
    '/units',
    '/units/roads',
    '/ledger?unit=roads&before=',
    '/feed.atom',
    '/feed.atom?unit=roads',
    '/feed.json?session=evening',
    '/feed.json?question=q8',
    '/feed.atom?of=promises',
    `/feed.atom?of=search&q=${q}`,
    '/calendar.ics',
    '/calendar.ics?unit=roads',
    '/open311/v2/requests.json',
    '/open311/v2/services.json',
    '/open311/v2/requests/c8.json',
    '/sitemap.xml',
    `/api/similar?q=${encodeURIComponent('路灯什么时候修')}`,
  ])
  expect(found).toEqual([])
})

test('what has to count everything is known by name, and is no more than this', async () => {
  const found = await wholeReads(['/ledger', '/stats', '/stats/rows?figure=overdue'])
  expect(new Set(found.map((line) => line.split(': ')[1]))).toEqual(
    new Set([
      // The rows behind a figure, how many they are.
      'SCAN c (cases)',
      // How many there are of each state, session, outcome and year: links that narrow the ledger down.
      'SCAN cases (cases)',
      // Every figure is counted anew, and kept as long as counting it took, many times over.
      'SCAN q (questions)',
      'SCAN r (ratings)',
    ]),
  )
})
