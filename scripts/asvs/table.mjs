// The table of OWASP ASVS 5.0, levels 1 and 2: for each row the tests that are tagged with it, or a reason.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from '../paths.mjs'

/**
 * @typedef {{ id: string, level: number, gist: string }} Row
 * @typedef {{ file: string, test: string }} Held
 * @typedef {'met' | 'n/a' | 'not met'} Verdict
 * @typedef {{ is: Verdict, why: string }} Reason
 * @typedef {Record<string, Reason>} Reasons by row (`3.4.1`), section (`3.4`) or chapter (`3`)
 * @typedef {{ row: Row, tests: Held[], reason: Reason | null }} Judged
 */

export const reasonsFile = path.join(root, 'docs/asvs-reasons.json')
export const tableFile = path.join(root, 'docs/asvs.md')

const chapters = [
  'Encoding and sanitization',
  'Validation and business logic',
  'Web front end',
  'API and web service',
  'Files',
  'Authentication',
  'Sessions',
  'Authorization',
  'Self-contained tokens',
  'OAuth and OpenID Connect',
  'Cryptography',
  'Secure communication',
  'Configuration',
  'Data protection',
  'Architecture',
  'Logging and errors',
  'WebRTC',
]

/** @returns {Promise<Row[]>} */
export async function readRows() {
  const text = await readFile(path.join(import.meta.dirname, 'rows.txt'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', level = '', ...gist] = line.split(' ')
      return { id, level: Number(level), gist: gist.join(' ') }
    })
}

/** @returns {Promise<Reasons>} */
export async function readReasons() {
  return JSON.parse(await readFile(reasonsFile, 'utf8'))
}

const tagged = /^\s*\/\/ ASVS ((?:\d+\.\d+\.\d+(?:, )?)+)$/
const named = /\b(?:test|it|describe)(?:\.\w+)*(?:<[^>]*>)?\s*\(/
const quoted = /(['"`])((?:(?!\1).)+)\1/

/**
 * Tests by the rows their tags name. A tag is a line of its own above a test, or above a `describe` for all of
 * it; at the head of a file it stands for the file.
 * @param {string} file as it is told @param {string} source @returns {{ id: string, held: Held }[]}
 */
export function tagsIn(file, source) {
  const lines = source.split('\n')
  const firstTest = lines.findIndex((line) => named.test(line))
  return lines.flatMap((line, at) => {
    const ids = tagged.exec(line)?.[1]
    if (!ids) return []
    const head = at < firstTest && lines.slice(at, firstTest).some((one) => /^import\b/.test(one))
    const from = lines.findIndex((one, no) => no > at && named.test(one))
    const name =
      head || from < 0 ? '' : (quoted.exec(lines.slice(from, from + 8).join('\n'))?.[2] ?? '')
    return ids.split(', ').map((id) => ({ id, held: { file, test: name } }))
  })
}

/** @returns {Promise<Map<string, Held[]>>} */
export async function readTags() {
  /** @type {Map<string, Held[]>} */
  const found = new Map()
  const folder = path.join(root, 'tests')
  const files = (await readdir(folder, { recursive: true })).filter((name) =>
    /\.test\.tsx?$/.test(name),
  )
  for (const name of files.sort()) {
    const source = await readFile(path.join(folder, name), 'utf8')
    for (const { id, held } of tagsIn(name.replaceAll(path.sep, '/'), source)) {
      found.set(id, [...(found.get(id) ?? []), held])
    }
  }
  return found
}

/**
 * Each row with its tests, else with the reason nearest to it. A row that is said to be unmet stays so, whatever
 * tests hold a part of it.
 * @param {Row[]} rows @param {Map<string, Held[]>} tags @param {Reasons} reasons @returns {Judged[]}
 */
export function judged(rows, tags, reasons) {
  return rows.map((row) => {
    const [chapter = '', section = ''] = row.id.split('.')
    const own = reasons[row.id]
    const tests = tags.get(row.id) ?? []
    const near =
      own ?? (tests.length > 0 ? null : (reasons[`${chapter}.${section}`] ?? reasons[chapter]))
    return { row, tests, reason: near ?? null }
  })
}

/**
 * What is wrong with tags and reasons.
 * @param {Judged[]} table @param {Map<string, Held[]>} tags @param {Reasons} reasons
 */
export function faultsOf(table, tags, reasons) {
  const known = new Set(table.map(({ row }) => row.id))
  const places = new Set(
    table.flatMap(({ row: { id } }) => [
      id,
      id.slice(0, id.lastIndexOf('.')),
      id.split('.')[0] ?? '',
    ]),
  )
  return [
    ...table
      .filter(({ tests, reason }) => tests.length === 0 && !reason)
      .map(({ row }) => `${row.id} has neither a test nor a reason`),
    ...[...tags]
      .filter(([id]) => !known.has(id))
      .map(([id, [held]]) => `${held?.file} names ${id}, which is no row`),
    ...Object.keys(reasons)
      .filter((place) => !places.has(place))
      .map((place) => `docs/asvs-reasons.json names ${place}, which is no row, section or chapter`),
    ...table
      .filter(
        ({ row, tests, reason }) =>
          tests.length > 0 && reasons[row.id] === reason && reason?.is === 'n/a',
      )
      .map(({ row }) => `${row.id} has a test and yet is said not to apply`),
  ]
}

/** @param {Judged} judged */
const verdictOf = ({ tests, reason }) => reason?.is ?? (tests.length > 0 ? 'tested' : 'nothing')

const shown = {
  tested: '有测试 tested',
  met: '已满足 met',
  'n/a': '不适用 n/a',
  'not met': '**未满足 not met**',
  nothing: '?',
}

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** @param {Judged[]} table */
export function written(table) {
  /** @param {string} verdict */
  const count = (verdict) => table.filter((one) => verdictOf(one) === verdict).length
  const unmet = table.filter((one) => verdictOf(one) === 'not met')
  const lines = [
    '# OWASP ASVS 5.0, levels 1 and 2',
    '',
    '<!-- Written by `npm run asvs` from the tags in tests and docs/asvs-reasons.json; not by hand. -->',
    '',
    '逐条说明：哪个测试守着它，或者为什么不需要测试。编号是 OWASP ASVS 5.0.0 的编号，说明是我们自己的话；原文见 OWASP。',
    'Each row, and the test that holds it or the reason why there is none. Numbers are those of OWASP ASVS 5.0.0; the',
    'words are ours, the full text is at OWASP. Tests are under `tests/`.',
    '',
    `**${table.length} 条 rows: 有测试 tested ${count('tested')} · 已满足 met by platform, design or document ${count('met')} · ` +
      `不适用 not applicable ${count('n/a')} · 未满足 not met ${count('not met')}**`,
    '',
    ...(unmet.length > 0 ? ['未满足 Not met:', ''] : []),
    ...unmet.map(({ row, reason }) => `- ${row.id} ${row.gist}: ${reason?.why}`),
  ]
  for (const [at, name] of chapters.entries()) {
    const rows = table.filter(({ row }) => row.id.startsWith(`${at + 1}.`))
    lines.push(
      '',
      `## V${at + 1} ${name}`,
      '',
      '| row | level | what | state | held by |',
      '|---|---|---|---|---|',
    )
    for (const one of rows) {
      const { row, tests, reason } = one
      const files = [...new Set(tests.map(({ file }) => file))]
      const held = files.map((file) => {
        const names = tests
          .filter((each) => each.file === file && each.test)
          .map((each) => `“${each.test}”`)
        return [`\`${file}\``, ...names].join(' ')
      })
      const cells = [
        row.id,
        `L${row.level}`,
        row.gist,
        shown[verdictOf(one)],
        [...(reason ? [reason.why] : []), ...held].join('; '),
      ]
      lines.push(`| ${cells.map(cell).join(' | ')} |`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** Everything at once: the table as it ought to be written, and what is wrong with it. */
export async function asvs() {
  const [rows, tags, reasons] = await Promise.all([readRows(), readTags(), readReasons()])
  const table = judged(rows, tags, reasons)
  return { table, faults: faultsOf(table, tags, reasons), text: written(table) }
}
