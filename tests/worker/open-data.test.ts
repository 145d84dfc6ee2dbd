import { createHash } from 'node:crypto'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { dataTables, tableNames, type DataTable } from '../../worker/domain/open-data'
import { carry, emptyLoad } from '../../worker/store/carry'
import { Browser } from './http-kit'
import { aCase, anAnswer, aQuestion, aSession, NOON } from './store-rows'
import { readXml, type Element } from './strict-readers'

const reader = () => new Browser()
const read = async (path: string) => (await reader().get(path)).text()
type Row = Record<string, string | number | boolean | null>
const lines = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row)
const table = async (name: DataTable) => lines(await read(`/api/v1/data/${name}.ndjson`))

const at = NOON - 86_400_000

/** Everything that may be told, and beside it what may not, marked by a word. */
async function record() {
  const state = (no: number) =>
    (
      {
        1: 'answered',
        2: 'handed_off',
        3: 'handed_off',
        4: 'rejected',
        5: 'submitted',
        6: 'taken_down',
      } as const
    )[no as 1]
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ state: 'archived' }),
    questions: [1, 2, 3, 4, 5, 6].map((no) =>
      aQuestion(no, {
        state: state(no),
        listedAt: no === 4 || no === 5 ? null : at,
        text:
          no > 3 ? `canary${no}` : no === 1 ? '=1+2，路灯？' : '桥头积水谁来管？请回13805941234',
        name: no === 1 ? '林先生' : null,
        note: 'canary note',
        receiptHash: `canary-receipt-${no}`,
        asker: `canary-asker-${no}`,
      }),
    ),
    answers: [
      anAnswer(1, { at, enteredBy: 'canary-staff' }),
      anAnswer(2, { at, withdrawn: true, text: 'canary withdrawn' }),
    ],
    cases: [
      aCase(2, {
        assignedAt: at,
        repliedAt: at + 1000,
        reply: '修好了。',
        state: 'replied',
        outcome: 'solved',
        note: 'canary case note',
        assignedBy: 'canary-staff',
      }),
      aCase(3, { assignedAt: at, repliedAt: at + 1000, reply: 'canary for the asker only' }),
      aCase(6, { assignedAt: at }),
    ],
  })
  const db = env.DB
  const event = (id: string, seq: number, what: string, text: string) =>
    db
      .prepare(
        "INSERT INTO case_events (case_id, seq, at, what, actor_id, actor, unit, text, inside, facts) VALUES (?, ?, ?, ?, 'canary-staff', 'canary-name', '县交通运输局', ?, 'canary inside', '{\"canary\":1}')",
      )
      .bind(id, seq, at, what, text)
  const rating = (id: string, no: number, of: string, words: string, shown: string) =>
    db
      .prepare(
        "INSERT INTO ratings (id, session_id, question_no, case_id, round, solved, manner, speed, words, words_state, at) VALUES (?, 's1', ?, ?, 0, 'yes', 5, 4, ?, ?, ?)",
      )
      .bind(id, no, of, words, shown, at)
  await db.batch([
    db.prepare("UPDATE cases SET visibility = 'asker_only' WHERE id = 'c3'"),
    event('c2', 1, 'accepted', '已受理'),
    event('c2', 2, 'noted', 'canary noted'),
    event('c2', 3, 'drafted', 'canary drafted'),
    event('c2', 4, 'replied', '修好了。'),
    event('c2', 5, 'rated', 'canary rated'),
    event('c3', 1, 'accepted', 'canary accepted'),
    rating('r1', 2, 'c2', '满意', 'listed'),
    rating('r2', 2, 'c2', 'canary words', 'submitted'),
    rating('r3', 3, 'c3', 'canary words', 'listed'),
    db.prepare(
      `INSERT INTO sessions (id, slug, kind, state, title, unit, starts_at, created_at) VALUES ('s2', 'canary-draft', 'town_hall', 'draft', 'canary draft', '县', ${at}, ${at})`,
    ),
  ])
}

describe('open data', () => {
  beforeEach(record)

  test('holds every public row with the columns its dictionary names, and not a word more', async () => {
    const dictionary = JSON.parse(await read('/api/v1/data')) as {
      tables: {
        name: DataTable
        columns: { name: string; description: { zh: string; en: string } }[]
      }[]
    }
    expect(dictionary.tables.map(({ name }) => name)).toEqual(tableNames)
    for (const { name, columns } of dictionary.tables) {
      for (const { description } of columns) expect(description).not.toMatchObject({ zh: '' })
      const rows = await table(name)
      for (const row of rows) expect(Object.keys(row)).toEqual(columns.map((one) => one.name))
      const array = JSON.parse(await read(`/api/v1/data/${name}.json`)) as Row[]
      // Figures are counted anew each time, and dated.
      const undated = (list: Row[]) => list.map((row) => ({ ...row, asOf: 0 }))
      expect(undated(array)).toEqual(undated(rows))
    }
    expect(await table('questions')).toMatchObject([
      { id: 'q1', text: '=1+2，路灯？', name: '林先生', session: 'evening' },
      { id: 'q2', text: '桥头积水谁来管？请回138****1234' },
      { id: 'q3' },
      { id: 'q6', text: '', state: 'taken_down' },
    ])
    expect(await table('answers')).toMatchObject([{ question: 'q1', speaker: '王某' }])
    expect(await table('cases')).toMatchObject([{ id: 'c2', reply: '修好了。', outcome: 'solved' }])
    expect(await table('case_events')).toMatchObject([
      { what: 'accepted', text: '已受理' },
      { what: 'replied', text: '修好了。' },
      { what: 'rated', text: null },
    ])
    expect(await table('ratings')).toMatchObject([
      { id: 'r1', words: '满意' },
      { id: 'r2', words: null },
    ])
    expect(await table('sessions')).toHaveLength(1)
  })

  test('never tells what waits, was refused, taken down, kept inside or meant for one person', async () => {
    const paths = [
      ...tableNames.flatMap((name) =>
        ['ndjson', 'json', 'csv'].map((form) => `/api/v1/data/${name}.${form}`),
      ),
      '/api/v1/data/all.ndjson',
      '/api/v1/data/manifest.json',
      '/open311/v2/requests.json',
      '/open311/v2/requests.xml',
      '/open311/v2/services.json',
    ]
    for (const path of paths)
      expect([path, await read(path)]).toEqual([path, expect.not.stringContaining('canary')])
  })

  test('ends with a signed manifest of just what was sent, which anybody can check', async () => {
    const text = await read('/api/v1/data/all.ndjson')
    const all = text.split('\n').filter(Boolean)
    const last = JSON.parse(all.pop() ?? '') as {
      manifest: {
        key: string
        signature: string
        tables: { name: string; rows: number; bytes: number; sha256: string }[]
      }
    }
    for (const { name, rows, bytes, sha256 } of last.manifest.tables) {
      const own = all
        .filter((line) => line.startsWith(`{"table":"${name}"`))
        .map((line) => `${line.slice(`{"table":"${name}","row":`.length, -1)}\n`)
      const joined = own.join('')
      expect([name, own.length, new TextEncoder().encode(joined).length]).toEqual([
        name,
        rows,
        bytes,
      ])
      expect(createHash('sha256').update(joined).digest('hex')).toBe(sha256)
    }
    const { key, signature, ...signed } = last.manifest
    const bytes = (base64url: string) =>
      Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (sign) =>
        sign.charCodeAt(0),
      )
    const spki = await crypto.subtle.importKey('raw', bytes(key), { name: 'Ed25519' }, false, [
      'verify',
    ])
    const holds = (json: string) =>
      crypto.subtle.verify(
        'Ed25519',
        spki,
        bytes(signature),
        new TextEncoder().encode(`mianduimian/open-data/v1\n${json}`),
      )
    expect(await holds(JSON.stringify(signed))).toBe(true)
    expect(await holds(JSON.stringify({ ...signed, license: 'other' }))).toBe(false)
    // The key is the one of the audit chain, which is told elsewhere.
    expect(JSON.parse(await read('/.well-known/audit-head'))).toMatchObject({ key })
  })

  test('has a manifest of its own that says what the files of that moment are', async () => {
    const manifest = JSON.parse(await read('/api/v1/data/manifest.json')) as {
      tables: { name: DataTable; rows: number; bytes: number; sha256: string }[]
    }
    expect(manifest.tables.map(({ name }) => name)).toEqual(tableNames)
    for (const { name, rows, bytes, sha256 } of manifest.tables) {
      // Figures are dated, and another file with every count.
      if (name === 'statistics') continue
      const text = await read(`/api/v1/data/${name}.ndjson`)
      expect([name, lines(text).length, new TextEncoder().encode(text).length]).toEqual([
        name,
        rows,
        bytes,
      ])
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256)
    }
  })

  test('is a table without formulas for spreadsheets', async () => {
    const csv = await read('/api/v1/data/questions.csv')
    expect(csv.startsWith('id,session,no,')).toBe(true)
    expect(csv).toContain(",'=1+2，路灯？,")
    expect(csv.split('\r\n')).toHaveLength(6)
  })

  test('is refused by any other name', async () => {
    for (const name of [
      'people.csv',
      'questions',
      'questions.xlsx',
      '__proto__.json',
      'constructor.csv',
    ]) {
      expect([name, (await reader().get(`/api/v1/data/${name}`)).status]).toEqual([name, 404])
    }
  })

  test('is told of on its page, and every table has its columns there', async () => {
    const html = await read('/data')
    for (const name of tableNames) {
      expect(html).toContain(`href="/api/v1/data/${name}.csv"`)
      for (const column of dataTables[name]) expect(html).toContain(`<code>${column.name}</code>`)
    }
  })

  test('the first version of the API is the API', async () => {
    const [named, plain] = [
      await reader().get('/api/v1/sessions'),
      await reader().get('/api/sessions'),
    ]
    expect([named.status, await named.text()]).toEqual([200, await plain.text()])
    expect((await reader().get('/api/v2/sessions')).status).toBe(404)
  })
})

describe('Open311', () => {
  beforeEach(record)

  const flat = (element: Element): Record<string, string> =>
    Object.fromEntries(element.children.map((child) => [child.name, child.text]))

  test('tells services and requests alike as JSON and as XML, and leads from one to the other', async () => {
    const discovery = JSON.parse(await read('/open311/v2/discovery.json')) as {
      endpoints: { url: string; specification: string }[]
    }
    expect(discovery.endpoints[0]?.specification).toBe('http://wiki.open311.org/GeoReport_v2')
    expect(readXml(await read('/open311/v2/discovery.xml')).name).toBe('discovery')
    const query = `start_date=${new Date(at - 1000).toISOString()}`
    const json = JSON.parse(await read(`/open311/v2/requests.json?${query}`)) as Record<
      string,
      string
    >[]
    const xml = readXml(await read(`/open311/v2/requests.xml?${query}`))
    expect(xml.name).toBe('service_requests')
    expect(xml.children.map(flat)).toEqual(json)
    expect(json).toEqual([
      {
        service_request_id: 'c2',
        status: 'closed',
        status_notes: '已答复：已解决：修好了。',
        service_name: '县交通运输局',
        service_code: 'roads',
        description: '桥头积水谁来管？请回138****1234',
        agency_responsible: '县交通运输局',
        service_notice: 'http://portal.test/q/q2',
        requested_datetime: new Date(at).toISOString(),
        updated_datetime: new Date(at + 1000).toISOString(),
        expected_datetime: expect.stringMatching(/^2026-/),
      },
    ])
    const one = JSON.parse(await read('/open311/v2/requests/c2.json')) as unknown[]
    expect(one).toEqual(json)
    expect(readXml(await read('/open311/v2/requests/c2.xml')).children).toHaveLength(1)
  })

  test('finds by number, state, service and time, page by page', async () => {
    const found = async (query: string) =>
      (JSON.parse(await read(`/open311/v2/requests.json?${query}`)) as unknown[]).length
    const since = `start_date=${new Date(at - 1000).toISOString()}`
    expect(await found(`${since}&status=open`)).toBe(0)
    expect(await found(`${since}&status=open,closed`)).toBe(1)
    expect(await found(`${since}&service_code=roads`)).toBe(1)
    expect(await found(`${since}&service_code=water`)).toBe(0)
    expect(await found('service_request_id=c2,c3,c6')).toBe(1)
    expect(await found(`${since}&page=2&page_size=1`)).toBe(0)
    expect(await found(`updated_after=${new Date(at + 2000).toISOString()}`)).toBe(0)
  })

  test('says what it does not understand, in the words of its specification', async () => {
    for (const query of [
      'status=done',
      'page=0',
      'page_size=1000',
      'start_date=yesterday',
      "service_code='",
    ]) {
      const answer = await reader().get(`/open311/v2/requests.json?${query}`)
      expect([query, answer.status]).toEqual([query, 400])
      expect(await answer.json()).toEqual([{ code: 400, description: expect.any(String) }])
    }
    for (const path of [
      'requests/c3.json',
      'requests/c6.xml',
      'requests/none.json',
      'requests/c2',
      'tokens/c2.json',
      'services.csv',
    ]) {
      expect([path, (await reader().get(`/open311/v2/${path}`)).status]).toEqual([path, 404])
    }
  })
})
