import {
  IMPORT_BODY_MAX,
  IMPORT_ID_MAX,
  IMPORT_LINE_BYTES,
  IMPORT_NAME_MAX,
  IMPORT_REPLY_MAX,
  IMPORT_TITLE_MAX,
} from '../contract/limits'
import { Refusal, type RefusalCode } from '../contract/refusals'
import { takeOptional, takeText } from './text-fields'

/** A message of another system with its reply, cleaned and within the limits of imports. */
export interface Message {
  id: string
  author: string | null
  title: string
  body: string
  submittedAt: number
  reply: string | null
  repliedAt: number | null
  likes: number | null
}

export interface LineRefused {
  ok: false
  code: RefusalCode
  field?: string
}

/** Keeps nothing between two calls, so one serves all lines. */
const strict = new TextDecoder('utf-8', { fatal: true })
const fields = ['id', 'author', 'title', 'body', 'submittedAt', 'reply', 'repliedAt', 'likes']
const DAY_MS = 86_400_000

/** Reads one line of NDJSON, or says what is wrong with it: the reason and the field, never the text. */
export function readMessage(
  bytes: Uint8Array,
  now: number,
): { ok: true; message: Message; unknown: string[] } | LineRefused {
  try {
    const record = parse(bytes)
    const replied = record['reply'] != null
    const message = {
      id: idOf(record['id']),
      author: optional(record, 'author', IMPORT_NAME_MAX, false),
      title: required(record, 'title', IMPORT_TITLE_MAX, false),
      body: required(record, 'body', IMPORT_BODY_MAX, true),
      submittedAt: timeOf(record, 'submittedAt', now),
      reply: replied ? required(record, 'reply', IMPORT_REPLY_MAX, true) : null,
      repliedAt: record['repliedAt'] == null ? null : timeOf(record, 'repliedAt', now),
      likes: likesOf(record['likes']),
    }
    const unknown = Object.keys(record).filter((name) => !fields.includes(name))
    return { ok: true, message, unknown: unknown.map((name) => name.slice(0, 40)) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { field } = error.facts
    return { ok: false, code: error.code, ...(field && { field }) }
  }
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length > IMPORT_LINE_BYTES) throw new Refusal('BODY_TOO_LARGE')
  let text: string
  try {
    text = strict.decode(bytes)
  } catch {
    throw new Refusal('BAD_TEXT')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal('BAD_REQUEST')
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Refusal('BAD_REQUEST')
  }
  return value as Record<string, unknown>
}

function idOf(raw: unknown): string {
  if (raw === undefined || raw === null || raw === '') throw new Refusal('EMPTY', { field: 'id' })
  const id = typeof raw === 'number' && Number.isSafeInteger(raw) ? String(raw) : raw
  if (typeof id !== 'string') throw new Refusal('INVALID', { field: 'id' })
  return takeText(id, 'id', { min: 1, max: IMPORT_ID_MAX })
}

type Raw = Record<string, unknown>

function required(record: Raw, field: string, max: number, lines: boolean): string {
  const raw = record[field]
  if (raw === undefined || raw === null) throw new Refusal('EMPTY', { field })
  if (typeof raw !== 'string') throw new Refusal('INVALID', { field })
  return takeText(raw, field, { min: 1, max, lines })
}

function optional(record: Raw, field: string, max: number, lines: boolean): string | null {
  const raw = record[field]
  if (raw === undefined || raw === null) return null
  if (typeof raw !== 'string') throw new Refusal('INVALID', { field })
  return takeOptional(raw, field, { max, lines })
}

const stamp =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/

/** A moment as ISO 8601 writes it; without an offset it is Shanghai's. */
function timeOf(record: Raw, field: string, now: number): number {
  const raw = record[field]
  if (raw === undefined || raw === null || raw === '') throw new Refusal('EMPTY', { field })
  const found = typeof raw === 'string' ? stamp.exec(raw.trim()) : null
  if (!found) throw new Refusal('INVALID', { field })
  const [, year, month, day, hour, minute, second = '00', zone = '+08:00'] = found
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  // Date.UTC takes the 31st of February for the 3rd of March, and 25:00 for 1:00.
  if (new Date(wall).toISOString() !== `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`) {
    throw new Refusal('INVALID', { field })
  }
  const at = wall - offsetOf(zone)
  if (at < Date.UTC(1980, 0) || at > now + DAY_MS) throw new Refusal('INVALID', { field })
  return at
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function likesOf(raw: unknown): number | null {
  if (raw === undefined || raw === null) return null
  if (typeof raw !== 'number' || !Number.isSafeInteger(raw) || raw < 0) {
    throw new Refusal('INVALID', { field: 'likes' })
  }
  return raw
}
