import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { parseAst } from 'vite'
import { beforeAll, expect, test } from 'vitest'
import { buildIfChanged } from '../../scripts/build.mjs'
import { langs, manifestFile, root, webDir, workerDir } from '../../scripts/paths.mjs'

/** Bytes after gzip that each part may weigh; a kilobyte is a thousand. */
const budget = {
  worker: 150_000,
  netizen: 30_000,
  staff: 60_000,
  css: 10_000,
  player: 8_000,
  engine: 120_000,
}

interface Built {
  file: string
  imports?: string[]
  dynamicImports?: string[]
}
type Manifest = Record<string, Built>

/** One for each language: a page loads the scripts of its own. */
let manifests: Record<(typeof langs)[number], Manifest>

beforeAll(async () => {
  await buildIfChanged()
  const read = (lang: (typeof langs)[number]) =>
    JSON.parse(readFileSync(manifestFile(lang), 'utf8')) as Manifest
  manifests = { zh: read('zh'), en: read('en') }
})

/** The player of whoever tries a picture out at the desk. */
const PREVIEW = 'web/lib/preview.ts'
/** What nobody loads before pressing a button that says so: the player, and the engine it brings. */
const PLAYER = 'web/islands/player.tsx'
const ENGINE = 'node_modules/hls.js/dist/hls.light.mjs'
/** The text record, for whoever chooses its tab. */
const TRANSCRIPT = 'web/islands/transcript.tsx'
/** What a page does not load by itself. */
const asked = [PLAYER, TRANSCRIPT, PREVIEW]
/** The still picture: only the pages of sessions that have one load it. */
const PICTURE = 'web/islands/picture.tsx'

const gzipped = (folder: string, file: string) =>
  gzipSync(readFileSync(path.join(folder, file))).length

/** Everything reachable from a start, the start too. */
function reach(start: string, next: (from: string) => string[]): string[] {
  const found = new Set([start])
  for (const each of found) next(each).forEach((further) => found.add(further))
  return [...found]
}

/** Modules beside a built one that have to be there before it runs; `import()` is not among them. */
function importedStatically(file: string): string[] {
  const found: string[] = []
  for (const node of parseAst(readFileSync(path.join(workerDir, file), 'utf8')).body) {
    if (!('source' in node) || !node.source) continue
    const from = node.source.value
    if (typeof from === 'string' && from.startsWith('./')) found.push(path.basename(from))
  }
  return found
}

/** What a page's scripts weigh with all they bring along, also what they ask for later; in the heavier language. */
function scriptWeight(entries: string[], without: string[] = []): number {
  const weights = langs.map((lang) => {
    const manifest = manifests[lang]
    const sources = entries.flatMap((entry) =>
      reach(entry, (source) => {
        const { imports = [], dynamicImports = [] } = manifest[source] ?? {}
        return [...imports, ...dynamicImports].filter((each) => !without.includes(each))
      }),
    )
    const files = [...new Set(sources)].map((source) => manifest[source]?.file ?? '')
    return files.reduce((sum, file) => sum + gzipped(webDir, file), 0)
  })
  return Math.max(...weights)
}

const isStaff = (entry: string) => /^desk|-desk\./.test(path.basename(entry))
const scripts = globSync('web/islands/*.entry.{ts,tsx}', { cwd: root })
const styles = globSync('web/styles/*.css', { cwd: root })

test('the Worker starts from no more than its budget', () => {
  const files = reach('index.js', importedStatically)
  const weight = files.reduce((sum, file) => sum + gzipped(workerDir, file), 0)
  expect(weight).toBeGreaterThan(50_000)
  expect(weight).toBeLessThanOrEqual(budget.worker)
})

test('the machinery that describes the API waits until somebody asks for the description', () => {
  const early = reach('index.js', importedStatically).map((file) =>
    readFileSync(path.join(workerDir, file), 'utf8'),
  )
  const late = globSync('*.js', { cwd: workerDir }).map((file) =>
    readFileSync(path.join(workerDir, file), 'utf8'),
  )
  // The name of a dialect of JSON schema, which only what writes such a schema has to know.
  const mark = 'https://json-schema.org/draft/2020-12/schema'
  expect(late.some((code) => code.includes(mark))).toBe(true)
  expect(early.some((code) => code.includes(mark))).toBe(false)
})

test.each(scripts.filter((entry) => !isStaff(entry)))(
  'residents load %s within budget',
  (entry) => {
    expect(scriptWeight([entry], asked)).toBeGreaterThan(0)
    expect(scriptWeight([entry], asked)).toBeLessThanOrEqual(budget.netizen)
  },
)

test('a session whose votes are graded costs residents no more: its own script and the proof together', () => {
  const session = ['web/islands/session.entry.tsx']
  const page = [...session, 'web/islands/prove.entry.ts']
  expect(scriptWeight(page, asked)).toBeLessThanOrEqual(budget.netizen)
  expect(scriptWeight(page, asked)).toBeGreaterThan(scriptWeight(session, asked))
})

test('the picture of a session is a matter of three kilobytes, and only where there is one', () => {
  const session = ['web/islands/session.entry.tsx']
  const still = scriptWeight(session, asked) - scriptWeight(session, [...asked, PICTURE])
  expect(still).toBeGreaterThan(0)
  expect(still).toBeLessThanOrEqual(3_500)
})

test('whoever reads the text record loads a few kilobytes more', () => {
  const page = ['web/islands/session.entry.tsx']
  const more = scriptWeight(page, [PLAYER]) - scriptWeight(page, asked)
  expect(more).toBeGreaterThan(0)
  expect(more).toBeLessThanOrEqual(4_500)
})

test('whoever presses play loads a player within budget, and the engine apart from it', () => {
  const page = ['web/islands/session.entry.tsx']
  const before = scriptWeight(page, asked)
  const player = scriptWeight(page, [ENGINE, TRANSCRIPT]) - before
  const engine = scriptWeight(page, [TRANSCRIPT]) - before - player
  expect(player).toBeGreaterThan(1_000)
  expect(player).toBeLessThanOrEqual(budget.player)
  expect(engine).toBeGreaterThan(50_000)
  expect(engine).toBeLessThanOrEqual(budget.engine)
})

test('the page that runs a picture brings little of its own besides what pages share', () => {
  const file = manifests.zh['web/islands/stream-desk.entry.tsx']?.file ?? ''
  expect(gzipped(webDir, file)).toBeLessThanOrEqual(budget.netizen / 2)
})

test.each(scripts.filter(isStaff))('staff load %s within budget', (entry) => {
  expect(scriptWeight([entry], [ENGINE])).toBeGreaterThan(0)
  expect(scriptWeight([entry], [ENGINE])).toBeLessThanOrEqual(budget.staff)
})

test.each(styles)('%s is a stylesheet within budget', (source) => {
  const file = manifests.zh[source]?.file ?? ''
  expect(file).toMatch(/\.css$/)
  expect(gzipped(webDir, file)).toBeLessThanOrEqual(budget.css)
})
