import type { PublicFigure } from '../contract/record'
import type { SessionKind } from '../contract/states'
import {
  newQuestion,
  type AnswerRecord,
  type PromptRecord,
  type QuestionRecord,
} from '../domain/records'
import { startOfDay } from '../domain/shanghai'

/**
 * What is on record of the practice this portal serves. Nothing here is made up: what the sources do not
 * print is absent, a fact they print differently has one row for each, and nobody is named.
 */

const reports = '共产党员网 2023-10-25、2014-04-17'
const report2014 = '共产党员网 2014-04-17'
const farmers2023 = '农民日报 2023-11-10'

export interface HistorySession {
  id: string
  slug: string
  kind: SessionKind
  state: 'archived'
  title: string
  topic: string
  unit: string
  place: string
  seriesId: string | null
  edition: number | null
  startsAt: number
  announcedAt: number
  archivedAt: number
  source: string
  /** Where the source prints no day, `startsAt` is the first of the month and only serves the order. */
  datePrinted: string | null
  excerpt: boolean
  summary: string
  createdAt: number
}

type Told = Pick<
  HistorySession,
  'slug' | 'kind' | 'title' | 'topic' | 'unit' | 'place' | 'source' | 'summary'
> & {
  day: string
  datePrinted?: string
  excerpt?: boolean
  seriesId?: string
  edition?: number
}

function told({ day, datePrinted, excerpt, seriesId, edition, ...facts }: Told): HistorySession {
  const at = startOfDay(day)
  return {
    ...facts,
    id: `history-${facts.slug}`,
    state: 'archived',
    seriesId: seriesId ?? null,
    edition: edition ?? null,
    startsAt: at,
    announcedAt: at,
    archivedAt: at,
    datePrinted: datePrinted ?? null,
    excerpt: excerpt ?? false,
    createdAt: at,
  }
}

const RECEPTION = 'xiapu-1988-12-20'
const BRIDGE = 'xiadang-1989-07-19'
const OUTREACH = 'fankeng-1989-10'
const POLICY = 'ningde-2014-graduates'
const VOICES = 'ningde-2014-voices'
const NETIZENS = 'ningde-2014-03-27'

/** Subject of the totals of early 2014, which belong to no single session. */
export const TOTALS_2014 = 'ningde-2014-totals'
/** Subject of 群众反映 → 市里决定. */
export const DECISIONS_2014 = `history-${VOICES}`

export const historySessions: readonly HistorySession[] = [
  told({
    slug: RECEPTION,
    kind: 'reception',
    title: '首次地县领导接待群众来访日',
    topic: '面对面接待来访群众',
    unit: '宁德地区',
    place: '霞浦县',
    day: '1988-12-20',
    source: `${reports}；${farmers2023}`,
    summary:
      '受理问题86件，12件当场答复解决，其余74件要求相关部门一个月内处理完毕；当晚召开总结会。此后每月20日，市、县、乡镇三级领导接待群众来访。当天的86个问题没有逐条留存，这里只列印出的数字。',
  }),
  told({
    slug: BRIDGE,
    kind: 'on_site_office',
    title: '下党乡现场办公',
    topic: '水电等群众生产生活问题',
    unit: '宁德地区',
    place: '寿宁县下党乡鸾峰廊桥',
    day: '1989-07-19',
    source: reports,
    summary:
      '徒步两个多小时到达。乡政府没有办公场所，就在鸾峰廊桥上现场办公，决定支持水电建设资金40多万元。随后又两次到下党调查研究、现场办公。',
  }),
  told({
    slug: OUTREACH,
    kind: 'outreach',
    title: '福安范坑政策宣讲',
    topic: '党的农村政策',
    unit: '宁德地区',
    place: '福安范坑',
    day: '1989-10-01',
    datePrinted: '1989年10月',
    source: reports,
    summary: '与群众谈心，宣讲党的农村政策，打消群众担心政策会变的疑虑。',
  }),
  told({
    slug: POLICY,
    kind: 'field_research',
    title: '扶持高校毕业生自主创业：从暂行办法到升级版',
    topic: '政策为何叫好不叫座',
    unit: '宁德市',
    place: '宁德市',
    day: '2014-03-21',
    datePrinted: '2013年6月至2014年3月底',
    source: reports,
    summary:
      '2013年6月出台暂行办法；驻村时发现申请贷款的寥寥无几，政策“叫好不叫座”；2014年3月下旬召开交流会，向大学生征求意见；月底升级版出台。',
  }),
  told({
    slug: VOICES,
    kind: 'field_research',
    title: '群众反映 → 市里决定',
    topic: '群众反映比较集中的问题',
    unit: '宁德市',
    place: '宁德市',
    day: '2014-03-01',
    datePrinted: '2014年初',
    source: reports,
    summary:
      '就群众反映比较集中的问题，10个课题组找问题、理思路、议对策；群众反映了什么、市里决定了什么，逐条对照。',
  }),
  told({
    slug: NETIZENS,
    kind: 'town_hall',
    title: '第二次与网友面对面座谈交流会',
    topic: '审批与“四风”',
    unit: '宁德市',
    place: '宁德市',
    day: '2014-03-27',
    source: report2014,
    excerpt: true,
    seriesId: 'ningde-face-to-face',
    edition: 2,
    summary: '网友代表当场给市委领导挑刺，网络视频直播。文字实录只有报道印出的摘录。',
  }),
]

type Figure = PublicFigure & { id: string; subject: string }

function figure(
  slug: string,
  id: string,
  facts: Partial<PublicFigure> & Pick<PublicFigure, 'key' | 'text' | 'source'>,
): Figure {
  const subject = slug === TOTALS_2014 ? slug : `history-${slug}`
  return {
    id: `${slug}-${id}`,
    subject,
    about: null,
    value: null,
    qualifier: 'exact',
    unit: '',
    ...facts,
  }
}

export const historyFigures: readonly Figure[] = [
  figure(RECEPTION, 'accepted', {
    key: 'accepted',
    value: 86,
    unit: '件',
    text: '受理问题86件',
    source: reports,
  }),
  figure(RECEPTION, 'accepted-other', {
    key: 'accepted',
    value: 85,
    unit: '件',
    text: '受理问题85件',
    source: farmers2023,
  }),
  figure(RECEPTION, 'on-the-spot', {
    key: 'answered_on_spot',
    value: 12,
    unit: '件',
    text: '12件当场答复解决',
    source: reports,
  }),
  figure(RECEPTION, 'handed-off', {
    key: 'handed_off',
    value: 74,
    unit: '件',
    text: '其余（74件）要求相关部门一个月内处理完毕',
    source: reports,
  }),
  figure(BRIDGE, 'money', {
    key: 'money',
    value: 400_000,
    qualifier: 'over',
    unit: '元',
    text: '40多万元',
    about: '水电建设',
    source: reports,
  }),
  figure(BRIDGE, 'visits', {
    key: 'later_visits',
    value: 2,
    unit: '次',
    text: '又两次到下党调查研究、现场办公',
    source: reports,
  }),
  figure(VOICES, 'groups', {
    key: 'topic_groups',
    value: 10,
    unit: '个',
    text: '10个课题组',
    source: reports,
  }),
  figure(VOICES, 'allowance', {
    key: 'decision',
    about: '农村低保没有全覆盖',
    value: 22_250_000,
    unit: '元',
    text: '2225万元公用经费全部作低保专项',
    source: reports,
  }),
  figure(VOICES, 'approvals', {
    key: 'decision',
    about: '审批慢',
    text: '到“十二五”末，市级基本不再直接审批，由县级行政服务中心办理',
    source: reports,
  }),
  figure(VOICES, 'models', {
    key: 'decision',
    about: '党组织软弱涣散',
    value: 100,
    unit: '个',
    text: '百个示范典型培树工程',
    source: reports,
  }),
  figure(TOTALS_2014, 'meetings', {
    key: 'on_site_meetings',
    value: 5_900,
    qualifier: 'over',
    unit: '场',
    text: '现场办公会5900多场',
    source: reports,
  }),
  figure(TOTALS_2014, 'solved', {
    key: 'solved',
    value: 11_000,
    unit: '件',
    text: '解决问题1.1万件',
    source: reports,
  }),
  figure(TOTALS_2014, 'vital', {
    key: 'vital_interest',
    value: 3_750,
    qualifier: 'over',
    unit: '个',
    text: '关系群众切身利益的问题3750多个',
    source: reports,
  }),
]

const NETIZENS_ID = `history-${NETIZENS}`
const thatDay = startOfDay('2014-03-27')
const excerpt = `${report2014}（摘录）`

export const historyQuestions: readonly [QuestionRecord, ...QuestionRecord[]] = [
  newQuestion({
    id: `${NETIZENS}-1`,
    sessionId: NETIZENS_ID,
    no: 1,
    text: '（办审批）“跑很多部门，盖很多章，想听听领导的看法。”',
    name: '网友代表',
    channel: 'floor',
    state: 'answered',
    askedAt: thatDay,
    listedAt: thatDay,
    settledAt: thatDay,
    source: excerpt,
    version: 1,
  }),
]

export const historyAnswers: readonly [AnswerRecord, ...AnswerRecord[]] = [
  {
    id: `${NETIZENS}-1-a`,
    sessionId: NETIZENS_ID,
    questionNo: 1,
    mode: 'live',
    speaker: '一位常委',
    office: '市委常委',
    unit: '宁德市',
    text: '（大意）群众办事难，暴露出效率和作风方面的问题；今年将深化行政审批改革；网友如果发现这样的问题，欢迎向我们反映。',
    solved: null,
    at: thatDay,
    enteredBy: null,
    revisedAt: null,
    revisedWhy: null,
    withdrawn: false,
  },
]

export const historyPrompts: readonly [PromptRecord, ...PromptRecord[]] = [
  {
    id: `${NETIZENS}-p1`,
    sessionId: NETIZENS_ID,
    no: 1,
    text: '大家对我们在“四风”方面有哪些意见？不限于今天，过后也可在网络上留言。',
    at: thatDay,
    by: '市里主要领导',
    summary: null,
    summaryAt: null,
    version: 1,
  },
]
