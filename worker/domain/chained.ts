import type { PublicAnswer, PublicCase, PublicQuestion, PublicSession } from '../contract/views'
import type { Fact } from '../contract/audit'
import type { PublicLine } from '../contract/stream'
import type { AppealRecord, ReportRecord } from './fair-records'
import { maskPersonal } from './masking'
import type { CutRecord, LineRecord } from './stream-records'
import { publicLine } from './transcript'
import { publicAnswer, publicCase } from './projection'
import type {
  AnswerRecord,
  CaseRecord,
  CommentRecord,
  PromptRecord,
  QuestionRecord,
} from './records'

/**
 * What the chain says of a row. Facts are codes, times and handles and stand there in the clear; words are
 * whatever somebody wrote and only ever leave as a commitment, to exactly what the public reads of them, so
 * that the public record can be compared with the chain.
 */

/** Kinds of rows that are chained. */
export type ChainedKind =
  | 'question'
  | 'answer'
  | 'case'
  | 'comment'
  | 'prompt'
  | 'session'
  | 'appeal'
  | 'report'
  | 'cut'
  | 'line'

export type ChainedRow =
  | { kind: 'question'; row: QuestionRecord }
  | { kind: 'answer'; row: AnswerRecord }
  | { kind: 'case'; row: CaseRecord }
  | { kind: 'comment'; row: CommentRecord }
  | { kind: 'prompt'; row: PromptRecord }
  | { kind: 'session'; row: PublicSession }
  | { kind: 'appeal'; row: AppealRecord }
  | { kind: 'report'; row: ReportRecord }
  | { kind: 'cut'; row: CutRecord }
  | { kind: 'line'; row: LineRecord }

export interface Told {
  facts: { [name: string]: Fact }
  words: Fact
}

/** The key of a row: its kind, and its number or id. */
export function chainKey({ kind, row }: ChainedRow): string {
  // A report is about something that has a number of its own.
  return `${kind}:${'no' in row && kind !== 'report' ? row.no : (row as { id: string }).id}`
}

export const questionKey = (no: number): string => `question:${no}`

/** The words of a question as the public reads them. */
export const questionWords = (q: Pick<PublicQuestion, 'text' | 'details' | 'name'>): Fact => ({
  text: q.text,
  details: q.details ?? null,
  name: q.name ?? null,
})

export const answerWords = (a: PublicAnswer): Fact => ({
  speaker: a.speaker,
  office: a.office,
  unit: a.unit,
  text: a.text,
  revised: a.revised ? { at: a.revised.at, why: a.revised.why } : null,
})

export const caseWords = (one: PublicCase): Fact => ({ unit: one.unit, reply: one.reply })

/** Of a line taken out nothing is read, and so nothing is committed to. */
export const lineWords = (line: PublicLine | null): Fact =>
  line && {
    speaker: line.speaker,
    office: line.office ?? null,
    text: line.text,
    revised: line.revised ? { at: line.revised.at, why: line.revised.why } : null,
  }

const maybe = (text: string | null): string | null => (text ? maskPersonal(text).text : null)

/** What is said of a row; `handle` names the question it belongs to or was merged into. */
export function tell(one: ChainedRow, handle: (key: string) => string): Told {
  switch (one.kind) {
    case 'question': {
      const { row } = one
      return {
        facts: {
          state: row.state,
          part: row.part,
          channel: row.channel,
          reason: row.reason,
          into: row.mergedInto === null ? null : handle(questionKey(row.mergedInto)),
        },
        words: {
          text: maskPersonal(row.text).text,
          details: maybe(row.details),
          name: maybe(row.name),
        },
      }
    }
    case 'answer': {
      const { mode, solved, at } = one.row
      const question = handle(questionKey(one.row.questionNo))
      const state = one.row.withdrawn ? 'withdrawn' : 'given'
      const joint = one.row.joint?.map((no) => handle(questionKey(no)))
      return {
        facts: { question, mode, solved, at, state, ...(joint && { joint }) },
        words: answerWords(publicAnswer(one.row)),
      }
    }
    case 'case': {
      const { kind, state, outcome, assignedAt, dueAt, repliedAt } = one.row
      const question = handle(questionKey(one.row.questionNo))
      return {
        facts: { question, kind, state, outcome, assignedAt, dueAt, repliedAt },
        words: caseWords(publicCase(one.row)),
      }
    }
    case 'comment': {
      const { state, prompt, reason, text, name, promotedTo } = one.row
      const into = promotedTo === null ? null : handle(questionKey(promotedTo))
      return {
        facts: { state, prompt, reason, into },
        words: { text: maskPersonal(text).text, name: maybe(name) },
      }
    }
    case 'prompt': {
      const { at, text, summary, summaryAt } = one.row
      return { facts: { at, summaryAt }, words: { text, summary } }
    }
    case 'session': {
      const { state, kind, startsAt, endsAt, closesAt, quota } = one.row
      const { title, topic, notice, unit, place, guests, assurance } = one.row
      const people = guests.map(({ id, name, office, unit: of }) => ({
        id,
        name,
        office,
        unit: of,
      }))
      return {
        facts: {
          state,
          kind,
          startsAt,
          endsAt,
          closesAt,
          // Left out where it is left out of the session: older entries stay as they were.
          ...(quota && { quota: { ...quota } }),
          ...(assurance && { assurance: { rank: assurance.rank, ask: assurance.ask } }),
        },
        words: { title, topic, notice, unit, place, guests: people },
      }
    }
    case 'appeal': {
      const { no, state, at, against, decidedAt, text, reason } = one.row
      const question = handle(questionKey(no))
      return { facts: { question, state, at, against, decidedAt }, words: { text, reason } }
    }
    case 'report': {
      const { kind, no, counts, state, decidedAt, notes, reason } = one.row
      const about = handle(kind === 'comment' ? `comment:${no}` : questionKey(no))
      return {
        facts: { about, kind, counts: { ...counts }, state, decidedAt },
        words: { notes, reason },
      }
    }
    case 'cut': {
      const { kind, at, fromAt, until, reason, keepOut, note } = one.row
      return { facts: { kind, at, fromAt, until, reason, keepOut }, words: { note } }
    }
    case 'line': {
      const { at, late, removed, questionNo } = one.row
      const question = questionNo === null ? null : handle(questionKey(questionNo))
      return {
        facts: { at, question, late, state: removed ? 'removed' : 'shown' },
        words: lineWords(publicLine(one.row, [])),
      }
    }
    default:
      return one satisfies never
  }
}

/** What was handed in, whole, as it came: its asker can show that it was taken in like this. */
export function takenWords({ row }: Extract<ChainedRow, { kind: 'question' | 'comment' }>): Fact {
  const details = 'details' in row ? row.details : null
  return { id: row.id, no: row.no, text: row.text, details, name: row.name }
}

/** A reason that is a code is told; one that somebody wrote is not. */
export function reasonCode(reason: unknown): string | undefined {
  return typeof reason === 'string' && /^[a-z][a-z_]{1,39}$/.test(reason) ? reason : undefined
}
