import { words } from '../lang'

/** Words of 简介: what a session is about, when, and who answers. */
export const aboutSessionWords = words(
  {
    topic: '主题',
    when: '时间',
    place: '地点',
    unit: '主办',
    guests: '答复人',
    notice: '公告',
    closes: (day: string) => `提问和留言收到 ${day} 为止`,
    edition: (n: number) => `第 ${n} 期`,
    to: ' 至 ',
  },
  {
    topic: 'Topic',
    when: 'When',
    place: 'Where',
    unit: 'Held by',
    guests: 'Who answers',
    notice: 'Notice',
    closes: (day: string) => `Questions and comments are welcome until ${day}`,
    edition: (n: number) => `Edition ${n}`,
    to: ' to ',
  },
)
