import { words } from '../lang'
import type { ReportReason } from '../fairness'

const zhReport: Record<ReportReason, string> = {
  personal_data: '泄露个人信息',
  insult: '辱骂、攻击他人',
  false_or_illegal: '虚假或违法内容',
  spam: '广告、刷屏',
  other: '其他',
}

const enReport: Record<ReportReason, string> = {
  personal_data: 'Personal data of somebody',
  insult: 'Insults or attacks somebody',
  false_or_illegal: 'False or unlawful',
  spam: 'Advertisement or flooding',
  other: 'Something else',
}

/** Why something is reported: apart from the other words of appeals and reports, as the desk needs only these. */
export const reportReasonWords = words({ reason: zhReport }, { reason: enReport })
