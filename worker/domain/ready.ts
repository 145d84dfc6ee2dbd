import type { Light, ReadyLine } from '../contract/ready'

/** What is known of a session that is about to start. */
export interface ReadyFacts {
  guests: number
  startsAt: number
  /** When it was announced; null: never. Left out where it does not matter: a rehearsal. */
  announcedAt?: number | null
  /** Whether its public page could be read just now. */
  page: boolean
  /** Changes on their way to the record; null where the record does not answer. */
  outbox: number | null
  /**
   * What comes from the encoder; `sound`: whether any was heard at the test of the signal, null: nobody tested it.
   * Left out where the session has no picture of its own; null where the stream does not answer.
   */
  signal?: { pushing: boolean; sound: boolean | null } | null
  /** Whether picture or text was cut and given back before; left out without a picture. */
  cutTried?: boolean
  /** Whether a line of the text record was written already. */
  text?: boolean
  /** What its room sees; null before it is open. */
  room: { moderators: number; screens: number; scans: number } | null
}

const DAY_MS = 24 * 3_600_000
/** 提前七天公告; three are the least. */
const NOTICE_DAYS = 7
const NOTICE_LEAST = 3
/** So much is always on its way in a busy room. */
const OUTBOX_FAIR = 20

const light = (green: boolean, amber = false): Light => (green ? 'green' : amber ? 'amber' : 'red')

/** The lines of the page in their order. It advises; it never keeps anybody from starting. */
export function readyLines(facts: ReadyFacts): ReadyLine[] {
  const { guests, announcedAt, startsAt, page, outbox, room, signal, cutTried } = facts
  const lines: ReadyLine[] = [{ name: 'guests', light: light(guests > 0), n: guests }]
  if (announcedAt !== undefined) {
    const ahead = announcedAt === null ? -1 : Math.floor((startsAt - announcedAt) / DAY_MS)
    const days = Math.max(0, ahead)
    lines.push({
      name: 'notice',
      light: light(ahead >= NOTICE_DAYS, ahead >= NOTICE_LEAST),
      n: days,
    })
  }
  lines.push({ name: 'page', light: light(page) })
  lines.push({
    name: 'record',
    light: light(outbox === 0, outbox !== null && outbox <= OUTBOX_FAIR),
    ...(outbox !== null && { n: outbox }),
  })
  const seen = (name: 'second' | 'screen' | 'qr', n: number, least: number): ReadyLine =>
    room === null ? { name, light: 'red', early: true } : { name, light: light(n >= least), n }
  lines.push(seen('second', room?.moderators ?? 0, 2))
  lines.push(seen('screen', room?.screens ?? 0, 1))
  if (signal !== undefined) {
    lines.push({ name: 'signal', light: light(signal?.pushing ?? false) })
    const heard = signal?.sound ?? null
    lines.push({ name: 'sound', light: light(heard === true, heard === null) })
  }
  // Tried once is known to work; not tried keeps nobody from starting.
  if (cutTried !== undefined) lines.push({ name: 'cut', light: light(cutTried, true) })
  // Lines are written as people speak: before, only whoever writes them can say that they are ready.
  lines.push(
    room === null
      ? { name: 'text', light: 'red', early: true }
      : { name: 'text', light: light(facts.text === true, true) },
  )
  lines.push(seen('qr', room?.scans ?? 0, 1))
  // Only the computer in front of which somebody sits can say how its clock goes.
  lines.push({ name: 'clock', light: 'amber' })
  return lines
}
