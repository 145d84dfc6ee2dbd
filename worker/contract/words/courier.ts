import type { MessageKind } from '../cases'
import type { Lang } from '../lang'

/** What messages say: short, and nothing of anybody's person. A subject, and a sentence. */

export interface MessageFacts {
  no: number | null
  /** Title of the session. */
  session: string
  unit: string
  /** The last day, in words. */
  day: string | null
  period: 'answer' | 'accept' | 'objection'
  stage: string
  waiting: boolean
  assists: boolean
  from: string
  what: string
  /** The question it was merged into. */
  into: number | null
}

export interface MessageWords {
  title: string
  text: string
}

type Say = (facts: MessageFacts) => MessageWords

const zhPeriod = { answer: '答复', accept: '受理', objection: '提出派单异议' }
const enPeriod = { answer: 'reply', accept: 'acceptance', objection: 'objection' }

const zhOf = ({ no, session }: MessageFacts) =>
  [session && `“${session}”`, no === null ? '' : `${no} 号`].filter(Boolean).join('')
const enOf = ({ no, session }: MessageFacts) =>
  [no === null ? '' : `No. ${no}`, session && `of “${session}”`].filter(Boolean).join(' ')
const zhDay = ({ day }: MessageFacts) => (day === null ? '' : `，${day} 24:00 前答复`)
const enDay = ({ day }: MessageFacts) => (day === null ? '' : `, reply due by ${day}, 24:00`)

const zh: Record<MessageKind, Say> = {
  case_assigned: (f) => ({
    title: f.assists ? '请协办一件' : '新交办一件',
    text: `${zhOf(f)}${f.assists ? '请贵单位协办' : '已交办贵单位'}${zhDay(f)}。`,
  }),
  case_reassigned: (f) => ({
    title: '改派来一件',
    text: `${zhOf(f)}${f.from ? `由${f.from}` : ''}改派贵单位${zhDay(f)}。`,
  }),
  case_objected: (f) => ({
    title: '派单异议待处理',
    text: `${zhOf(f)}的承办单位提出派单异议，请决定改派或者不予改派。`,
  }),
  case_due_soon: (f) => ({
    title:
      f.stage === 'day'
        ? `今天是${zhPeriod[f.period]}的最后一天`
        : `${zhPeriod[f.period]}期限快到了`,
    text: `${zhOf(f)}${f.day === null ? '' : `，${zhPeriod[f.period]}期限是 ${f.day} 24:00`}。`,
  }),
  case_overdue: (f) => ({
    title: f.stage === 'long' ? '严重逾期' : `${zhPeriod[f.period]}已逾期`,
    text: `${zhOf(f)}${f.day === null ? '' : `应在 ${f.day} 24:00 前${zhPeriod[f.period]}`}，请尽快办理。`,
  }),
  case_escalated: (f) => ({
    title: f.stage === 'long' ? '下属单位严重逾期，请督办' : '下属单位逾期，请督办',
    text: `${zhOf(f)}由${f.unit}承办${f.day === null ? '' : `，应在 ${f.day} 24:00 前${zhPeriod[f.period]}`}，现已逾期。`,
  }),
  case_details_given: (f) => ({
    title: '提问人补充了情况',
    text: `${zhOf(f)}的提问人补充了情况，办理时间继续计算。`,
  }),
  case_review: (f) => ({
    title: f.waiting ? '有答复等待审签已超过一个工作日' : '有答复等待审签',
    text: `${zhOf(f)}的答复稿等待审签。`,
  }),
  case_returned: (f) => ({ title: '答复稿被退回', text: `${zhOf(f)}的答复稿被退回修改。` }),
  case_disputed: (f) => ({
    title: '提问人有异议',
    text: `${zhOf(f)}的提问人对办理结果有异议。`,
  }),
  case_followed: (f) => ({ title: '有新的追问', text: `${zhOf(f)}的提问人追问了一句，请答复。` }),
  commitment_due: (f) => ({
    title: '承诺快到期了',
    text: `${f.what || '一项承诺'}${f.day === null ? '' : `，期限是 ${f.day}`}，请更新进展。`,
  }),
  commitment_overdue: (f) => ({
    title: '承诺到期未更新',
    text: `${f.what || '一项承诺'}${f.day === null ? '' : `应在 ${f.day} 前兑现`}，公开页面已显示“到期未更新”。`,
  }),
  delivery_failed: (f) => ({
    title: '有消息没有送达',
    text: `贵单位登记的${f.what || '通知方式'}多次没有送达，请联系管理员检查。消息在工作台里都能看到。`,
  }),
  dump_failed: (f) => ({
    title: '每夜备份没有做成',
    text: `${f.day ?? '昨夜'}的备份没有做成。已有的备份不受影响，明晚再做。请运维人员查看日志。`,
  }),
  asker_approved: (f) =>
    f.stage === 'merged'
      ? {
          title: '您的提问已采用',
          text: `您在${zhOf(f)}的提问已通过审核，和${f.into === null ? '另一条' : ` ${f.into} 号`}一起答复。`,
        }
      : { title: '您的提问已公开', text: `您在${zhOf(f)}的提问已通过审核并公开。` },
  asker_refused: (f) => {
    if (f.stage === 'redirected') {
      return {
        title: '您的提问请走法定途径',
        text: `您在${zhOf(f)}反映的事有法定途径，请凭查询码查看怎么走。`,
      }
    }
    return f.stage === 'taken_down'
      ? { title: '您的提问已撤下', text: `您在${zhOf(f)}的提问已撤下，原因请凭查询码查看。` }
      : { title: '您的提问未采用', text: `您在${zhOf(f)}的提问未采用，原因请凭查询码查看。` }
  },
  asker_answered: (f) => {
    if (f.stage === 'further') {
      return { title: '您的追问有答复了', text: `您在${zhOf(f)}的追问已有书面答复。` }
    }
    return f.stage === 'corrected'
      ? { title: '给您的答复有更正', text: `您在${zhOf(f)}的提问，答复有更正。` }
      : {
          title: '您的提问有答复了',
          text: `您在${zhOf(f)}的提问已有答复，请看看，并凭查询码说说办得怎么样。`,
        }
  },
  asker_details_wanted: (f) => ({
    title: '请补充情况',
    text: `承办单位需要您就${zhOf(f)}补充情况${f.day === null ? '' : `，请在 ${f.day} 24:00 前`}凭查询码填写。`,
  }),
  asker_promise_kept: (f) => ({
    title: '承诺已兑现',
    text: `对您在${zhOf(f)}的提问作出的承诺，经核实已兑现。`,
  }),
  asker_code: () => ({
    title: '找回查询码',
    text: '有人用这个联系方式申请找回查询码。是您本人，请在两小时内打开链接查看；不是您本人，不用理会。',
  }),
}

const en: Record<MessageKind, Say> = {
  case_assigned: (f) => ({
    title: f.assists ? 'A case to assist with' : 'A new case',
    text: `${enOf(f)} was ${f.assists ? 'given to your unit to assist with' : 'handed to your unit'}${enDay(f)}.`,
  }),
  case_reassigned: (f) => ({
    title: 'A case reassigned to you',
    text: `${enOf(f)} was reassigned to your unit${f.from ? ` from ${f.from}` : ''}${enDay(f)}.`,
  }),
  case_objected: (f) => ({
    title: 'An objection waits',
    text: `The unit of ${enOf(f)} objects to the hand-off. Reassign it, or decline.`,
  }),
  case_due_soon: (f) => ({
    title:
      f.stage === 'day'
        ? `Last day for the ${enPeriod[f.period]}`
        : `${enPeriod[f.period]} due soon`,
    text: `${enOf(f)}${f.day === null ? '' : `: ${enPeriod[f.period]} due by ${f.day}, 24:00`}.`,
  }),
  case_overdue: (f) => ({
    title: f.stage === 'long' ? 'Long overdue' : 'Overdue',
    text: `${enOf(f)}${f.day === null ? '' : ` was due by ${f.day}, 24:00`} (${enPeriod[f.period]}).`,
  }),
  case_escalated: (f) => ({
    title: f.stage === 'long' ? 'A unit below you is long overdue' : 'A unit below you is overdue',
    text: `${enOf(f)} at ${f.unit}${f.day === null ? '' : ` was due by ${f.day}, 24:00`} (${enPeriod[f.period]}).`,
  }),
  case_details_given: (f) => ({
    title: 'The asker gave details',
    text: `The asker of ${enOf(f)} gave details; the clock runs again.`,
  }),
  case_review: (f) => ({
    title: f.waiting ? 'A reply has waited for approval over a working day' : 'A reply to approve',
    text: `A draft reply to ${enOf(f)} waits for approval.`,
  }),
  case_returned: (f) => ({
    title: 'A draft came back',
    text: `The draft reply to ${enOf(f)} was returned.`,
  }),
  case_disputed: (f) => ({
    title: 'The asker disagrees',
    text: `The asker of ${enOf(f)} disputes the result.`,
  }),
  case_followed: (f) => ({
    title: 'A further question',
    text: `The asker of ${enOf(f)} has a further question.`,
  }),
  commitment_due: (f) => ({
    title: 'A promise is due soon',
    text: `${f.what || 'A promise'}${f.day === null ? '' : ` is due by ${f.day}`}. Please say how it stands.`,
  }),
  commitment_overdue: (f) => ({
    title: 'A promise is past its date',
    text: `${f.what || 'A promise'}${f.day === null ? '' : ` was due by ${f.day}`}; its page says so.`,
  }),
  delivery_failed: (f) => ({
    title: 'A message did not arrive',
    text: `A way your unit named (${f.what || 'channel'}) could not be reached. Ask an administrator; everything is on this desk.`,
  }),
  dump_failed: (f) => ({
    title: 'The nightly dump was not made',
    text: `The dump of ${f.day ?? 'last night'} could not be made. Earlier ones are untouched; the next is made tomorrow night. The operator should look at the log.`,
  }),
  asker_approved: (f) =>
    f.stage === 'merged'
      ? {
          title: 'Your question was taken up',
          text: `Your question ${enOf(f)} is answered together with ${f.into === null ? 'another' : `No. ${f.into}`}.`,
        }
      : { title: 'Your question is public', text: `Your question ${enOf(f)} was published.` },
  asker_refused: (f) => {
    if (f.stage === 'redirected') {
      return {
        title: 'Your question has a lawful route',
        text: `What you raised in ${enOf(f)} has a lawful route; your code shows it.`,
      }
    }
    return f.stage === 'taken_down'
      ? {
          title: 'Your question was taken down',
          text: `Your question ${enOf(f)} was taken down; your code shows the reason.`,
        }
      : {
          title: 'Your question was not adopted',
          text: `Your question ${enOf(f)} was not adopted; your code shows the reason.`,
        }
  },
  asker_answered: (f) => {
    if (f.stage === 'further') {
      return {
        title: 'Your further question was answered',
        text: `Your further question on ${enOf(f)} has a written answer.`,
      }
    }
    return f.stage === 'corrected'
      ? {
          title: 'A reply was corrected',
          text: `The reply to your question ${enOf(f)} was corrected.`,
        }
      : {
          title: 'Your question was answered',
          text: `Your question ${enOf(f)} was answered. Your code lets you rate it.`,
        }
  },
  asker_details_wanted: (f) => ({
    title: 'Please give details',
    text: `The department asks for details on ${enOf(f)}${f.day === null ? '' : ` by ${f.day}, 24:00`}; use your code.`,
  }),
  asker_promise_kept: (f) => ({
    title: 'A promise was kept',
    text: `What was promised to your question ${enOf(f)} was done, as verified.`,
  }),
  asker_code: () => ({
    title: 'Finding your code',
    text: 'Somebody asked for the codes of this contact. If it was you, open the link within two hours; if not, do nothing.',
  }),
}

export const messageWords: Record<Lang, Record<MessageKind, Say>> = { zh, en }

/** Words of acts that the portal does by itself. */
export const courierWords = {
  zh: {
    recounted: (day: string | null, version: string) =>
      day === null
        ? `放假安排已公布，期限不变，不再是暂定（日历版本 ${version}）。`
        : `放假安排有变，期限重新计算为 ${day}（日历版本 ${version}）。`,
    system: '系统',
    ways: { email: '邮箱', sms: '手机', hook: '系统接口' },
    trial: { title: '测试消息', text: '这是一条测试消息，收到就说明通了。' },
  },
  en: {
    recounted: (day: string | null, version: string) =>
      day === null
        ? `The holidays are announced; the date stands and is no longer provisional (calendar ${version}).`
        : `The holidays changed; counted again, it is due on ${day} (calendar ${version}).`,
    system: 'the portal',
    ways: { email: 'mail', sms: 'telephone', hook: 'own system' },
    trial: { title: 'Trial message', text: 'This is a trial. If you read it, the way works.' },
  },
} as const
