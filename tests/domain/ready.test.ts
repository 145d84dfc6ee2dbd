import { describe, expect, test } from 'vitest'
import { readyNames } from '../../worker/contract/ready'
import { readyLines, type ReadyFacts } from '../../worker/domain/ready'

const DAY = 24 * 3_600_000
const startsAt = Date.UTC(2026, 11, 20, 7)
const good: ReadyFacts = {
  guests: 2,
  startsAt,
  announcedAt: startsAt - 8 * DAY,
  page: true,
  outbox: 0,
  room: { moderators: 2, screens: 1, scans: 1 },
  signal: { pushing: true, sound: true },
  cutTried: true,
  text: true,
}
const lights = (facts: ReadyFacts) =>
  Object.fromEntries(readyLines(facts).map(({ name, light }) => [name, light]))

describe('before the start', () => {
  test('everything is green but the clock, which only the computer itself can judge', () => {
    const { clock, ...rest } = lights(good)
    expect(clock).toBe('amber')
    expect(new Set(Object.values(rest))).toEqual(new Set(['green']))
    expect(readyLines(good).map(({ name }) => name)).toEqual([...readyNames])
  })

  test('whatever is missing is red', () => {
    const nothing = { moderators: 1, screens: 0, scans: 0 }
    const found = lights({ ...good, guests: 0, page: false, outbox: null, room: nothing })
    expect(found).toMatchObject({
      guests: 'red',
      page: 'red',
      record: 'red',
      second: 'red',
      screen: 'red',
      qr: 'red',
    })
  })

  test.for([
    [8, 'green'],
    [7, 'green'],
    [6, 'amber'],
    [3, 'amber'],
    [2, 'red'],
    [-1, 'red'],
  ] as const)('announced %i days ahead is %s', ([days, light]) => {
    expect(lights({ ...good, announcedAt: startsAt - days * DAY })['notice']).toBe(light)
  })

  test('a session never announced was announced too late; of a rehearsal nobody has to be told', () => {
    expect(lights({ ...good, announcedAt: null })['notice']).toBe('red')
    const { announcedAt: _none, ...rehearsal } = good
    expect(lights(rehearsal)).not.toHaveProperty('notice')
  })

  test('before it takes questions nothing can be known of its room', () => {
    const early = readyLines({ ...good, room: null }).filter((line) => line.early)
    expect(early.map(({ name }) => name)).toEqual(['second', 'screen', 'text', 'qr'])
  })

  test('a session without a picture is not asked for a signal, and one whose stream is away has none', () => {
    const { signal: _signal, cutTried: _tried, ...plain } = good
    expect(lights(plain)).not.toHaveProperty('signal')
    expect(lights(plain)).not.toHaveProperty('cut')
    expect(lights({ ...good, signal: null })).toMatchObject({ signal: 'red', sound: 'amber' })
  })

  test('a picture that does not come is red; sound nobody heard, and a cut nobody tried, are to be minded', () => {
    const signal = { pushing: false, sound: null }
    const found = lights({ ...good, signal, cutTried: false, text: false })
    expect(found).toMatchObject({ signal: 'red', sound: 'amber', cut: 'amber', text: 'amber' })
  })

  test('a few changes on their way to the record are nothing, many are something to mind', () => {
    expect(lights({ ...good, outbox: 20 })['record']).toBe('amber')
    expect(lights({ ...good, outbox: 21 })['record']).toBe('red')
  })
})
