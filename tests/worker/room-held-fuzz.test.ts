import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BurstState } from '../../worker/contract/states'
import { Refusal } from '../../worker/contract/refusals'
import type { Decision } from '../../worker/contract/room'
import { newQuestion } from '../../worker/domain/records'
import { setVote } from '../../worker/room/ballots'
import { decide } from '../../worker/room/decide'
import { RoomState } from '../../worker/room/state'
import { tallies } from '../../worker/room/tallies'
import { EVENING, lin, session, units } from './room-kit'

/** Few questions and voters, so that they meet; every third vote is held by a rule made up for it. */

const QUESTIONS = 6
const q = fc.integer({ min: 1, max: QUESTIONS })
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      q,
      voter: fc.integer({ min: 1, max: 6 }),
      on: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
      held: fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, fc.constant(true)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('merge' as const), q, into: q }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unmerge' as const), q }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      burst: fc.integer({ min: 1, max: 8 }),
      to: fc.constantFrom<BurstState>('counted', 'voided', 'held'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sleep' as const) }) },
)

/** What the ballots must be if merges never touched them, and which burst holds them. */
interface Model {
  ballots: Map<number, Set<number>>
  burstOf: Map<string, number>
  states: Map<number, BurstState>
}

function expected(model: Model, group: readonly number[]) {
  const counted = new Set<number>()
  const given = new Set<number>()
  for (const no of group) {
    for (const voter of model.ballots.get(no) ?? []) {
      const burst = model.burstOf.get(`${no} ${voter}`)
      const state = burst === undefined ? 'counted' : (model.states.get(burst) ?? 'held')
      if (state === 'counted') counted.add(voter)
      if (state !== 'voided') given.add(voter)
    }
  }
  return { votes: counted.size, held: given.size - counted.size }
}

describe('merges and held votes, in any order', () => {
  test('a group shows its distinct voters after each step, and un-merged all is as if it had never been merged', async () => {
    const happened = { merge: 0, unmerge: 0, held: 0, settle: 0, groupVotes: 0 }
    await runInDurableObject(env.ROOM.getByName(`fuzz-${crypto.randomUUID()}`), async (_, ctx) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 15, maxLength: 45, size: 'max' }),
          async (steps) => {
            await ctx.storage.deleteAll()
            const state = new RoomState(ctx.storage)
            state.transact(() =>
              state.lay(
                { session: session('fuzz', { state: 'live' }), units, socketCap: 1 },
                'life',
              ),
            )
            state.load()
            state.transact(() => {
              for (let no = 1; no <= QUESTIONS; no += 1) {
                const facts = {
                  id: `q${no}`,
                  sessionId: 'id-fuzz',
                  no,
                  text: '路灯',
                  askedAt: EVENING,
                }
                state.putQuestion(newQuestion({ ...facts, state: 'listed', listedAt: EVENING }))
              }
            })
            const model: Model = { ballots: new Map(), burstOf: new Map(), states: new Map() }
            let now = EVENING
            let room = state
            const tryTo = (decision: Decision) => {
              try {
                room.transact(() => decide(room, decision, lin, now))
                return true
              } catch (error) {
                if (error instanceof Refusal) return false
                throw error
              }
            }
            const agree = () => {
              for (const row of room.questions.values()) {
                const shown = { votes: row.votes, held: row.held ?? 0 }
                expect({ no: row.no, ...shown }).toEqual({
                  no: row.no,
                  ...expected(model, room.groupOf(row.no)),
                })
              }
            }
            for (const one of steps) {
              now += 60_000
              if (one.do === 'sleep') {
                room = new RoomState(ctx.storage)
                room.load()
              } else if (one.do === 'vote') {
                const group = room.groupOf(one.q)
                const key = `${one.q} ${one.voter}`
                let told: ReturnType<typeof setVote> | null = null
                room.transact(() => {
                  told = setVote(room, one.q, one.voter, one.on, 0, now, {
                    judge: () => (one.held ? 'newcomers' : null),
                    note: (burst) => {
                      happened.held += 1
                      model.burstOf.set(key, burst)
                      if (!model.states.has(burst)) model.states.set(burst, 'held')
                    },
                  })
                })
                if (!(told as { ok: boolean } | null)?.ok) continue
                if (group.length > 1) happened.groupVotes += 1
                const own = model.ballots.get(one.q) ?? new Set()
                model.ballots.set(one.q, own)
                if (one.on) own.add(one.voter)
                else for (const no of group) model.ballots.get(no)?.delete(one.voter)
              } else if (one.do === 'settle') {
                const was = room.bursts.get(one.burst)?.state
                if (!was) continue
                const decision = {
                  act: 'settle_burst',
                  burst: one.burst,
                  was,
                  to: one.to,
                  reason: '核实',
                } as const
                if (!tryTo(decision)) continue
                happened.settle += 1
                model.states.set(one.burst, one.to)
              } else {
                const decision: Decision =
                  one.do === 'merge'
                    ? { act: 'merge', nos: [one.q], into: one.into }
                    : { act: 'unmerge', nos: [one.q] }
                if (tryTo(decision)) happened[one.do] += 1
              }
              agree()
            }
            for (let no = 1; no <= QUESTIONS; no += 1) {
              if (room.question(no).state === 'merged') tryTo({ act: 'unmerge', nos: [no] })
            }
            agree()
            const counted = tallies(room, now)
            for (const row of room.questions.values()) {
              expect(row.state).toBe('listed')
              const alone = expected(model, [row.no])
              const tally = counted.get(row.no)
              expect({ votes: row.votes, held: row.held ?? 0 }).toEqual(alone)
              expect(tally?.byLevel[0]).toBe(alone.votes)
              expect(tally?.held).toBe(alone.held)
            }
          },
        ),
        { numRuns: 1_000, endOnFailure: true },
      )
    })
    for (const times of Object.values(happened)) expect(times).toBeGreaterThan(200)
  }, 300_000)
})
