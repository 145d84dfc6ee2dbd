import { expect, test } from 'vitest'
import { openBox } from '../../scripts/compliance.mjs'
import { sealed } from '../../worker/compliance/keeping'

const KEY = 'Zt5rX8bN1mQ_kL7vC3wPyH9dJ2sFgU6oIeA4TxRnB0E'
const entry = {
  at: 1_760_000_000_000,
  address: '2001:db8::7',
  port: 50_123,
  agent: 'a'.repeat(16),
  route: 'POST /api/sessions/:slug/questions',
  status: 201,
  visitor: 'v'.repeat(22),
  staff: '',
}

test('what the portal seals into the network log, the script opens with the same key and no other', async () => {
  const box = await sealed(KEY, [entry, { ...entry, status: 429 }])
  expect(box).not.toContain('2001')
  expect(await openBox(KEY, box)).toEqual([entry, { ...entry, status: 429 }])
  const other = 'hV9x2LqZ_7mKd4RtYw8PnB3sJf6CgE5uTaXo1iQkWz0'
  await expect(openBox(other, box)).rejects.toThrow('another key')
})

test('a box of the network log in which a sign was changed does not open', async () => {
  const box = await sealed(KEY, [entry])
  for (const at of [9, 30, box.length - 8]) {
    const sign = box[at] === 'A' ? 'B' : 'A'
    await expect(openBox(KEY, box.slice(0, at) + sign + box.slice(at + 1))).rejects.toThrow()
  }
})
