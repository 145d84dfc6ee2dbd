import { thingsIn, told } from './alike'

/**
 * What people write about most: every message under the one thing it is about, by the thesaurus. A thing counts
 * threefold where the question itself names it, up to twice where the details do; of two that count alike the
 * more frequent wins. What is said of any matter (an office, a time, "repair") is no matter of its own, and a
 * message whose things are named once and in passing stands under none.
 */

/** Things that are said of any matter. */
const general = new Set(
  (
    '时间 条件 手续 单位 员工 小区 业主 邻居 孩子 学生 老人 村委会 外地 网上 失败 周末 夜间 延长 涨价 降低 太贵 免费 优惠 征求 收费 退费 押金 领取 发放 津贴 ' +
    '坏了 维修 丢失 堵住 加装 建设 改造 改成 治理 规划 审批 投诉 热线 态度 不作为 效率 公开 更新 消费者 经费 隐患 老旧 高层 楼上 新房 买房 汽车 道路 路口 发票 ' +
    '拥有 驾驶 宣传 电子 密码 认证 逾期 暴雨 座位 困难 贫困 商场 广场 银行 药 派出所 通用 乘客 不热 不准 线路 司机 出口 大学生 人才 退休 养老 直达 河 班次 学位 税 网点 缴纳 补偿 施工 不亮 甩站 末班车 打表 困人 脱落 水压 水质 年久失修'
  ).split(' '),
)

export interface TopicMessage {
  id: string
  title: string
  details: string
}

export interface Topic {
  /** As the thesaurus calls it. */
  name: string
  /** Messages about it, in the order given. */
  ids: string[]
}

export interface Topics {
  topics: Topic[]
  /** Messages under no topic, or under one that is too small. */
  rest: string[]
}

/** Fewer are no topic. */
export const TOPIC_LEAST = 3

const IN_TITLE = 3
const IN_DETAILS = 2

/** How often a message names each thing, the question before the details. */
function namedIn({
  title,
  details,
}: TopicMessage): Map<string, { title: number; details: number }> {
  const named = new Map<string, { title: number; details: number }>()
  for (const [where, text] of [
    ['title', title],
    ['details', details],
  ] as const) {
    thingsIn(told(text), (name, length) => {
      // A single 字 is as often part of a place's name.
      if (length < 2 || general.has(name)) return
      const one = named.get(name) ?? { title: 0, details: 0 }
      one[where] += 1
      named.set(name, one)
    })
  }
  return named
}

/** Messages by what they are about, the most frequent first. */
export function topicsOf(messages: readonly TopicMessage[], least = TOPIC_LEAST): Topics {
  const named = messages.map(namedIn)
  const having = new Map<string, number>()
  for (const things of named) {
    for (const name of things.keys()) having.set(name, (having.get(name) ?? 0) + 1)
  }
  const byName = new Map<string, string[]>()
  const rest: string[] = []
  for (const [i, { id }] of messages.entries()) {
    let best: { name: string; score: number } | null = null
    for (const [name, times] of named[i] ?? []) {
      // Once and in passing: it is about something else.
      if (times.title === 0 && times.details < IN_DETAILS) continue
      const weight = (times.title > 0 ? IN_TITLE : 0) + Math.min(times.details, IN_DETAILS)
      // Of two named alike the one that more write about.
      const score = weight + (having.get(name) ?? 0) / (2 * messages.length)
      if (!best || score > best.score) best = { name, score }
    }
    if (best) byName.set(best.name, [...(byName.get(best.name) ?? []), id])
    else rest.push(id)
  }
  const topics: Topic[] = []
  for (const [name, ids] of byName) {
    if (ids.length >= least) topics.push({ name, ids })
    else rest.push(...ids)
  }
  topics.sort((a, b) => b.ids.length - a.ids.length || (a.name < b.name ? -1 : 1))
  return { topics, rest }
}
