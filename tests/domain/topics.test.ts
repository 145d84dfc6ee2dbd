import { expect, test } from 'vitest'
import { topicsOf } from '../../worker/domain/topics'

const message = (id: string, title: string, details = '') => ({ id, title, details })

test('questions about one thing are one topic, whatever people call it', () => {
  const { topics, rest } = topicsOf([
    message('1', '37路公交车班次太少'),
    message('2', '希望巴士早一点发车'),
    message('3', '公共汽车到站不停', '司机看见人也不停'),
    message('4', '幸福路的路灯坏了'),
    message('5', '照明灯一到晚上就不亮'),
    message('6', '街灯白天亮晚上灭'),
    message('7', '请问什么时候能解决'),
  ])
  expect(topics.map(({ name, ids }) => [name, ids])).toEqual([
    ['公交', ['1', '2', '3']],
    ['路灯', ['4', '5', '6']],
  ])
  expect(rest).toEqual(['7'])
})

test('what is named once in passing, or by a place, makes no topic', () => {
  const { topics, rest } = topicsOf([
    message('1', '普利桥镇的矿山', '沿河边的学校旁有医院'),
    message('2', '梓门桥镇的矿山'),
    message('3', '青山桥镇的矿山'),
  ])
  expect(topics).toEqual([])
  expect(rest.toSorted()).toEqual(['1', '2', '3'])
})

test('every question stands under one topic or among the rest, once', () => {
  const titles = ['路灯不亮', '公交太少', '物业乱收费', '噪音扰民', '没有关系的话']
  const all = Array.from({ length: 50 }, (_, i) => message(String(i), titles[i % 5] ?? ''))
  const { topics, rest } = topicsOf(all)
  const ids = [...topics.flatMap((topic) => topic.ids), ...rest]
  expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted())
})
