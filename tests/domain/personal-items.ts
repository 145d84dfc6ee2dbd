import { identityCheck, luhnHolds } from '../../worker/domain/masking-numbers'

/** Made-up personal data in every disguise people use, and honest texts without any; the same for the same seed. */

export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const upTo = (random: Random, n: number) => Math.floor(random() * n)
function pick<T>(random: Random, list: readonly T[]): T {
  return list[upTo(random, list.length)] as T
}
const digits = (random: Random, n: number) =>
  Array.from({ length: n }, () => upTo(random, 10)).join('')
const two = (n: number) => String(n).padStart(2, '0')

const regions = ['110101', '350921', '350902', '440305', '330106', '513021', '659001', '152921']
const issuers = ['622848', '621700', '622588', '955880', '601382', '433666', '520108', '356833']
const provinces = Array.from('京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼')
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const hosts = ['qq.com', '163.com', 'gmail.com', 'mail.fj.cn', 'example.com.cn']

function identity(random: Random): string {
  const year = 1930 + upTo(random, 95)
  const birth = `${year}${two(1 + upTo(random, 12))}${two(1 + upTo(random, 28))}`
  const body = pick(random, regions) + birth + digits(random, 3)
  return body + identityCheck(body)
}

function card(random: Random): string {
  const length = pick(random, [16, 17, 18, 19, 19])
  const start = pick(random, issuers)
  const body = start + digits(random, length - 1 - start.length)
  const last = Array.from({ length: 10 }, (_, n) => n).find((n) => luhnHolds(`${body}${n}`))
  return `${body}${last}`
}

function landline(random: Random): string {
  const area = pick(random, ['010', '020', '021', '029', '0591', '0593', '0755', '0898'])
  const size = area.length === 3 ? 8 : pick(random, [7, 8])
  return area + String(2 + upTo(random, 7)) + digits(random, size - 1)
}

function plate(random: Random): string {
  const rest = pick(random, [
    digits(random, 5),
    `D${digits(random, 5)}`,
    `${letters[upTo(random, 24)]}${digits(random, 4)}`,
  ])
  return pick(random, provinces) + letters[upTo(random, 24)] + rest
}

const word = (random: Random, n: number) =>
  Array.from({ length: n }, () => 'abcdefghijklmnopqrstuvwxyz'[upTo(random, 26)]).join('')

/** How a number is masked: the same head and tail as in the scanner, said once more. */
const stars = (text: string, head: number, tail: number, count = 4) =>
  text.slice(0, head) + '*'.repeat(count) + text.slice(text.length - tail)

interface Made {
  item: string
  masked: string
  /** What stands before it by need: without it nobody could know what the digits are. */
  word?: string
}

export const makers: Record<string, (random: Random) => Made> = {
  phone: (random) => {
    const item = `1${3 + upTo(random, 7)}${digits(random, 9)}`
    return { item, masked: stars(item, 3, 4) }
  },
  id_number: (random) => {
    const item = identity(random)
    return { item, masked: stars(item, 2, 3, 13) }
  },
  bank_card: (random) => {
    const item = card(random)
    return { item, masked: stars(item, 4, 4, item.length - 8) }
  },
  landline: (random) => {
    const item = landline(random)
    return { item, masked: stars(item, /^0(?:10|2)/.test(item) ? 3 : 4, 3) }
  },
  plate: (random) => {
    const item = plate(random)
    return { item, masked: stars(item, 2, item.length - 6) }
  },
  email: (random) => {
    const host = pick(random, hosts)
    const name = word(random, 2 + upTo(random, 8)) + (random() < 0.5 ? digits(random, 3) : '')
    return { item: `${name}@${host}`, masked: `${name[0]}****@${host}` }
  },
  qq: (random) => {
    const item = String(1 + upTo(random, 9)) + digits(random, 5 + upTo(random, 5))
    return {
      item,
      masked: stars(item, 2, 2),
      word: pick(random, ['QQ', 'qq号：', '扣扣', 'Q Q ', 'QQ号是']),
    }
  },
  wechat: (random) => {
    const item =
      word(random, 3 + upTo(random, 6)) + pick(random, ['_', '-', '']) + digits(random, 4)
    return {
      item,
      masked: stars(item, 2, 2),
      word: pick(random, ['微信', '微信号：', 'VX:', '加微信', 'WeChat：', 'wx ']),
    }
  },
}

const wide = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
const spell = (text: string, signs: string) =>
  text.replace(/\d/g, (sign) => signs.charAt(Number(sign)))
const between = (gap: string) => (text: string) => Array.from(text).join(gap)
const blocks = (gap: string) => (text: string) => {
  const cuts =
    text.length === 11 && text.startsWith('1')
      ? [3, 7]
      : text.length === 18
        ? [6, 14]
        : [4, 8, 12, 16]
  if (/\D/.test(text.slice(0, -1))) return text
  return [0, ...cuts.filter((cut) => cut < text.length)]
    .map((from, i, all) => text.slice(from, all[i + 1]))
    .join(gap)
}

type Dress = (text: string, random: Random) => string

/** Disguises. Those with a gap are of digits: a name with gaps between its letters is only spaced. */
export const dresses: Record<string, Dress> = {
  plain: (text) => text,
  'full-width': wide,
  spaced: between(' '),
  'wide spaces': between('\u3000'),
  blocks: blocks(' '),
  'dashed blocks': blocks('-'),
  dotted: between('.'),
  'middle dots': between('·'),
  dashed: between('-'),
  'zero-width': between('\u200b'),
  'joined invisibly': between('\u2060\ufeff'),
  'soft hyphens': between('\u00ad'),
  spelled: (text) => spell(text, '零一二三四五六七八九'),
  'spelled 〇': (text) => spell(text, '〇一二三四五六七八九'),
  'spelled 壹': (text) => spell(text, '零壹贰叁肆伍陆柒捌玖'),
  'spelled as called': (text) => spell(text, '零幺二三四五六七八九'),
  'half spelled': (text, random) =>
    text.replace(/\d/g, (sign) =>
      random() < 0.4 ? ('零一二三四五六七八九'[Number(sign)] ?? '') : sign,
    ),
  mathematical: (text) =>
    text.replace(/\d/g, (sign) => String.fromCodePoint(0x1d7ce + Number(sign))),
  'wide and spaced': (text) => between(' ')(wide(text)),
  'spelled and dotted': (text) => between('·')(spell(text, '零一二三四五六七八九')),
}

/** A dot or a dash is part of a mail address and of a name: between all their signs it makes another one. */
const unfit = /^(?:dotted|dashed|middle dots|spelled and dotted|blocks|dashed blocks)$/
const named = ['email', 'wechat']

const befores = [
  '',
  '电话：',
  '请打',
  '我是',
  '联系',
  '（',
  '\n',
  '，',
  '您好，我叫小林，',
  '第3次反映了，',
  '住2号楼。号码',
]
const afters = ['', '。谢谢', '）', '\n', '，3号楼', '找我', '，请尽快回复', '；路灯坏了5天', '！']

export interface Item {
  kind: string
  dress: string
  text: string
  item: string
  expected: string
}

export function* items(random: Random, count: number): Generator<Item> {
  const kinds = Object.keys(makers)
  for (let n = 0; n < count; n += 1) {
    const kind = kinds[n % kinds.length] as string
    const fit = Object.keys(dresses).filter((dress) => !(named.includes(kind) && unfit.test(dress)))
    const dress = pick(random, fit)
    const { item, masked, word: lead = '' } = (makers[kind] as (random: Random) => Made)(random)
    const dressed = (dresses[dress] as Dress)(item, random)
    const before = pick(random, befores) + lead
    const after = pick(random, afters)
    yield {
      kind,
      dress,
      text: before + dressed + after,
      item: dressed,
      expected: before + masked + after,
    }
  }
}

const honestParts: ((random: Random) => string)[] = [
  () => '城东片区晚上没有水，什么时候能改好？',
  (r) => `${2000 + upTo(r, 30)}年${1 + upTo(r, 12)}月${1 + upTo(r, 28)}日`,
  (r) =>
    `${2000 + upTo(r, 30)}-${two(1 + upTo(r, 12))}-${two(1 + upTo(r, 28))} ${two(upTo(r, 24))}:${two(upTo(r, 60))}`,
  (r) => `${1 + upTo(r, 99)}号楼${1 + upTo(r, 6)}单元`,
  (r) => `花了${digits(r, 3)},${digits(r, 3)}元`,
  (r) => `${digits(r, 4)}.${digits(r, 2)}万元`,
  (r) => `${upTo(r, 500)}路公交车`,
  () => '打了12345热线',
  () => '一九八八年十二月二十日',
  () => '十四五规划第三章第二节',
  (r) => `订单2026${two(1 + upTo(r, 12))}${two(1 + upTo(r, 28))}${digits(r, 6)}`,
  (r) => `闽政办〔20${two(upTo(r, 26))}〕${1 + upTo(r, 200)}号`,
  (r) => `受理${upTo(r, 900)}件，办结${upTo(r, 900)}件`,
  () => '一是修路，二是装灯，三是通水，四是通气',
  (r) => `邮编${352_000 + upTo(r, 900)}`,
  () => '微信公众号上看到的通知',
  () => '在微信群和QQ群里都说过',
  (r) => `G${1 + upTo(r, 99)}高速，${upTo(r, 99)}公里处`,
  () => '新A类企业和云B平台的政策',
  () => 'The wechat account of the county is good',
  () => '孩子上三年级二班，学费一千二百元',
]

export function honest(random: Random): string {
  return Array.from({ length: 2 + upTo(random, 4) }, () => pick(random, honestParts)(random)).join(
    '，',
  )
}

export const randomDigits = digits

/** What the scanner must beat: the patterns anybody would write first. */
export function weakScanner(text: string): string {
  return text
    .replace(/1[3-9]\d{9}/g, (all) => stars(all, 3, 4))
    .replace(/\d{17}[\dXx]/g, (all) => stars(all, 2, 3, 13))
    .replace(/\d{16,19}/g, (all) => stars(all, 4, 4, all.length - 8))
}

/** Recall over `count` items, and by kind and dress what was missed. */
export function recallOf(scan: (text: string) => string, count: number, seed: number) {
  const missed = new Map<string, number>()
  const examples: Item[] = []
  let hits = 0
  for (const item of items(seeded(seed), count)) {
    if (scan(item.text) === item.expected) hits += 1
    else {
      const name = `${item.kind} ${item.dress}`
      missed.set(name, (missed.get(name) ?? 0) + 1)
      if (examples.length < 200) examples.push(item)
    }
  }
  return { recall: hits / count, missed, examples }
}
