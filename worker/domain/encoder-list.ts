import { LIST_ENTRIES, LIST_TAIL, pushName, SEGMENT_SECONDS } from '../contract/ingest'
import type { ListEntry } from '../contract/ingest'
import type { RefusalCode } from '../contract/refusals'

/** Reads an encoder's playlist. Of its addresses only the name counts, and only to find what was sent under it. */

const DATE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/

/** Encoder's clock in epoch ms; null for what is no date. */
export function readDate(text: string): number | null {
  const [, whole, fraction = '0', zone = 'Z'] = DATE.exec(text.trim()) ?? []
  if (whole === undefined) return null
  const to = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const ms = Date.parse(`${whole}.${fraction.padEnd(3, '0').slice(0, 3)}${to}`)
  return Number.isFinite(ms) ? ms : null
}

/**
 * The name in an address: what comes after the last slash, without a query. null for another host's, and for
 * what is no name of ours. Encoders that write whole addresses put our own into them, with the key: of these
 * too only the name is kept.
 */
function nameIn(uri: string): string | null {
  const path = uri.trim().split(/[?#]/, 1)[0] ?? ''
  const away = /^(?:[a-z][\w+.-]*:)?\/\//i.test(path)
  if (away && !/^(?:https?:)?\/\/[^/]+\/ingest\/[^/]+\/[^/]+\/[^/]+$/i.test(path)) return null
  if (!away && /^[a-z][\w+.-]*:/i.test(path)) return null
  const name = path.slice(path.lastIndexOf('/') + 1)
  return pushName.test(name) ? name : null
}

const number = (text: string) => (/^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : null)

/** What is wrong with a list, as the refusal that says so; otherwise its newest entries. */
export function readEncoderList(
  text: string,
): { ok: true; entries: ListEntry[] } | { ok: false; code: RefusalCode } {
  const no = (code: RefusalCode) => ({ ok: false, code }) as const
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  if (lines[0]?.trim() !== '#EXTM3U') return no('LIST_BROKEN')
  const entries: ListEntry[] = []
  let seq = 0
  let us: number | null = null
  let pdt: number | null = null
  let disc = false
  let map: string | null = null
  for (const raw of lines) {
    const line = raw.trim()
    if (line === '') continue
    const [, tag, value = ''] = /^#(EXT[A-Z0-9-]*)(?::(.*))?$/.exec(line) ?? []
    if (tag === 'EXT-X-MEDIA-SEQUENCE') {
      const first = number(value)
      if (first === null || entries.length > 0) return no('LIST_BROKEN')
      seq = first
    } else if (tag === 'EXTINF') {
      const seconds = Number(/^\s*(\d{1,6}(?:\.\d{1,12})?)\s*(?:,|$)/.exec(value)?.[1])
      if (!(seconds > 0 && seconds < SEGMENT_SECONDS)) return no('LIST_DURATION')
      // What is shorter than that is no picture.
      us = Math.max(1_000, Math.round(seconds * 1e6))
    } else if (tag === 'EXT-X-PROGRAM-DATE-TIME') pdt = readDate(value)
    else if (tag === 'EXT-X-DISCONTINUITY') disc = true
    else if (tag === 'EXT-X-MAP') {
      map = nameIn(/(?:^|,)URI="([^"]*)"/.exec(value)?.[1] ?? '')
      if (map === null || !map.endsWith('.mp4')) return no('LIST_FOREIGN')
    } else if (tag === 'EXT-X-STREAM-INF' || tag === 'EXT-X-KEY') return no('LIST_BROKEN')
    if (line.startsWith('#')) continue
    const name = nameIn(line)
    if (name === null || name.endsWith('.m3u8')) return no('LIST_FOREIGN')
    if (us === null || (map === null && !name.endsWith('.ts'))) return no('LIST_BROKEN')
    if (entries.length >= LIST_ENTRIES) return no('LIST_TOO_LONG')
    entries.push({ seq, name, us, pdt, disc, map: name.endsWith('.ts') ? null : map })
    seq += 1
    us = null
    pdt = null
    disc = false
  }
  return { ok: true, entries: entries.slice(-LIST_TAIL) }
}
