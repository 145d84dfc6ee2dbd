import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { correctAnswer } from '../../worker/store/corrections'
import { seedHistory } from '../../worker/store/history'
import { TOTALS_2014 } from '../../worker/store/history-records'
import {
  figuresOf,
  listSessions,
  listUnits,
  questionById,
  recordSnapshot,
  unitsForHandOff,
} from '../../worker/store/record'
import { keepSeal, readSeal, sealBallots } from '../../worker/store/seal'
import { setAuthority } from '../../worker/store/sessions'
import { keepUnits } from '../../worker/store/units'
import { anAnswer, aQuestion, aSession, NOON } from './store-rows'

const archived = {
  ...emptyLoad,
  session: aSession({ state: 'archived', authority: 'record' as const }),
  questions: [aQuestion(1, { state: 'answered', settledAt: NOON + 1 })],
  answers: [anAnswer(1)],
}

test('an answer is corrected in the open, once however often it is sent', async () => {
  await carry(env.DB, archived)
  const correct = () => correctAnswer(env.DB, 'a1', '下下个月延长。', '说错了月份', 'm1', NOON + 9)
  expect(await correct()).toBe(true)
  expect(await correct()).toBe(false)
  const found = await questionById(env.DB, 'q1')
  expect(found?.question.answers[0]).toMatchObject({
    text: '下下个月延长。',
    revised: { at: NOON + 9, why: '说错了月份' },
  })
  expect(found?.revisions).toMatchObject([{ before: '下个月延长。', why: '说错了月份' }])
})

test('a load that arrives after the correction does not take it back', async () => {
  await carry(env.DB, archived)
  await correctAnswer(env.DB, 'a1', '下下个月延长。', '说错了月份', 'm1', NOON + 9)
  await carry(env.DB, archived)
  expect((await questionById(env.DB, 'q1'))?.question.answers[0]?.text).toBe('下下个月延长。')
})

test('while a room holds the session, the record corrects nothing', async () => {
  await carry(env.DB, archived)
  await setAuthority(env.DB, 's1', 'room', 'record')
  await expect(correctAnswer(env.DB, 'a1', '改', '因为', 'm1', NOON)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  })
  await expect(correctAnswer(env.DB, 'a9', '改', '因为', 'm1', NOON)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('ballots are sealed once; another content under the same name is refused', async () => {
  await sealBallots(env.FILES, 'ballots/s1', 'ballots', 'digest-1')
  await sealBallots(env.FILES, 'ballots/s1', 'ballots', 'digest-1')
  await expect(sealBallots(env.FILES, 'ballots/s1', 'forged', 'digest-2')).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  expect(await (await env.FILES.get('ballots/s1'))?.text()).toBe('ballots')
})

test('the note of a seal stands', async () => {
  await carry(env.DB, archived)
  const seal = { sessionId: 's1', key: 'ballots/s1', digest: 'd', ballots: 3, at: NOON }
  await keepSeal(env.DB, seal)
  await keepSeal(env.DB, { ...seal, at: NOON + 1 })
  expect(await readSeal(env.DB, 's1')).toEqual(seal)
  await expect(keepSeal(env.DB, { ...seal, digest: 'other' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test('history is planted once, with both printed figures and no invented rows', async () => {
  await seedHistory(env.DB)
  await seedHistory(env.DB)
  const { sessions } = await listSessions(env.DB, { limit: 20 }, NOON)
  expect(sessions.map(({ session }) => session.slug)).toEqual([
    'ningde-2014-03-27',
    'ningde-2014-graduates',
    'ningde-2014-voices',
    'fankeng-1989-10',
    'xiadang-1989-07-19',
    'xiapu-1988-12-20',
  ])
  const first = sessions.at(-1)
  expect(first?.balance).toBeNull()
  expect(first?.figures.filter((f) => f.key === 'accepted').map((f) => f.value)).toEqual([86, 85])
  expect(sessions.every(({ session }) => session.source && !session.demo)).toBe(true)
  const reception = await recordSnapshot(env.DB, 'xiapu-1988-12-20', NOON)
  expect(reception?.questions).toEqual([])
  const netizens = await recordSnapshot(env.DB, 'ningde-2014-03-27', NOON)
  expect(netizens?.session).toMatchObject({ excerpt: true, edition: 2 })
  expect(netizens?.questions[0]?.answers).toHaveLength(1)
  const bridge = await figuresOf(env.DB, 'history-xiadang-1989-07-19')
  expect(bridge[0]).toMatchObject({ value: 400_000, qualifier: 'over', text: '40多万元' })
  expect(await figuresOf(env.DB, TOTALS_2014)).toHaveLength(3)
  for (const figure of sessions.flatMap((card) => card.figures)) expect(figure.source).not.toBe('')
})

test('questions go to units below the top, and to none that was merged away', async () => {
  const unit = { level: 'county', answerDays: null, successorId: null, place: 0 } as const
  const below = { ...unit, parentId: 'top', department: true, takesCases: true }
  const top = { ...unit, parentId: null, department: false, takesCases: false }
  const list = [
    { ...top, id: 'top', name: '霞湾县' },
    { ...below, id: 'roads', name: '县交通运输局', answerDays: 7 },
    { ...below, id: 'old', name: '县运管所', successorId: 'roads' },
  ]
  await keepUnits(env.DB, list)
  await keepUnits(env.DB, list)
  expect(await unitsForHandOff(env.DB)).toEqual([
    { id: 'roads', name: '县交通运输局', answerDays: 7 },
  ])
  expect((await listUnits(env.DB)).map((one) => one.id)).toEqual(['roads', 'top'])
})
