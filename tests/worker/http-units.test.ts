import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import example from '../../docs/units.example.json'
import { unitsForHandOff } from '../../worker/store/units'
import { script } from './http-kit'

const send = (body: unknown, token = 'test-operator-token') =>
  script('/api/operator/units', token, JSON.stringify(body))

test('an operator puts the units on record, and questions can be handed to them', async () => {
  expect((await send(example)).status).toBe(200)
  expect((await send(example)).status).toBe(200)
  expect(await unitsForHandOff(env.DB)).toEqual([
    { id: 'housing', name: '县住建局', answerDays: null },
    { id: 'roads', name: '县交通运输局', answerDays: 7 },
    { id: 'shuangtang', name: '双塘镇', answerDays: null },
  ])
})

test('a unit under one that nobody knows is refused, and nothing is kept', async () => {
  const orphan = [
    { id: 'county', name: '霞湾县', level: 'county' },
    { id: 'roads', name: '县交通运输局', level: 'county', parent: 'cuonty' },
  ]
  const answer = await send(orphan)
  expect(answer.status).toBe(422)
  expect(await unitsForHandOff(env.DB)).toEqual([])
})

test('nobody else puts units on record', async () => {
  expect((await send(example, 'another-token')).status).toBe(403)
  expect(await unitsForHandOff(env.DB)).toEqual([])
})
