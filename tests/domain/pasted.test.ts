import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  PASTED_LEAST,
  pastedCount,
  pastedUnder,
  sameAnswer,
  type GivenAnswer,
} from '../../worker/domain/pasted'

const standard =
  '您好，您反映的问题我局高度重视，已安排专人到现场核实，将结合实际研究处理，感谢您的关心和支持。'

/** Words of different answers: no two letters of them are alike. */
const letters = fc.integer({ min: 0x4e00, max: 0x9fa0 }).map((code) => String.fromCodePoint(code))
const words = (min: number, max: number) =>
  fc.uniqueArray(letters, { minLength: min, maxLength: max }).map((list) => list.join(''))

describe('the same answer under different questions', () => {
  test('is found whatever its punctuation, width and spaces', () => {
    expect(sameAnswer(standard, standard.replace(/[，。]/g, ' \n'))).toBe(true)
    expect(sameAnswer(`${standard}电话12345`, `${standard} 电话：１２３４５！`)).toBe(true)
    fc.assert(
      fc.property(
        words(PASTED_LEAST, 80),
        fc.array(fc.constantFrom('，', '。', ' ', '\n', '！'), { maxLength: 20 }),
        (text, marks) => {
          const marked = [...text].map((sign, i) => sign + (marks[i] ?? '')).join('')
          return sameAnswer(text, marked) && sameAnswer(marked, text)
        },
      ),
    )
  })

  test('is found when only a name or a date was exchanged in it', () => {
    const long = `${standard}${standard.replaceAll('您', '贵')}请您留意我局网站的公告。`
    expect(sameAnswer(long, `${long}（城东）`)).toBe(true)
  })

  test('short answers are honestly the same, and other words are another answer', () => {
    expect(sameAnswer('已修好，谢谢。', '已修好，谢谢。')).toBe(false)
    expect(
      sameAnswer(standard, '东门路灯十二月二十日前由城管局更换完毕，电话号码见公告栏第三行。'),
    ).toBe(false)
    fc.assert(
      fc.property(words(PASTED_LEAST, 60), words(PASTED_LEAST, 60), (a, b) => {
        fc.pre(![...a].some((sign) => b.includes(sign)))
        return !sameAnswer(a, b)
      }),
    )
  })

  test('is the same from both sides', () => {
    fc.assert(
      fc.property(words(10, 60), words(0, 10), (a, tail) => {
        expect(sameAnswer(a, a + tail)).toBe(sameAnswer(a + tail, a))
      }),
    )
  })

  test('the desk names the other questions, never the one that is answered', () => {
    const given = [
      { no: 7, text: standard },
      { no: 3, text: `${standard}！` },
      { no: 5, text: '这一条另有安排，十二月底以前由交通局答复清楚，请您留意。' },
    ]
    expect(pastedUnder(standard, 9, given)).toEqual([3, 7])
    expect(pastedUnder(standard, 7, given)).toEqual([3])
    expect(pastedUnder('已修好。', 9, given)).toEqual([])
  })

  test('one marked as joint counts as none, and an unmarked one after it still does', () => {
    const first: GivenAnswer = { no: 1, text: standard }
    expect(pastedCount([first, { no: 2, text: standard, joint: [1] }])).toBe(0)
    expect(
      pastedCount([
        { ...first, joint: [2] },
        { no: 2, text: standard },
      ]),
    ).toBe(0)
    expect(
      pastedCount([first, { no: 2, text: standard, joint: [1] }, { no: 3, text: standard }]),
    ).toBe(1)
    // Said twice under one question (on stage and in writing) it repeats nobody else’s.
    expect(pastedCount([first, first])).toBe(0)
  })

  test('n copies of a text count n − 1, and those that say so count nothing', () => {
    fc.assert(
      fc.property(
        words(PASTED_LEAST, 60),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
        (text, marked) => {
          const all = marked.map((_, i) => i)
          const given = marked.map((joint, no) => ({
            no,
            text,
            joint: joint ? all.filter((one) => one !== no) : null,
          }))
          const unmarked = marked.filter((joint) => !joint).length
          expect(pastedCount(given)).toBe(Math.max(0, unmarked - 1))
        },
      ),
    )
  })
})
