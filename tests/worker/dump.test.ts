import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginLoad, finishLoad, loadPage } from '../../worker/actions/dump/loading'
import { COPY_MS, endOldCopy, beginCopy } from '../../worker/actions/dump/reading'
import type { Cell, Portable } from '../../worker/contract/dump'
import type { Snapshot } from '../../worker/contract/views'
import { addSums, digestOf, rowText, Summing } from '../../worker/domain/dump'
import { notaryOf } from '../../worker/http/audit'
import { roomOf } from '../../worker/http/room-door'
import { sha256Hex } from '../../worker/store/chain'
import { anythingIn } from '../../worker/store/port-files'
import { heldAlready } from '../../worker/store/port-record'
import {
  digestNow,
  dropImport,
  dumpAll,
  emptyPortal,
  importAll,
  KEY,
  loadAll,
  pagesOf,
  refusedWith,
  tableOf,
  type Dump,
} from './dump-kit'
import { announced, ask, Browser, codeOf, decide, open, script } from './http-kit'

const PHONE = '13859001234'

/** A portal with an evening under way: questions, votes, an answer, a sealed accusation, a picture, a file. */
async function evening() {
  const { slug, desk, api } = await open()
  const reader = new Browser()
  const first = await ask(reader, slug, '城东三期晚上没有水，什么时候修好？')
  const second = await ask(new Browser(), slug, '人民路的路灯什么时候能亮？')
  await decide(desk, slug, { act: 'approve', nos: [first.no, second.no] })
  await new Browser().json('PUT', `${api}/questions/${first.no}/vote`, { on: true })
  const accusation = {
    text: `举报某局长收钱，我的电话${PHONE}`,
    accusation: true,
    personal: 'seal',
  }
  const sealed = await reader.json('POST', `${api}/questions`, accusation)
  if (sealed.status !== 201) throw new Error(`the accusation answered ${sealed.status}`)
  await env.FILES.put('ballots/old.ndjson', '{"sealed":"box"}\n', {
    httpMetadata: { contentType: 'application/x-ndjson' },
    customMetadata: { digest: 'abc' },
  })
  await env.MEDIA.put('media/one/seg-1.m4s', new Uint8Array([0, 1, 2, 254, 255]))
  await runDurableObjectAlarm(env.ROOM.getByName(slug))
  return { slug, desk, api, reader, first, second }
}

/** Dumps of an evening and of a portal nobody has used: made once, read by many. */
let made: { slug: string; dump: Dump; empty: Dump } | null = null
async function anEvening() {
  if (!made) {
    const empty = await dumpAll()
    const { slug } = await evening()
    made = { slug, empty, dump: await dumpAll() }
    await emptyPortal()
  }
  return made
}

/** Changes one part, and the manifest with it, as somebody would who knows how sums are made. */
function withPart(dump: Dump, place: string, lines: string[]): Dump {
  const summing = new Summing(sha256Hex)
  let text = rowText('', { table: '', columns: [] })
  for (const line of lines) {
    const value = JSON.parse(line) as { table: string; columns: string[] } | Cell[]
    if (Array.isArray(value)) summing.add(text(value))
    else text = rowText(place.split('/')[0] ?? '', value)
  }
  const places = dump.manifest.places.map((one) =>
    one.place === place ? { place, rows: summing.rows, sum: summing.sum } : one,
  )
  const digest = digestOf(sha256Hex, places)
  return {
    ...dump,
    parts: new Map(dump.parts).set(place, lines),
    manifest: { ...dump.manifest, places, digest },
  }
}

const withLines = (dump: Dump, place: string, lines: string[]): Dump => ({
  ...dump,
  parts: new Map(dump.parts).set(place, lines),
})

async function isEmpty() {
  const staff = await env.DB.prepare('SELECT count(*) AS n FROM staff').first<{ n: number }>()
  return [
    await heldAlready(env.DB),
    await anythingIn(env.FILES),
    await anythingIn(env.MEDIA),
    staff?.n,
  ]
}
const nothingThere = [null, null, null, 0]

describe('a portal that is copied', () => {
  test('is in another place what it was: rows, rooms, sealed texts, files, and the same digest', async () => {
    const { slug, reader, first } = await evening()
    const before = await digestNow()
    const dump = await dumpAll()
    expect(dump.manifest.digest).toBe(before)
    const shown = JSON.parse((await roomOf(env, slug).snapshot())?.body ?? '{}') as Snapshot
    const chain = await roomOf(env, slug).chainHead()
    await emptyPortal()
    expect((await new Browser().get(`/s/${slug}`)).status).toBe(404)
    const { digest } = await importAll(dump, 7)
    expect([digest, await digestNow()]).toEqual([before, before])
    const again = JSON.parse((await roomOf(env, slug).snapshot())?.body ?? '{}') as Snapshot
    expect({ ...again, at: 0, viewers: 0 }).toEqual({ ...shown, at: 0, viewers: 0 })
    expect(await roomOf(env, slug).chainHead()).toEqual(chain)
    // Cookies and receipts go on working, and the room takes more.
    const own = await reader.json('POST', '/api/receipts/lookup', { receipt: first.receipt })
    expect(((await own.json()) as { no: number }).no).toBe(first.no)
    expect((await ask(new Browser(), slug, '公交车能不能晚一点收班？')).no).toBe(3)
    const film = await env.MEDIA.get('media/one/seg-1.m4s')
    expect(new Uint8Array((await film?.arrayBuffer()) ?? [])).toEqual(
      new Uint8Array([0, 1, 2, 254, 255]),
    )
    const file = await env.FILES.head('ballots/old.ndjson')
    expect([file?.httpMetadata?.contentType, file?.customMetadata]).toEqual([
      'application/x-ndjson',
      { digest: 'abc' },
    ])
  })

  test('leaves its keys at home, and sealed words sealed', async () => {
    await evening()
    const { parts } = await dumpAll()
    const all = [...parts.values()].flat().join('\n')
    for (const secret of [env.PORTAL_KEY, env.OPERATOR_TOKEN ?? 'x', '举报某局长', PHONE]) {
      expect(all).not.toContain(secret)
    }
  })

  test('keeps no second copy afterwards, not even where nobody asked for the end of it', async () => {
    const { slug } = await evening()
    const copies = async () => {
      const laid =
        "SELECT count(*) AS n FROM sqlite_master WHERE name LIKE 'port\\_copy%' ESCAPE '\\'"
      const record = await env.DB.prepare(laid).first<{ n: number }>()
      const room = await runInDurableObject(env.ROOM.getByName(slug), (_, { storage }) =>
        Number(storage.sql.exec(laid).one()['n']),
      )
      return [Number(record?.n) > 0, room > 0]
    }
    await dumpAll(async () => expect((await copies())[0]).toBe(true))
    expect(await copies()).toEqual([false, false])
    const now = Date.now()
    await beginCopy(env, {}, now)
    expect(await endOldCopy(env, now + COPY_MS - 1)).toBe(false)
    expect(await endOldCopy(env, now + COPY_MS)).toBe(true)
    expect(await copies()).toEqual([false, false])
  })

  test('may go on: what its room took after the record was copied is in the record of the copy as well', async () => {
    const { slug, desk } = await evening()
    const dump = await dumpAll(async () => {
      const { no } = await ask(new Browser(), slug, '垃圾站能不能搬远一点？')
      await decide(desk, slug, { act: 'approve', nos: [no] })
      await runDurableObjectAlarm(env.ROOM.getByName(slug))
    })
    expect(dump.parts.get('record')?.join('')).not.toContain('垃圾站')
    await emptyPortal()
    await importAll(dump)
    await runDurableObjectAlarm(env.ROOM.getByName(slug))
    const row = await env.DB.prepare(
      "SELECT state FROM questions WHERE text LIKE '垃圾站%'",
    ).first()
    expect(row).toEqual({ state: 'listed' })
    expect((await roomOf(env, slug).health()).outbox).toBe(0)
  })

  test('is refused where a session left its room in the middle of it', async () => {
    const { slug } = await evening()
    const room = env.ROOM.getByName(slug) as unknown as Portable
    const broken = dumpAll(() => room.port('wipe', {}))
    expect(await refusedWith(broken)).toBe('DUMP_AGAIN')
  })

  test('by several at once is copied by one of them, and the others are told to begin again', async () => {
    await anEvening()
    const begun = await Promise.all(
      Array.from({ length: 8 }, () =>
        script('/api/operator/export/begin', 'test-operator-token', '{}'),
      ),
    )
    const statuses = begun.map(({ status }) => status)
    expect(statuses).toContain(200)
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([])
    const again = await script('/api/operator/export/begin', 'test-operator-token', '{}')
    expect(again.status).toBe(200)
  })

  test('has every copying, out and in, in its audit chain', async () => {
    await open()
    const before = await digestNow()
    const begin = '/api/operator/export/begin'
    expect((await script(begin, 'test-operator-token', '{}')).status).toBe(200)
    const acts = async () =>
      (await notaryOf(env).rows(1, 100)).map(
        ({ entry }) => (JSON.parse(entry) as { act: string }).act,
      )
    expect((await acts()).at(-1)).toBe('export_portal')
    const dump = await dumpAll()
    const { digest } = dump.manifest
    expect(digest).toBe(before)
    await emptyPortal()
    await loadAll(dump)
    const done = await script('/api/operator/import/finish', 'test-operator-token', '{}')
    expect(await done.json()).toMatchObject({ digest })
    expect((await acts()).slice(-2)).toEqual(['export_portal', 'import_portal'])
    expect(await digestNow()).toBe(digest)
  })

  test('is nobody’s but the operator’s, to read or to write', async () => {
    for (const way of ['export/begin', 'export/page', 'import/begin', 'import/finish']) {
      const answer = await script(`/api/operator/${way}`, 'test-import-token', '{}')
      expect([way, answer.status]).toEqual([way, 403])
    }
  })
})

describe('a dump that is not as it should be', () => {
  test('is refused by a portal that holds something, and changes nothing there', async () => {
    const { dump } = await anEvening()
    const { slug } = await announced()
    expect(await refusedWith(importAll(dump))).toBe('PORTAL_NOT_EMPTY')
    const rows = await env.DB.prepare('SELECT slug FROM sessions').all()
    expect(rows.results).toEqual([{ slug }])
    await emptyPortal()
    await env.MEDIA.put('media/one', 'film')
    expect(await refusedWith(importAll(dump))).toBe('PORTAL_NOT_EMPTY')
  })

  test('is refused where format, version of the program or key are others', async () => {
    const { manifest } = (await anEvening()).dump
    for (const [change, key] of [
      [{ format: 'zip' }, KEY],
      [{ version: 2 }, KEY],
      [{ migrations: manifest.migrations.slice(0, -1) }, KEY],
      [{}, 'another'],
    ] as const) {
      const other = { ...manifest, ...change } as typeof manifest
      expect(await refusedWith(beginLoad(env, other, key, false, 1))).toBe('DUMP_OTHER')
    }
    const begun = await beginLoad(env, manifest, 'another', true, 1)
    expect(begun.pages).toEqual({})
  })

  test('is refused where its manifest names what is no part, or not all parts', async () => {
    const { manifest } = (await anEvening()).dump
    const named = (places: typeof manifest.places) => ({
      ...manifest,
      places,
      digest: digestOf(sha256Hex, places),
    })
    const sum = { rows: 0, sum: '0'.repeat(64) }
    for (const places of [
      manifest.places.slice(1),
      [...manifest.places, { place: 'record/staff', ...sum }],
      [...manifest.places, { place: 'room/../../etc', ...sum }],
      [...manifest.places, { place: 'doorman', ...sum }],
      [...manifest.places, ...manifest.places.slice(0, 1)],
    ]) {
      expect(await refusedWith(beginLoad(env, named(places), KEY, false, 1))).toBe('DUMP_DAMAGED')
    }
    const bent = { ...manifest, digest: 'f'.repeat(64) }
    expect(await refusedWith(beginLoad(env, bent, KEY, false, 1))).toBe('DUMP_DAMAGED')
    expect(await isEmpty()).toEqual(nothingThere)
  })

  test('is refused with a column nobody knows, a row too long, a cell that is none, a bucket’s name that climbs', async () => {
    const { slug, dump } = await anEvening()
    const cases: [string, (lines: string[]) => string[]][] = [
      ['record', (lines) => lines.map((line) => line.replace('"session_id"', '"session_ID"'))],
      ['record', (lines) => [...lines, '[1]']],
      ['record', (lines) => lines.map((line) => line.replace(/^\["/, '[{"hex":"zz"},"'))],
      ['record', (lines) => [...lines, '{"table":"d1_migrations","columns":["name"]}', '["x"]']],
      ['record', (lines) => lines.slice(1)],
      [`room/${slug}`, (lines) => lines.map((line) => line.replace('"voter"', '"voted"'))],
      [
        `room/${slug}`,
        (lines) => [...lines, '{"table":"sqlite_master","columns":["sql"]}', '["x"]'],
      ],
      [`room/${slug}`, (lines) => lines.slice(1)],
      ['files', (lines) => lines.map((line) => line.replace('ballots/old', '../old'))],
      ['media', (lines) => [...lines, '{"key":"x"}']],
    ]
    for (const [place, change] of cases) {
      const lines = change(dump.parts.get(place) ?? [])
      expect(lines).not.toEqual(dump.parts.get(place))
      expect([place, await refusedWith(importAll(withLines(dump, place, lines)))]).toEqual([
        place,
        'DUMP_DAMAGED',
      ])
      await dropImport(env)
      expect(await isEmpty()).toEqual(nothingThere)
    }
  })

  test('with any sign of any row changed is refused at the last step, and the portal stays empty', async () => {
    const { slug, dump } = await anEvening()
    const places = ['record', `room/${slug}`, 'notary']
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.nat(),
        fc.nat(),
        fc.constantFrom('drop', 'twice', 'bend'),
        async (place, which, at, how) => {
          const lines = [...(dump.parts.get(place) ?? [])]
          const rows = lines.flatMap((line, i) => (line.startsWith('[') ? [i] : []))
          const row = rows[which % rows.length] ?? 0
          const line = lines[row] ?? ''
          const cells = JSON.parse(line) as Cell[]
          const held = cells.flatMap((cell, i) => (cell === null ? [] : [i]))
          const cell = held[at % held.length] ?? 0
          const bent = cells.map((one, i) =>
            i === cell ? (typeof one === 'number' ? one + 1 : `${String(one)}x`) : one,
          )
          const change = { drop: [], twice: [line, line], bend: [JSON.stringify(bent)] }[how]
          lines.splice(row, 1, ...(change ?? []))
          const said = await refusedWith(importAll(withLines(dump, place, lines)))
          expect(said).toBe('DUMP_DAMAGED')
          await dropImport(env)
          expect(await isEmpty()).toEqual(nothingThere)
        },
      ),
      { numRuns: 5, seed: 20261201 },
    )
  })

  test('whose rows do not go together is refused by the record as a whole', async () => {
    const { dump } = await anEvening()
    const lines = dump.parts.get('record') ?? []
    const questions = tableOf(lines, 'questions')
    const bent = withPart(dump, 'record', [...lines, questions[0] ?? '', questions[1] ?? ''])
    expect(await refusedWith(importAll(bent))).toBe('DUMP_DAMAGED')
    await dropImport(env)
    expect(await isEmpty()).toEqual(nothingThere)
  })
})

describe('an import that was interrupted', () => {
  test('goes on where it stopped, and a page that comes twice counts once', async () => {
    const { slug, dump } = await anEvening()
    await beginLoad(env, dump.manifest, KEY, false, 1)
    const [page = ''] = pagesOf(dump.parts.get('record') ?? [], 9)
    expect(await loadPage(env, 'record', 0, page)).toEqual({ pages: 1 })
    expect(await loadPage(env, 'record', 0, page)).toEqual({ pages: 1 })
    const [own = ''] = pagesOf(dump.parts.get(`room/${slug}`) ?? [], 9)
    await loadPage(env, `room/${slug}`, 0, own)
    // Until then nobody sees anything of it.
    expect(await isEmpty()).toEqual(nothingThere)
    expect(await refusedWith(finishLoad(env))).toBe('DUMP_DAMAGED')
    await importAll(dump, 9)
    expect(await digestNow()).toBe(dump.manifest.digest)
  })

  test('gives way to another dump, of which nothing of the first is left', async () => {
    const { dump, empty } = await anEvening()
    await loadAll(dump)
    await importAll(empty)
    expect(await isEmpty()).toEqual(nothingThere)
    expect(await digestNow()).toBe(empty.manifest.digest)
  })

  test('says what it lacks over HTTP too, and a page without an import is refused', async () => {
    const body = JSON.stringify({ place: 'record', page: 0, lines: '' })
    const early = await script('/api/operator/import/page', 'test-operator-token', body)
    expect([early.status, await codeOf(early)]).toEqual([422, 'DUMP_DAMAGED'])
    const finish = await script('/api/operator/import/finish', 'test-operator-token', '{}')
    expect([finish.status, await codeOf(finish)]).toEqual([409, 'NOT_POSSIBLE'])
  })
})

test('any text and any number comes back from the record as it was', async () => {
  const cells = fc.array(
    fc.tuple(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()),
    ),
    { minLength: 1, maxLength: 40 },
  )
  await fc.assert(
    fc.asyncProperty(cells, async (given) => {
      const rows = given.map(([text, number]) => [text, Object.is(number, -0) ? 0 : number])
      const sql = `SELECT json_extract(value, '$[0]') AS a, CAST(json_extract(value, '$[1]') AS REAL) AS b FROM json_each(?)`
      const back = await env.DB.prepare(sql).bind(JSON.stringify(rows)).raw()
      expect(back).toEqual(rows)
    }),
    { numRuns: 30, seed: 7 },
  )
})

test('the sum is the same in whatever order rows are read', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 12 }), fc.nat(), (rows, turn) => {
      const sumOf = (list: string[]) => {
        const summing = new Summing(sha256Hex)
        for (const row of list) summing.add(row)
        return summing.sum
      }
      const at = rows.length === 0 ? 0 : turn % rows.length
      const turned = [...rows.slice(at), ...rows.slice(0, at)]
      expect(sumOf(turned)).toBe(sumOf(rows))
      expect(addSums(sumOf(rows.slice(0, at)), sumOf(rows.slice(at)))).toBe(sumOf(rows))
    }),
    { numRuns: 50 },
  )
})
