import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { solvedSaid, type CaseEventKind } from '../../worker/contract/cases'
import { Refusal } from '../../worker/contract/refusals'
import { caseStates, outcomes } from '../../worker/contract/states'
import { isWorkday } from '../../worker/domain/calendar'
import { actRights, type CaseAct } from '../../worker/domain/case-acts'
import { messagesOf } from '../../worker/domain/case-messages'
import { actOn, authorsOf, wholeAfter, type CaseWhole } from '../../worker/domain/cases'
import { DAY_MS, shanghaiDay, startOfDay } from '../../worker/domain/shanghai'
import {
  approver,
  asker,
  aWhole,
  by,
  clock,
  desk,
  HOUR,
  HOUSING,
  MONDAY,
  officer,
  Play,
  system,
  TRAFFIC,
} from './case-kit'

const codeOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error.facts.field ?? error.code
    throw error
  }
  return 'done'
}

describe('a department', () => {
  test('accepts what it was handed, and is on record with who handles it', () => {
    const play = new Play().do(officer, { act: 'accepted' })
    expect(play.file).toMatchObject({ state: 'in_progress', seq: 1, officer: 'cai' })
    expect(play.file.firstDueAt).toBe(play.file.dueAt)
    expect(play.whole.events[0]).toMatchObject({ what: 'accepted', unit: HOUSING.name, seq: 1 })
  })

  test('objects within two working days, naming whose it is; the moderator assigns it anew', () => {
    const reason = '公交线路由交通部门管理'
    const play = new Play().do(officer, { act: 'objected', to: TRAFFIC, reason })
    expect(play.whole.events[0]).toMatchObject({ text: reason, facts: { other: TRAFFIC.name } })
    play.do(desk, { act: 'reassigned', to: TRAFFIC, reason: '同意' })
    expect(play.file).toMatchObject({ unitId: 'traffic', state: 'assigned', officer: null })
    // Its asker waits no longer for it.
    expect(play.file.dueAt).toBe(startOfDay('2026-12-01'))
    expect(play.file.heldSince).toBe(MONDAY + 2 * HOUR)
    const lead = play.whole.units.filter(({ role }) => role === 'lead')
    expect(lead.map(({ unitId, untilAt }) => [unitId, untilAt === null])).toEqual([
      ['housing', false],
      ['traffic', true],
    ])
  })

  test('cannot object to itself, too late, or again after it was heard', () => {
    const act = (to = TRAFFIC) => ({ act: 'objected' as const, to, reason: '不是我们的' })
    expect(codeOf(() => new Play().do(officer, act(HOUSING)))).toBe('to')
    const late = new Play()
    late.now = MONDAY + 4 * DAY_MS
    expect(codeOf(() => late.do(officer, act()))).toBe('OBJECTION_LATE')
    const heard = new Play()
      .do(officer, act())
      .do(desk, { act: 'objection_declined', reason: '三定方案中属于住建局' })
    expect(heard.file.state).toBe('assigned')
    expect(codeOf(() => heard.do(officer, act()))).toBe('OBJECTION_LATE')
  })

  test('that only assists writes notes and interim drafts, and is told that the reply is the lead’s', () => {
    const play = new Play()
      .do(officer, { act: 'accepted' })
      .do(officer, { act: 'assist_added', unit: TRAFFIC })
    const helper = by('zheng', 'assist', { unitId: 'traffic', unit: TRAFFIC.name })
    play.do(helper, { act: 'noted', text: '路面下周开挖' })
    play.do(helper, { act: 'drafted', of: 'interim', text: '路面下周开挖。' })
    for (const act of [
      { act: 'drafted', of: 'final', text: '已办' },
      { act: 'submitted', reply: play.draft },
      { act: 'extended', reason: '要等设备' },
      { act: 'closed', text: '已通水' },
    ] as CaseAct[]) {
      expect([act.act, codeOf(() => play.do(helper, act))]).toEqual([act.act, 'WRONG_UNIT'])
    }
    expect(codeOf(() => play.do(officer, { act: 'assist_added', unit: TRAFFIC }))).toBe('unit')
    play.do(officer, { act: 'assist_removed', unit: 'traffic' })
    expect(codeOf(() => play.do(officer, { act: 'assist_removed', unit: 'traffic' }))).toBe('unit')
  })

  test('asks for more time once, with a public reason, before it is due', () => {
    const play = new Play().do(officer, { act: 'accepted' })
    const ask = { act: 'extended' as const, reason: '配件要从外地调运' }
    play.do(officer, ask)
    expect(play.file).toMatchObject({ extensionWhy: ask.reason })
    expect(shanghaiDay((play.file.dueAt ?? 0) - 1)).toBe('2026-12-07')
    expect(codeOf(() => play.do(officer, ask))).toBe('EXTENDED_ONCE')
    const late = new Play().do(officer, { act: 'accepted' })
    late.now = late.file.dueAt ?? 0
    expect(codeOf(() => late.do(officer, ask))).toBe('EXTENSION_LATE')
    const reception = aWhole()
    const day = new Play({ ...reception, session: { ...reception.session, kind: 'reception' } })
    day.do(officer, { act: 'accepted' })
    expect(codeOf(() => day.do(officer, ask))).toBe('NO_EXTENSION')
  })

  test('asks the asker; the clock stands still and goes on by whole working days', () => {
    const play = new Play().do(officer, { act: 'accepted' })
    const before = play.file.dueAt ?? 0
    play.do(officer, { act: 'asked_details', text: '请补充小区名称', days: 5 })
    expect(play.file).toMatchObject({ state: 'needs_info', pausedAt: play.now - HOUR })
    play.now += 3 * DAY_MS
    play.do(asker, { act: 'details_given', text: '金桂小区三栋' })
    expect(play.file).toMatchObject({ state: 'in_progress', pausedAt: null })
    const after = play.file.dueAt ?? 0
    expect(after).toBeGreaterThanOrEqual(before + 3 * DAY_MS)
    expect(isWorkday(clock.calendar, shanghaiDay(after - 1))).toBe(true)
    expect(play.whole.pauses).toMatchObject([{ given: '金桂小区三栋' }])
    for (const days of [0, 31]) {
      const act = { act: 'asked_details', text: '请补充', days } as const
      expect(codeOf(() => play.do(officer, act))).toBe('days')
    }
  })
})

describe('a reply', () => {
  const review = () => {
    const play = new Play()
      .do(officer, { act: 'accepted' })
      .do(officer, { act: 'drafted', of: 'final', text: '三天内通水。', outcome: 'solved' })
    return play.do(officer, { act: 'submitted', reply: play.draft })
  }

  test('goes from its draft through a second pair of eyes to the public', () => {
    const play = review().publish(approver)
    expect(play.file).toMatchObject({
      state: 'replied',
      reply: '三天内通水。',
      outcome: 'solved',
      closedAt: null,
    })
    expect(play.whole.replies).toMatchObject([{ draftedBy: 'cai', approvedBy: 'shen' }])
  })

  test('is never approved by anybody who wrote in it', () => {
    const own = by('cai', 'approve')
    expect(codeOf(() => review().publish(own))).toBe('SECOND_PERSON')
    const two = new Play()
      .do(officer, { act: 'accepted' })
      .do(by('shen', 'lead'), { act: 'drafted', of: 'final', text: '先写一半', outcome: 'solved' })
      .do(officer, { act: 'drafted', of: 'final', text: '再写一半', outcome: 'solved' })
    two.do(officer, { act: 'submitted', reply: two.draft })
    expect(codeOf(() => two.publish(approver))).toBe('SECOND_PERSON')
    // Somebody who does the work of an absent approver is a second person like any other.
    const deputy = by('xu', 'approve', { for: { id: 'shen', name: '沈某' } })
    const play = review().publish(deputy)
    expect(play.whole.events.at(-1)?.actor).toBe('xu（代沈某）')
  })

  test('comes back with a reason, and is not changed while somebody reads it', () => {
    const play = review()
    const draft = { act: 'drafted', of: 'final', text: '改了', outcome: 'solved' } as const
    expect(codeOf(() => play.do(officer, draft))).toBe('NOT_POSSIBLE')
    const stale = { act: 'publish', reply: play.draft, version: 1 } as const
    expect(codeOf(() => play.do(approver, stale))).toBe('CONFLICT')
    play.do(approver, { act: 'returned', reply: play.draft, why: '请写明日期' })
    expect(play.file.state).toBe('draft')
    expect(play.whole.replies[0]).toMatchObject({ state: 'draft', returnedWhy: '请写明日期' })
    expect(play.whole.events.at(-1)).toMatchObject({ text: null, inside: '请写明日期' })
    play.do(officer, draft).do(officer, { act: 'submitted', reply: play.draft }).publish(approver)
    expect(play.file.reply).toBe('改了')
  })

  test('that refuses says why and by which law; without an outcome it is none', () => {
    const play = new Play().do(officer, { act: 'accepted' })
    const save = (facts: Partial<Extract<CaseAct, { act: 'drafted' }>>) =>
      play.do(officer, { act: 'drafted', of: 'final', text: '不予支持。', ...facts })
    const submit = () => play.do(officer, { act: 'submitted', reply: play.draft })
    save({})
    expect(codeOf(submit)).toBe('outcome')
    save({ outcome: 'refused' })
    expect(codeOf(submit)).toBe('reason')
    save({ outcome: 'refused', reason: '不符合条件' })
    expect(codeOf(submit)).toBe('legalBasis')
    save({ outcome: 'refused', reason: '不符合条件', legalBasis: '《条例》第八条' })
    submit().publish(approver)
    expect(play.file).toMatchObject({ state: 'replied', outcome: 'refused' })
  })

  test('on the way does not stop the clock', () => {
    const play = new Play().do(officer, { act: 'accepted' })
    const { dueAt } = play.file
    play.do(officer, { act: 'drafted', of: 'interim', text: '已到现场查看。' })
    play.do(officer, { act: 'submitted', reply: play.draft }).publish(approver)
    expect(play.file).toMatchObject({ state: 'in_progress', repliedAt: null, dueAt })
    expect(play.whole.events.at(-1)).toMatchObject({ what: 'interim', text: '已到现场查看。' })
  })

  test('is corrected in the open, by two people again; the first wording stays', () => {
    const play = review().publish(approver)
    const wrong = { act: 'drafted', of: 'correction', text: '五天内通水。' } as const
    expect(codeOf(() => play.do(officer, wrong))).toBe('why')
    play.do(officer, { ...wrong, outcome: 'solved', why: '日期写错了' })
    play.do(officer, { act: 'submitted', reply: play.draft })
    expect(codeOf(() => play.publish(by('cai', 'approve')))).toBe('SECOND_PERSON')
    play.publish(approver)
    expect(play.file).toMatchObject({ state: 'replied', reply: '五天内通水。' })
    expect(play.whole.replies.map(({ state, text }) => [state, text])).toEqual([
      ['published', '三天内通水。'],
      ['published', '五天内通水。'],
    ])
    expect(play.whole.events.at(-1)).toMatchObject({ what: 'reply_corrected', text: '日期写错了' })
  })
})

describe('after the reply', () => {
  test('answered, closed, solved and confirmed are four facts', () => {
    const play = new Play().answered()
    expect(play.file).toMatchObject({ state: 'replied', outcome: 'solved', closedAt: null })
    expect(codeOf(() => play.do(officer, { act: 'closed' }))).toBe('text')
    play.do(officer, { act: 'closed', text: '12月1日恢复供水，附照片' })
    expect(play.file.state).toBe('closed')
    play.do(asker, { act: 'rated', solved: 'yes' }).do(asker, { act: 'confirmed' })
    expect(play.file).toMatchObject({ state: 'confirmed', outcome: 'solved' })
  })

  test('a "no" is disputed and opened again with a deadline of its own', () => {
    const play = new Play()
      .answered()
      .do(asker, { act: 'rated', solved: 'no' })
      .do(asker, { act: 'disputed', reason: '水还没有来' })
      .do(asker, { act: 'reopened', reason: '水还没有来', code: 'not_done' })
    expect(play.file).toMatchObject({ state: 'reopened', repliedAt: null, reopened: 1 })
    expect(play.file.dueAt).toBeGreaterThan(play.now)
    play.answered('真的通水了。')
    expect(play.file).toMatchObject({ state: 'replied', reply: '真的通水了。' })
    expect(play.whole.replies).toHaveLength(2)
  })
})

test('everybody who has to know of an act is told of it once', () => {
  const tell = (play: Play, who: typeof officer, act: CaseAct) =>
    messagesOf(play.whole, actOn(play.whole, act, who, play.now, clock)).map(
      ({ kind, audience, recipient }) => [kind, audience, recipient],
    )
  const play = new Play()
  expect(tell(play, officer, { act: 'objected', to: TRAFFIC, reason: '不是' })).toEqual([
    ['case_objected', 'unit', 'county'],
  ])
  play.do(officer, { act: 'accepted' })
  const details = { act: 'asked_details', text: '哪个小区', days: 3 } as const
  expect(tell(play, officer, details)).toEqual([['asker_details_wanted', 'asker', 's1:1']])
  play.do(officer, { act: 'drafted', of: 'final', text: '好', outcome: 'solved' })
  const submit = { act: 'submitted', reply: play.draft } as const
  expect(tell(play, officer, submit)).toEqual([['case_review', 'unit', 'housing']])
  play.do(officer, submit)
  expect(tell(play, approver, { act: 'returned', reply: play.draft, why: '改' })).toEqual([
    ['case_returned', 'staff', 'cai'],
  ])
})

const people = [
  officer,
  approver,
  desk,
  asker,
  system,
  by('cai', 'approve'),
  by('shen', 'lead'),
  by('zheng', 'assist', { unitId: 'traffic', unit: TRAFFIC.name }),
  by('xu', 'approve', { for: { id: 'shen', name: '沈某' } }),
  by('qian', 'remark'),
]
const units = [HOUSING, TRAFFIC, { id: 'water', name: '县供水公司' }]
const outcome = fc.option(fc.constantFrom(...outcomes), { nil: null })
const word = fc.constantFrom('已经安排', '三天内', '')

/** Any act there is; those on a reply name it by its place. */
const anyAct: fc.Arbitrary<(play: Play) => CaseAct> = fc.oneof(
  ...[
    fc.constant({ act: 'accepted' }),
    fc.record({ act: fc.constant('objected'), to: fc.constantFrom(...units), reason: word }),
    fc.record({ act: fc.constant('objection_declined'), reason: word }),
    fc.record({ act: fc.constant('reassigned'), to: fc.constantFrom(...units), reason: word }),
    fc.record({ act: fc.constant('assist_added'), unit: fc.constantFrom(...units) }),
    fc.record({ act: fc.constant('assist_removed'), unit: fc.constantFrom('housing', 'traffic') }),
    fc.constant({ act: 'sponsored', who: { id: 'v', name: '王某（副县长）' } }),
    fc.constant({ act: 'noted', text: '内部' }),
    fc.record({
      act: fc.constant('drafted'),
      of: fc.constantFrom('interim', 'final', 'correction'),
      text: word,
      outcome,
      reason: word,
      legalBasis: word,
      why: word,
    }),
    fc.constant({ act: 'extended', reason: '等设备' }),
    fc.record({
      act: fc.constant('asked_details'),
      text: word,
      days: fc.integer({ min: 0, max: 40 }),
    }),
    fc.record({ act: fc.constant('closed'), text: word, file: fc.boolean() }),
    fc.constant({ act: 'joined', jointId: 'j1' }),
    fc.constant({ act: 'split' }),
    fc.constant({ act: 'voided', reason: '重复' }),
    fc.constant({ act: 'details_given', text: '三栋' }),
    fc.constant({ act: 'details_lapsed' }),
    fc.record({ act: fc.constant('rated'), solved: fc.constantFrom(...solvedSaid) }),
    fc.constant({ act: 'disputed' }),
    fc.constant({ act: 'reopened', reason: '没有办' }),
    fc.constant({
      act: 'visited',
      no: 1,
      way: 'phone',
      reached: true,
      solved: 'yes',
      text: '回访',
    }),
    fc.constant({ act: 'confirmed' }),
    fc.constant({ act: 'lapsed' }),
    fc.constant({ act: 'reminded' }),
    fc.constant({ act: 'escalated', to: { id: 'county', name: '霞湾县' } }),
  ].map((one) => (one as fc.Arbitrary<unknown>).map((act) => () => act as CaseAct)),
  fc.constant((play: Play) => ({ act: 'submitted', reply: play.draft }) as const),
  fc.constant((play: Play) => ({ act: 'returned', reply: play.draft, why: '改' }) as const),
  fc.nat(1).map((off) => (play: Play) => {
    const open = play.whole.replies.find(({ state }) => state === 'review')
    return { act: 'publish', reply: open?.id ?? '', version: (open?.version ?? 0) + off } as const
  }),
)

/** Somebody who may do it, mostly; anybody at all otherwise. */
const step = fc.record({
  act: anyAct,
  who: fc.nat(),
  /** Now and then it is somebody who may not. */
  anybody: fc.nat(5).map((n) => n === 0),
  hours: fc.nat(30),
})

/** What is not as it must be after an act. */
function amiss(before: CaseWhole, after: CaseWhole, what: CaseEventKind, done: number): string[] {
  const { file, events, replies, pauses, units: held } = after
  const published = replies.filter(({ state }) => state === 'published')
  const leads = held.filter(({ role }) => role === 'lead')
  const finals = (state: string) =>
    replies.filter((one) => one.state === state && one.kind === 'final' && one.corrects === null)
  const inOne = (state: 'draft' | 'review') =>
    file.state === state ? finals(state).length === 1 : true
  const rules: Record<string, boolean> = {
    'a state there is': caseStates.includes(file.state),
    'numbered without a gap': events.every(({ seq }, i) => seq === i + 1) && file.seq === done,
    'a reply is dated': file.state !== 'replied' || file.repliedAt !== null,
    'the clock stands only for details': (file.pausedAt !== null) === (file.state === 'needs_info'),
    'nobody but who hides hides': what === 'hidden' || file.visibility === 'public',
    'an outcome comes with a reply':
      file.outcome === before.file.outcome ||
      ['replied', 'reply_corrected', 'reopened'].includes(what),
    'extended once': events.filter((one) => one.what === 'extended').length < 2,
    'one pause': pauses.filter(({ untilAt }) => untilAt === null).length < 2,
    'two persons': published.every(
      (reply) => !authorsOf(after, reply).has(reply.approvedBy ?? reply.draftedBy),
    ),
    'an end': published.every(({ kind, outcome: end }) => kind === 'interim' || end !== null),
    'one lead':
      leads.length === 0 ||
      leads
        .filter(({ untilAt }) => untilAt === null)
        .map(({ unitId }) => unitId)
        .join() === file.unitId,
    'one draft': inOne('draft') && inOne('review'),
    'what is reviewed is under review': file.state === 'review' || finals('review').length === 0,
  }
  return Object.keys(rules).filter((name) => rules[name] !== true)
}

test('whatever is tried, in whatever order and by whomever, a case stays in its machine', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const play = new Play()
      let done = 0
      for (const { act, who: nth, anybody, hours } of steps) {
        play.now += hours * HOUR
        const before = play.whole
        const tried = act(play)
        const able = people.filter(({ right }) => anybody || actRights[tried.act].includes(right))
        const who = able[nth % able.length] ?? officer
        let change
        try {
          change = actOn(before, tried, who, play.now, clock)
        } catch (error) {
          if (error instanceof Refusal) continue
          throw error
        }
        done += 1
        play.whole = wholeAfter(before, change)
        expect(amiss(before, play.whole, change.event.what, done)).toEqual([])
      }
    }),
    { numRuns: 300 },
  )
})

test('an officer who goes by the book gets through the whole of it', () => {
  const play = new Play()
    .do(officer, { act: 'objected', to: TRAFFIC, reason: '属于交通' })
    .do(desk, { act: 'reassigned', to: TRAFFIC, reason: '同意' })
    .do(officer, { act: 'accepted' })
    .do(officer, { act: 'extended', reason: '等设备' })
  play.do(officer, { act: 'drafted', of: 'final', text: '已办', outcome: 'solved' })
  play.do(officer, { act: 'submitted', reply: play.draft }).publish(approver)
  play
    .do(asker, { act: 'rated', solved: 'no' })
    .do(asker, { act: 'disputed' })
    .do(asker, { act: 'reopened', reason: '没有' })
    .answered('这次办好了')
    .do(asker, { act: 'rated', solved: 'yes' })
    .do(asker, { act: 'confirmed' })
  expect(play.whole.events.map(({ what }) => what)).toContain('reopened')
  expect(play.file.state).toBe('confirmed')
})
