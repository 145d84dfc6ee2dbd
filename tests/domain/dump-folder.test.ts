import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { mkdtemp } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  blobFile,
  Damaged,
  digestOf,
  PartSum,
  partFile,
  sealOf,
  sha256,
  verifyDump,
  type Manifest,
  type Part,
} from '../../scripts/dump-folder.mjs'
import {
  digestOf as digestByPortal,
  rowText,
  Summing,
  tablesToDump,
} from '../../worker/domain/dump'
import type { Cell } from '../../worker/contract/dump'

const folders: string[] = []
let folder = ''

const film = Buffer.from([0, 1, 2, 3, 250, 251])
const parts: Record<string, string[]> = {
  record: [
    '{"table":"questions","columns":["no","text"]}',
    '[1,"城东三期晚上没有水"]',
    '[2,"路灯 🏮 什么时候亮"]',
    '{"table":"sessions","columns":["id"]}',
    '["s1"]',
  ],
  'room/xw-3': [
    '{"object":"room/xw-3","alarm":7,"kv":{},"counted":1,"again":false}',
    '{"table":"chain","columns":["seq","entry"]}',
    '[1,"{}"]',
  ],
  media: [
    JSON.stringify({ key: 'media/a.mp4', size: 6, sha256: sha256(film), http: {}, custom: {} }),
  ],
}

async function writeDump(): Promise<string> {
  const at = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-dump-'))
  folders.push(at)
  await mkdir(path.join(at, 'parts'))
  const places: Part[] = []
  for (const [place, lines] of Object.entries(parts)) {
    const text = lines.map((line) => `${line}\n`).join('')
    const sum = new PartSum(place)
    for (const line of lines) sum.take(line)
    await writeFile(path.join(at, partFile(place)), text)
    const bytes = Buffer.byteLength(text)
    places.push({ place, rows: sum.rows, sum: sum.sum, bytes, sha256: sha256(text) })
  }
  const blob = path.join(at, blobFile(sha256(film)))
  await mkdir(path.dirname(blob), { recursive: true })
  await writeFile(blob, film)
  const format = { format: 'mianduimian-dump', version: 1, migrations: ['0000'], key: 'k', at: 5 }
  const said = { ...format, places, digest: digestOf(places) }
  const manifest: Manifest = { ...said, seal: sealOf(said) }
  await writeFile(path.join(at, 'manifest.json'), JSON.stringify(manifest))
  return at
}

const files = ['manifest.json', ...Object.keys(parts).map(partFile), blobFile(sha256(film))]

beforeEach(async () => {
  folder = await writeDump()
})
afterAll(() => Promise.all(folders.map((at) => rm(at, { recursive: true, force: true }))))

describe('a dump on the disk', () => {
  test('is whole as it was written', async () => {
    expect((await verifyDump(folder)).places.map(({ rows }) => rows)).toEqual([3, 1, 1])
  })

  test('with any bit turned anywhere is refused, by name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.nat(7), async (name, at, bit) => {
        const file = path.join(folder, name)
        const before = await readFile(file)
        const bent = Buffer.from(before)
        const i = at % bent.length
        bent[i] = (bent[i] ?? 0) ^ (1 << bit)
        await writeFile(file, bent)
        await expect(verifyDump(folder)).rejects.toThrow(Damaged)
        await writeFile(file, before)
      }),
      { numRuns: 150, seed: 1201 },
    )
  })

  test('cut short, missing, doubled or a link to elsewhere is refused', async () => {
    for (const name of files) {
      const file = path.join(folder, name)
      const before = await readFile(file)
      await truncate(file, before.length - 1)
      await expect(verifyDump(folder)).rejects.toThrow(Damaged)
      await writeFile(file, Buffer.concat([before, before]))
      await expect(verifyDump(folder)).rejects.toThrow(Damaged)
      await rename(file, `${file}.away`)
      await expect(verifyDump(folder)).rejects.toThrow(/missing/)
      await symlink(`${file}.away`, file)
      await expect(verifyDump(folder)).rejects.toThrow(/no file/)
      await rm(file)
      await writeFile(file, before)
    }
    expect((await verifyDump(folder)).places).toHaveLength(3)
  })

  test('cannot name a file outside of its folder', () => {
    for (const place of ['../../etc/passwd', 'room/../x', '/etc', 'room/a/b', 'record.x', '']) {
      expect(() => partFile(place)).toThrow(Damaged)
    }
  })
})

describe('script and portal', () => {
  const cell = fc.oneof(
    fc.constant<Cell>(null),
    fc.string({ unit: 'grapheme' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.record({ hex: fc.constantFrom('', '00', 'ff10') }),
  )

  test('add up the same rows to the same sum, and many sums to the same digest', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }), (rows) => {
        const table = { table: 'questions', columns: ['no', 'Text', 'a'] }
        const byPortal = new Summing(sha256)
        const text = rowText('record', table)
        const byScript = new PartSum('record')
        byScript.take(JSON.stringify(table))
        for (const row of rows) {
          byPortal.add(text(row))
          byScript.take(JSON.stringify(row))
        }
        expect(byScript.sum).toBe(byPortal.sum)
        const places = [
          { place: 'record', sum: byPortal.sum },
          { place: 'notary', sum: sha256('x') },
        ]
        expect(digestOf(places)).toBe(digestByPortal(sha256, places.toReversed()))
      }),
      { numRuns: 60 },
    )
  })
})

test('a full-text index and what SQLite keeps for itself are no rows of ours', () => {
  const laid = [
    { name: 'questions', sql: 'CREATE TABLE questions (id TEXT)' },
    { name: 'words', sql: 'CREATE VIRTUAL TABLE words USING fts5(text)' },
    ...['data', 'idx', 'content', 'docsize', 'config'].map((part) => ({
      name: `words_${part}`,
      sql: `CREATE TABLE 'words_${part}'(id INTEGER)`,
    })),
    { name: 'words_of_lists', sql: 'CREATE TABLE words_of_lists (id TEXT)' },
    ...['sqlite_sequence', 'd1_migrations', '_cf_KV', 'port_copy_questions'].map((name) => ({
      name,
      sql: null,
    })),
  ]
  expect(tablesToDump(laid)).toEqual(['questions', 'words_of_lists'])
})
