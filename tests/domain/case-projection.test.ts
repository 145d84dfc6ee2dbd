import { expect, test } from 'vitest'
import { visibilities } from '../../worker/contract/cases'
import { publicCase } from '../../worker/domain/projection'
import { aCase } from '../worker/store-rows'

test('what was replied to one person alone is read by nobody else; that there is a reply is', () => {
  const replied = { repliedAt: 2, state: 'replied', reply: '已修好。' } as const
  const shown = visibilities.map((visibility) => {
    const { state, reply } = publicCase(aCase(1, { ...replied, visibility }))
    return [visibility, state, reply]
  })
  expect(shown).toEqual([
    ['public', 'replied', '已修好。'],
    ['unlisted', 'replied', '已修好。'],
    ['asker_only', 'replied', null],
    ['sealed', 'replied', null],
    ['tombstone', 'replied', null],
  ])
})
