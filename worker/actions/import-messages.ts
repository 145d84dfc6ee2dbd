import { IMPORT_BATCH_LINES, TITLE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { readMessage, type LineRefused, type Message } from '../domain/import-line'
import { takeOptional, takeText } from '../domain/text-fields'
import { importBatch } from '../store/imports'
import { heldSessionBySlug } from '../store/session-reads'
import { createSession } from '../store/sessions'

interface Deps {
  db: D1Database
  newId: () => string
  digest: (text: string) => string
  now: number
}

/** Where the messages go, and what to call the mailbox if it is new. */
export interface Mailbox {
  slug: string
  title: string | undefined
  unit: string | undefined
  source: string | undefined
}

export interface LineResult {
  /** Counted from 1 in what was sent. */
  line: number
  status: 'imported' | 'unchanged' | 'refused' | 'checked'
  code?: LineRefused['code']
  field?: string
}

export interface ImportResult {
  results: LineResult[]
  /** Fields nobody here knows; they were left out. */
  unknown: string[]
}

/** The mailbox, made if it was asked for by a title; null when it would be made but this is a rehearsal. */
async function mailbox({ db, newId, now }: Deps, given: Mailbox, dry: boolean) {
  const held = await heldSessionBySlug(db, given.slug)
  if (held) {
    if (held.session.kind !== 'mailbox') throw new Refusal('NOT_POSSIBLE')
    return held.session.id
  }
  if (given.title === undefined) throw new Refusal('NOT_FOUND')
  const title = takeText(given.title, 'title', { min: 2, max: TITLE_MAX })
  const unit = takeOptional(given.unit, 'unit', { max: TITLE_MAX }) ?? ''
  const source = takeOptional(given.source, 'source', { max: TITLE_MAX })
  if (dry) return null
  const facts = { slug: given.slug, title, unit, source, topic: '', notice: '', place: '' }
  const made = await createSession(
    db,
    { ...facts, kind: 'mailbox', state: 'archived', startsAt: now, guests: [] },
    newId(),
    now,
  )
  return made.session.id
}

/**
 * Imports messages line by line: what is wrong with one line is said of that line, and the others go in.
 * `lines` are the bytes of each, empty ones included, so that the numbers are those of what was sent.
 */
export async function importMessages(
  deps: Deps,
  given: Mailbox,
  lines: readonly Uint8Array[],
  dry: boolean,
): Promise<ImportResult> {
  if (lines.length > IMPORT_BATCH_LINES) {
    throw new Refusal('BODY_TOO_LARGE', { max: IMPORT_BATCH_LINES })
  }
  const sessionId = await mailbox(deps, given, dry)
  const results: LineResult[] = []
  const unknown = new Set<string>()
  const good = new Map<string, { message: Message; digest: string; lines: number[] }>()
  for (const [index, bytes] of lines.entries()) {
    const line = index + 1
    if (bytes.length === 0) continue
    const read = readMessage(bytes, deps.now)
    if (!read.ok) {
      results.push({
        line,
        status: 'refused',
        code: read.code,
        ...(read.field && { field: read.field }),
      })
      continue
    }
    for (const name of read.unknown) unknown.add(name)
    const digest = deps.digest(JSON.stringify(read.message))
    const before = good.get(read.message.id)
    if (!before) good.set(read.message.id, { message: read.message, digest, lines: [line] })
    else if (before.digest === digest) before.lines.push(line)
    else results.push({ line, status: 'refused', code: 'KEY_REUSED', field: 'id' })
  }
  const kept = dry || sessionId === null ? null : await keep(deps, sessionId, [...good.values()])
  for (const { message, lines: at } of good.values()) {
    for (const [i, line] of at.entries()) {
      const status = kept === null ? 'checked' : i > 0 ? 'unchanged' : kept.get(message.id)
      results.push({ line, status: status ?? 'unchanged' })
    }
  }
  results.sort((a, b) => a.line - b.line)
  return { results, unknown: [...unknown].slice(0, 20) }
}

async function keep(
  { db, newId, now }: Deps,
  sessionId: string,
  good: readonly { message: Message; digest: string }[],
) {
  const rows = good.map(({ message: { id, ...facts }, digest }) => ({
    ...facts,
    externalId: id,
    digest,
    ids: { question: newId(), answer: newId(), revision: newId() },
  }))
  const done = await importBatch(db, sessionId, rows, now)
  return new Map(done.map(({ externalId, result }) => [externalId, result]))
}
