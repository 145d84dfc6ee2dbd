import { describe, expect, test } from 'vitest'
import { clockWords, momentOf, secondsIn } from '../../worker/domain/moment'

describe('a link into the film', () => {
  test.each([
    ['754', 754],
    ['754.5', 754.5],
    ['12:34', 754],
    ['0:12:34', 754],
    ['00:12:34.250', 754.25],
    ['1:02:03', 3723],
    ['90:00', 5400],
    ['12m34s', 754],
    ['1h2m3s', 3723],
    ['45s', 45],
    ['0', 0],
  ])('%s leads to second %d', (raw, seconds) => {
    expect(secondsIn(raw)).toBe(seconds)
  })

  test.each([
    '',
    ' ',
    'soon',
    '-5',
    '1e3',
    '12:60',
    '1:2:3:4',
    '12:',
    ':30',
    '0x10',
    'NaN',
    '９９',
  ])('“%s” leads nowhere', (raw) => {
    expect(secondsIn(raw)).toBeNull()
  })

  test('nobody is led beyond two days', () => {
    expect(secondsIn('172800')).toBe(172_800)
    expect(secondsIn('172801')).toBeNull()
    expect(secondsIn('999999')).toBeNull()
  })

  test('the address names it, or what stands behind its #', () => {
    const at = (search: string, hash = '') => momentOf({ search, hash })
    expect(at('?t=754')).toBe(754)
    expect(at('?tab=about&t=12:34')).toBe(754)
    expect(at('', '#t=00:12:34')).toBe(754)
    expect(at('?t=10', '#t=20')).toBe(10)
    expect(at('?t=x')).toBeNull()
    expect(at('', '#picture')).toBeNull()
    expect(at('')).toBeNull()
  })
})

test('a place in the film is said as players say it', () => {
  expect([0, 59.9, 754, 3599, 3600, 3723].map(clockWords)).toEqual([
    '00:00',
    '00:59',
    '12:34',
    '59:59',
    '1:00:00',
    '1:02:03',
  ])
  expect(clockWords(-3)).toBe('00:00')
})

test('what a clock says can be read back', () => {
  for (const seconds of [0, 1, 61, 3599, 3600, 86_399]) {
    expect(secondsIn(clockWords(seconds))).toBe(seconds)
  }
})
