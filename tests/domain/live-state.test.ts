import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyBalance } from '../../worker/domain/balance'
import type { Delta } from '../../worker/contract/live'
import type { PublicQuestion, PublicSession, Snapshot } from '../../worker/contract/views'
import { applyDelta, applySnapshot, stateOf, type LiveState } from '../../web/lib/live-state'

const session: PublicSession = {
  id: 's',
  slug: 'water',
  kind: 'town_hall',
  state: 'live',
  title: '供水与出行',
  topic: '',
  notice: '',
  unit: '',
  place: '',
  series: null,
  edition: null,
  startsAt: 0,
  endsAt: null,
  liveAt: 0,
  wrappedAt: null,
  closesAt: null,
  closedAt: null,
  archivedAt: null,
  guests: [],
  demo: false,
}

const question = (no: number, over: Partial<PublicQuestion> = {}): PublicQuestion => ({
  id: `q${no}`,
  no,
  state: 'listed',
  text: `第 ${no} 个问题怎么办？`,
  channel: 'online',
  part: 1,
  votes: 0,
  askedAt: no,
  listedAt: no,
  answers: [],
  cases: [],
  ...over,
})

const snapshotAt = (seq: number, over: Partial<Snapshot> = {}): Snapshot => ({
  v: 1,
  epoch: 'a',
  seq,
  at: seq,
  session,
  stage: null,
  next: [],
  balance: emptyBalance(),
  cases: { total: 0, overdue: 0, disputed: 0, replied: 0, closed: 0, solved: 0, confirmed: 0 },
  questions: [],
  comments: [],
  prompts: [],
  totalQuestions: 0,
  totalComments: 0,
  viewers: 0,
  ...over,
})

const deltaOf = (from: number, seq: number, over: Partial<Delta> = {}): Delta => ({
  t: 'delta',
  epoch: 'a',
  from,
  seq,
  at: seq,
  ...over,
})

function after(state: LiveState, delta: Delta): LiveState {
  const next = applyDelta(state, delta)
  if (next === 'gap') throw new Error('gap')
  return next.state
}

describe('what a browser makes of the news from a room', () => {
  const held = stateOf(snapshotAt(5, { questions: [question(1), question(2)] }))

  test('a count changes in place', () => {
    const next = after(held, deltaOf(5, 6, { n: [[2, 7]] }))
    expect(next.questions.get(2)?.votes).toBe(7)
    expect(next.questions.get(1)?.votes).toBe(0)
  })

  test('a count of a question this browser does not hold is nothing to it', () => {
    expect(after(held, deltaOf(5, 6, { n: [[90, 7]] })).questions.has(90)).toBe(false)
  })

  test('a question that is public no longer disappears', () => {
    expect(after(held, deltaOf(5, 6, { gone: [1] })).questions.has(1)).toBe(false)
  })

  test('leaving the stage is told apart from saying nothing of the stage', () => {
    const staged = after(held, deltaOf(5, 6, { stage: { no: 1, since: 6 } }))
    expect(after(staged, deltaOf(6, 7)).stage).toEqual({ no: 1, since: 6 })
    expect(after(staged, deltaOf(6, 7, { stage: null })).stage).toBeNull()
  })

  test('news that skips something is a gap', () => {
    expect(applyDelta(held, deltaOf(6, 7, { n: [[1, 3]] }))).toBe('gap')
  })

  test('news of another life of the room is a gap', () => {
    expect(applyDelta(held, deltaOf(5, 6, { epoch: 'b' }))).toBe('gap')
  })

  test('old news changes nothing', () => {
    expect(after(held, deltaOf(3, 5, { n: [[1, 99]] }))).toBe(held)
  })

  test('a snapshot from a cache that is older than what is held is passed over', () => {
    expect(applySnapshot(held, snapshotAt(4))).toBe(held)
    expect(applySnapshot(held, snapshotAt(6)).seq).toBe(6)
  })

  test('a snapshot of a new life replaces everything, unless it is the older of the two', () => {
    expect(applySnapshot(held, snapshotAt(1, { epoch: 'b', at: 9 })).epoch).toBe('b')
    expect(applySnapshot(held, snapshotAt(9, { epoch: 'b', at: 1 }))).toBe(held)
  })
})

/** A room in small: keeps when each thing last changed, and can tell everything since a number. */
class SmallRoom {
  seq = 0
  questions = new Map<number, { whole: PublicQuestion; changed: number; counted: number }>()
  gone = new Map<number, number>()
  stage = { value: null as Snapshot['stage'], changed: 0 }

  since(from: number): Delta {
    const all = [...this.questions.values()]
    const whole = all.filter((q) => q.changed > from)
    const counted = all.filter((q) => q.changed <= from && q.counted > from)
    return deltaOf(from, this.seq, {
      q: whole.map((q) => q.whole),
      n: counted.map((q) => [q.whole.no, q.whole.votes]),
      gone: [...this.gone].filter(([, at]) => at > from).map(([no]) => no),
      ...(this.stage.changed > from && { stage: this.stage.value }),
      totalQuestions: this.questions.size,
    })
  }

  snapshot(): Snapshot {
    return snapshotAt(this.seq, {
      questions: [...this.questions.values()].map((q) => q.whole),
      stage: this.stage.value,
      totalQuestions: this.questions.size,
    })
  }

  /** One change, and what is told of it at once. */
  change(kind: 'add' | 'vote' | 'answer' | 'gone' | 'stage', no: number): Delta {
    const from = this.seq
    this.seq += 1
    const found = this.questions.get(no)
    if (kind === 'add' || !found) {
      this.questions.set(no, { whole: question(no), changed: this.seq, counted: this.seq })
      this.gone.delete(no)
    } else if (kind === 'vote') {
      found.whole = { ...found.whole, votes: found.whole.votes + 1 }
      found.counted = this.seq
    } else if (kind === 'answer') {
      found.whole = { ...found.whole, state: 'answered', settledAt: this.seq }
      found.changed = this.seq
    } else if (kind === 'gone') {
      this.questions.delete(no)
      this.gone.set(no, this.seq)
    } else {
      this.stage = { value: this.stage.value ? null : { no, since: this.seq }, changed: this.seq }
    }
    return this.since(from)
  }
}

test('whatever is lost, repeated or overtaken on the way, saying hello again ends at the room’s own state', () => {
  const change = fc.tuple(
    fc.constantFrom(
      'add' as const,
      'vote' as const,
      'answer' as const,
      'gone' as const,
      'stage' as const,
    ),
    fc.integer({ min: 1, max: 8 }),
    /** How often a delta arrives, and how many others overtake it. */
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 5 }),
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), fc.boolean(), (changes, bySnapshot) => {
      const room = new SmallRoom()
      let state = stateOf(room.snapshot())
      const onTheWay: { at: number; delta: Delta }[] = []
      changes.forEach(([kind, no, times, late], i) => {
        const delta = room.change(kind, no)
        for (let n = 0; n < times; n += 1) onTheWay.push({ at: i + late * n, delta })
        const arrived = onTheWay.filter((sent) => sent.at <= i).reverse()
        for (const sent of arrived) {
          onTheWay.splice(onTheWay.indexOf(sent), 1)
          const next = applyDelta(state, sent.delta)
          if (next !== 'gap') state = next.state
          else if (bySnapshot) state = applySnapshot(state, room.snapshot())
          else state = after(state, room.since(state.seq))
        }
      })
      state = after(state, room.since(state.seq))
      const own = stateOf(room.snapshot())
      expect({ ...state, at: 0 }).toEqual({ ...own, at: 0 })
    }),
  )
})
