import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Level } from '../../worker/contract/assurance'
import type { BurstState } from '../../worker/contract/states'
import { Refusal } from '../../worker/contract/refusals'
import type { Decision } from '../../worker/contract/room'
import { newQuestion } from '../../worker/domain/records'
import { adopt, prove } from '../../worker/room/assuring'
import { setVote } from '../../worker/room/ballots'
import { RoomChain } from '../../worker/room/chain'
import { decide } from '../../worker/room/decide'
import { Passes } from '../../worker/room/passes'
import { RoomState } from '../../worker/room/state'
import { tallies } from '../../worker/room/tallies'
import { chen, EVENING, lin, session, units } from './room-kit'

/**
 * Few questions and voters, so that they meet; every third vote is held by a rule made up for it. Four are
 * browsers, which may prove something; two are persons, who may turn out to sit at any of them.
 */

const QUESTIONS = 6
const BROWSERS = [1, 2, 3, 4]
const PERSONS = [11, 12]
const browser = fc.constantFrom(...BROWSERS)
const q = fc.integer({ min: 1, max: QUESTIONS })
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      q,
      voter: fc.constantFrom(...BROWSERS, ...PERSONS),
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
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('prove' as const),
      browser,
      level: fc.constantFrom<Level>(1, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('adopt' as const),
      browser,
      person: fc.constantFrom(...PERSONS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sleep' as const) }) },
)

/** What the ballots must be if merges never touched them, each with its level, and which burst holds them. */
interface Model {
  ballots: Map<number, Map<number, Level>>
  burstOf: Map<string, number>
  states: Map<number, BurstState>
  passes: Map<number, Level>
}

function expected(model: Model, group: readonly number[], rank: Level) {
  const best = new Map<number, number>()
  for (const no of group) {
    for (const [voter, level] of model.ballots.get(no) ?? []) {
      const burst = model.burstOf.get(`${no} ${voter}`)
      const state = burst === undefined ? 'counted' : (model.states.get(burst) ?? 'held')
      if (state === 'voided') continue
      best.set(voter, Math.max(best.get(voter) ?? -1, state === 'held' ? -1 : level))
    }
  }
  const number = (fits: (level: number) => boolean) => [...best.values()].filter(fits).length
  return {
    votes: number((level) => level >= rank),
    verified: number((level) => level === 3),
    apart: number((level) => level >= 0 && level < rank),
    held: number((level) => level < 0),
  }
}

/** What the rules of levels say a voter's next ballot is. */
const levelOf = (model: Model, voter: number): Level =>
  PERSONS.includes(voter) ? 3 : (model.passes.get(voter) ?? 0)

function adoptInModel(model: Model, from: number, person: number): number {
  let n = 0
  for (const [no, voters] of model.ballots) {
    if (!voters.delete(from)) continue
    n += 1
    voters.set(person, 3)
    model.burstOf.delete(`${no} ${from}`)
  }
  return n
}

describe('merges, held votes, proofs and verified persons, in any order', () => {
  test('a group shows its distinct voters after each step, and un-merged all is as if it had never been merged', async () => {
    const happened = {
      merge: 0,
      unmerge: 0,
      held: 0,
      settle: 0,
      groupVotes: 0,
      raised: 0,
      adopted: 0,
    }
    await runInDurableObject(env.ROOM.getByName(`fuzz-${crypto.randomUUID()}`), async (_, ctx) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 15, maxLength: 45, size: 'max' }),
          fc.constantFrom<Level>(0, 1, 2, 3),
          async (steps, rank) => {
            await ctx.storage.deleteAll()
            const state = new RoomState(ctx.storage)
            state.transact(() =>
              state.lay(
                {
                  session: session('fuzz', { state: 'live', assurance: { rank, ask: 0 } }),
                  units,
                  socketCap: 1,
                },
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
            const model: Model = {
              ballots: new Map(),
              burstOf: new Map(),
              states: new Map(),
              passes: new Map(),
            }
            let proofs = 0
            let now = EVENING
            let room = state
            const tryTo = (decision: Decision, by = lin) => {
              try {
                room.transact(() => decide(room, decision, by, now))
                return true
              } catch (error) {
                if (error instanceof Refusal) return false
                throw error
              }
            }
            const passes = () => {
              const all = new Passes(ctx.storage.sql)
              all.load()
              return all
            }
            const agree = () => {
              for (const row of room.questions.values()) {
                expect({ no: row.no, ...room.countsOf(row.no) }).toEqual({
                  no: row.no,
                  ...expected(model, room.groupOf(row.no), rank),
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
                  told = setVote(room, one.q, one.voter, one.on, levelOf(model, one.voter), now, {
                    // A verified person's vote is never held.
                    judge: () => (one.held && !PERSONS.includes(one.voter) ? 'newcomers' : null),
                    note: (burst) => {
                      happened.held += 1
                      model.burstOf.set(key, burst)
                      if (!model.states.has(burst)) model.states.set(burst, 'held')
                    },
                  })
                })
                if (!(told as { ok: boolean } | null)?.ok) continue
                if (group.length > 1) happened.groupVotes += 1
                const own = model.ballots.get(one.q) ?? new Map<number, Level>()
                model.ballots.set(one.q, own)
                if (one.on) {
                  const before = own.get(one.voter) ?? 0
                  own.set(one.voter, Math.max(before, levelOf(model, one.voter)) as Level)
                } else for (const no of group) model.ballots.get(no)?.delete(one.voter)
              } else if (one.do === 'prove') {
                const { level } = one
                const proof = { signature: `proof-${(proofs += 1)}`, until: now + 1_000, level }
                room.transact(() => {
                  const told = prove(room, passes(), one.browser, proof, now)
                  if (told.ok) happened.raised += told.value.raised
                })
                const reached = Math.max(level, model.passes.get(one.browser) ?? 0) as Level
                model.passes.set(one.browser, reached)
                for (const voters of model.ballots.values()) {
                  const before = voters.get(one.browser)
                  if (before !== undefined) {
                    voters.set(one.browser, Math.max(before, reached) as Level)
                  }
                }
              } else if (one.do === 'adopt') {
                const given = { device: one.browser, person: one.person }
                const chain = new RoomChain(room)
                chain.load()
                room.transact(() =>
                  chain.around(() => {
                    const told = adopt(room, chain, given, now)
                    const ballots = adoptInModel(model, one.browser, one.person)
                    if (!told.ok || told.value.ballots !== ballots)
                      throw new Error('lost on the way')
                    happened.adopted += ballots
                  }, now),
                )
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
                // A large one waits for the second moderator.
                const stands = room.bursts.get(one.burst)?.state
                if (stands !== one.to && !tryTo(decision, chen)) continue
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
              const alone = expected(model, [row.no], rank)
              const byLevel = counted.get(row.no)?.byLevel ?? [0, 0, 0, 0]
              const from = (level: Level) => byLevel.slice(level).reduce((sum, n) => sum + n, 0)
              expect(room.countsOf(row.no)).toEqual(alone)
              expect([from(rank), from(0), byLevel[3]]).toEqual([
                alone.votes,
                alone.votes + alone.apart,
                alone.verified,
              ])
              expect(counted.get(row.no)?.held).toBe(alone.held)
            }
          },
        ),
        { numRuns: 1_000, endOnFailure: true },
      )
    })
    for (const times of Object.values(happened)) expect(times).toBeGreaterThan(200)
  }, 300_000)
})
