import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { finderOf, parseList, plainly, WORDS_MAX } from '../../worker/domain/words'
import { Automaton } from '../../worker/domain/words-automaton'

describe('a text as the list of words reads it', () => {
  test('whatever stands between, around or instead of its signs makes no difference', () => {
    const ways = [
      '代办证件',
      '代 办 证 件',
      '代*办*证*件',
      '代\u200b办\u200d证\ufeff件',
      '代。办、证！件',
      '代辦證件',
      '代\n办\t证　件',
    ]
    for (const way of ways) expect(plainly(way)).toBe('代办证件')
    for (const way of ['ＡＢＣ１２３', 'a b-c_1.2.3', 'Аbс123', 'ÁBĆ①②③']) {
      expect(plainly(way)).toBe('abc123')
    }
  })

  test('the name of a messenger is found behind its usual disguises', () => {
    for (const way of [
      '加微信',
      '加薇信',
      '加徽信',
      '加V信',
      '加vx',
      '加 W X',
      '加WeChat',
      '加ｖｘ',
    ]) {
      expect(plainly(way)).toBe('加微信')
    }
    expect(plainly('invxen')).toBe('invxen')
    expect(plainly('安徽信访局')).toContain('安')
  })

  test('read twice it stays the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'vxwVs 信微徽薇１辦é㎅İﬁßが가𝒱ⅧΩα\u200b\ud800*．') }),
        (text) => {
          const once = plainly(text)
          expect(plainly(once)).toBe(once)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('the automaton', () => {
  const sign = fc.constantFrom('a', 'b', '办', '证')
  const word = fc.string({ unit: sign, minLength: 1, maxLength: 6 })

  test('finds exactly what looking for each word by itself finds', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 12 }),
        fc.string({ unit: fc.oneof(sign, fc.constantFrom('c', '件')), maxLength: 60 }),
        (words, text) => {
          const automaton = new Automaton(words.map((one, i) => ({ word: one, bit: i % 30 })))
          const naive = words.flatMap((one, i) => (text.includes(one) ? [i] : []))
          expect(automaton.found(text, Infinity).sort((a, b) => a - b)).toEqual(naive)
          const mask = naive.reduce((sum, i) => sum | (1 << (i % 30)), 0)
          expect(automaton.mask(text)).toBe(mask)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('words within words are all found, and an empty list finds nothing', () => {
    const words = ['a', 'aa', 'aaa', 'baa'].map((one, bit) => ({ word: one, bit }))
    expect(new Automaton(words).mask('xbaaa')).toBe(0b1111)
    expect(new Automaton([]).mask('anything')).toBe(0)
  })

  // ASVS 15.2.2
  test('looks at each sign of a text a bounded number of times, however nasty the list', () => {
    // Every failing step goes up the tree, every sign goes down once: counted here, not timed.
    const nasty = Array.from({ length: 200 }, (_, i) => ({ word: `${'a'.repeat(i + 1)}b`, bit: 0 }))
    const automaton = new Automaton(nasty)
    expect(automaton.mask('a'.repeat(50_000))).toBe(0)
    expect(automaton.mask(`${'a'.repeat(50_000)}b`)).toBe(1)
  })
})

describe('a list of words', () => {
  test('is one word a line, with a category if one is given; remarks and doubles are left out', () => {
    const { words, text, refused } = parseList(
      '\ufeff# 说明\n代办证件\t广告\n代 办 证 件，广告\n刷单|诈骗\n\nabc\n',
    )
    expect(words).toEqual([
      { word: '代办证件', category: '广告' },
      { word: '刷单', category: '诈骗' },
      { word: 'abc', category: '' },
    ])
    expect(text).toBe('代办证件\t广告\n刷单\t诈骗\nabc')
    expect(refused).toEqual([])
  })

  test('says which lines it does not take, and why', () => {
    const long = '长'.repeat(41)
    const many = Array.from({ length: 40 }, (_, i) => `词语${i},种类${i}`).join('\n')
    expect(parseList(`好\n***\n${long}\n刷单,${'类'.repeat(13)}`).refused).toEqual([
      { line: 1, why: 'short' },
      { line: 2, why: 'short' },
      { line: 3, why: 'long' },
      { line: 4, why: 'category' },
    ])
    expect(parseList(many).refused).toHaveLength(10)
  })

  test('read back as it is kept it is the same list', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
        const once = parseList(pairs.map((pair) => pair.join('\t')).join('\n'))
        expect(parseList(once.text).words).toEqual(once.words)
      }),
      { numRuns: 500 },
    )
  })

  test('of twenty thousand words is built and asked like any other', () => {
    const lines = Array.from(
      { length: WORDS_MAX + 5 },
      (_, i) => `词${i.toString(36)}语,类${i % 20}`,
    )
    const { words, refused } = parseList(lines.join('\n'))
    expect([words.length, refused.length]).toEqual([WORDS_MAX, 5])
    const finder = finderOf(words)
    expect(finder.categories(['没有', '这里有 词 7 ps 语。', null])).toEqual(['类0'])
    expect(finder.categories(['什么都没有'])).toEqual([])
    expect(finder.found('词a语词b语词a语', 5).map(({ word }) => word)).toEqual(['词a语', '词b语'])
  })
})
