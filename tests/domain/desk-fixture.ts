import type { DeskQuestion, DeskState } from '../../worker/contract/room'
import type { PublicSession } from '../../worker/contract/views'
import { balance } from '../../worker/domain/balance'

/** A desk in the middle of a busy evening, made up from the same few sentences every time. */

const at = Date.UTC(2026, 10, 30, 7, 42)

const busy = [
  '我们村公交一天只有两班，老人看病不方便，能加一班吗？',
  '村里的公交一天才两班，老人看病很不方便，能不能加一班？',
  '广场舞晚上十点还在跳，有没有人管？',
  '小区电动车充电桩什么时候装？',
  '请问小区电动车充电桩什么时候能装上？',
  '请问今年的高龄津贴发了没有',
  '县城到高铁站的末班车能不能晚一点？',
  '为什么我们镇没有天然气？',
  '希望把河堤路灯修一下，晚上散步很黑',
  '乡村医生工资拖了两个月',
  '本人电话 13812341234，请联系我解决漏水',
  '城西农贸市场污水横流，夏天味道很大，什么时候整治？',
  '孩子上学要过一条没有红绿灯的大路，能不能装一个？',
  '老旧小区加装电梯，一楼不同意怎么办？',
  '医保异地报销要跑几次，能不能网上办？',
]

const long =
  '我们小区的自来水从去年冬天开始，每天晚上七点以后就没有压力，住在四楼以上的人家基本上接不到水，' +
  '洗澡做饭都要等到十一点以后。物业说是二次供水的泵坏了，供水公司说是物业的管道老化，两边推来推去已经大半年。' +
  '我们打过热线，也到街道反映过，每次都说正在协调，可是一直没有结果。请问到底由谁负责，什么时候能修好，' +
  '修好以前能不能先安排送水车？老人和孩子实在等不起，请给一个明确的答复和具体的时间。'

export function aQuestion(no: number, part: Partial<DeskQuestion> = {}): DeskQuestion {
  return {
    id: `q${no}`,
    no,
    state: 'submitted',
    text: busy[no % busy.length] ?? '',
    channel: 'online',
    part: 1,
    votes: 0,
    askedAt: at - (200 - no) * 5_000,
    listedAt: null,
    answers: [],
    cases: [],
    version: no,
    position: null,
    found: [],
    events: [{ id: no, at: at - (200 - no) * 5_000, by: '网友', act: 'ask', undone: false }],
    ...part,
  }
}

export const aSession: PublicSession = {
  id: 's1',
  slug: 'demo-3',
  kind: 'town_hall',
  state: 'live',
  title: '第三次与网友面对面',
  topic: '供水、公交、老旧小区',
  notice: '',
  unit: '霞湾县人民政府',
  place: '县融媒体中心一楼',
  series: null,
  edition: 3,
  startsAt: at - 42 * 60_000,
  endsAt: null,
  liveAt: at - 42 * 60_000 - 17_000,
  wrappedAt: null,
  closesAt: null,
  closedAt: null,
  archivedAt: null,
  guests: [
    { id: 'g1', name: '林某', office: '县供水公司 经理', unit: '县供水公司' },
    { id: 'g2', name: '陈某', office: '县交通运输局 局长', unit: '县交通运输局' },
  ],
  demo: true,
}

/** `pending` questions wait; a dozen are listed, one of 200 字 is on stage, a few are settled. */
export function aDesk(pending = 17, session: Partial<PublicSession> = {}): DeskState {
  const listed = (no: number, part: Partial<DeskQuestion>) =>
    aQuestion(no, { state: 'listed', listedAt: at - 30 * 60_000 + no, ...part })
  const questions = [
    listed(1, { votes: 312, position: 1, text: '老旧小区加装电梯，一楼不同意怎么办？' }),
    listed(2, { votes: 205, position: 2, text: '城西农贸市场什么时候完成改造？' }),
    listed(3, { votes: 187, position: 3, text: '县医院儿科晚上没有急诊，孩子发烧只能去市里' }),
    listed(4, { votes: 121, text: '农民工工资保证金退还能不能在网上办？' }),
    listed(5, { votes: 98, channel: 'floor', text: '跑很多部门、盖很多章的事改得怎样了？' }),
    listed(6, { votes: 402, text: '新区幼儿园学位够不够？' }),
    listed(7, { votes: 77, text: '乡道塌方的一段什么时候修？' }),
    listed(8, { votes: 54, text: '下井村公交一天只有两班，老人看病不方便' }),
    listed(9, { votes: 3, text: long.slice(0, 200) }),
    listed(10, {
      state: 'on_stage',
      stagedAt: at - 221_000,
      votes: 264,
      name: '水东居民',
      text: long.slice(0, 200),
    }),
    listed(11, { state: 'handed_off', settledAt: at - 60_000 }),
    aQuestion(12, { state: 'rejected', reason: 'advertising', settledAt: at - 90_000 }),
    ...Array.from({ length: pending }, (_, i) => {
      const no = i + 13
      const text =
        i % 17 === 16
          ? long.slice(0, 200)
          : `${busy[i % busy.length]}${i >= busy.length ? `（${i}组）` : ''}`
      return aQuestion(no, {
        text,
        ...(text.includes('13812341234') ? { found: ['phone' as const] } : {}),
      })
    }),
  ]
  return {
    v: 1,
    epoch: 'e1',
    seq: 500,
    at,
    snapshot: {
      v: 1,
      epoch: 'e1',
      seq: 500,
      at,
      session: { ...aSession, ...session },
      stage: { no: 10, since: at - 221_000 },
      next: [1, 2, 3],
      balance: balance(
        questions.map((one) => ({ ...one, cases: 0, reviewed: one.listedAt !== null })),
      ),
      cases: { total: 1, overdue: 0, disputed: 0, replied: 0, closed: 0, solved: 0, confirmed: 0 },
      prompts: [
        { id: 'p1', no: 1, text: '大家对夜间公交还有什么想法？', at, open: true, comments: 1 },
      ],
      totalQuestions: 11,
      totalComments: 1,
      viewers: 2318,
    },
    units: [
      { id: 'water', name: '县供水公司', answerDays: null },
      { id: 'bus', name: '县交通运输局', answerDays: 7 },
    ],
    questions,
    comments: [
      { no: 1, id: 'c1', text: '夜班车开到十点就好', at: at - 50_000, state: 'listed', prompt: 1 },
      { no: 2, id: 'c2', text: '支持', at: at - 40_000, state: 'submitted' },
      { no: 3, id: 'c3', text: '能不能讲慢一点', at: at - 30_000, state: 'submitted' },
    ],
    staff: [
      { name: '陈主持', role: 'moderator' },
      { name: '李审核', role: 'moderator', holds: 16 },
    ],
    health: {
      viewers: 2318,
      votesPerMinute: 146,
      oldestPendingAt: at - 900_000,
      outbox: 3,
      screens: 1,
    },
  }
}
