import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  checkLength,
  cleanText,
  countBytes,
  countCharacters,
  endsAsQuestion,
  isWellFormedText,
  normaliseQuestionMark,
  sameText,
} from '../../worker/domain/text'

// What hostile or broken text is made of, mixed with ordinary characters.
const pieces = [
  'a',
  'é',
  '桥',
  '？',
  '3',
  '#',
  ' ',
  '\u3000',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\u0085',
  '\u2028',
  '\u200b',
  '\u200d',
  '\u200c',
  '\ufe0f',
  '\ufe0e',
  '\ufeff',
  '\u202e',
  '\u2066',
  '\u061c',
  '\u0301',
  '\u0308',
  '\u0338',
  '\u20e3',
  '\u09c7',
  '\u09be',
  '\u1100',
  '\u1161',
  '\u11a8',
  '👨',
  '👩',
  '🏽',
  '❤',
  '↔',
  '🇨',
  '🇳',
  '\u{e0041}',
  '\u{1f3f4}',
  '\ud800',
  '\udc00',
]
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((all) => all.join(''))

// ASVS 1.3.3
describe('cleaning what people write', () => {
  test('spaces of every width become one space', () => {
    expect(cleanText('\u3000 桥\u3000\u3000什么时候\xa0\t修好？ \n')).toBe('桥 什么时候 修好？')
  })

  test('a tab keeps words apart', () => {
    expect(cleanText('一\t二')).toBe('一 二')
  })

  test('a question is one line, details keep their paragraphs', () => {
    expect(cleanText('一\r\n二\u2028三')).toBe('一 二 三')
    expect(cleanText('一  \r\n\r\n\r\n\n  二\r三', { lines: true })).toBe('一\n\n二\n三')
  })

  test('what nobody can see is taken out', () => {
    expect(cleanText('公\u200b积\u2060金\ufeff多\xad少\u0007？')).toBe('公积金多少？')
    expect(cleanText('\u{e0068}\u{e0069}学校')).toBe('学校')
  })

  test('text cannot be turned around', () => {
    expect(cleanText('退款\u202e元00001\u202c \u2067abc\u2069\u200e\u200f\u061c')).toBe(
      '退款元00001 abc',
    )
  })

  test('emoji stay whole', () => {
    for (const emoji of ['👨‍👩‍👧‍👦', '❤️', '👍🏽', '🏳️‍🌈', '👩🏽‍⚕️', '1️⃣', '🇨🇳']) {
      expect(cleanText(emoji)).toBe(emoji)
    }
  })

  test('joiners between words are not emoji and go', () => {
    expect(cleanText('违\u200d规 3\ufe0f 个 👨\u200d')).toBe('违规 3 个 👨')
  })

  test('a letter carries at most three marks', () => {
    expect(cleanText(`z${'\u0335\u0336\u0337\u0338'.repeat(10)}a`)).toBe('z\u0335\u0336\u0337a')
    expect(cleanText('Việt Nam')).toBe('Việt Nam'.normalize('NFC'))
  })

  test('an accent finds its letter, whatever stood between them', () => {
    expect(cleanText('e\u0301')).toBe('é')
    expect(cleanText('e\u200b\u0301')).toBe('é')
  })

  test('cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), fc.boolean(), (raw, lines) => {
        const once = cleanText(raw, { lines })
        expect(cleanText(once, { lines })).toBe(once)
        expect(once.normalize('NFC')).toBe(once)
      }),
      { numRuns: 3_000 },
    )
  })

  test('no control, direction mark or double space is left', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        expect(cleanText(raw)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]| {2}/u)
      }),
    )
  })

  test('a long text takes no longer than its length', () => {
    for (const piece of ['\u0301', ' ', '\n ', '👨\u200d', 'a\ufe0f']) {
      const started = performance.now()
      cleanText(piece.repeat(50_000), { lines: true })
      expect(performance.now() - started).toBeLessThan(2_000)
    }
  })
})

describe('half characters', () => {
  test('are noticed', () => {
    expect(isWellFormedText('a\ud83d')).toBe(false)
    expect(isWellFormedText('\ude00a')).toBe(false)
    expect(isWellFormedText('a😀桥')).toBe(true)
  })

  test('as the newest engines notice them', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (raw) => {
        expect(isWellFormedText(raw)).toBe(
          (raw as unknown as { isWellFormed(): boolean }).isWellFormed(),
        )
      }),
    )
  })
})

describe('counting', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  test('counts what a reader counts', () => {
    expect(countCharacters('桥修好了吗？')).toBe(6)
    expect(countCharacters('👨‍👩‍👧‍👦é🇨🇳')).toBe(3)
    expect(countCharacters('')).toBe(0)
  })

  test('an old browser counts code points', async () => {
    vi.resetModules()
    vi.stubGlobal('Intl', {})
    const old = await import('../../worker/domain/text')
    expect(old.countCharacters('桥修好了吗？😀')).toBe(7)
  })

  test('bytes are those of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(countBytes(text)).toBe(new TextEncoder().encode(text).length)
      }),
    )
  })

  test('a question is empty, too short, too long, or right', () => {
    const limits = { min: 5, max: 10 }
    expect(checkLength('  ', limits)).toBe('empty')
    expect(checkLength('桥呢？', limits)).toBe('too_short')
    expect(checkLength('桥什么时候修好', limits)).toBe('ok')
    expect(checkLength('桥什么时候才能修好呢？', limits)).toBe('too_long')
    expect(checkLength('', { min: 0, max: 10 })).toBe('ok')
  })

  // ASVS 1.4.2, 2.2.1
  test('a few characters cannot weigh a megabyte', () => {
    expect(checkLength(`a${'\u0301'.repeat(200)}`, { min: 1, max: 10 })).toBe('too_long')
  })
})

describe('the same text', () => {
  test('is the same in another width, case and punctuation', () => {
    expect(sameText('加装电梯，怎么申请？', ' 加装 电梯怎么申请?!')).toBe(true)
    expect(sameText('ＥＴＣ办理', 'etc办理')).toBe(true)
    expect(sameText('公交几路', '公交九路')).toBe(false)
  })

  test('made of signs alone is compared by its signs', () => {
    expect(sameText('？？', '!!')).toBe(false)
    expect(sameText('？', '?')).toBe(true)
  })
})

describe('a question mark', () => {
  test('is one in either width', () => {
    expect(normaliseQuestionMark('真的？')).toBe('真的?')
    for (const text of [
      '修好了吗？',
      'When?',
      '为什么？！',
      '“修好了吗？”',
      '修好了吗',
      '行吗？ 。',
    ]) {
      expect(endsAsQuestion(text)).toBe(true)
    }
    for (const text of ['请修桥。', '为什么？因为没钱', '', '!!!']) {
      expect(endsAsQuestion(text)).toBe(false)
    }
  })
})
