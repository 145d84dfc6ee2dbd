import type { Amount } from '../contract/cases'
import { amountOf } from './amounts'
import type { WorkCalendar } from './calendar'
import { dueIn, type DueSaid } from './promise-days'

/**
 * Finds the sentences of an answer, a reply or the text record that promise something. It only points them out:
 * what becomes a promise that is kept track of, somebody decides.
 */

export interface FoundPromise {
  /** Word for word, without the stop at its end. */
  quote: string
  /** null: nothing of a time is said. */
  due: DueSaid | null
  amount: Amount | null
  /** 尽快, 抓紧 …: promised, and no day to hold it to. */
  vague: string | null
}

const will = [
  /争取|力争|力求|确保|保证(?!金)|承诺|务必|预计|有望|打算|下决心|抓紧|尽快|尽早|尽量|陆续/,
  /(?<!有)一定(?!的|程度|数量|规模|困难|难度|年限|比例|条件|影响|能)/,
  /(?<!原|原定|曾)计划(?!生育|外|内|书|表|经济)(?=.{2})/,
  /(?<![模虚])拟(?:于|在|对|投入|新|建|将|安排|从|启动|今|明|采取)/,
  /(?<!已|曾|请|可|来|要|麻|福|干|名|健|良|并已|将)将(?!军|领|士|来|错|心比心|信将疑|上述|该|其|此|这|相关(?:情况|问题|意见)|您|你|问题|情况)/,
  /(?:并|也|还|再|都|就|立即|马上|及时|认真|继续|我[局县镇市委办校院们]?|部门|公司|单位|乡镇|社区|工作人员|同志|，|^)会(?!议|场|员|计|同|商|上|后|展|签|谈|面|诊|审|客|长|有|是|因|受|让|出现|导致|造成|影响|产生|被|更)/,
  /我们要|还要(?!求)|准备(?:在|于|投入|安排|用|新|对|今|明)|马上就?(?:安排|处理|派|去)|立即(?:安排|处理|派|整改|组织)|接下来|下一步(?!如何|怎么)/,
]
/** What is put on a plan is promised, also where that is done already. */
const planned = /(?:列入|纳入).{0,24}(?:计划|项目|预算|改造|年度|盘子|规划)/
const doing =
  /完成|建成|开工|动工|完工|竣工|通车|通水|通气|通电|修好|解决|实现|投用|投入使用|安装|装好|整改|答复|回复|公布|公示|启动|落实|修复|改造|恢复|开通|到位|拆除|清理|交付|验收|发放|兑现|办结|结束|出台|打通|覆盖|开放|启用|延长|增设|装上|修缮|上线|运行|增加|给.{0,6}(?:说法|结果|交代)/
const over =
  /已经?|曾(?!祖)|此前|当时|去年|前年|上个?月|上周|以来|原计划|原定|之前(?:已|曾)|(?:完成|建成|解决|修好|启动)了/
const no =
  /不会|不能|无法|难以|没有?计划|暂无|不予|暂不|不具备|不符合|不宜|不可能|未能|可能会?|或许|也许/
const oath = /确保|保证|承诺|一定|坚决|决不|绝不/
const asks =
  /[请盼](?:您|你|大家|各位|广大|网友|居民|业主|市民|家长|群众|予以|关注|谅解|理解|放心)|希望(?:您|你|大家)|建议您|欢迎|(?:您|你)(?:将|会|可)/
const supposes = /^(?:如果|若|假如|要是|一旦|倘若|只要|除非)/
const vagueWords =
  /尽快|尽早|抓紧|近期|适时|条件成熟(?:后|时)?|逐步|陆续|早日|下一步|接下来|及时|马上|立即|不久|加快/

/** Sentences of a text, each as it stands there. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[。！？!?；;])|\n+/)
    .map((one) => one.trim())
    .filter(Boolean)
}

/** A sentence without the stop at its end. */
export function bareSentence(sentence: string): string {
  let end = sentence.length
  while (end > 0 && '。！!；; \n\t\u3000'.includes(sentence.charAt(end - 1))) end -= 1
  return sentence.slice(0, end)
}

interface Clause {
  words: string
  promises: boolean
  past: boolean
}

function clausesOf(sentence: string, saidAt: number, calendar: WorkCalendar | null): Clause[] {
  return sentence.split(/[，,：:]/).map((words, i, all) => {
    const wills = will.some((one) => one.test(words))
    const onPlan = planned.test(words)
    const past = over.test(words)
    // 1月15日前，公交延长线开通: the day may stand before the comma.
    const front = i > 0 && !over.test(all[i - 1] ?? '') ? (all[i - 1] ?? '') : ''
    const dated =
      !past && doing.test(words) && dueIn(`${front}，${words}`, saidAt, calendar) !== null
    const denied = no.test(words) && !oath.test(words)
    const others = asks.test(words) || supposes.test(words.trim())
    return {
      words,
      promises: ((wills && !past) || onPlan || dated) && !denied && !others,
      past: past && !onPlan,
    }
  })
}

/** What one sentence promises; null where it promises nothing. */
export function promiseIn(
  sentence: string,
  saidAt: number,
  calendar: WorkCalendar | null = null,
): FoundPromise | null {
  if (/[？?]$|吗[。！]?$/.test(sentence.trimEnd())) return null
  const clauses = clausesOf(bareSentence(sentence), saidAt, calendar)
  if (!clauses.some(({ promises }) => promises)) return null
  // A day of something that is done already is no day of a promise.
  const ahead = clauses.filter(({ past, promises }) => !past || promises).map(({ words }) => words)
  const words = ahead.join('，')
  return {
    quote: bareSentence(sentence),
    due: dueIn(words, saidAt, calendar),
    amount: amountOf(words),
    vague: vagueWords.exec(words)?.[0] ?? null,
  }
}

/** Every sentence of a text that promises something, in its order. `saidAt`: when it was said or published. */
export function promisesIn(
  text: string,
  saidAt: number,
  calendar: WorkCalendar | null = null,
): FoundPromise[] {
  return sentencesOf(text).flatMap((one) => promiseIn(one, saidAt, calendar) ?? [])
}

/** Those of them that say no time: the desk is told before they are published. */
export function datelessIn(
  text: string,
  saidAt: number,
  calendar: WorkCalendar | null = null,
): FoundPromise[] {
  return promisesIn(text, saidAt, calendar).filter(({ due }) => due === null)
}
