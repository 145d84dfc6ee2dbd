import { readFileSync, globSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

/** The rooms of the code and their doors, as docs/architecture.md draws them. */

const root = path.resolve(import.meta.dirname, '../..')

/** What each room may import besides itself. */
const doors: Record<string, readonly string[]> = {
  'worker/contract': [],
  'worker/domain': ['worker/contract'],
  'worker/store': ['worker/contract', 'worker/domain'],
  'worker/actions': ['worker/contract', 'worker/domain', 'worker/store'],
  'worker/room': ['worker/contract', 'worker/domain', 'worker/store'],
  'worker/stream': ['worker/contract', 'worker/domain', 'worker/store'],
  'worker/doorman': ['worker/contract'],
  'worker/compliance': ['worker/contract', 'worker/domain', 'worker/store/portable.ts'],
  'worker/courier': [
    'worker/contract',
    'worker/domain',
    'worker/store',
    'worker/http',
    'worker/actions',
  ],
  'worker/keeper': [
    'worker/contract',
    'worker/domain',
    'worker/store',
    'worker/http',
    'worker/actions',
  ],
  'worker/notary': ['worker/contract', 'worker/domain', 'worker/store', 'worker/http/keys.ts'],
  'worker/http': ['worker/contract', 'worker/domain', 'worker/store'],
  'worker/demo': [
    'worker/contract',
    'worker/domain',
    'worker/store',
    'worker/http',
    'worker/actions',
  ],
  'worker/routes': [
    'worker/contract',
    'worker/domain',
    'worker/store',
    'worker/actions',
    'worker/http',
  ],
  'worker/pages': [
    'worker/contract',
    'worker/domain',
    'worker/store',
    'worker/actions',
    'worker/http',
    'worker/routes/deps.ts',
    'worker/routes/fair-acts.ts',
    'worker/routes/follow-acts.ts',
    'worker/routes/transcript-acts.ts',
    'worker/routes/picture-acts.ts',
    'worker/routes/promise-acts.ts',
    'web/views',
  ],
  'web/views': ['worker/contract', 'worker/domain'],
  'web/lib': ['worker/contract', 'worker/domain', 'web/views'],
  'web/islands': ['worker/contract', 'worker/domain', 'web/views', 'web/lib'],
}

/** Single files with a door of their own. */
const keys: Record<string, readonly string[]> = {
  // The entry: a Worker with its objects.
  'worker/index.ts': [
    'worker/app.ts',
    'worker/actions',
    'worker/room',
    'worker/stream',
    'worker/doorman',
    'worker/compliance',
    'worker/courier',
    'worker/keeper',
    'worker/notary',
    'worker/http',
  ],
  'worker/app.ts': ['worker/http', 'worker/pages', 'worker/routes'],
  'worker/client.ts': ['worker/app.ts', 'worker/contract'],
  'worker/routes/operator-demo.ts': ['worker/demo'],
}

/** Rooms that tell the shape of what they hand over: their types may be imported, their code may not. */
const typesOnly: Record<string, readonly string[]> = {
  'web/lib': ['worker/client.ts'],
  'web/islands': ['worker/client.ts'],
}

/** Packages that must not reach a browser; all that follows from them is paid for by every reader. */
const heavy = ['zod', 'hono', 'hono-openapi', 'drizzle-orm', '@hono/standard-validator']

interface Import {
  from: string
  typeOnly: boolean
}

/** Every import, re-export and dynamic import of a source text. */
function importsOf(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const found: Import[] = []
  const statement = /^(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]/gm
  for (const [, type, from = ''] of code.matchAll(statement)) {
    found.push({ from, typeOnly: type !== undefined })
  }
  for (const [, from = ''] of code.matchAll(/^import\s*['"]([^'"]+)['"]/gm)) {
    found.push({ from, typeOnly: false })
  }
  for (const [, from = ''] of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    found.push({ from, typeOnly: false })
  }
  return found
}

/** The room a file belongs to, or the file itself where it stands alone. */
function roomOf(file: string): string {
  const [half = '', name = ''] = file.split('/')
  return `${half}/${name}`
}

const bareName = (from: string) =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')

/** What is wrong with the imports of one file. */
function check(file: string, source: string): string[] {
  const room = roomOf(file)
  const wrong: string[] = []
  for (const { from, typeOnly } of importsOf(source)) {
    if (!from.startsWith('.')) {
      if (file.startsWith('web/') && heavy.includes(bareName(from))) {
        wrong.push(`${file} brings ${bareName(from)} into the browser`)
      }
      continue
    }
    const target = path.posix.join(path.posix.dirname(file), from)
    const to = nameOf(target)
    if (to === room) continue
    const allowed = [...(doors[room] ?? []), ...(keys[file] ?? [])]
    if (allowed.includes(to) || allowed.includes(`${target}.ts`)) continue
    if (typeOnly && typesOnly[room]?.includes(to)) continue
    wrong.push(`${file} may not import ${target}`)
  }
  return wrong
}

/** A room, or with its ending a file that stands beside the rooms. */
function nameOf(target: string): string {
  return target.split('/').length === 2 ? `${target}.ts` : roomOf(target)
}

/** Lines that say something: neither empty nor comment. */
function linesOfCode(source: string): number {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*\/\//.test(line)).length
}

const LONG = 400

/** A long file says in the comment at its head why it is one file. */
function tooLong(source: string): boolean {
  const [, head = ''] = /\/\*\*([\s\S]*?)\*\//.exec(source) ?? []
  return linesOfCode(source) > LONG && !/\bone file\b/.test(head)
}

const files = globSync('{worker,web}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.endsWith('.d.ts'))
  .sort()
const sources = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]))

describe('the code as it stands', () => {
  test('no file reaches through a door that is not there', () => {
    expect(files.length).toBeGreaterThan(150)
    const wrong = [...sources].flatMap(([file, source]) => check(file, source))
    expect(wrong).toEqual([])
  })

  test('every import line is understood', () => {
    for (const [file, source] of sources) {
      // Counted in another way: every line that ends an import or re-export names where it comes from.
      const lines =
        source.match(/^(?:import\b.*|export\b.*|\}) from '[^']+'$|^import '[^']+'$/gm) ?? []
      const found = importsOf(source).length - (source.match(/\bimport\('/g) ?? []).length
      expect([file, found]).toEqual([file, lines.length])
    }
  })

  test('no room is without a rule, and no rule without a room', () => {
    const rooms = new Set(files.map(roomOf))
    const known = [...Object.keys(doors), ...Object.keys(keys)]
    expect([...rooms].filter((room) => !known.includes(room))).toEqual([])
    expect(Object.keys(doors).filter((room) => !rooms.has(room))).toEqual([])
  })

  test('no file is longer than 400 lines of code without saying why', () => {
    expect(files.filter((file) => tooLong(sources.get(file) ?? ''))).toEqual([])
  })
})

describe('the checker', () => {
  const planted: [string, string][] = [
    ['worker/contract/limits.ts', "import { fits } from '../domain/text'"],
    ['worker/domain/balance.ts', "import { carry } from '../store/carry'"],
    ['worker/domain/balance.ts', "import type { Env } from '../http/app-env'"],
    ['worker/store/carry.ts', "import { vote } from '../actions/vote'"],
    ['worker/store/carry.ts', "import { newId } from '../http/ids'"],
    ['worker/actions/vote.ts', "import { newId } from '../http/ids'"],
    ['worker/actions/vote.ts', "import { setVote } from '../room/ballots'"],
    ['worker/room/ballots.ts', "import { vote } from '../actions/vote'"],
    ['worker/room/ballots.ts', "import { newId } from '../http/ids'"],
    ['worker/doorman/doorman.ts', "import { carry } from '../store/carry'"],
    ['worker/http/staff.ts', "import { signIn } from '../actions/sign-in'"],
    ['worker/routes/desk.ts', "import { SessionRoom } from '../room/session-room'"],
    ['worker/routes/desk.ts', "import { seedDemo } from '../demo/seed'"],
    ['worker/routes/desk.ts', "import { home } from '../pages/home'"],
    ['worker/routes/desk.ts', "import { Bridge } from '../../web/views/bridge'"],
    ['worker/pages/home.tsx', "import { RoomState } from '../room/state'"],
    ['worker/pages/home.tsx', "import { desk } from '../routes/desk'"],
    ['worker/pages/home.tsx', "import { seedDemo } from '../demo/seed'"],
    ['worker/pages/home.tsx', "import { Line } from '../../web/lib/socket'"],
    ['worker/pages/home.tsx', "import type { Props } from '../../web/islands/live-session'"],
    ['worker/app.ts', "import { SessionRoom } from './room/session-room'"],
    ['web/views/bridge.tsx', "import { Line } from '../lib/socket'"],
    ['web/views/desk/desk.tsx', "import { tally } from '../../../worker/store/tally'"],
    ['web/lib/socket.ts', "import { LiveSession } from '../islands/live-session'"],
    ['web/lib/socket.ts', "import { client } from '../../worker/client'"],
    ['web/islands/live-session.tsx', "import { app } from '../../worker/app'"],
    ['web/islands/live-session.tsx', "export { vote } from '../../worker/actions/vote'"],
    ['web/islands/live-session.tsx', "const late = await import('../../worker/store/tally')"],
    ['web/islands/live-session.tsx', "import '../../worker/http/ids'"],
    ['web/views/bridge.tsx', "import * as z from 'zod'"],
    ['web/views/bridge.tsx', "import type { ZodType } from 'zod/mini'"],
    ['web/lib/forms.ts', "import { describeRoute } from 'hono-openapi'"],
    ['web/lib/forms.ts', "import { eq } from 'drizzle-orm'"],
    ['web/lib/forms.ts', "import { drizzle } from 'drizzle-orm/d1'"],
    ['web/lib/forms.ts', "import {\n  hc,\n  type ClientResponse,\n} from 'hono/client'"],
  ]
  test.each(planted)('refuses in %s: %s', (file, line) => {
    const around = `/** A file like any other. */\nimport { x } from 'preact'\n${line}\nexport const y = x\n`
    expect(check(file, around)).toHaveLength(1)
  })

  const welcome: [string, string][] = [
    ['worker/domain/balance.ts', "import type { Balance } from '../contract/views'"],
    ['worker/store/carry.ts', "import { drizzle } from 'drizzle-orm/d1'"],
    ['worker/index.ts', "export { SessionRoom } from './room/session-room'"],
    ['worker/routes/operator-demo.ts', "import { seedDemo } from '../demo/seed'"],
    ['worker/pages/home.tsx', "import { Bridge } from '../../web/views/bridge'"],
    ['web/lib/desk-api.ts', "import type { ApiClient } from '../../worker/client'"],
    ['web/views/desk/desk.tsx', "import { Island } from '../island'"],
    ['web/views/bridge.tsx', "// import { tally } from '../../worker/store/tally'"],
  ]
  test.each(welcome)('lets through in %s: %s', (file, line) => {
    expect(check(file, `${line}\n`)).toEqual([])
  })

  test('finds a long file, and lets one be that says why', () => {
    const lines = 'const a = 1\n'.repeat(LONG + 1)
    expect(tooLong(lines)).toBe(true)
    expect(
      tooLong(`/** The calendar of all years: one file, because it is one table. */\n${lines}`),
    ).toBe(false)
    expect(tooLong(`${'// a thought\n'.repeat(900)}const a = 1\n`)).toBe(false)
  })
})
