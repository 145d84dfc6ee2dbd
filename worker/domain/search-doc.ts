import type { SessionState } from '../contract/states'
import type { CommitmentRecord, ReplyRecord } from './case-records'
import { alikeTerms } from './alike'
import { fold } from './fold'
import { FACET, gramsOf } from './grams'
import { maskPersonal } from './masking'
import { hasWords, publicQuestion, type QuestionParts } from './projection'
import type { QuestionRecord } from './records'
import { yearOf } from './shanghai'
import type { LineRecord } from './stream-records'
import { publicLine, type TextCut } from './transcript'

/**
 * What of the record can be found: everything public with words, one document each. A document is made of the
 * public projection alone, so nothing masked, sealed or taken down can be searched out.
 */

/** Questions with their answers and replies, lines of the text record, sessions, promises. */
export const docKinds = ['q', 'l', 's', 'c'] as const
export type DocKind = (typeof docKinds)[number]

export interface SearchDoc {
  /** When it became public: newest first is by this. */
  at: number
  /** Step of its support: see levelOf. */
  level: number
  /** Visible texts, unfolded: what a word may stand in. */
  texts: string[]
  /** What it can be filtered by. */
  facets: string[]
  /** Units it belongs to, as they are called. */
  units: string[]
  /** Its question, to find questions like it. */
  title: string | null
}

/** A short name for a name, the same everywhere: what stands in the index for a session or a unit. */
export function shortName(name: string): string {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let i = 0; i < name.length; i += 1) {
    const unit = name.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (b >>> 13)
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}

/** Names of what is filtered by, as terms of the index. */
export const facets = {
  kind: (kind: DocKind) => `${FACET}k${kind}`,
  state: (state: string) => `${FACET}s${state.replaceAll('_', '')}`,
  outcome: (outcome: string) => `${FACET}o${outcome.replaceAll('_', '')}`,
  year: (year: number) => `${FACET}y${year}`,
  unit: (name: string) => `${FACET}u${shortName(name)}`,
  session: (id: string) => `${FACET}e${shortName(id)}`,
  level: (level: number) => `${FACET}v${level}`,
}

/** Up to here every number of supporters is a step of its own. */
const EXACT = 9
export const LEVEL_MAX = 90

/**
 * The step a number of supporters stands on: single ones at first, then each a quarter higher than the last. A
 * question moves in the index only when it climbs a step.
 */
export function levelOf(supporters: number): number {
  if (supporters <= EXACT) return Math.max(0, Math.floor(supporters))
  const step = EXACT + 1 + Math.floor(Math.log(supporters / (EXACT + 1)) / Math.log(1.25))
  return Math.min(LEVEL_MAX, step)
}

/** Whether all on a step have the same number of supporters. */
export const levelIsExact = (level: number) => level <= EXACT

/** What a question is ordered by: its votes, and the support it brought along. Before the opening: nothing. */
export function supportersOf(question: { votes: number; support?: number | null | undefined }) {
  return question.votes + (question.support ?? 0)
}

export interface QuestionDocParts extends QuestionParts {
  /** Replies to its cases, in any state. */
  replies: readonly ReplyRecord[]
  session: { id: string; unit: string }
}

/** Published replies of its public cases that the cases themselves do not show: interim ones, corrected ones. */
function repliesOf(parts: QuestionDocParts): string[] {
  const open = new Map(
    parts.cases
      .filter((c) => c.state !== 'void' && (c.visibility ?? 'public') === 'public')
      .map((c) => [c.id, c]),
  )
  const corrected = new Set(
    parts.replies.flatMap((reply) =>
      reply.state === 'published' && reply.corrects ? [reply.corrects] : [],
    ),
  )
  return parts.replies.flatMap((reply) => {
    const of = open.get(reply.caseId)
    if (!of || reply.state !== 'published' || corrected.has(reply.id)) return []
    return of.repliedAt !== null && of.reply === reply.text ? [] : [reply.text]
  })
}

/** Every text of a question that a reader sees, in the order of its page. */
export function questionTexts(row: QuestionRecord, parts: QuestionDocParts): string[] {
  const cases = parts.cases.filter((c) => (c.visibility ?? 'public') === 'public')
  const shown = publicQuestion(row, { ...parts, cases })
  if (!shown || !hasWords(row)) return []
  return [
    shown.text,
    shown.details ?? '',
    ...shown.answers.map((answer) => answer.text),
    ...shown.cases.map((one) => one.reply ?? ''),
    ...repliesOf(parts),
  ].filter((text) => text !== '')
}

/** A question as a document; null where nothing of it can be found. */
export function questionDoc(row: QuestionRecord, parts: QuestionDocParts): SearchDoc | null {
  const texts = questionTexts(row, parts)
  if (texts.length === 0 || row.listedAt === null) return null
  const cases = parts.cases.filter((one) => one.state !== 'void')
  const answers = parts.answers.filter((one) => !one.withdrawn)
  const outcomes = new Set<string>(cases.flatMap((one) => one.outcome ?? []))
  for (const { solved } of answers) {
    if (solved === 'yes') outcomes.add('solved')
    if (solved === 'partly') outcomes.add('partly_solved')
  }
  const units = named([
    parts.session.unit,
    ...cases.map((one) => one.unit),
    ...answers.map((one) => one.unit),
  ])
  const title = maskPersonal(row.text).text
  return {
    at: row.listedAt,
    level: parts.hidden ? 0 : levelOf(supportersOf(row)),
    texts,
    facets: [
      facets.kind('q'),
      facets.state(row.state),
      ...[...outcomes].map(facets.outcome),
      ...units.map(facets.unit),
      facets.session(parts.session.id),
      facets.year(yearOf(row.listedAt)),
    ],
    units,
    title: title === '' ? null : title,
  }
}

const named = (units: readonly string[]) => [...new Set(units)].filter((name) => name !== '')

/** A line of the text record as a document. */
export function lineDoc(
  row: LineRecord,
  cuts: readonly TextCut[],
  session: { id: string; unit: string },
): SearchDoc | null {
  const line = publicLine(row, cuts)
  if (!line || line.text === '') return null
  return {
    at: row.at,
    level: 0,
    texts: [line.text],
    facets: [
      facets.kind('l'),
      ...named([session.unit]).map(facets.unit),
      facets.session(session.id),
      facets.year(yearOf(row.at)),
    ],
    units: named([session.unit]),
    title: null,
  }
}

export interface SessionFacts {
  id: string
  slug: string
  demo: boolean
  state: SessionState
  title: string
  topic: string
  notice: string
  summary: string | null
  unit: string
  startsAt: number
  announcedAt: number | null
}

/** A session as a document: only once it was announced. */
export function sessionDoc(row: SessionFacts): SearchDoc | null {
  if (row.state === 'draft' || (row.state === 'cancelled' && row.announcedAt === null)) return null
  const at = row.announcedAt ?? row.startsAt
  return {
    at,
    level: 0,
    texts: [row.title, row.topic, row.notice, row.summary ?? ''].filter((text) => text !== ''),
    facets: [
      facets.kind('s'),
      ...named([row.unit]).map(facets.unit),
      facets.session(row.id),
      facets.year(yearOf(at)),
    ],
    units: named([row.unit]),
    title: null,
  }
}

/** A promise as a document. */
export function commitmentDoc(row: CommitmentRecord): SearchDoc {
  return {
    at: row.saidAt,
    level: 0,
    texts: [row.what, row.quote, row.criterion ?? '', row.reason ?? '']
      .map((text) => maskPersonal(text).text)
      .filter((text) => text !== ''),
    facets: [
      facets.kind('c'),
      ...named([row.unit]).map(facets.unit),
      facets.session(row.sessionId),
      facets.year(yearOf(row.saidAt)),
    ],
    units: named([row.unit]),
    title: null,
  }
}

/** Everything of a document that stands in the index, as one text of terms. */
export function termsOfDoc(doc: SearchDoc): string {
  const terms = [...gramsOf(doc.texts.map(fold)), ...doc.facets, facets.level(doc.level)]
  if (doc.title !== null) terms.push(...alikeTerms(doc.title))
  return terms.join(' ')
}
