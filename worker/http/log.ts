/**
 * What the portal tells whoever runs it: the only place that writes to the log. Every field has a shape; what
 * has another shape, or no shape here, is not written. So no text, address, token, cookie or query can get
 * into a log, whatever a caller hands over.
 */

const word = (shape: RegExp) => (value: unknown) =>
  typeof value === 'string' && shape.test(value) ? value : undefined
const number = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : undefined

/** A frame of a stack: a function of ours and its place. The first line of a stack may quote what somebody wrote. */
const frame = /^at (?:async )?(?:[\w.$<>#[\] ]{1,80} \()?(?:[\w.:/@-]{1,200}):\d+:\d+\)?$/
const FRAMES = 6

const shapes = {
  code: word(/^[A-Z][A-Z_]{1,31}$/),
  status: number,
  /** Method and pattern of a route, parameters as names. */
  route: word(/^[A-Z]{3,7} \/[\w:./*-]{0,80}$/),
  ms: number,
  /** How often since it was last written. */
  times: number,
  count: number,
  /** What a reader was shown as 编号. */
  ref: word(/^[0-9a-hjkmnp-tv-z]{13}$/),
  fault: word(/^[A-Z][A-Za-z]{1,40}$/),
  setting: word(/^[A-Z][A-Za-z_.]{1,40}$/),
  /** The end of a telephone number and the code sent to it: only where there is no gateway, for trying out. */
  tail: word(/^\d{2}$/),
  sms: word(/^\d{6}$/),
  at: (value: unknown) =>
    typeof value === 'string'
      ? value
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => frame.test(line))
          .slice(0, FRAMES)
      : undefined,
}
export type LogField = keyof typeof shapes

const events = ['fault', 'refused', 'unfit', 'compliance_late', 'erased', 'sms'] as const
export type LogEvent = (typeof events)[number]

export function log(event: LogEvent, fields: Partial<Record<LogField, unknown>>): void {
  const line: Record<string, unknown> = { event }
  for (const [name, shape] of Object.entries(shapes)) {
    const value = shape(fields[name as LogField])
    if (value !== undefined) line[name] = value
  }
  // oxlint-disable-next-line no-console -- the one place that may
  console[event === 'fault' ? 'error' : 'warn'](JSON.stringify(line))
}

/** Writes what went wrong, by its name and place only. */
export function logFault(error: unknown, fields: Partial<Record<LogField, unknown>>): void {
  let inner = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  const { name, stack } = inner instanceof Error ? inner : new Error('not an error')
  log('fault', { ...fields, fault: name, at: stack })
}

const QUIET_MS = 10_000
const KEPT_MAX = 200
const lately = new Map<string, { at: number; times: number }>()

/** Writes the next refusal of every kind at once. */
export function forgetRefusals(): void {
  lately.clear()
}

/** Refusals that say something about an attack or a fault of the set-up; the others are everyday life. */
const telling = new Set([
  'WRONG_ORIGIN',
  'BAD_COOKIE',
  'NOT_ALLOWED',
  'LINK_USED',
  'SLOW_DOWN',
  'RECORD_AWAY',
  'ROOM_FULL',
])

/** Writes a refusal; of many alike one every ten seconds, with how many there were. */
export function logRefusal(code: string, status: number, route: string, now: number): void {
  if (!telling.has(code)) return
  const name = `${code} ${route}`
  const last = lately.get(name)
  if (last && now >= last.at && now - last.at < QUIET_MS) {
    last.times++
    return
  }
  lately.delete(name)
  if (lately.size >= KEPT_MAX) lately.delete(lately.keys().next().value ?? '')
  lately.set(name, { at: now, times: 0 })
  log('refused', { code, status, route, times: (last?.times ?? 0) + 1 })
}
