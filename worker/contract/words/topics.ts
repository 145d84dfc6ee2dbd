import { words } from '../lang'

/** Words of the page of what people write about most. */
export const topicWords = words(
  {
    title: '诉求热点',
    home: '返回工作台',
    lead: '把一段时间里公开的提问按说的是什么事归在一起，看看大家集中在问什么。',
    from: '从',
    to: '到',
    show: '查看',
    method:
      '怎么归的：每件提问按它提到的事物（同一事物的不同叫法算一个，如“公交、公共汽车、巴士”）归到一个热点。题目里提到的算三分，补充里提到的最多两分，分数一样归到人多的那个；只在补充里顺带提到一次的不算。不足三件的不成热点，列在“其余”。归得不一定都对，请点开看一看再用。',
    covered: (n: string, all: string) => `${all} 件提问中，${n} 件归入热点。`,
    more: (n: string) => `这段时间超过 ${n} 件，只归了最新的 ${n} 件。`,
    topic: '热点',
    count: '件数',
    open: '待答',
    example: '例如',
    pieces: (name: string, n: string) => `${name} ${n} 件`,
    rest: '其余',
    none: '这段时间没有公开的提问。',
    all: '全部热点',
    hall: '拟一场专题',
    site: '拟一次现场办公',
    hallTitle: (name: string) => `${name}专题`,
    siteTitle: (name: string) => `${name}现场办公`,
    theme: (name: string, n: string, from: string, to: string) =>
      `${from} 至 ${to} 收到${name}方面的提问 ${n} 件`,
    wrong: '日期不对：请按 2026-01-31 的样子填写，开始不晚于结束。',
    merge: '意思相同的可以在各场工作台里并案；这里不会自动并。',
  },
  {
    title: 'What people write about',
    home: 'Back to the desk',
    lead: 'Public questions of a period, put together by what they are about.',
    from: 'From',
    to: 'To',
    show: 'Show',
    method:
      'How: each question goes to one thing it names, whatever people call it. Named in the question counts three, in the details up to two; of two alike the more frequent wins; named once in passing counts nothing. Fewer than three are no topic. It can be wrong: look at the rows before you use it.',
    covered: (n: string, all: string) => `${n} of ${all} questions are under a topic.`,
    more: (n: string) => `There are more than ${n} in this period; the newest ${n} are shown.`,
    topic: 'Topic',
    count: 'Questions',
    open: 'Waiting',
    example: 'For example',
    pieces: (name: string, n: string) => `${name}: ${n}`,
    rest: 'The rest',
    none: 'No public questions in this period.',
    all: 'All topics',
    hall: 'Draft a session on it',
    site: 'Draft an on-site visit',
    hallTitle: (name: string) => `${name}专题`,
    siteTitle: (name: string) => `${name}现场办公`,
    theme: (name: string, n: string, from: string, to: string) =>
      `${from} 至 ${to} 收到${name}方面的提问 ${n} 件`,
    wrong: 'Dates look like 2026-01-31, and the first is not after the last.',
    merge:
      'Questions that ask the same are merged at the desk of their session; nothing is merged here.',
  },
)
