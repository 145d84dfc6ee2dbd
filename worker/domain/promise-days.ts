import { chineseNumber, foldDigits } from './amounts'
import { addWorkdays, type WorkCalendar } from './calendar'
import { festivalDay } from './festivals'
import { addDays, shanghaiDay, weekdayOf } from './shanghai'

/** By when, as people say it, and the day it means when it is said on a given day. */

export interface DueSaid {
  /** As said. */
  said: string
  /** 'YYYY-MM-DD', the last day of it; null: it is a time whose day nobody can count (入汛前). */
  day: string | null
}

const two = (n: number) => String(n).padStart(2, '0')
const lastOfMonth = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** A day of the calendar, or null: 2月30日 is none. Months beyond twelve run into the next year. */
function dayOf(year: number, month: number, day: number): string | null {
  const y = year + Math.floor((month - 1) / 12)
  const m = ((((month - 1) % 12) + 12) % 12) + 1
  if (day < 1 || day > lastOfMonth(y, m) || y < 1900 || y > 2200) return null
  return `${y}-${two(m)}-${two(day)}`
}
const endOfMonth = (year: number, month: number) => {
  const y = year + Math.floor((month - 1) / 12)
  const m = ((((month - 1) % 12) + 12) % 12) + 1
  return dayOf(y, m, lastOfMonth(y, m))
}

function monthsLater(day: string, n: number): string | null {
  const [y = 0, m = 0, d = 0] = day.split('-').map(Number)
  return dayOf(y, m + n, d) ?? endOfMonth(y, m + n)
}

interface Said {
  /** The day it was said. */
  day: string
  year: number
  month: number
  calendar: WorkCalendar | null
}
type Rule = [RegExp, (words: (string | undefined)[], said: Said) => string | null | undefined]

const N = '(\\d{1,3}|[一二两三四五六七八九十]{1,3})'
const YEAR = '(今年|本年度?|当年|明年|来年|后年|\\d{4}年)'
const BEFORE = '(?:之前|以前|前)'
const WITHIN = '(?:之内|以内|内)'
const ENDS = `(?:${BEFORE}|${WITHIN})?`

const count = (words: string | undefined) =>
  words === undefined ? NaN : /^\d+$/.test(words) ? Number(words) : (chineseNumber(words) ?? NaN)

function yearOf(words: string, { year }: Said): number {
  if (/^\d/.test(words)) return Number(words.slice(0, 4))
  if (words === '后年') return year + 2
  return words === '明年' || words === '来年' ? year + 1 : year
}

/** In the year that is named; without one the next time it comes. */
function inYear(
  named: string | undefined,
  said: Said,
  make: (year: number) => string | null,
): string | null {
  if (named !== undefined) return make(yearOf(named, said))
  const now = make(said.year)
  return now !== null && now >= said.day ? now : make(said.year + 1)
}

/** 底, 中旬, … of a month; `前` alone is before it begins. */
function partOfMonth(year: number, month: number, part: string, end: string): string | null {
  if (/^(?:初|上旬)/.test(part)) return dayOf(year, month, 10)
  if (part.startsWith('中')) return dayOf(year, month, 20)
  if (part === '' && /前/.test(end)) return endOfMonth(year, month - 1)
  return endOfMonth(year, month)
}

const weekdays = '一二三四五六日'
const weekday = (sign: string) => (sign === '天' ? 6 : weekdays.indexOf(sign))
/** Monday is 0. */
const ownWeekday = (day: string) => (weekdayOf(day) + 6) % 7

function spanned(n: number, unit: string, said: Said): string | null | undefined {
  if (!(n > 0) || n > 999) return undefined
  if (unit === '工作日') return said.calendar ? addWorkdays(said.calendar, said.day, n) : null
  if (unit === '小时') return addDays(said.day, Math.ceil(n / 24))
  if (unit === '天' || unit === '日') return addDays(said.day, n)
  if (unit === '周' || unit === '星期' || unit === '礼拜') return addDays(said.day, n * 7)
  if (unit === '月') return monthsLater(said.day, n)
  if (unit === '季度') return monthsLater(said.day, n * 3)
  return n <= 50 ? monthsLater(said.day, n * 12) : undefined
}

const plans: Record<string, number> = { 一: 2005, 二: 2015, 三: 2020, 四: 2025, 五: 2030, 六: 2035 }
const festivals =
  '元旦节?|春节|除夕|过年|清明节?|五一节?|劳动节|端午节?|七一|八一|中秋节?|国庆节?|十一'

/** In this order, what was read is not read again: 8月底 is not also 月底. `undefined`: it is no time at all. */
const rules: readonly Rule[] = [
  [
    new RegExp(
      `[“"「『]?十([一二三四五六])五[”"」』]?(?:规划)?(?:期?末|期间|时期|期${WITHIN}|规划期)?${ENDS}`,
      'g',
    ),
    ([, which = '']) => `${plans[which] ?? 0}-12-31`,
  ],
  [
    /(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:日)?(?:之前|以前|前)?/g,
    ([, y, m, d]) => dayOf(Number(y), Number(m), Number(d)) ?? undefined,
  ],
  [
    new RegExp(`(去年)?${YEAR}?的?${N}月${N}[日号](?:当天|当日)?${ENDS}(以来)?`, 'g'),
    ([, past, year, m, d, since], said) =>
      past !== undefined || since !== undefined
        ? undefined
        : inYear(year, said, (y) => dayOf(y, count(m), count(d))),
  ],
  [
    new RegExp(`(本月|这个月|当月|下个?月)的?${N}[日号](?:当天|当日)?${ENDS}`, 'g'),
    ([, which = '', d], { year, month }) =>
      dayOf(year, month + (which.startsWith('下') ? 1 : 0), count(d)),
  ],
  [
    new RegExp(
      `(去年|每年)?${YEAR}?的?(?<![个\\d一二三四五六七八九十])${N}月份?(底|末|月末|初|上旬|中旬|下旬|中)?(之前|以前|前|之内|以内|内)?(以来)?`,
      'g',
    ),
    ([, past, year, m, part = '', end = '', since], said) => {
      const month = count(m)
      if (past !== undefined || since !== undefined || !(month >= 1 && month <= 12))
        return undefined
      return inYear(year, said, (y) => partOfMonth(y, month, part, end))
    },
  ],
  [
    new RegExp(
      `(上个?|每个?)?(本|这个|这|当|下下个?|下个?)?(?<![个\\d一二三四五六七八九十])月(底|末|初|上旬|中旬|下旬|中|内)${ENDS}`,
      'g',
    ),
    ([, past, which = '', part = ''], { year, month, day }) => {
      if (past !== undefined) return undefined
      const ahead = which.startsWith('下下') ? 2 : which.startsWith('下') ? 1 : 0
      const then = partOfMonth(year, month + ahead, part, '')
      // 月初 said at the end of a month is that of the next one.
      return which === '' && then !== null && then < day
        ? partOfMonth(year, month + 1, part, '')
        : then
    },
  ],
  [
    new RegExp(`(本|这个|当|下下个?|下个?)月(?:份)?${ENDS}`, 'g'),
    ([, which = ''], { year, month }) =>
      endOfMonth(year, month + (which.startsWith('下下') ? 2 : which.startsWith('下') ? 1 : 0)),
  ],
  [
    new RegExp(`(?<![月\\d一二三四五六七八九十])(\\d{1,2})[日号]${BEFORE}`, 'g'),
    ([, d], { year, month, day }) => {
      const here = dayOf(year, month, count(d))
      return here !== null && here >= day ? here : dayOf(year, month + 1, count(d))
    },
  ],
  [
    new RegExp(`(本|这个?|下下个?|下个?)(?:周|星期|礼拜)([一二三四五六日天末])?${ENDS}`, 'g'),
    ([all = '', which = '', sign], { day }) => {
      const monday = addDays(day, -ownWeekday(day))
      const ahead = which.startsWith('下下') ? 14 : which.startsWith('下') ? 7 : 0
      if (sign === '末' && all.endsWith('前')) return addDays(monday, ahead + 4)
      return addDays(monday, ahead + (sign === undefined || sign === '末' ? 6 : weekday(sign)))
    },
  ],
  [
    new RegExp(
      `(?<![上每本这下\\d一二两三四五六七八九十])(?:周|星期|礼拜)([一二三四五六日天末])${BEFORE}`,
      'g',
    ),
    ([, sign = ''], { day }) => {
      const to = sign === '末' ? 4 : weekday(sign)
      return addDays(day, (to - ownWeekday(day) + 7) % 7)
    },
  ],
  [
    new RegExp(`(去年)?${YEAR}?的?第?([一二三四1-4])季度(末|底)?${ENDS}`, 'g'),
    ([all = '', past, year, which, part], said) => {
      if (past !== undefined) return undefined
      const q = count(which)
      const early = part === undefined && all.endsWith('前')
      return inYear(year, said, (y) => endOfMonth(y, early ? q * 3 - 3 : q * 3))
    },
  ],
  [
    new RegExp(`(本|这个|下个?)季度(?:末|底)?${ENDS}`, 'g'),
    ([, which = ''], { year, month }) =>
      endOfMonth(year, (Math.ceil(month / 3) + (which.startsWith('下') ? 1 : 0)) * 3),
  ],
  [
    new RegExp(`(去年)?${YEAR}?的?(上半年|年中|下半年)(?:末|底)?${ENDS}`, 'g'),
    ([, past, year, half], said) =>
      past !== undefined
        ? undefined
        : inYear(year, said, (y) => (half === '下半年' ? `${y}-12-31` : `${y}-06-30`)),
  ],
  [
    new RegExp(
      `${YEAR}?的?(${festivals})(?:假期|长假|期间|当天)?(之前|以前|前夕|前|期间|当天)`,
      'g',
    ),
    ([all = '', year, name = '', end = ''], said) => {
      const early = /前/.test(end)
      const day = inYear(year, said, (y) => {
        const first = festivalDay(name, y)
        return first !== null && early ? addDays(first, -1) : first
      })
      return all === '' ? undefined : day
    },
  ],
  [
    new RegExp(`${YEAR}?的?秋季(?:学期)?开学${BEFORE}`, 'g'),
    ([, year], said) => inYear(year, said, (y) => `${y}-08-31`),
  ],
  [
    new RegExp(`${YEAR}?的?高考${BEFORE}`, 'g'),
    ([, year], said) => inYear(year, said, (y) => `${y}-06-06`),
  ],
  [
    /(?:主?汛期|入汛|雨季|台风季|入冬|冬季|供暖季?|春耕|开学|暑假|寒假|中考|两会|换届)(?:之前|以前|前)/g,
    () => null,
  ],
  [/(?:任期|本届任期|合同期|质保期|工期)(?:之内|以内|内)/g, () => null],
  [
    new RegExp(
      `(?<![近前过去第])(?:(\\d{1,3}|[一二两三四五六七八九十]{1,3})(?:至|到|-|－|—|~|～|、))?${N}个?(工作日|小时|天|日|周|星期|礼拜|月|季度|年)(?:左右|上下)?(?:的?时间)?(之内|以内|内|后|之后)`,
      'g',
    ),
    ([all = '', , n, unit = ''], said) =>
      unit === '月' && !all.includes('个') ? undefined : spanned(count(n), unit, said),
  ],
  [
    /(?<![近上下前后过去])半个?(月|年)(?:左右)?(?:的?时间)?(?:之内|以内|内|后|之后)/g,
    ([, unit], { day }) => (unit === '月' ? addDays(day, 15) : monthsLater(day, 6)),
  ],
  [
    new RegExp(
      `(?:再?用|争取|力争|预计|大约|大概|还需要?|还要|计划|工期)(?:约|大约)?${N}个?(工作日|天|周|星期|月|季度|年)(?:左右)?(?:的?时间)?(?![前以])`,
      'g',
    ),
    ([all = '', n, unit = ''], said) =>
      unit === '月' && !all.includes('个') ? undefined : spanned(count(n), unit, said),
  ],
  [
    new RegExp(`${YEAR}(?:的)?年?(底|末|终)?(之前|以前|前|之内|以内|内)?(以来|度?已)?`, 'g'),
    ([, year = '', part, end = '', since], said) => {
      if (since !== undefined) return undefined
      const y = yearOf(year, said)
      return part === undefined && /前/.test(end) ? `${y - 1}-12-31` : `${y}-12-31`
    },
  ],
  [
    new RegExp(
      `(?<![去前上往近今明后来每历多少数几\\d一二两三四五六七八九十])年(?:底|末|终|内)${ENDS}`,
      'g',
    ),
    (_, { year }) => `${year}-12-31`,
  ],
  [
    /(今天|今日)(?:之内|以内|内|下午|晚上|晚|之前|前|就)|(今晚|当晚|当天)(?=[^，。；]{0,6}(?:解决|修|恢复|到|处理|答复|回复))/g,
    (_, { day }) => day,
  ],
  [
    /(大后天|明后天|明天|明日|后天)(?:之前|前|上午|下午|晚上)?/g,
    ([, word], { day }) => addDays(day, word === '大后天' ? 3 : word?.includes('后') ? 2 : 1),
  ],
]

/** Every time a text names that is not over when it is said, in the order of the text. */
export function daysIn(
  raw: string,
  saidAt: number,
  calendar: WorkCalendar | null = null,
): (DueSaid & { at: number })[] {
  const day = shanghaiDay(saidAt)
  const said = { day, year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), calendar }
  let text = foldDigits(raw)
  const found: (DueSaid & { at: number })[] = []
  for (const [pattern, make] of rules) {
    text = text.replace(pattern, (all: string, ...rest: unknown[]) => {
      const at = rest.find((one) => typeof one === 'number') as number
      const groups = rest.slice(0, rest.indexOf(at)) as (string | undefined)[]
      const meant = make([all, ...groups], said)
      if (meant !== undefined && (meant === null || meant >= day)) {
        found.push({ said: raw.slice(at, at + all.length), day: meant, at })
      }
      return '□'.repeat(all.length)
    })
  }
  return found.sort((a, b) => a.at - b.at)
}

/** By when something is promised: of several days the last one. */
export function dueIn(
  raw: string,
  saidAt: number,
  calendar: WorkCalendar | null = null,
): DueSaid | null {
  const all = daysIn(raw, saidAt, calendar)
  let last: DueSaid | null = null
  for (const { said, day } of all) {
    if (last === null || (day !== null && (last.day === null || day > last.day))) {
      last = { said, day }
    }
  }
  return last
}
