import type { Amount } from '../contract/cases'
import type { Qualifier } from '../contract/states'

/** Amounts as people say them: 40多万元 is 400000 with a qualifier, and the qualifier is kept. */

const digits: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const steps: Record<string, number> = { 十: 10, 百: 100, 千: 1_000 }

/** Full-width digits and signs as ASCII, sign by sign: places in the text stay what they were. */
export function foldDigits(text: string): string {
  return text.replace(/[０-９％．]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
}

/** 三千五百 → 3500, 二十 → 20, 十 → 10; null where it is no number. */
export function chineseNumber(text: string): number | null {
  if (!/^[零〇一二两三四五六七八九十百千万亿]+$/.test(text)) return null
  let [sum, section, digit] = [0, 0, 0]
  for (const sign of text) {
    const known = digits[sign]
    if (known !== undefined) digit = known
    else if (sign === '万' || sign === '亿') {
      sum = (sum + section + digit) * (sign === '万' ? 10_000 : 100_000_000)
      section = digit = 0
    } else {
      section += (digit || 1) * (steps[sign] ?? 1)
      digit = 0
    }
  }
  return sum + section + digit
}

/** A number in digits, with a point or commas, or in signs. */
export function numberIn(text: string): number | null {
  const plain = text.replace(/[,，]/g, '')
  return /^\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : chineseNumber(text)
}

const before: readonly [RegExp, Qualifier][] = [
  [/^(?:将近|接近|近)$/, 'nearly'],
  [/^(?:大约|大概|约)$/, 'about'],
  [/^(?:超过|超|逾|不少于|不低于|至少|多达)$/, 'over'],
]
const times: Record<string, number> = { 百: 100, 千: 1_000, 万: 10_000, 亿: 100_000_000 }

/** What is counted. Spans of time are no amounts: they belong to the day. */
const units =
  '万元|元|块钱|平方公里|平方米|立方米|平米|公里|千米|公顷|千瓦|米|亩|吨|户|件|人次|名|人|' +
  '盏|套|间|处|座|条|台|辆|所|项|场|张|床|位|只|棵|株|艘|家|栋|幢|批|孔|口|根|段|次|班|趟|部|块|' +
  '个(?!月|小时|工作日|星期|礼拜|季度|百分点|半月)'

const number =
  '(?<![\\d.])\\d[\\d,，]{0,20}(?:\\.\\d{1,6})?|[零〇一二两三四五六七八九十百千万亿]{1,15}'
const pattern = new RegExp(
  `(将近|接近|近|大约|大概|约|超过|超|逾|不少于|不低于|至少|多达)?(${number})` +
    `(多|余|来)?([百千万亿]{0,2})(多|余)?(${units})(左右|上下|以上|多|余)?`,
  'g',
)
const share =
  /(将近|近|大约|约|超过|至少)?(?:百分之([零〇一二两三四五六七八九十百]{1,9})|(?<![\d.])(\d{1,15}(?:\.\d{1,6})?)%)/g

function qualifierOf(front: string | undefined, ...behind: (string | undefined)[]): Qualifier {
  if (behind.includes('多') || behind.includes('以上')) return 'over'
  if (behind.includes('余')) return 'odd'
  if (behind.some((word) => word === '来' || word === '左右' || word === '上下')) return 'about'
  return before.find(([words]) => front !== undefined && words.test(front))?.[1] ?? 'exact'
}

/** Floating point must not turn 1.1万 into 11000.000000000002. */
const whole = (value: number) => Math.round(value * 1_000) / 1_000

/** Every amount in a text, in its order. A lone 一个 counts nothing, nor does 第三批. */
export function amountsIn(raw: string): Amount[] {
  const text = foldDigits(raw)
  const found: (Amount & { at: number })[] = []
  for (const match of text.matchAll(pattern)) {
    const [all, front, said = '', more, scale = '', more2, unit = '', behind] = match
    const at = match.index
    if (/[第“"「『]$/.test(text.slice(0, at))) continue
    const value = numberIn(said)
    if (value === null) continue
    let times1 = 1
    for (const sign of scale) times1 *= times[sign] ?? 1
    const counted = unit === '万元' ? 10_000 : 1
    const sum = whole(value * times1 * counted)
    if (!Number.isFinite(sum) || sum > Number.MAX_SAFE_INTEGER) continue
    const qualifier = qualifierOf(front, more, more2, behind)
    if (sum <= 1 && /^[一两]/.test(said) && unit !== '元') continue
    found.push({
      value: sum,
      qualifier,
      unit: unit === '万元' || unit === '块钱' ? '元' : unit,
      text: raw.slice(at, at + all.length),
      at,
    })
  }
  for (const match of text.matchAll(share)) {
    const [all, front, signs, plain] = match
    const value = signs === undefined ? Number(plain) : chineseNumber(signs)
    if (value === null) continue
    const qualifier = qualifierOf(front)
    found.push({
      value,
      qualifier,
      unit: '%',
      text: raw.slice(match.index, match.index + all.length),
      at: match.index,
    })
  }
  return found.sort((a, b) => a.at - b.at).map(({ at: _at, ...amount }) => amount)
}

/** The amount a promise is about: money before anything that is counted. */
export function amountOf(text: string): Amount | null {
  const all = amountsIn(text)
  return all.find(({ unit }) => unit === '元') ?? all[0] ?? null
}

/** An amount in words, read back by {@link amountsIn} to the same. */
export function amountWords({ value, qualifier, unit }: Omit<Amount, 'text'>): string {
  const scales: [number, string][] = [
    [100_000_000, '亿'],
    [10_000, '万'],
  ]
  // What cannot be said exactly in 万 is said in full.
  const [by, scale] = scales.find(
    ([n]) => unit !== '%' && value >= n && whole(value * 100) % n === 0,
  ) ?? [1, '']
  const said = String(whole(value / by))
  if (unit === '%')
    return `${{ over: '超过', odd: '超过', nearly: '近', about: '约', exact: '' }[qualifier]}${said}%`
  const round = Number.isInteger(value / by) && (value / by) % 10 === 0
  switch (qualifier) {
    case 'over':
      return round ? `${said}多${scale}${unit}` : `超过${said}${scale}${unit}`
    case 'odd':
      return `${said}余${scale}${unit}`
    case 'nearly':
      return `近${said}${scale}${unit}`
    case 'about':
      return `约${said}${scale}${unit}`
    default:
      return `${said}${scale}${unit}`
  }
}
