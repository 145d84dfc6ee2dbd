import type { PauseWhy } from '../cases'
import { words } from '../lang'

const pausesZh: Record<PauseWhy, string> = {
  details: '等待提问人补充情况',
  hearing: '正在听证、鉴定',
  lawsuit: '正在诉讼、复议',
  force_majeure: '不可抗力',
}
const pausesEn: Record<PauseWhy, string> = {
  details: 'waiting for details from whoever asked',
  hearing: 'a hearing or an expert is heard',
  lawsuit: 'it is before a court',
  force_majeure: 'force majeure',
}

/** How a case is handled, on the page of its question. Only the server draws it. */
export const handlingWords = words(
  {
    assists: '协办单位',
    sponsor: '包案领导',
    jointDone: '并单答复：与下面的提问一并答复',
    jointGoing: '并单办理：与下面的提问一并办理',
    question: (no: number) => `第 ${no} 号`,
    extended: '延期',
    extendedSum: (day: string, why: string) => `${day}延期一次。理由：${why}`,
    paused: '停表',
    pausedSum: (day: string, why: string) => `${day}起${why}，期间不计入办理时限`,
    pausedUntil: (day: string) => `（${day}前补充）`,
    pauses: pausesZh,
    earlier: '以前的答复',
    earlierAt: (day: string) => `${day}的答复`,
    sealed: '原来的文字里有个人信息，不再公开。',
  },
  {
    assists: 'Assisting units',
    sponsor: 'Led by',
    jointDone: 'Joint reply, together with',
    jointGoing: 'Handled jointly, together with',
    question: (no: number) => `No. ${no}`,
    extended: 'Extension',
    extendedSum: (day: string, why: string) => `Extended once on ${day}. Reason: ${why}`,
    paused: 'Clock stands still',
    pausedSum: (day: string, why: string) => `Since ${day}: ${why}; these days do not count`,
    pausedUntil: (day: string) => ` (wanted by ${day})`,
    pauses: pausesEn,
    earlier: 'Earlier replies',
    earlierAt: (day: string) => `Reply of ${day}`,
    sealed: 'The earlier wording held personal data and is no longer public.',
  },
)
