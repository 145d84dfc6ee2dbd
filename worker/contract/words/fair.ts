import { words } from '../lang'
import type { AppealState, ReportState } from '../fairness'
import type { RejectReason } from '../states'
import { reportReasonWords } from './report-reasons'

/** Appeals, reports, and the public list of rejections: pages that only the server draws. */

const zhRejected: Record<RejectReason, string> = {
  off_topic: '说的事和本场公布的主题没有关系，可以投到网上信箱或者相应的场次。',
  not_a_question: '没有提出要答复的问题，可以作为留言再写一次。',
  duplicate_of_own: '同一个人已经就同一件事提过，按先提的那一条办。',
  personal_data: '写了别人的个人信息，公开会侵害他人；去掉以后可以再提。',
  abusive: '有辱骂或攻击他人的话；去掉以后可以再提。',
  unclear: '看不明白要问什么，补充时间、地点、事情以后可以再提。',
  advertising: '属于广告或推销。',
  unlawful: '含有法律法规不允许传播的内容。',
}

const enRejected: Record<RejectReason, string> = {
  off_topic: 'It is not about the topic announced; the mailbox or another session takes it.',
  not_a_question: 'It asks for no answer; it can be sent again as a comment.',
  duplicate_of_own: 'The same person had asked the same; the earlier question is answered.',
  personal_data: 'It names personal data of others; without them it can be asked again.',
  abusive: 'It insults or attacks somebody; without that it can be asked again.',
  unclear: 'It is not clear what is asked; with time, place and matter it can be asked again.',
  advertising: 'It is an advertisement.',
  unlawful: 'It contains what the law does not allow to be spread.',
}

const zhAppeal: Record<AppealState, string> = {
  waiting: '正在复核',
  upheld: '复核后维持',
  listed: '复核后改为公开',
  lapsed: '本场结束前没有人复核',
  withdrawn: '提问人已抹去文字，不再复核',
}

const enAppeal: Record<AppealState, string> = {
  waiting: 'being heard',
  upheld: 'upheld on appeal',
  listed: 'published on appeal',
  lapsed: 'not heard before the session ended',
  withdrawn: 'its author had the words erased',
}

const zhReported: Record<ReportState, string> = {
  open: '等待处理',
  dismissed: '看过，没有问题',
  corrected: '已经更正或遮住',
  taken_down: '已经撤下',
}

const enReported: Record<ReportState, string> = {
  open: 'waiting',
  dismissed: 'looked at, nothing wrong',
  corrected: 'corrected or masked',
  taken_down: 'taken down',
}

export const fairWords = words(
  {
    rejected: zhRejected,
    appealed: zhAppeal,
    reportReason: reportReasonWords.zh.reason,
    reported: zhReported,
    appeal: {
      title: '不服？可以申诉一次',
      hint: '由另一位审核人复核，不是当初决定的那一位。写几句为什么应该公开；其中的号码会自动遮住。复核的结果是最后的结果。',
      text: '申诉理由',
      send: '提交申诉',
      own: '您的申诉',
      why: '复核意见',
      next: {
        waiting: '另一位审核人会复核，本场截止前给您结果。凭查询码随时可以来看。',
        upheld: '这是最后的结果，不能再申诉。改一改可以再提。',
        listed: '已经公开，等候答复。',
        lapsed: '本场结束前没有人复核，已计入本场的公开统计。',
        withdrawn: '',
      } satisfies Record<AppealState, string>,
    },
    report: {
      link: '举报',
      title: '举报',
      lead: '您认为下面这一条有问题？说一下是哪一种。主持人会看，举报本身不会让任何内容消失。',
      about: { question: '提问', comment: '留言', answer: '答复' },
      reason: '是哪一种问题',
      note: '补充几句（可以不写）',
      noteHint: '只有主持人看到。不要写您自己的姓名和电话。',
      send: '提交举报',
      done: '举报已收到',
      again: '这一条您已经举报过，不用再提交。',
      next: '主持人会看这一条，决定更正、撤下，或者说明为什么保留。我们没有记录您是谁，所以不能单独通知您；处理结果按种类公布在这一场的处理公示里。',
      figures: '看处理公示',
      back: '返回',
      over: '这一场已经归档，记录不再改动。如果其中有侵害您权益的内容，请用页脚的联系方式向主办单位提出。',
    },
    page: {
      title: (session: string) => `处理公示 · ${session}`,
      heading: '处理公示',
      link: '没有采用的、撤下的、举报的：处理公示',
      lead: '没有公开的提问各有什么原因，申诉的结果怎样，都列在这里。文字、称呼和提问人不公布。',
      asOf: (when: string) => `统计时间：${when}`,
      list: '没有采用的提问',
      none: '没有一条提问未被采用。',
      total: (n: number) => `共 ${n} 条`,
      columns: { no: '号', day: '日期', reason: '原因', appeal: '申诉' },
      noAppeal: '没有申诉',
      byReason: '按原因',
      appeals: '申诉',
      noAppeals: '没有人申诉。',
      redirects: '指引到法定途径的',
      redirectsHint: '每一条都由两个人看过。',
      noRedirects: '没有。',
      takeDowns: '撤下的',
      takeDownsHint: '每一条在原来的地方留有日期和原因。',
      reports: '举报',
      reportsHint: (reports: number, things: number) => `收到 ${reports} 次举报，涉及 ${things} 处`,
      noReports: '没有收到举报。',
      held: '按词表提请先看的',
      heldHint: '词表只是让审核人先看，不会自动删掉任何内容。种类是主办单位自己定的。',
      unnamed: '未分类',
      json: '数据（JSON）',
    },
  },
  {
    rejected: enRejected,
    appealed: enAppeal,
    reportReason: reportReasonWords.en.reason,
    reported: enReported,
    appeal: {
      title: 'Not convinced? You can appeal once',
      hint: 'Another moderator hears it, not the one who decided. Say in a few words why it should be published; numbers in them are masked. What is decided then is final.',
      text: 'Why it should be published',
      send: 'Appeal',
      own: 'Your appeal',
      why: 'The reason given',
      next: {
        waiting:
          'Another moderator will hear it before the session closes. Your receipt code shows the result at any time.',
        upheld: 'This is final. You can reword the question and ask again.',
        listed: 'Published, waiting for an answer.',
        lapsed: 'Nobody heard it before the session ended; the public figures say so.',
        withdrawn: '',
      },
    },
    report: {
      link: 'Report',
      title: 'Report',
      lead: 'Is something wrong with this? Say what. A moderator will look; a report by itself makes nothing disappear.',
      about: { question: 'Question', comment: 'Comment', answer: 'Answer' },
      reason: 'What is wrong',
      note: 'A few words (optional)',
      noteHint: 'Only moderators read them. Please leave out your own name and number.',
      send: 'Send the report',
      done: 'Report received',
      again: 'You have reported this already; once is enough.',
      next: 'A moderator will look at it and correct it, take it down, or say why it stays. We keep no record of who you are, so we cannot tell you alone; what was done is published by kind on this session’s page of figures.',
      figures: 'To the figures',
      back: 'Back',
      over: 'This session is archived and no longer changes. If something in it violates your rights, please write to the host; see the foot of the page.',
    },
    page: {
      title: (session: string) => `What was not published · ${session}`,
      heading: 'What was not published, and why',
      link: 'Rejected, taken down, reported: the figures',
      lead: 'Why questions were not published and what became of appeals. Their words, names and askers are not told.',
      asOf: (when: string) => `As of ${when}`,
      list: 'Questions not adopted',
      none: 'No question was rejected.',
      total: (n: number) => `${n} in all`,
      columns: { no: 'No.', day: 'Day', reason: 'Reason', appeal: 'Appeal' },
      noAppeal: 'not appealed',
      byReason: 'By reason',
      appeals: 'Appeals',
      noAppeals: 'Nobody appealed.',
      redirects: 'Pointed to their lawful route',
      redirectsHint: 'Two people looked at each of them.',
      noRedirects: 'None.',
      takeDowns: 'Taken down',
      takeDownsHint: 'Each leaves its date and reason where it stood.',
      reports: 'Reports',
      reportsHint: (reports: number, things: number) => `${reports} reports of ${things} things`,
      noReports: 'Nothing was reported.',
      held: 'Put in front by the list of words',
      heldHint:
        'The list only puts a submission in front of the reviewers; it removes nothing. The categories are the host’s own.',
      unnamed: 'no category',
      json: 'Data (JSON)',
    },
  },
)
