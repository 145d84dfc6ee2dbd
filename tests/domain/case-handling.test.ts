import { expect, test } from 'vitest'
import { visibilities } from '../../worker/contract/cases'
import { publicHandling } from '../../worker/domain/case-handling'
import { approver, desk, officer, Play, TRAFFIC } from './case-kit'

const seen = ({ whole }: Play) =>
  publicHandling({
    ...whole,
    replies: whole.replies.filter(({ state, kind }) => state === 'published' && kind === 'final'),
    joint: [],
  })

test('a case of which there is nothing to say says nothing', () => {
  expect(seen(new Play())).toBeNull()
  expect(seen(new Play().answered())).toBeNull()
})

test('who helps, who leads it themselves, why it takes longer and what it waits for', () => {
  const play = new Play()
    .do(officer, { act: 'accepted' })
    .do(officer, { act: 'assist_added', unit: TRAFFIC })
    .do(desk, { act: 'sponsored', who: { id: 'lin', name: '副县长 林某' } })
    .do(officer, { act: 'extended', reason: '等设备，电话 13800138000' })
    .do(officer, { act: 'asked_details', text: '哪个小区？', days: 5 })
  expect(seen(play)).toMatchObject({
    assists: [TRAFFIC.name],
    sponsor: '副县长 林某',
    extended: { why: '等设备，电话 138****8000' },
    paused: { why: 'details', text: '哪个小区？' },
    earlier: [],
  })
  play
    .do(officer, { act: 'details_given', text: '南湖小区' })
    .do(officer, { act: 'assist_removed', unit: TRAFFIC.id })
  expect(seen(play)).toMatchObject({ assists: [] })
  expect(seen(play)).not.toHaveProperty('paused')
})

test('what was replied before it was opened again does not vanish, in the words it was corrected to', () => {
  const play = new Play().answered('三天内通水。')
  play.do(officer, {
    act: 'drafted',
    of: 'correction',
    text: '五天内通水。',
    outcome: 'solved',
    why: '日期有误',
  })
  play.do(officer, { act: 'submitted', reply: play.draft }).publish(approver)
  expect(seen(play)).toBeNull()
  play.do(officer, { act: 'disputed' }).do(desk, { act: 'reopened', reason: '仍未通水' })
  expect(seen(play)?.earlier.map(({ text }) => text)).toEqual(['五天内通水。'])
  play.answered('已于今日通水。')
  expect(seen(play)?.earlier.map(({ text }) => text)).toEqual(['五天内通水。'])
  const sealed = new Play()
    .answered('找李某，13800138000。')
    .do(officer, { act: 'disputed' })
    .do(desk, { act: 'reopened', reason: '没有人接' })
  expect(seen(sealed)?.earlier.map(({ text }) => text)).toEqual([null])
})

test('of what is not public nothing is told', () => {
  const told = visibilities.map((visibility) => {
    const play = new Play()
      .do(officer, { act: 'accepted' })
      .do(officer, { act: 'assist_added', unit: TRAFFIC })
    if (visibility !== 'public') play.do(desk, { act: 'hidden', visibility, reason: '密语' })
    return [visibility, seen(play) !== null]
  })
  expect(told).toEqual([
    ['public', true],
    ['unlisted', true],
    ['asker_only', false],
    ['sealed', false],
    ['tombstone', false],
  ])
})
