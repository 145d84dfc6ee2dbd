import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, foldMapped, holdsAll, markedIn, wordsOf } from '../../worker/domain/fold'
import { gramsOf, termsOf } from '../../worker/domain/grams'

test('width, case and traditional signs make no difference to a search', () => {
  expect(fold('１２３４５熱線')).toBe('12345热线')
  expect(fold('ＥＴＣ　辦理')).toBe('etc 办理')
  expect(fold('老舊小區加裝電梯')).toBe('老旧小区加装电梯')
  expect(fold('乾淨的麵包，裡面')).toBe('干净的面包,里面')
  expect(wordsOf('  路灯　 路燈 不亮 ')).toEqual(['路灯', '不亮'])
})

test('folding twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text))
      expect(foldMapped(text).text).toBe(fold(text))
    }),
  )
})

test('what stands in a text is never missed by its grams', () => {
  const unit = fc.constantFrom(...'路灯不亮12345abAB，。 ＡＢ１２老旧小区熱線😀㎡')
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 60 }), fc.nat(), fc.nat(), (signs, from, length) => {
      const text = signs.join('')
      const part = signs
        .slice(from % (signs.length + 1))
        .slice(0, 1 + (length % 20))
        .join('')
      const words = wordsOf(part)
      if (!holdsAll([fold(text)], words)) return
      const grams = gramsOf([fold(text)])
      for (const term of termsOf(words)) expect(grams.has(term)).toBe(true)
    }),
  )
})

test('marks stand where the words stand in the text as it was written', () => {
  const text = '打１２３４５熱線，說㎡'
  expect(markedIn(text, wordsOf('12345热线')).map(([from, to]) => text.slice(from, to))).toEqual([
    '１２３４５熱線',
  ])
  expect(markedIn(text, ['m']).map(([from, to]) => text.slice(from, to))).toEqual(['㎡'])
  expect(markedIn('路灯路灯', ['路灯', '灯路'])).toEqual([[0, 4]])
})
