import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListEntry } from '../../worker/contract/ingest'
import type { PictureCut, PublicStaging } from '../../worker/contract/stream'
import {
  deltaPlaylist,
  listed,
  overlaps,
  show,
  showMore,
  spansOf,
  targetOf,
  wholePlaylist,
} from '../../worker/domain/playlist'
import { PlaylistWriter, type Segment } from '../../worker/domain/playlist-writer'
import { applyDelta, readTwice } from './playlist-kit'

const T0 = Date.UTC(2026, 10, 30, 11)

/** An encoder and what became of it: sends segments and lists as the test says, by a clock of the test. */
class Stage {
  now = T0
  writer = new PlaylistWriter()
  segments: Segment[] = []
  files = new Set<string>()
  gone = new Set<string>()
  #entries: ListEntry[] = []
  #n = 0
  #passed = 0
  salt = 'a'
  skew = 0
  dates = true
  base = 0

  /** The encoder makes one more segment; nothing is sent yet. */
  make(seconds = 2, wait = seconds): { name: string; list: ListEntry[] } {
    this.now += Math.round(wait * 1000)
    const name = `live${this.#n + this.base}.m4s`
    const us = Math.round(seconds * 1e6)
    const entry = { seq: this.#n + this.base, name, us, disc: false, map: 'init.mp4' }
    const pdt = this.dates ? Math.round(this.now - us / 1000 + this.skew) : null
    this.#entries = [...this.#entries, { ...entry, pdt }].slice(-6)
    this.#n += 1
    return { name, list: this.#entries }
  }

  init(salt = this.salt): void {
    this.send('init.mp4', `init ${salt}`, 'init')
  }

  send(
    name: string,
    bytes = `${name} ${this.salt}`,
    kind: 'init' | 'segment' = 'segment',
  ): boolean {
    const file = `${(this.now + this.#passed++).toString(36)}-${hash(bytes)}${name.slice(name.lastIndexOf('.'))}`
    const push = { name, kind, file, sha: bytes, size: 1000, at: this.now }
    const kept = this.writer.upload(push, this.now)
    if (kept) this.files.add(file)
    this.#look()
    return kept
  }

  list(list: ListEntry[]): void {
    this.writer.list(list, this.now)
    this.#look()
  }

  /** One segment as it should be. */
  step(seconds = 2, wait = seconds): void {
    const { name, list } = this.make(seconds, wait)
    this.send(name)
    this.list(list)
  }

  restart(salt: string, pause = 3): void {
    this.now += pause * 1000
    this.salt = salt
    this.#entries = []
    this.#n = 0
    this.init()
  }

  #look(): void {
    const changes = this.writer.take()
    this.segments.push(...changes.segments)
    for (const file of changes.files) this.gone.add(file)
  }

  get playlist() {
    return readTwice(wholePlaylist(show(0, targetOf(this.segments), this.segments), [], false))
  }

  get sent(): string[] {
    return this.segments.map(({ sha }) => sha)
  }
}

function hash(text: string): string {
  let value = 7n
  for (const sign of text) value = (value * 1_099_511n + BigInt(sign.charCodeAt(0))) % (1n << 64n)
  return value.toString(16).padStart(16, '0')
}

const names = (salt: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `live${from + i}.m4s ${salt}`)

function running(steps = 3): Stage {
  const stage = new Stage()
  stage.init()
  for (let n = 0; n < steps; n += 1) stage.step()
  return stage
}

describe('what an encoder sends becomes the playlist', () => {
  test('in order, one stretch, placed by our clock', () => {
    const stage = running(5)
    const { segments } = stage.playlist
    expect(stage.sent).toEqual(names('a', 0, 5))
    expect(segments.map(({ disc }) => disc)).toEqual([false, false, false, false, false])
    expect(spansOf(stage.segments)).toEqual([{ at: T0, media: 0, dur: 10 }])
  })

  test('a list that comes before its segment waits for it', () => {
    const stage = running()
    const { name, list } = stage.make()
    stage.list(list)
    expect(stage.segments).toHaveLength(3)
    stage.send(name)
    expect(stage.sent).toEqual(names('a', 0, 4))
  })

  test('segments that come in the wrong order are published in the right one', () => {
    const stage = running()
    const [a, b] = [stage.make(), stage.make()]
    stage.list(b.list)
    stage.send(b.name)
    expect(stage.segments).toHaveLength(3)
    stage.send(a.name)
    expect(stage.sent).toEqual(names('a', 0, 5))
    expect(stage.playlist.segments.some(({ disc }) => disc)).toBe(false)
  })

  test('a lost segment is given up once newer ones are here, and what follows stands where it belongs', () => {
    const stage = running()
    const { list } = stage.make()
    stage.list(list)
    stage.step()
    expect(stage.segments).toHaveLength(3)
    stage.step()
    stage.step()
    expect(stage.sent).toEqual([...names('a', 0, 3), ...names('a', 4, 7)])
    expect(stage.playlist.segments.map(({ disc }) => disc).indexOf(true)).toBe(3)
    expect(spansOf(stage.segments)).toEqual([
      { at: T0, media: 0, dur: 6 },
      { at: T0 + 8000, media: 6, dur: 6 },
    ])
    expect(stage.writer.marks.lost).toBe(1)
  })

  test('a segment sent again is a retry, and is there once', () => {
    const stage = running()
    expect(stage.send('live2.m4s')).toBe(false)
    stage.step()
    expect(stage.sent).toEqual(names('a', 0, 4))
    expect(stage.writer.marks.restarts).toBe(0)
  })

  test('a segment sent twice with other bytes: the published one stays', () => {
    const stage = running()
    expect(stage.send('live2.m4s', 'other bytes')).toBe(true)
    stage.step()
    stage.step()
    expect(stage.sent).toEqual(names('a', 0, 5))
    expect(stage.playlist.segments.some(({ disc }) => disc)).toBe(false)
    expect(stage.gone.size).toBe(1)
  })

  test.each([true, false])('an encoder begins anew under the same names (dates: %s)', (dates) => {
    const stage = new Stage()
    stage.dates = dates
    stage.init()
    for (let n = 0; n < 4; n += 1) stage.step()
    stage.restart('b')
    for (let n = 0; n < 4; n += 1) stage.step()
    expect(stage.sent).toEqual([...names('a', 0, 4), ...names('b', 0, 4)])
    const { segments } = stage.playlist
    expect(segments.map(({ disc }) => disc).indexOf(true)).toBe(4)
    expect(segments[3]?.map).not.toBe(segments[4]?.map)
    expect(spansOf(stage.segments)).toEqual([
      { at: T0, media: 0, dur: 8 },
      { at: T0 + 11_000, media: 8, dur: 8 },
    ])
    expect(stage.writer.marks.restarts).toBe(1)
  })

  test('it begins anew with the init it had, and with its list before its segment', () => {
    const stage = running(4)
    stage.salt = 'a'
    stage.restart('a')
    stage.salt = 'b'
    for (let n = 0; n < 3; n += 1) {
      const { name, list } = stage.make()
      stage.list(list)
      stage.send(name)
    }
    stage.step()
    expect(stage.sent).toEqual([...names('a', 0, 4), ...names('b', 0, 4)])
    expect(new Set(stage.playlist.segments.map(({ map }) => map)).size).toBe(1)
  })

  test('it begins anew with numbers of the clock', () => {
    const stage = running(4)
    stage.base = 1_796_000_000
    stage.restart('b', 5)
    for (let n = 0; n < 3; n += 1) stage.step()
    expect(stage.sent).toEqual([...names('a', 0, 4), ...names('b', 1_796_000_000, 1_796_000_003)])
    expect(stage.writer.marks.restarts).toBe(1)
  })

  test('a list of the encoder before that comes late says nothing', () => {
    const stage = running(4)
    const late = stage.make().list.slice(0, -1)
    stage.restart('b')
    for (let n = 0; n < 2; n += 1) stage.step()
    stage.list(late)
    stage.step()
    expect(stage.sent).toEqual([...names('a', 0, 4), ...names('b', 0, 3)])
    expect(stage.writer.marks.restarts).toBe(1)
  })

  test.each([-600_000, 600_000, -4_000, 4_000])(
    'an encoder whose clock is wrong by %i ms is placed by ours',
    (skew) => {
      const stage = new Stage()
      stage.skew = skew
      stage.init()
      for (let n = 0; n < 3; n += 1) stage.step()
      expect(spansOf(stage.segments)).toEqual([{ at: T0, media: 0, dur: 6 }])
      expect(Math.round(-(stage.writer.marks.clock.offset ?? 0) / 1000)).toBe(skew)
      // It is put right in the middle: the picture went on, the dates did not.
      stage.skew = 0
      for (let n = 0; n < 3; n += 1) stage.step()
      expect(stage.playlist.segments.filter(({ disc }) => disc)).toHaveLength(1)
      const [, after] = spansOf(stage.segments)
      expect(Math.abs((after?.at ?? 0) - T0 - 6_000)).toBeLessThanOrEqual(
        Math.max(0, skew < 0 ? 4_000 : 0) + 1,
      )
    },
  )

  test('an uplink that stood still delivers late, and nothing moves', () => {
    const stage = running()
    stage.now += 20_000
    for (let n = 0; n < 10; n += 1) {
      const { name, list } = stage.make(2, 0)
      stage.send(name)
      // The encoder's dates go on as if nothing had happened.
      stage.list(list.map((entry) => ({ ...entry, pdt: T0 + entry.seq * 2_000 })))
    }
    expect(spansOf(stage.segments)).toEqual([{ at: T0, media: 0, dur: 26 }])
  })

  test('two encoders with one key are noticed, and the playlist stays sound', () => {
    const stage = running(2)
    const other = { n: 0, entries: [] as ListEntry[] }
    for (let n = 0; n < 8; n += 1) {
      stage.step()
      const name = `live${other.n}.m4s`
      const entry = {
        seq: other.n,
        name,
        us: 2e6,
        pdt: stage.now - 1_500,
        disc: false,
        map: 'init.mp4',
      }
      other.entries = [...other.entries, entry].slice(-6)
      other.n += 1
      stage.send('init.mp4', 'init other', 'init')
      stage.send(name, `${name} other`)
      stage.list(other.entries)
    }
    expect(stage.writer.marks.changes.length).toBeGreaterThan(3)
    expect(new Set(stage.sent).size).toBe(stage.sent.length)
    // Nothing that either of them sent is missing.
    expect(stage.sent).toHaveLength(2 + 2 * 8)
  })

  test('files that were named and never sent are never published', () => {
    const stage = running()
    const { list } = stage.make()
    stage.list([
      ...list.slice(0, -1),
      ...list.slice(-1).map((one) => ({ ...one, name: 'secret.m4s' })),
    ])
    for (let n = 0; n < 4; n += 1) stage.step()
    expect(stage.sent).toEqual([...names('a', 0, 3), ...names('a', 4, 8)])
  })

  test('bytes nobody named are forgotten after a while', () => {
    const stage = running()
    stage.send('stray.m4s')
    stage.now += 11 * 60_000
    stage.writer.tidy(stage.now)
    expect(stage.writer.take().files).toHaveLength(1)
  })
})

const staging = (no: number, at: number, off: number | null): PublicStaging => ({
  id: `s${no}`,
  no,
  question: `q${no}`,
  title: '“何时”\n通"水"？'.repeat(5),
  at,
  off,
})

describe('the playlist in short', () => {
  test('is less than a kilobyte after two hours, with questions on stage, and says the same', () => {
    const stage = running(3_600)
    const now = stage.now
    const stagings = Array.from({ length: 30 }, (_, n) =>
      staging(n + 1, T0 + n * 240_000, n === 29 ? null : T0 + (n + 1) * 240_000),
    )
    const shown = show(0, 2, stage.segments)
    const whole = readTwice(wholePlaylist(shown, stagings, false))
    const text = deltaPlaylist(shown, stagings, now)
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(1_000)
    const before = readTwice(wholePlaylist(show(0, 2, stage.segments.slice(0, -1)), [], false))
    const { segments } = applyDelta(before, readTwice(text))
    expect(segments.map(({ uri }) => uri)).toEqual(whole.segments.map(({ uri }) => uri))
    expect(whole.ranges).toHaveLength(30)
    expect(whole.ranges[29]).not.toContain('END-DATE')
  })

  test('a question that has just changed on stage is told along, within a kilobyte and a bit', () => {
    const stage = running(100)
    const stagings = [
      staging(1, T0, stage.now - 1_000),
      staging(2, stage.now - 1_000, null),
      staging(3, T0, T0 + 1_000),
    ]
    const text = deltaPlaylist(show(0, 2, stage.segments), stagings, stage.now)
    expect(readTwice(text).ranges.map((line) => /ID="(\w+)"/.exec(line)?.[1])).toEqual(['s1', 's2'])
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(1_250)
  })
})

/** What can happen to an encoder and its line. */
const happening = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ act: 'step' } as const) },
  { weight: 3, arbitrary: fc.constant({ act: 'list first' } as const) },
  { weight: 2, arbitrary: fc.constant({ act: 'lose segment' } as const) },
  { weight: 2, arbitrary: fc.constant({ act: 'lose list' } as const) },
  { weight: 2, arbitrary: fc.constant({ act: 'hold' } as const) },
  { weight: 2, arbitrary: fc.constant({ act: 'deliver' } as const) },
  { weight: 2, arbitrary: fc.constant({ act: 'again' } as const) },
  { weight: 1, arbitrary: fc.constant({ act: 'other bytes' } as const) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('restart' as const), pause: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('pause' as const), pause: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('clock' as const),
      skew: fc.integer({ min: -700_000, max: 700_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'dates' } as const) },
  { weight: 1, arbitrary: fc.constant({ act: 'late list' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('cut' as const),
      back: fc.nat(10_000),
      keepOut: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'resume' } as const) },
)

test('whatever happens, the playlist is sound: in order, once, only what is stored, and its short form says the same', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 60 }),
      fc.array(fc.double({ min: 0.2, max: 4, noNaN: true }), { minLength: 1, maxLength: 5 }),
      (happenings, lengths) => {
        const stage = new Stage()
        stage.init()
        const held: string[] = []
        let lists: ListEntry[][] = []
        let cuts: PictureCut[] = []
        let take = 0
        let restarts = 0
        let shown = show(0, 1, [])
        let told = readTwice(wholePlaylist(shown, [], false))
        for (const [i, one] of happenings.entries()) {
          const seconds = lengths[i % lengths.length] ?? 2
          const before = stage.segments.length
          if (one.act === 'step') stage.step(seconds)
          else if (one.act === 'restart') stage.restart(`r${++restarts}`, one.pause)
          else if (one.act === 'pause') stage.now += one.pause * 1000
          else if (one.act === 'clock') stage.skew = one.skew
          else if (one.act === 'dates') stage.dates = !stage.dates
          else if (one.act === 'deliver')
            for (const name of held.splice(0).reverse()) stage.send(name)
          else if (one.act === 'late list') stage.list(lists.at(-3) ?? [])
          else if (one.act === 'cut') {
            const from = stage.now - one.back
            if (!cuts.some(({ until }) => until === null)) {
              cuts = [...cuts, { id: `c${i}`, from, until: null, keepOut: one.keepOut }]
            }
          } else if (one.act === 'resume') {
            if (cuts.some(({ until }) => until === null)) {
              cuts = cuts.map((cut) => ({ ...cut, until: cut.until ?? stage.now }))
              take += 1
              stage.writer.cut()
            }
          } else {
            const { name, list } = stage.make(seconds)
            if (one.act === 'list first') {
              stage.list(list)
              stage.send(name)
            } else {
              if (one.act === 'hold') held.push(name)
              else if (one.act !== 'lose segment') stage.send(name)
              if (one.act === 'again') stage.send(name)
              if (one.act === 'other bytes') stage.send(name, `${name} slip ${i}`)
              if (one.act !== 'lose list') stage.list(list)
            }
            lists = [...lists, list].slice(-8)
          }

          // Everything that was ever published stands where it stood.
          const { segments } = stage
          for (const segment of segments) {
            expect(stage.files.has(segment.file)).toBe(true)
            expect(stage.gone.has(segment.file)).toBe(false)
          }
          expect(segments.map(({ n }) => n)).toEqual(segments.map((_, n) => n))
          const wrong = segments.filter((segment, n) => {
            const last = segments[n - 1]
            const end = last ? last.start + last.us : segment.start
            return segment.disc && last ? segment.start < end : segment.start !== end
          })
          expect(wrong).toEqual([])

          const visible = listed(segments, T0, cuts)
          const target = targetOf(segments, shown.target)
          const isCut = cuts.some(({ until }) => until === null)
          expect(isCut && visible.length > 0).toBe(false)
          if (isCut) continue
          const out = cuts.filter(({ keepOut }) => keepOut)
          for (const segment of visible) {
            expect(out.some((cut) => overlaps(segment, cut.from, cut.until))).toBe(false)
          }
          const more = listed(segments.slice(before), T0, cuts)
          const drawn = show(take, target, visible)
          shown = shown.take === take && i > 0 ? showMore(shown, target, more) : drawn
          // Lines that were made one by one are those that are made at once.
          expect(shown.lines).toEqual(drawn.lines)
          const whole = readTwice(wholePlaylist(shown, [], false))
          const delta = readTwice(deltaPlaylist(shown, [], stage.now))
          // Whoever holds another take's numbers has nothing that could be skipped.
          const now = applyDelta(told.first === whole.first ? told : whole, delta)
          expect(now.segments.map(({ uri, dur, map }) => [uri, dur, map])).toEqual(
            whole.segments.map(({ uri, dur, map }) => [uri, dur, map]),
          )
          told = whole
          const spans = spansOf(visible)
          expect(spans.length).toBe(whole.segments.filter(({ disc }, n) => n === 0 || disc).length)
        }
      },
    ),
    { numRuns: 300 },
  )
})
