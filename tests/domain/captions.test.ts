import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PublicLine, Span } from '../../worker/contract/stream'
import {
  captionsOf,
  parseCaptions,
  pieces,
  renderSrt,
  renderVtt,
  type Cue,
} from '../../worker/domain/captions'
import { lastWords } from '../../web/views/screen/model'

/** A caption as a text record makes them: words without an empty line in them. */
const words = fc
  .array(fc.constantFrom('通水', '<b>', '&amp;', '-->', '月底。', 'a < b', '：', '1', ' '), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join('').replaceAll('-->', '→').trim())
  .filter((text) => text !== '')
const cues = fc
  .array(
    fc.record({
      gap: fc.nat(100_000),
      lasts: fc.integer({ min: 1, max: 9_999 }),
      speaker: fc.constantFrom('吴经理', '主持人', '网友 A&B', undefined),
      text: words,
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((list) => {
    let at = 0
    return list.map(({ gap, lasts, speaker, text }): Cue => {
      at += gap
      return { from: at / 1_000, to: (at + lasts) / 1_000, ...(speaker && { speaker }), text }
    })
  })

describe('captions', () => {
  test('come back from WebVTT as they were written, whatever signs are in them', () => {
    fc.assert(
      fc.property(cues, (given) => {
        expect(parseCaptions(renderVtt(given))).toMatchObject({ cues: given })
      }),
    )
  })

  test('come back from SRT with their times and their words', () => {
    const named = cues.map((list) => list.map((cue) => ({ ...cue, speaker: '吴经理' })))
    fc.assert(
      fc.property(named, (given) => {
        const read = parseCaptions(renderSrt(given))
        const told = 'cues' in read ? read.cues : read
        // SRT has no way to write a tag that is none.
        const plain = given.map((cue) => ({ ...cue, text: cue.text.replaceAll('<b>', '').trim() }))
        const spoken = plain.filter(({ text }) => text !== '')
        if (spoken.length < given.length) return
        expect(told).toEqual(spoken)
      }),
    )
  })

  test('with what other tools write around them are read all the same', () => {
    const file =
      '\ufeffWEBVTT - made elsewhere\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n' +
      'NOTE nothing\r\n\r\nintro\r\n00:01.000 --> 00:02.500 align:start position:10%\r\n' +
      '<v.loud 林局长>大家<i>好</i></v>\r\n第二行 &lt;3\r\n'
    expect(parseCaptions(file)).toMatchObject({
      cues: [{ from: 1, to: 2.5, speaker: '林局长', text: '大家好\n第二行 <3' }],
    })
    const srt =
      '1\n00:00:01,000 --> 00:00:02,000\n吴经理：月底前。\n\n2\n00:00:03,000 --> 00:00:04,000\n好\n'
    expect(parseCaptions(srt)).toMatchObject({
      cues: [{ speaker: '吴经理', text: '月底前。' }, { text: '好' }],
    })
  })

  test.each([
    ['', 'no_cues', 1],
    ['WEBVTT\n', 'no_cues', 2],
    ['会议记录\n第一条', 'not_captions', 1],
    ['WEBVTT\n\n00:00:01.000 -> 00:00:02.000\n甲', 'bad_time', 4],
    ['WEBVTT\n\n00:61:01.000 --> 00:62:02.000\n甲', 'bad_time', 3],
    ['WEBVTT\n\n00:00:02.000 --> 00:00:02.000\n甲', 'ends_early', 3],
    ['WEBVTT\n\n00:05.000 --> 00:06.000\n甲\n\n00:01.000 --> 00:02.000\n乙', 'out_of_order', 6],
    ['WEBVTT\n\n00:01.000 --> 00:02.000\n\n', 'no_text', 3],
    ['WEBVTT\n\n00:01.000 --> 00:02.000\n甲\n00:03.000 --> 00:04.000\n乙', 'bad_time', 5],
    [`WEBVTT\n\n00:01.000 --> 00:02.000\n${'甲'.repeat(2_001)}`, 'too_long', 4],
    ['1\n00:00:01,000 --> 99\n甲', 'bad_time', 2],
  ])('that are broken are refused with the line where they are: %j', (file, fault, line) => {
    expect(parseCaptions(file)).toEqual({ fault, line })
  })

  test('never throw, whatever a file holds', () => {
    const parts = fc.constantFrom(
      'WEBVTT',
      '\n',
      '\n\n',
      '00:01.000',
      ' --> ',
      '<v ',
      '>',
      '&',
      '1',
      'NOTE',
      '\u0000',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (list) => {
        expect(() => parseCaptions(list.join(''))).not.toThrow()
      }),
    )
  })
})

describe('captions of a text record', () => {
  /** The picture began at 1,000 s, had a gap of a minute, and went on. */
  const spans: Span[] = [
    { at: 1_000_000, media: 0, dur: 60 },
    { at: 1_120_000, media: 60, dur: 60 },
  ]
  const said = (at: number, text = '月底前换完。'): PublicLine => ({
    id: String(at),
    at,
    speaker: '吴经理',
    text,
  })

  test('stand at the second of the picture, also after a gap in it', () => {
    const made = captionsOf([said(1_010_000), said(1_125_000)], spans)
    expect(made.map(({ from }) => from)).toEqual([10, 65])
  })

  test('are made of lines that have a moment in the picture, and of no others', () => {
    expect(captionsOf([said(900_000), said(1_090_000), said(2_000_000)], spans)).toEqual([])
  })

  test('never overlap, never leave the picture, and say every word of a long line', () => {
    const moments = fc.array(fc.integer({ min: 1_000_000, max: 1_179_999 }), { maxLength: 20 })
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 60 }), (list, sentences) => {
        const at = [...new Set(list)].sort((a, b) => a - b)
        const made = captionsOf(
          at.map((ms) => said(ms, '这一句，有逗号。'.repeat(sentences))),
          spans,
        )
        for (const [i, cue] of made.entries()) {
          expect(cue.to).toBeGreaterThan(cue.from)
          expect(cue.to).toBeLessThanOrEqual(made[i + 1]?.from ?? 120)
        }
      }),
    )
    const text = `${'没有标点的很长的一句话'.repeat(10)}，完。`
    expect(pieces(text).join('')).toBe(text)
    expect(pieces(text).every((piece) => [...piece].length <= 36)).toBe(true)
  })
})

test('the projector shows the end of a long line, from the beginning of a clause', () => {
  expect(lastWords('月底前换完。')).toBe('月底前换完。')
  const long = lastWords('第一，城东公交明天起加开两班。'.repeat(20))
  expect(long).toMatch(/^…(第一|城东)/)
  expect([...long].length).toBeLessThanOrEqual(66)
})
