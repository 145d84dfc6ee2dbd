import { expect, test } from 'vitest'
import { refusalMessage } from '../../worker/contract/words/refusals'

test('a form that is sent back says which of its fields is meant, in the language of the reader', () => {
  expect(refusalMessage('zh', 'EMPTY', { field: 'reason' })).toBe('“理由”还没有填写。')
  expect(refusalMessage('zh', 'TOO_LONG', { field: 'office', max: 60 })).toBe(
    '“职务”太长，最多 60 个字。',
  )
  expect(refusalMessage('zh', 'INVALID', { field: 'dueDay' })).toBe(
    '“期限”不符合要求，请检查后再提交。',
  )
  expect(refusalMessage('en', 'TOO_SHORT', { field: 'quote', min: 4 })).toBe(
    'The quote is too short: at least 4 characters.',
  )
  expect(refusalMessage('zh', 'INVALID', { field: 'contact' })).toContain('手机号要 11 位')
})

test('a field that only machines send is not named to a reader', () => {
  for (const field of ['text', 'seen', 'constructor', '__proto__', undefined]) {
    expect(refusalMessage('zh', 'EMPTY', field === undefined ? {} : { field })).toBe(
      '内容还没有填写。',
    )
    expect(refusalMessage('en', 'TOO_LONG', field === undefined ? {} : { field })).toBe('Too long.')
  }
})
