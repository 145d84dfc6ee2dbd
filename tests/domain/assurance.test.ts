import { describe, expect, test } from 'vitest'
import type { Counts, Level } from '../../worker/contract/assurance'
import { addStanding, assuranceOf, proofFactor } from '../../worker/domain/assurance'

describe('which votes count', () => {
  test('a session that says nothing counts every vote', () => {
    expect(assuranceOf({})).toEqual({ rank: 0, ask: 0 })
    expect(assuranceOf({ assurance: { rank: 3, ask: 1 } })).toEqual({ rank: 3, ask: 1 })
  })

  test('a verified person is among the votes and told besides; what is below the level stands apart', () => {
    const counts: Counts = { votes: 0, verified: 0, apart: 0, held: 0 }
    for (const standing of [0, 1, 2, 3, 'held', null] as const) addStanding(counts, standing, 2, 1)
    expect(counts).toEqual({ votes: 2, verified: 1, apart: 2, held: 1 })
    for (const standing of [0, 1, 2, 3, 'held', null] as const) addStanding(counts, standing, 2, -1)
    expect(counts).toEqual({ votes: 0, verified: 0, apart: 0, held: 0 })
  })

  test('whatever the level that counts, every voter is shown once', () => {
    for (const rank of [0, 1, 2, 3] as Level[]) {
      const counts: Counts = { votes: 0, verified: 0, apart: 0, held: 0 }
      for (const standing of [0, 1, 2, 3, 'held'] as const) addStanding(counts, standing, rank, 1)
      expect(counts.votes + counts.apart + counts.held).toBe(5)
    }
  })
})

describe('how hard a proof is', () => {
  test('twice as hard for each step of an attack, eight times at most, and only while it lasts', () => {
    const now = 10_000_000
    const factor = (ballots: number, ago: number) =>
      proofFactor([{ until: now - ago, ballots }], now)
    expect([0, 1, 99, 100, 999, 1_000, 90_000].map((n) => factor(n, 1_000))).toEqual([
      1, 2, 2, 4, 4, 8, 8,
    ])
    expect(factor(5_000, 11 * 60_000)).toBe(1)
    expect(proofFactor([], now)).toBe(1)
  })
})
