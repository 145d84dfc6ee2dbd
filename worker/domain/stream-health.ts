import type { StreamHealth } from '../contract/stream'
import type { HealthLight, HealthLine } from '../contract/stream-health'

/** What the desk is told of the picture in words: each with its light and, where something is to do, what. */

/** An encoder sends every two seconds: nothing for this long is a hitch, for this long an outage. */
const LATE_MS = 6_000
const STOPPED_MS = 15_000
/** An encoder whose clock is off by more is worth setting right; the playlist does without it. */
const SKEW_MS = 2_000
/** Below this, faces turn to squares. */
const THIN_BITS = 300_000

/** The first line is how it stands; the others are what is wrong besides. */
export function readHealth(health: StreamHealth, now: number): HealthLine[] {
  const { report, keyUntil, lastPushAt, lastSegmentAt } = health
  if (report.state === 'ended' || report.state === 'archived') {
    return [{ word: report.kind === 'recording' ? 'film' : 'over', light: 'green' }]
  }
  if (report.kind === null) return [{ word: 'no_source', light: 'red' }]
  if (report.kind === 'external') return [{ word: 'elsewhere', light: 'amber' }]
  if (report.kind === 'recording') return [{ word: 'film', light: 'green' }]
  if (keyUntil === null) return [{ word: 'no_key', light: 'red' }]
  const lines: HealthLine[] = []
  if (lastSegmentAt === null) {
    const asked = lastPushAt !== null && now - lastPushAt < STOPPED_MS
    lines.push(asked ? { word: 'no_segments', light: 'red' } : { word: 'waiting', light: 'amber' })
  } else {
    const age = now - lastSegmentAt
    const n = Math.max(0, Math.round(age / 1000))
    if (age >= STOPPED_MS) lines.push({ word: 'stopped', light: 'red', n })
    else if (age >= LATE_MS) lines.push({ word: 'late', light: 'amber', n })
    else lines.push({ word: 'good', light: 'green', n })
  }
  if (keyUntil <= now) lines.unshift({ word: 'key_over', light: 'red' })
  if (health.twoEncoders) lines.push({ word: 'two', light: 'red' })
  if (health.lost > 0) lines.push({ word: 'lost', light: 'amber', n: health.lost })
  if (health.skew !== null && Math.abs(health.skew) > SKEW_MS) {
    lines.push({ word: 'skew', light: 'amber', n: Math.round(health.skew / 1000) })
  }
  if (health.bitrate !== null && health.bitrate < THIN_BITS) {
    lines.push({ word: 'thin', light: 'amber', n: Math.round(health.bitrate / 1000) })
  }
  return lines
}

const worse: Record<HealthLight, number> = { green: 0, amber: 1, red: 2 }

/** The worst light of all lines. */
export function lightOf(lines: readonly HealthLine[]): HealthLight {
  return lines.reduce<HealthLight>(
    (worst, { light }) => (worse[light] > worse[worst] ? light : worst),
    'green',
  )
}
