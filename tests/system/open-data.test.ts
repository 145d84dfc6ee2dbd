import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { verifyLines } from '../../scripts/verify-data.mjs'
import { openPortal, temporaryFolder } from './harness'

let portal: Portal

const NOW = Date.UTC(2026, 10, 20, 4)
const words = [
  '=HYPERLINK("http://x.example","点这里")的路灯几时修？',
  '＝1+1，全角的等号',
  '+86 开头，-5 度，@某人',
  '一行\n两行；"引号"，逗号,分号;完',
  '霞湾县霅溪镇𠮷家村的桥 🌉 积水',
  '0012345，不是数',
]

beforeAll(async () => {
  portal = await openPortal()
  const db = await portal.mf.getD1Database('DB')
  await db.batch([
    db.prepare(
      `INSERT INTO sessions (id, slug, kind, state, title, unit, starts_at, created_at) VALUES ('s1', 'evening', 'town_hall', 'archived', '第三期', '霞湾县', ${NOW}, ${NOW})`,
    ),
    ...words.flatMap((text, at) => [
      db
        .prepare(
          `INSERT INTO questions (id, session_id, no, text, channel, state, part, asked_at, listed_at) VALUES (?, 's1', ?, ?, 'online', 'handed_off', 1, ${NOW}, ${NOW})`,
        )
        .bind(`q${at}`, at + 1, text),
      db
        .prepare(
          `INSERT INTO cases (id, session_id, question_no, kind, unit_id, unit, state, assigned_at, due_at, replied_at, reply) VALUES (?, 's1', ?, 'hand_off', 'roads', '县交通运输局', 'replied', ${NOW}, ${NOW + 9e8}, ${NOW + 1e8}, ?)`,
        )
        .bind(`c${at}`, at + 1, `答复：${text}`),
    ]),
  ])
}, 120_000)
afterAll(() => portal?.stop())

/** Cells as LibreOffice shows them, row by row. */
function cellsOf(fods: string): string[][] {
  const plain = (xml: string) =>
    xml
      .replace(/<text:s(?: text:c="(\d+)")?\/>/g, (_, n: string | undefined) =>
        ' '.repeat(Number(n ?? 1)),
      )
      .replace(/<text:tab\/>/g, '\t')
      .replace(/<[^>]*>/g, '')
      .replace(
        /&(lt|gt|quot|apos|amp);/g,
        (_, name: string) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name] ?? '',
      )
  const cells = (row: string) =>
    [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)].flatMap(
      ([, attributes = '', cell = '']) => {
        const paragraphs = [...cell.matchAll(/<text:p[^>]*?(?:\/>|>(.*?)<\/text:p>)/gs)]
        const text = paragraphs.map(([, words = '']) => plain(words)).join('\n')
        // Empty cells in a row are written once.
        const times = Number(/number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1)
        return Array.from({ length: Math.min(times, 30) }, () => text)
      },
    )
  return [...fods.matchAll(/<table:table-row[^>]*>(.*?)<\/table:table-row>/gs)].map(
    ([, row = '']) => cells(row),
  )
}

test('LibreOffice opens every table with each sign in its cell, and runs no formula', async () => {
  const { folder, remove } = await temporaryFolder()
  onTestFinished(remove)
  const files = {
    ledger: '/ledger.csv',
    questions: '/api/v1/data/questions.csv',
    month: '/stats/months/2026-11/table.csv',
  }
  for (const [name, address] of Object.entries(files)) {
    const answer = await fetch(portal.url + address)
    await writeFile(path.join(folder, `${name}.csv`), Buffer.from(await answer.arrayBuffer()))
  }
  await promisify(execFile)(
    'soffice',
    [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      // UTF-8, commas, quotes, every column as LibreOffice would take it, formulas allowed: the worst case.
      '--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true',
      '--convert-to',
      'fods',
      '--outdir',
      folder,
      ...Object.keys(files).map((name) => path.join(folder, `${name}.csv`)),
    ],
    { timeout: 90_000 },
  )
  for (const name of Object.keys(files)) {
    const fods = await readFile(path.join(folder, `${name}.fods`), 'utf8')
    expect(fods).not.toContain('table:formula')
  }
  const shown = (name: string) => readFile(path.join(folder, `${name}.fods`), 'utf8').then(cellsOf)
  // What could be a formula stands behind a ' as text.
  const safe = words.map((text) => (/^[=＝+]/.test(text) ? `'${text}` : text))
  const ledger = await shown('ledger')
  expect(ledger[0]?.slice(0, 5)).toEqual(['编号', '提问', '场次', '答复部门', '受理日期'])
  // Handed over in the same moment, they stand by their names, the last first.
  expect(ledger.slice(1, 7).map((row) => row[1])).toEqual(safe.toReversed())
  expect(ledger[1]?.[11]).toBe(`答复：${words.at(-1)}`)
  const questions = await shown('questions')
  expect(questions.slice(1, 7).map((row) => row[4])).toEqual(safe)
  const month = await shown('month')
  expect(month.find((row) => row[0] === '交办')?.slice(0, 3)).toEqual(['交办', '6', '6'])
}, 120_000)

test('whoever takes everything away can check it, and a changed sign is found', async () => {
  const whole = await (await fetch(`${portal.url}/api/v1/data/all.ndjson`)).text()
  const check = (text: string) =>
    verifyLines(createInterface({ input: Readable.from([text]), crlfDelay: Infinity }))
  expect((await check(whole)).wrong).toEqual([])
  expect((await check(whole.replace('霅溪镇', '雪溪镇'))).wrong).toEqual([
    'questions: not the 6 rows that were signed',
  ])
  expect((await check(whole.replace('"rows":6', '"rows":7'))).wrong).toContain(
    'the signature does not hold',
  )
  expect((await check(whole.slice(0, whole.lastIndexOf('{"manifest"')))).wrong).toEqual([
    'no manifest at the end: the file is not whole',
  ])
})
