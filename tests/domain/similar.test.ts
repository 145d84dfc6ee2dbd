import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { similarTo } from '../../worker/domain/similar'

const pool = [
  '老旧小区什么时候加装电梯？',
  '公积金贷款额度能不能提高',
  '城东小学今年招生范围怎么划分？',
  '县医院停车难，能不能扩建停车场？',
  '农村饮用水经常停水怎么办',
  '12路公交车能不能延长到晚上10点',
  '老旧小区改造有没有补贴',
].map((text, id) => ({ id, text }))

const ids = (query: string, limit = 5) => similarTo(query, pool, limit).map((one) => one.id)

describe('similar questions', () => {
  test('a reworded question finds the first one', () => {
    expect(ids('我们老小区能加装电梯吗')[0]).toBe(0)
    expect(ids('公积金能贷多少？额度会提高吗？')[0]).toBe(1)
    expect(ids('医院停车太难了')[0]).toBe(3)
    expect(ids('公交１２路晚上延长')[0]).toBe(5)
  })

  test('what shares no character is not suggested', () => {
    expect(ids('XYZ')).toEqual([])
    expect(ids('？！ 。')).toEqual([])
    expect(ids('')).toEqual([])
    expect(similarTo('电梯', [], 5)).toEqual([])
  })

  test('the best come first, and no more than asked for', () => {
    const found = similarTo('老旧小区', pool, 2)
    expect(found).toHaveLength(2)
    expect(found[0]!.score).toBeGreaterThanOrEqual(found[1]!.score)
  })

  test('width, case and punctuation make no difference', () => {
    const etc = [{ id: 'etc', text: 'ＥＴＣ怎么办理？' }]
    const plain = similarTo('etc 办理', etc, 5)
    expect(plain).toEqual(similarTo('ＥＴＣ，办理！', etc, 5))
    expect(plain).toHaveLength(1)
  })

  test('a rare 字 outside the basic plane is found', () => {
    expect(similarTo('𠮷林路', [{ id: 1, text: '修𠮷桥' }], 5)).toHaveLength(1)
  })

  test('a question among others finds itself first, of equals the earlier one', () => {
    for (const { id, text } of pool) expect(ids(text)[0]).toBe(id)
    const twins = [...pool, { id: 99, text: pool[2]!.text }]
    expect(similarTo(pool[2]!.text, twins, 2).map((one) => one.id)).toEqual([2, 99])
  })

  test('any text at all gives finite scores in order', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(text, fc.array(text), fc.nat(10), (query, texts, limit) => {
        const found = similarTo(
          query,
          texts.map((one, id) => ({ id, text: one })),
          limit,
        )
        expect(found.length).toBeLessThanOrEqual(limit)
        const scores = found.map((one) => one.score)
        expect(scores.every((score) => score > 0 && Number.isFinite(score))).toBe(true)
        expect(scores).toEqual([...scores].sort((a, b) => b - a))
      }),
    )
  })

  test('two thousand questions take a few milliseconds', () => {
    const many = Array.from({ length: 2_000 }, (_, id) => {
      const one = pool[id % pool.length]!.text
      return { id, text: `${one}${String.fromCharCode(0x4e00 + id)}${one.slice(id % 7)}请问${one}` }
    })
    const times = Array.from({ length: 20 }, () => {
      const started = performance.now()
      similarTo('老旧小区加装电梯的补贴什么时候能发下来', many, 5)
      return performance.now() - started
    })
    // 1.5 ms on an idle machine; the bound is wide because the tests may share theirs.
    expect(Math.min(...times)).toBeLessThan(50)
  })
})
