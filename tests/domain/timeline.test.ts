import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PublicStaging, Span } from '../../worker/contract/stream'
import { cueTime } from '../../worker/domain/captions'
import { chaptersVtt, cueText } from '../../worker/domain/chapters-vtt'
import { chaptersOf, linkSecond, mediaAt, wallAt } from '../../worker/domain/timeline'

/** From the room's clock to the second of the playlist. */

const NOON = 1_700_000_000_000
/** An encoder that ran for 60 s, was down for 25, and ran for 40 more. */
const spans: Span[] = [
  { at: NOON, media: 0, dur: 60 },
  { at: NOON + 85_000, media: 60, dur: 40 },
]
const staging = (id: string, at: number, off: number | null): PublicStaging => ({
  id,
  no: 1,
  question: `q-${id}`,
  title: '路灯',
  at: NOON + at * 1000,
  off: off === null ? null : NOON + off * 1000,
})
const places = (list: PublicStaging[], ended: boolean, on = spans) =>
  chaptersOf(list, on, ended).map(({ id, from, to }) => [id, from, to])

describe('a moment in the playlist', () => {
  test.for([
    ['before the first picture', -30, 0],
    ['at the first picture', 0, 0],
    ['while the encoder runs', 12.5, 12.5],
    ['at the last picture before it broke off', 59.999, 59.999],
    ['in the gap: where the picture goes on', 60, 60],
    ['late in the gap', 84.9, 60],
    ['after the restart: the gap is not in the film', 85, 60],
    ['well after it', 100, 75],
    ['further than the picture has come', 125, null],
  ] as const)('%s', ([, seconds, media]) => {
    expect(mediaAt(spans, NOON + seconds * 1000)).toBe(media)
  })

  test('without a picture there is no moment', () => {
    expect(mediaAt([], NOON)).toBeNull()
    expect(wallAt([], 0)).toBeNull()
  })

  test('a link leads two seconds before it, never before the beginning', () => {
    expect([0, 1.9, 2, 754.7].map(linkSecond)).toEqual([0, 0, 0, 752])
  })
})

describe('chapters', () => {
  test('stand in the order of the stage, by the clock of the film', () => {
    const list = [staging('b', 90, 110), staging('a', 10, 50)]
    expect(places(list, false)).toEqual([
      ['a', 10, 50],
      ['b', 65, 85],
    ])
  })

  test('one that is still on stage has no end; when the picture is over it ends with it', () => {
    expect(places([staging('a', 90, null)], false)).toEqual([['a', 65, null]])
    expect(places([staging('a', 90, null)], true)).toEqual([['a', 65, 100]])
    expect(places([staging('a', 90, 500)], true)).toEqual([['a', 65, 100]])
  })

  test('one the picture has not come to has no place yet, also at the end', () => {
    expect(places([staging('a', 130, null)], false)).toEqual([['a', null, null]])
    expect(places([staging('a', 130, 140)], true)).toEqual([['a', null, null]])
  })

  /** The film second by second: which moment of the clock each of its tenths shows. */
  const film = fc
    .array(fc.record({ gap: fc.nat({ max: 200 }), dur: fc.integer({ min: 1, max: 200 }) }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((pieces) => {
      const made: Span[] = []
      const tenths: number[] = []
      let at = 0
      for (const { gap, dur } of pieces) {
        at += gap
        made.push({ at: NOON + at * 100, media: tenths.length / 10, dur: dur / 10 })
        for (let i = 0; i < dur; i += 1) tenths.push(at + i)
        at += dur
      }
      return { made, tenths }
    })

  test('agree with a film that is looked through picture by picture, however often the encoder broke off', () => {
    fc.assert(
      fc.property(film, fc.nat({ max: 2_500 }), ({ made, tenths }, moment) => {
        const first = tenths.findIndex((shown) => shown >= moment)
        const found = mediaAt(made, NOON + moment * 100)
        const wanted = first < 0 ? null : first / 10
        expect(found === null ? null : Math.round(found * 10) / 10).toBe(wanted)
      }),
    )
  })

  test('never run backwards: what came later on stage does not come earlier in the film', () => {
    fc.assert(
      fc.property(film, fc.array(fc.nat({ max: 2_500 })), ({ made }, moments) => {
        const at = moments.sort((a, b) => a - b).map((one) => mediaAt(made, NOON + one * 100))
        const shown = at.filter((one) => one !== null)
        expect(shown).toEqual([...shown].sort((a, b) => a - b))
        // Once the picture has not come to a moment, it has not come to any later one.
        expect(at.slice(shown.length).every((one) => one === null)).toBe(true)
      }),
    )
  })

  test('a place of the film names the moment it shows', () => {
    fc.assert(
      fc.property(film, fc.nat({ max: 1_100 }), ({ made, tenths }, place) => {
        const wall = wallAt(made, place / 10)
        const shown = tenths[place]
        // The last instant of the film is still in it.
        if (shown === undefined) return
        expect(Math.round(((wall ?? 0) - NOON) / 100)).toBe(shown)
      }),
    )
  })
})

describe('chapters as a track', () => {
  test('whatever a title holds, it neither ends its cue nor becomes markup', () => {
    expect(cueText('a --> b <i>c</i> & d\n\nNOTE e')).toBe(
      'a --&gt; b &lt;i&gt;c&lt;/i&gt; &amp; d NOTE e',
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        const told = cueText(text)
        expect(told).not.toMatch(/-->|[<\n\r]/)
      }),
    )
  })

  test.for([
    [0, '00:00:00.000'],
    [3_723.5, '01:02:03.500'],
    [59.9996, '00:01:00.000'],
    [-4, '00:00:00.000'],
  ] as const)('%s seconds', ([seconds, time]) => {
    expect(cueTime(seconds)).toBe(time)
  })

  test('an open chapter goes as far as the picture; one without a place is left out', () => {
    const gone = { ...staging('c', 95, 100), title: '' }
    const list = [staging('a', 10, 50), gone, staging('b', 100, null), staging('d', 300, null)]
    const text = chaptersVtt(chaptersOf(list, spans, false), 100, '（已撤下）')
    expect(text).toBe(
      [
        'WEBVTT',
        '',
        'a',
        '00:00:10.000 --> 00:00:50.000',
        '1 路灯',
        '',
        'c',
        '00:01:10.000 --> 00:01:15.000',
        '1 （已撤下）',
        '',
        'b',
        '00:01:15.000 --> 00:01:40.000',
        '1 路灯',
        '',
      ].join('\n'),
    )
  })
})
