/**
 * Whether a portal that residents use for real is set up as it must be. Pure, and without imports: the
 * Worker, `npm start` and `npm run deploy` ask the same rules. What is told is a setting's name and what is
 * wrong with it, never its value.
 */

export type Fault =
  | 'missing'
  | 'short'
  | 'weak'
  | 'example'
  | 'twice'
  | 'not_https'
  | 'must_be_off'
  | 'unknown'
  | 'not_here'
  | 'too_few'

export interface Unfit {
  /** Name of the setting; of the footer, which part of it. */
  setting: string
  fault: Fault
}

export type Given = Readonly<Record<string, unknown>>

/** Shorter secrets can be guessed. */
const SECRET_BYTES = 32
/** PORTAL_KEY and the key of the compliance log: 256 bits in base64url. */
const KEY_BYTES = 43
/** Least days that network logs are kept: six months (网络安全法 21). */
const COMPLIANCE_DAYS_MIN = 183

/** Every secret, whether a portal cannot do without it, and how long it has to be. */
const secrets: readonly { name: string; needed: boolean; bytes: number }[] = [
  { name: 'PORTAL_KEY', needed: true, bytes: KEY_BYTES },
  { name: 'PORTAL_KEY_BEFORE', needed: false, bytes: KEY_BYTES },
  { name: 'OPERATOR_TOKEN', needed: false, bytes: SECRET_BYTES },
  { name: 'IMPORT_TOKEN', needed: false, bytes: SECRET_BYTES },
  { name: 'ADMIN_BOOTSTRAP_TOKEN', needed: false, bytes: SECRET_BYTES },
  { name: 'COMPLIANCE_KEY', needed: false, bytes: KEY_BYTES },
  { name: 'SMS_GATEWAY_KEY', needed: false, bytes: SECRET_BYTES },
]

/** What a government site has to say in its footer. */
const footerFacts = ['host', 'operator', 'icp', 'police', 'siteCode', 'errorReport'] as const

/** The headers an office's own proxy may tell the reader's address in. */
const addressHeaders = ['x-forwarded-for', 'x-real-ip']

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

/** Words that stand in examples, tests and first attempts, and by chance in one secret of a million. */
const exampleWords =
  /test-|fuzz-|example|secret|passw|change-?me|operator|import-|portal|mianduimian|token|admin/i

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

/** What base64url stands for, where it is nothing but readable text: somebody typed that, no dice did. */
function readable(secret: string): string {
  try {
    const text = atob(secret.replace(/-/g, '+').replace(/_/g, '/'))
    return text.length >= 16 && /^[\x20-\x7e]*$/.test(text) ? text : ''
  } catch {
    return ''
  }
}

/** Whether a secret is nowhere near random: few signs, a repeated pattern, or a row of neighbours. */
export function isWeak(secret: string): boolean {
  const signs = Array.from(secret)
  const counts = new Map<string, number>()
  for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  let bits = 0
  for (const n of counts.values()) bits -= n * Math.log2(n / signs.length)
  const pairs = new Set(signs.slice(1).map((sign, i) => `${signs[i]}${sign}`))
  const steps = signs
    .slice(1)
    .map((sign, i) => (sign.codePointAt(0) ?? 0) - (signs[i]?.codePointAt(0) ?? 0))
  const marching = steps.filter((step, i) => i > 0 && step === steps[i - 1]).length
  return (
    counts.size < 12 ||
    bits < 100 ||
    pairs.size < 0.6 * (signs.length - 1) ||
    marching > 0.3 * signs.length
  )
}

function secretFault(secret: string, bytes: number): Fault | null {
  if (exampleWords.test(secret) || readable(secret) !== '') return 'example'
  if (bytesOf(secret) < bytes) return 'short'
  return isWeak(secret) ? 'weak' : null
}

function secretFaults(given: Given): Unfit[] {
  const found: Unfit[] = []
  const seen = new Set<string>()
  for (const { name, needed, bytes } of secrets) {
    const secret = textOf(given[name])
    if (secret === '') {
      if (needed) found.push({ setting: name, fault: 'missing' })
      continue
    }
    const fault = seen.has(secret) ? 'twice' : secretFault(secret, bytes)
    if (fault) found.push({ setting: name, fault })
    seen.add(secret)
  }
  return found
}

function isHttpsOrigin(text: string): boolean {
  try {
    return new URL(text).protocol === 'https:'
  } catch {
    return false
  }
}

function footerFaults(json: string): Unfit[] {
  if (json === '') return [{ setting: 'FOOTER', fault: 'missing' }]
  let facts: unknown
  try {
    facts = JSON.parse(json)
  } catch {
    return [{ setting: 'FOOTER', fault: 'unknown' }]
  }
  const held = (facts ?? {}) as Given
  return footerFacts
    .filter((fact) => textOf(held[fact]) === '')
    .map((fact) => ({ setting: `FOOTER.${fact}`, fault: 'missing' }))
}

function proxyFaults(given: Given): Unfit[] {
  const header = textOf(given['TRUSTED_ADDRESS_HEADER']).toLowerCase()
  const setting = 'TRUSTED_ADDRESS_HEADER'
  if (textOf(given['BEHIND_PROXY']) !== 'on') {
    // At Cloudflare's edge its own header counts and no other.
    return header === '' ? [] : [{ setting, fault: 'not_here' }]
  }
  if (header === '') return [{ setting, fault: 'missing' }]
  if (header === 'cf-connecting-ip') return [{ setting, fault: 'not_here' }]
  return addressHeaders.includes(header) ? [] : [{ setting, fault: 'unknown' }]
}

function complianceFaults(given: Given): Unfit[] {
  const found: Unfit[] = []
  const ownServer = textOf(given['BEHIND_PROXY']) === 'on'
  const key = textOf(given['COMPLIANCE_KEY'])
  if (ownServer && key === '') found.push({ setting: 'COMPLIANCE_KEY', fault: 'missing' })
  const days = textOf(given['COMPLIANCE_DAYS'])
  if (days !== '') {
    if (!/^\d{1,5}$/.test(days)) found.push({ setting: 'COMPLIANCE_DAYS', fault: 'unknown' })
    else if (Number(days) < COMPLIANCE_DAYS_MIN) {
      found.push({ setting: 'COMPLIANCE_DAYS', fault: 'too_few' })
    }
  }
  return found
}

/** Whole names of hosts, parted by commas or spaces; domain/stream-hosts.ts leaves out what is none. */
function streamFaults(given: Given): Unfit[] {
  const found: Unfit[] = []
  const host = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i
  const named = textOf(given['STREAM_HOSTS']).split(/[\s,]+/)
  if (named.some((one) => one !== '' && !host.test(one))) {
    found.push({ setting: 'STREAM_HOSTS', fault: 'unknown' })
  }
  for (const setting of ['RECORDING_DAYS', 'FILM_MAX_GB']) {
    const number = textOf(given[setting])
    if (number !== '' && !/^\d{1,5}$/.test(number)) found.push({ setting, fault: 'unknown' })
  }
  return found
}

/** Everything that keeps a portal from being used for real; nothing where it is fit. */
export function unfit(given: Given): Unfit[] {
  const found = secretFaults(given)
  const address = textOf(given['PUBLIC_URL'])
  if (address === '') found.push({ setting: 'PUBLIC_URL', fault: 'missing' })
  else if (!isHttpsOrigin(address)) found.push({ setting: 'PUBLIC_URL', fault: 'not_https' })
  if (textOf(given['PORTAL_DEMO']) === 'on') {
    found.push({ setting: 'PORTAL_DEMO', fault: 'must_be_off' })
  }
  if (textOf(given['SMS_CONSOLE']) === 'on') {
    found.push({ setting: 'SMS_CONSOLE', fault: 'must_be_off' })
  }
  found.push(...footerFaults(textOf(given['FOOTER'])))
  const contact = textOf(given['SECURITY_CONTACT'])
  if (contact === '') found.push({ setting: 'SECURITY_CONTACT', fault: 'missing' })
  else if (!isContact(contact)) found.push({ setting: 'SECURITY_CONTACT', fault: 'unknown' })
  return [...found, ...proxyFaults(given), ...complianceFaults(given), ...streamFaults(given)]
}

/** An address that security.txt may name: a mail address, a telephone or a page, written as a URI. */
export function isContact(text: string): boolean {
  return /^(?:mailto:[^\s@]+@[^\s@]+|tel:\+?[\d-]{5,20}|https:\/\/[^\s]+)$/.test(text)
}

const saidZh: Record<Fault, string> = {
  missing: '没有填写',
  short: '太短：请用 32 字节以上的随机值',
  weak: '不够随机：请重新生成',
  example: '用的是示例或可读的文字：请重新生成',
  twice: '和另一项相同：每一项都要不同',
  not_https: '必须以 https:// 开头',
  must_be_off: '正式使用时必须关闭',
  unknown: '写法不对',
  not_here: '在这里不能用',
  too_few: '少于 183 天（网络安全法第二十一条）',
}
const saidEn: Record<Fault, string> = {
  missing: 'is not set',
  short: 'is too short: use at least 32 random bytes',
  weak: 'is not random enough: make a new one',
  example: 'is an example or readable text: make a new one',
  twice: 'is the same as another one: each must differ',
  not_https: 'must start with https://',
  must_be_off: 'must be off in production',
  unknown: 'is not understood',
  not_here: 'cannot be used here',
  too_few: 'is less than 183 days',
}

/** One line for whoever runs the portal. */
export function unfitLine({ setting, fault }: Unfit): string {
  return `${setting}：${saidZh[fault]}。/ ${setting} ${saidEn[fault]}.`
}
