import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { classesOf, leftOut, objectAt, placeOf, singles } from '../../worker/actions/dump/places'
import { readFile } from '../../worker/actions/dump/files'
import { DUMP_PART_BYTES } from '../../worker/contract/dump'
import { sha256Of } from '../../worker/store/port-files'
import wrangler from '../../wrangler.toml?raw'
import { dumpAll, emptyPortal, importAll } from './dump-kit'

/** What a dump has to hold: a table or an object that came later is not forgotten. */

test('every class of objects in wrangler.toml is a part of a dump, or says why it is none', () => {
  const classes = [...wrangler.matchAll(/^class_name = "(\w+)"$/gm)].map(([, name = '']) => name)
  expect(classes.length).toBeGreaterThan(6)
  expect([...Object.keys(classesOf), ...Object.keys(leftOut)].sort()).toEqual(classes.sort())
  for (const kind of Object.values(classesOf)) {
    const many = !(singles as readonly string[]).includes(kind)
    const place = placeOf(many ? `${kind}/evening` : kind)
    expect([kind, place && objectAt(env, place) !== null]).toEqual([kind, true])
  }
})

/** The index of the search, made anew from the rows it stands for; and what SQLite and D1 keep for themselves. */
const derived =
  /^(search_(claims|docs|rebuild|stale|units|grams\w*|fts\w*)|sqlite_\w+|_cf_\w+|d1_\w+|port_\w+)$/

test('every table of the record is in a dump with all its rows, but for the index of the search', async () => {
  const laid = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
  ).all<{ name: string }>()
  const tables = laid.results.map(({ name }) => name).filter((name) => !derived.test(name))
  expect(tables.length).toBeGreaterThan(40)
  const seen: string[] = []
  await dumpAll(async () => {
    const copies = await env.DB.prepare(
      "SELECT substr(name, 11) AS name FROM sqlite_master WHERE name LIKE 'port\\_copy\\_%' ESCAPE '\\'",
    ).all<{ name: string }>()
    for (const { name } of copies.results) {
      const count = (table: string) =>
        env.DB.prepare(`SELECT count(*) AS n FROM "${table}"`).first<{ n: number }>()
      expect([name, await count(`port_copy_${name}`)]).toEqual([name, await count(name)])
      seen.push(name)
    }
  })
  expect(seen.sort()).toEqual(tables)
})

test('an object larger than a slice goes out and in to the last byte', async () => {
  const size = 2.5 * DUMP_PART_BYTES
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 4_093) bytes[at] = at % 251
  await env.MEDIA.put('media/film/large.mp4', bytes, { httpMetadata: { contentType: 'video/mp4' } })
  const sha256 = await sha256Of(env.MEDIA, 'media/film/large.mp4')
  expect((await readFile(env, 'media', 'media/film/large.mp4', 2 * DUMP_PART_BYTES)).length).toBe(
    DUMP_PART_BYTES / 2,
  )
  const dump = await dumpAll()
  await emptyPortal()
  expect((await importAll(dump)).digest).toBe(dump.manifest.digest)
  expect(await sha256Of(env.MEDIA, 'media/film/large.mp4')).toBe(sha256)
  const head = await env.MEDIA.head('media/film/large.mp4')
  expect([head?.size, head?.httpMetadata?.contentType]).toEqual([size, 'video/mp4'])
})
