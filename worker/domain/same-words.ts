import { anyOf, fold } from './fold'
import { overlap } from './overlap'

/**
 * Replies that say the same under different questions (万能回复). What every reply says is taken out first, so
 * that greetings make nothing alike and other greetings hide nothing; then the runs of signs that two texts
 * share are compared with all that either has. domain/pasted.ts counts answers in public and is stricter; this
 * only makes somebody look twice.
 */

/** What replies say whatever they answer. */
const courtesies = [
  '尊敬的网友',
  '尊敬的市民',
  '尊敬的群众',
  '亲爱的网友',
  '这位网友',
  '网友朋友',
  '网友您好',
  '网友你好',
  '您好',
  '你好',
  '网友',
  '来信收悉',
  '留言收悉',
  '您的留言已收悉',
  '您的来信已收悉',
  '您反映的问题已收悉',
  '您所反映的问题',
  '您反映的问题',
  '您反映的情况',
  '您提出的问题',
  '我们高度重视',
  '我局高度重视',
  '领导高度重视',
  '高度重视',
  '第一时间',
  '经调查核实',
  '经调查了解',
  '经核实',
  '经了解',
  '现将有关情况答复如下',
  '现将有关情况回复如下',
  '现将情况答复如下',
  '现将情况回复如下',
  '现答复如下',
  '现回复如下',
  '答复如下',
  '回复如下',
  '感谢您对我们工作的关心和支持',
  '感谢您对我们工作的理解和支持',
  '感谢您对我们工作的支持',
  '感谢您的关心和支持',
  '感谢您的理解和支持',
  '感谢您的关注和支持',
  '感谢您的监督和支持',
  '感谢您的留言',
  '感谢您的来信',
  '感谢您的关注',
  '感谢您的支持',
  '祝您生活愉快',
  '祝您身体健康',
  '工作顺利',
  '此复',
  '特此回复',
  '特此答复',
  '谢谢',
  '感谢',
]
let courtesy: RegExp | null = null

/** What a reply says beyond courtesies, without signs and spaces. */
export function substance(text: string): string {
  courtesy ??= anyOf(courtesies)
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .replace(courtesy, '')
}

/** Signs of a run. */
const RUN = 3
/** Of all runs of two texts so many are shared by both. */
const SAME = 0.8

/** A text as its runs. */
export interface Runs {
  /** How long what it says is. */
  length: number
  runs: ReadonlySet<string>
}

export function runsOf(text: string): Runs {
  const said = substance(text)
  const runs = new Set<string>()
  for (let i = 0; i + RUN <= said.length; i += 1) runs.add(said.slice(i, i + RUN))
  // Shorter than a run: the whole of it is one.
  if (runs.size === 0) runs.add(said)
  return { length: said.length, runs }
}

/** How much two texts have in common: 1 where they say the same, 0 where nothing. */
export const shared = (a: Runs, b: Runs): number => overlap(a.runs, b.runs)

/** Whether two replies say nearly the same. One that is nothing but courtesies is like any other such. */
export const saysTheSame = (a: Runs, b: Runs): boolean => overlap(a.runs, b.runs, SAME) >= SAME

/** A question whose reply says nearly the same as another. */
export interface NearReply {
  id: string
  no: number
  session: string
}

export interface Near {
  found: NearReply[]
  /** How many it was compared with. */
  of: number
}
