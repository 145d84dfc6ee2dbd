import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runsOf, saysTheSame, shared, substance } from '../../worker/domain/same-words'

const same = (a: string, b: string) => saysTheSame(runsOf(a), runsOf(b))

const repaired =
  '已安排城管局路灯管理所于十二月三日更换东门大桥北侧损坏的四盏路灯，并检查了全线线路，今后每周巡查一次。'
const studied = '该路段已列入明年改造计划，我们将结合财力统筹考虑，争取早日实施，请您耐心等待。'

test('greetings make nothing alike, and other greetings hide nothing', () => {
  const one = `尊敬的网友，您好！您反映的问题已收悉，现答复如下：${studied}感谢您对我们工作的支持！`
  const other = `网友您好：来信收悉。经核实，${studied.replace(/，/g, ', ')}此复。`
  expect(same(one, other)).toBe(true)
  const polite = (text: string) => `尊敬的网友，您好！现将有关情况答复如下：${text}祝您生活愉快！`
  expect(same(polite(repaired), polite(studied))).toBe(false)
})

test('a name or a date exchanged leaves it the same; a matter exchanged does not', () => {
  expect(same(studied, studied.replace('该路段', '东湖路'))).toBe(true)
  expect(same(repaired, repaired.replace('十二月三日', '十二月八日'))).toBe(true)
  expect(
    same(
      repaired,
      '县供水公司已于十二月二日冲洗城南加压泵站以下管道，水质检测合格，请放水五分钟后饮用。',
    ),
  ).toBe(false)
})

test('replies that say nothing at all are alike', () => {
  expect(same('您好，来信收悉，感谢您的关注！', '网友您好！谢谢。')).toBe(true)
  expect(substance('尊敬的网友：您好！此复。')).toBe('')
  expect(same('已办。', '您好，来信收悉。')).toBe(false)
})

test('it is the same from both sides, and every text is like itself whatever its signs', () => {
  const text = fc.string({
    unit: fc.constantFrom(...'路灯水管已修好，。 您好感谢A1'),
    maxLength: 40,
  })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(same(a, b)).toBe(same(b, a))
      expect(shared(runsOf(a), runsOf(a.split('').join(' ')))).toBe(1)
    }),
  )
})
