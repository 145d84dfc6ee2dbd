// Search and questions that ask the same, as the record grows: the portal's own statements over SQLite in this
// process, with letters of scripts/messages.mjs. SEARCH_ROWS makes the large record smaller (1,000,000).
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { messages, numbers } from '../scripts/messages.mjs'
import { applyMigrations, splitStatements } from '../scripts/migrate.mjs'
import { migrationsDir } from '../scripts/paths.mjs'
import { modulesOf } from './lib/modules.mjs'
import { control, row } from './lib/rows.mjs'
import { openD1 } from './lib/sqlite-d1.mjs'

export const suite = 'search'

const LARGE = Number(process.env.SEARCH_ROWS ?? 1_000_000)
const SMALL = 1_000
const SIZED = Math.min(LARGE, 100_000)
const QUERIES = 60
const TRIES = 3
const SESSION = 'letters'

export const load = () => modulesOf('bench/lib/search-modules.mjs')

/** An empty record with every migration. @param {string} folder @param {string} name */
export function emptyRecord(folder, name) {
  const d1 = openD1(path.join(folder, `${name}.sqlite`))
  for (const file of fs
    .readdirSync(migrationsDir)
    .filter((one) => one.endsWith('.sql'))
    .sort()) {
    for (const sql of splitStatements(fs.readFileSync(path.join(migrationsDir, file), 'utf8'))) {
      d1.db.exec(sql)
    }
  }
  d1.db.exec(
    "INSERT INTO sessions (id, slug, kind, state, title, unit, starts_at, announced_at, created_at) VALUES ('letters', 'letters', 'mailbox', 'collecting', '网上信箱', '霞湾县', 1, 1, 1)",
  )
  return d1
}

/** Takes the triggers away: a large record is filled by hand. @param {any} d1 */
export function withoutTriggers(d1) {
  for (const { name } of d1.db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .all()) {
    d1.db.exec(`DROP TRIGGER ${name}`)
  }
}

/** Question, answer and document of one letter. @param {any} of @param {any} made */
function rowsOf({ newQuestion, questionDoc, termsOfDoc }, made) {
  const question = newQuestion({
    id: `q${made.no}`,
    sessionId: SESSION,
    no: made.no + 1,
    text: made.title,
    details: made.body,
    channel: 'import',
    state: made.reply ? 'answered' : 'listed',
    askedAt: made.submittedAt,
    listedAt: made.submittedAt,
    settledAt: made.repliedAt,
    votes: made.votes,
  })
  const answers = made.reply
    ? [
        {
          id: `a${made.no}`,
          sessionId: SESSION,
          questionNo: made.no + 1,
          mode: 'written',
          speaker: '',
          office: '',
          unit: made.unit,
          text: made.reply,
          solved: null,
          at: made.repliedAt,
          withdrawn: false,
          revisedAt: null,
        },
      ]
    : []
  const doc = questionDoc(question, {
    answers,
    cases: [],
    replies: [],
    session: { id: SESSION, unit: '霞湾县' },
  })
  return { question, answers, doc, terms: termsOfDoc(doc) }
}

/**
 * @param {any} of
 * @param {any} d1
 * @param {Iterable<any>} letters
 * @param {boolean} index
 * @param {(id: string, texts: string[]) => void} [met]
 */
export function fill(of, d1, letters, index, met = (_id, _texts) => {}) {
  const question = d1.db.prepare(
    "INSERT INTO questions (id, session_id, no, text, details, channel, state, part, asked_at, listed_at, settled_at, votes) VALUES (?, 'letters', ?, ?, ?, 'import', ?, 1, ?, ?, ?, ?)",
  )
  const answer = d1.db.prepare(
    "INSERT INTO answers (id, session_id, question_no, mode, speaker, office, unit, text, at) VALUES (?, 'letters', ?, 'written', '', '', ?, ?, ?)",
  )
  const docs = d1.db.prepare(
    "INSERT INTO search_docs (doc, kind, src, at, level, mark) VALUES (?, 'q', ?, ?, ?, 1)",
  )
  const words = d1.db.prepare('INSERT INTO search_fts (rowid, terms) VALUES (?, ?)')
  let text = 0
  let n = 0
  d1.db.exec('BEGIN')
  for (const made of letters) {
    const one = rowsOf(of, made)
    const q = one.question
    question.run(
      q.id,
      q.no,
      q.text,
      q.details,
      q.state,
      q.askedAt,
      q.listedAt,
      q.settledAt,
      q.votes,
    )
    for (const a of one.answers) answer.run(a.id, a.questionNo, a.unit, a.text, a.at)
    text += one.doc.texts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
    met(q.id, one.doc.texts)
    if (index) {
      docs.run(made.no * 2 + 2, q.id, one.doc.at, one.doc.level)
      words.run(made.no * 2 + 2, one.terms)
    }
    n += 1
    if (n % 20_000 === 0) d1.db.exec('COMMIT; BEGIN')
  }
  d1.db.exec('COMMIT')
  return text
}

/** Queries of one to six 字 out of the letters themselves. @param {number} count @param {number} of */
function queriesOf(count, of) {
  const { below } = numbers(11)
  return Array.from({ length: count }, (_, i) => {
    const [made] = messages(1, { from: below(of) })
    const text = Array.from(made?.body ?? '').filter((sign) => /\p{Script=Han}/u.test(sign))
    const from = below(Math.max(1, text.length - 6))
    return text.slice(from, from + 1 + (i % 6)).join('')
  })
}

/** @param {number[]} times @param {number} share */
const percentile = (times, share) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0

/** The quickest of a few tries each. @param {string[]} queries @param {(q: string) => Promise<unknown>} ask */
async function timesOf(queries, ask) {
  const times = []
  for (const q of queries) {
    let best = Infinity
    for (let i = 0; i < TRIES; i += 1) {
      const started = performance.now()
      await ask(q)
      best = Math.min(best, performance.now() - started)
    }
    times.push(best)
  }
  return times
}

const asked = (/** @type {any} */ of, /** @type {any} */ d1) => (/** @type {string} */ q) =>
  of.searchPage(d1, { words: of.wordsOf(q), filters: {}, order: 'new', after: null, limit: 20 })

/** @param {any} ctx */
export async function run(ctx) {
  const of = await load()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'search-bench-'))
  try {
    return [
      ...(await growth(ctx, of, folder)),
      ...(await rowsRead(ctx, of)),
      ...size(ctx, of, folder),
      ...(await alike(ctx, of, folder)),
      ...(await writing(ctx, of, folder)),
    ]
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {any} ctx @param {any} of @param {string} folder */
async function growth(ctx, of, folder) {
  const p95 = { ours: [0], votes: [0], scan: [0] }
  const queries = queriesOf(QUERIES, SMALL)
  for (const rows of [SMALL, LARGE]) {
    const d1 = emptyRecord(folder, `grown-${rows}`)
    withoutTriggers(d1)
    fill(of, d1, messages(rows), true)
    ctx.log(`${rows} letters are there`)
    const ours = await timesOf(queries, asked(of, d1))
    const votes = await timesOf(queries, (q) =>
      of.searchPage(d1, {
        words: of.wordsOf(q),
        filters: {},
        order: 'votes',
        after: null,
        limit: 20,
      }),
    )
    const scan = await timesOf(queries.slice(0, 12), (q) => of.searchRecord(d1, [q]))
    p95.ours.push(percentile(ours, 0.95))
    p95.votes.push(percentile(votes, 0.95))
    p95.scan.push(percentile(scan, 0.95))
    ctx.log(
      `  newest 20, p95 ${percentile(ours, 0.95).toFixed(2)} ms; by votes ${percentile(votes, 0.95).toFixed(2)} ms; scan ${percentile(scan, 0.95).toFixed(2)} ms`,
    )
    d1.db.close()
  }
  const [, ours0 = 1, ours1 = 1] = p95.ours
  const [, votes0 = 1, votes1 = 1] = p95.votes
  const [, scan0 = 1, scan1 = 1] = p95.scan
  const size = LARGE.toLocaleString('en')
  return [
    row({
      id: 'search_growth',
      name: `newest 20, p95, ${size} ÷ 1,000 letters`,
      value: ours1,
      unit: 'ms',
      floor: ours0,
      atMost: 2,
    }),
    control({
      id: 'search_growth_control_scan',
      name: 'the same by looking through the newest texts',
      value: scan1,
      unit: 'ms',
      floor: scan0,
      atMost: 2,
    }),
    row({
      id: 'search_votes_growth',
      name: `most supported 20, p95, ${size} ÷ 1,000 letters`,
      value: votes1,
      unit: 'ms',
      floor: votes0,
    }),
  ]
}

/** A record that adds up the rows D1 says it has read. @param {any} d1 @param {{ rows: number }} sum */
function counting(d1, sum) {
  const told = (/** @type {any} */ answer) => {
    sum.rows += answer.meta.rows_read ?? 0
    return answer
  }
  const statement = (/** @type {any} */ one) => ({
    one,
    bind: (/** @type {unknown[]} */ ...values) => statement(one.bind(...values)),
    all: async () => told(await one.all()),
    first: async () => told(await one.all()).results[0] ?? null,
    run: async () => told(await one.run()),
    raw: async () => {
      told(await one.all())
      return one.raw()
    },
  })
  return {
    prepare: (/** @type {string} */ sql) => statement(d1.prepare(sql)),
    batch: async (/** @type {any[]} */ statements) =>
      (await d1.batch(statements.map(({ one }) => one))).map(told),
  }
}

/** Rows of D1 read for one page, beyond five for each that is shown. @param {any} ctx @param {any} of */
async function rowsRead(ctx, of) {
  const LETTERS = 2_000
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: 'export default { fetch: () => new Response() }',
      compatibilityDate: '2026-10-01',
      d1Databases: ['DB'],
      cf: false,
    }),
  )
  try {
    const d1 = await mf.getD1Database('DB')
    await applyMigrations(d1)
    await d1.exec(
      "INSERT INTO sessions (id, slug, kind, state, title, unit, starts_at, announced_at, created_at) VALUES ('letters', 'letters', 'mailbox', 'collecting', '网上信箱', '霞湾县', 1, 1, 1)",
    )
    const letters = importsOf(LETTERS)
    for (let at = 0; at < LETTERS; at += 100) {
      await of.importBatch(d1, SESSION, letters.slice(at, at + 100), 1)
    }
    let worst = -Infinity
    let most = 0
    for (const q of queriesOf(QUERIES, LETTERS)) {
      const sum = { rows: 0 }
      const page = await asked(of, counting(d1, sum))(q)
      worst = Math.max(worst, sum.rows - 5 * page.items.length)
      most = Math.max(most, sum.rows)
    }
    ctx.log(`rows read for a page: at most ${most}`)
    return [
      row({
        id: 'search_rows_read',
        name: 'rows read for one page beyond five for each shown, at most',
        value: worst,
        unit: 'rows',
        atMost: 100,
      }),
    ]
  } finally {
    await mf.dispose()
  }
}

/** Letters as an import brings them. @param {number} count */
const importsOf = (count) =>
  [...messages(count)].map((made) => ({
    externalId: `x${made.no}`,
    author: null,
    title: made.title,
    body: made.body,
    submittedAt: made.submittedAt,
    reply: made.reply,
    repliedAt: made.repliedAt,
    likes: null,
    digest: `d${made.no}`,
    ids: { question: `q${made.no}`, answer: `a${made.no}`, revision: `r${made.no}` },
  }))

/** @param {any} ctx @param {any} of @param {string} folder */
function size(ctx, of, folder) {
  /** @param {boolean} index */
  const bytes = (index) => {
    const d1 = emptyRecord(folder, `sized-${index}`)
    withoutTriggers(d1)
    const text = fill(of, d1, messages(SIZED), index)
    if (index) d1.db.exec("INSERT INTO search_fts (search_fts) VALUES ('optimize')")
    d1.db.exec('VACUUM')
    const pages = /** @type {any} */ (d1.db.prepare('PRAGMA page_count').get()).page_count
    d1.db.close()
    return { text, bytes: pages * 4096 }
  }
  const [plain, indexed] = [bytes(false), bytes(true)]
  ctx.log(`${SIZED} letters: text ${plain.text}, index ${indexed.bytes - plain.bytes} bytes`)
  return [
    row({
      id: 'index_size',
      name: `everything of the index beside the text of ${SIZED.toLocaleString('en')} letters`,
      value: (indexed.bytes - plain.bytes) / plain.text,
      unit: '×',
      atMost: 0.6,
    }),
  ]
}

/** @param {any} ctx @param {any} of @param {string} folder */
async function alike(ctx, of, folder) {
  const medians = []
  const scans = []
  const questions = [...messages(40, { seed: 9 })].map(({ title }) => title)
  for (const rows of [1_000, 20_000]) {
    const d1 = emptyRecord(folder, `alike-${rows}`)
    withoutTriggers(d1)
    d1.db.exec("UPDATE sessions SET kind = 'town_hall', state = 'live'")
    fill(
      of,
      d1,
      (function* () {
        for (const made of messages(rows)) yield { ...made, body: '', reply: null }
      })(),
      true,
    )
    const pool = [...messages(rows)].map(({ no, title }) => ({ id: no, text: title }))
    medians.push(
      percentile(await timesOf(questions, (q) => of.alikeQuestions(d1, q, 5, Date.now())), 0.5),
    )
    scans.push(
      percentile(await timesOf(questions.slice(0, 10), async (q) => of.similarTo(q, pool, 5)), 0.5),
    )
    d1.db.close()
  }
  const [small = 1, large = 1] = medians
  const [scanSmall = 1, scanLarge = 1] = scans
  ctx.log(`questions that ask the same: ${small.toFixed(2)} and ${large.toFixed(2)} ms`)
  return [
    row({
      id: 'similar_growth',
      name: 'questions that ask the same, 20,000 ÷ 1,000 open ones',
      value: large,
      unit: 'ms',
      floor: small,
      atMost: 6,
    }),
    control({
      id: 'similar_growth_control_scan',
      name: 'the same by looking at each',
      value: scanLarge,
      unit: 'ms',
      floor: scanSmall,
      atMost: 6,
    }),
  ]
}

/** What a letter costs with its index and without. @param {any} ctx @param {any} of @param {string} folder */
async function writing(ctx, of, folder) {
  const LETTERS = 1_000
  const d1 = emptyRecord(folder, 'written')
  const letters = importsOf(LETTERS)
  let started = performance.now()
  for (let at = 0; at < LETTERS; at += 100)
    await of.importBatch(d1, SESSION, letters.slice(at, at + 100), 1)
  const ours = (performance.now() - started) / LETTERS
  d1.db.close()
  const bare = emptyRecord(folder, 'bare')
  withoutTriggers(bare)
  started = performance.now()
  fill(of, bare, messages(LETTERS), false)
  const floor = (performance.now() - started) / LETTERS
  ctx.log(
    `a letter: ${ours.toFixed(2)} ms with its index, ${floor.toFixed(2)} ms filled in by hand without`,
  )
  return [
    row({
      id: 'index_write',
      name: 'importing one letter, its index in the same batch',
      value: ours,
      unit: 'ms',
      floor,
    }),
  ]
}
