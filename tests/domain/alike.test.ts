import { expect, test } from 'vitest'
import { messages } from '../../scripts/messages.mjs'
import { AlikeIndex, featuresOf } from '../../worker/domain/alike'
import { alikeSet, keptApart, worked, type AlikeCase } from './alike-set'

/** Every question of the set, what only looks like it, and a thousand letters around them. */
function filled() {
  const index = new AlikeIndex<string>()
  for (const { asked, other } of alikeSet) {
    index.add(asked, asked)
    index.add(other, other)
  }
  for (const { title, no } of messages(1_000)) index.add(`letter ${no}`, title)
  return index
}

function measured(set: readonly AlikeCase[], by: 'reworded' | 'synonyms') {
  const index = filled()
  let among = 0
  let first = 0
  let before = 0
  for (const one of set) {
    const found = index.find(one[by], 60).map(({ id }) => id)
    const place = found.indexOf(one.asked)
    const other = found.indexOf(one.other)
    if (place !== -1 && place < 5) among += 1
    if (place === 0) first += 1
    if (place !== -1 && (other === -1 || place < other)) before += 1
  }
  return { recall: among / set.length, first: first / set.length, before: before / set.length }
}

test('the set holds more than three hundred pairs, and a third of them was kept apart', () => {
  expect(alikeSet.length * 3).toBeGreaterThanOrEqual(300)
  expect(keptApart.length * 3).toBe(alikeSet.length)
  expect(new Set(alikeSet.map(({ asked }) => asked)).size).toBe(alikeSet.length)
})

test.each([
  ['those it was made with', worked],
  ['those kept apart', keptApart],
])('a question in other words is found among the first five: %s', (_, set) => {
  const { recall, first, before } = measured(set, 'reworded')
  expect(recall).toBeGreaterThanOrEqual(0.9)
  expect(first).toBeGreaterThanOrEqual(0.85)
  // What shares its words and asks something else stays behind it.
  expect(before).toBeGreaterThanOrEqual(0.95)
})

test.each([
  ['those it was made with', worked],
  ['those kept apart', keptApart],
])('a question with other names for its things is mostly found: %s', (_, set) => {
  const { recall, before } = measured(set, 'synonyms')
  expect(recall).toBeGreaterThanOrEqual(0.6)
  expect(before).toBeGreaterThanOrEqual(0.8)
})

test('greetings and requests say nothing of what a question is about', () => {
  expect(featuresOf('请问领导您好，希望能否')).toEqual([])
  const index = filled()
  expect(index.find('请问', 5)).toEqual([])
})
