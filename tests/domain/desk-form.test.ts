import { describe, expect, test } from 'vitest'
import {
  draftFrom,
  readGuests,
  readSessionFields,
  shanghaiMoment,
} from '../../worker/pages/desk-form'

const filled = {
  title: '第四次与网友面对面',
  slug: 'fourth',
  kind: 'town_hall',
  topic: '供水',
  notice: '',
  place: '县融媒体中心',
  unit: '霞湾县人民政府',
  startsAt: '2026-12-20T19:30',
  endsAt: '2026-12-20T21:00',
  guests: '林某，县供水公司 经理，县供水公司',
}
const problems = (part: Partial<typeof filled>) => {
  const draft = draftFrom(readSessionFields(new Map(Object.entries({ ...filled, ...part }))))
  return 'problems' in draft ? draft.problems : []
}

describe('a new session', () => {
  test('is drafted from what was filled in, its times being Beijing time', () => {
    const draft = draftFrom(readSessionFields(new Map(Object.entries(filled))))
    expect('given' in draft && draft.given).toMatchObject({
      slug: 'fourth',
      startsAt: Date.UTC(2026, 11, 20, 11, 30),
      guests: [{ name: '林某', office: '县供水公司 经理', unit: '县供水公司' }],
    })
  })

  test('names everything that is wrong at once', () => {
    expect(problems({ title: '', slug: 'Nicht gut', startsAt: '' })).toEqual([
      'title',
      'slug',
      'startsAt',
    ])
  })

  // ASVS 2.2.3
  test('cannot end before it starts', () => {
    expect(problems({ endsAt: '2026-12-20T19:00' })).toEqual(['endsAt'])
    expect(problems({ endsAt: '' })).toEqual([])
  })

  test('is of a known kind, and no mailbox', () => {
    expect(problems({ kind: 'mailbox' })).toEqual(['other'])
  })
})

test('a day that is none is no moment', () => {
  expect(shanghaiMoment('2026-02-30T10:00')).toBeNull()
  expect(shanghaiMoment('2026-02-03T25:00')).toBeNull()
})

test('guests are one per line, with name, office and unit', () => {
  expect(readGuests('林某，经理，供水公司\n\n陈某,局长,交通局')).toHaveLength(2)
  expect(readGuests('林某')).toBeNull()
  expect(readGuests('')).toEqual([])
})
