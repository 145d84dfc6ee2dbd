import { and, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { SourceStanding } from '../contract/commitments'
import { erasingWhys } from '../contract/transcript'
import type { PublicQuestion } from '../contract/views'
import type { CommitmentRecord } from '../domain/case-records'
import { maskPersonal } from '../domain/masking'
import { publicLine, whyCode } from '../domain/transcript'
import { pairIn, projected } from './parts'
import { caseReplies } from './schema-cases'
import { answers, questions } from './schema'
import { cuts, transcriptLines } from './schema-stream'

/** Whether the words of a promise still stand where they were said, as anybody reads it now. */

type Source = Pick<
  CommitmentRecord,
  'id' | 'sessionId' | 'questionNo' | 'answerId' | 'lineId' | 'caseId' | 'replyId' | 'quote'
>

export interface Sources {
  standing: (row: Source) => SourceStanding
  question: (row: Source) => PublicQuestion | null
}

const keyOf = (sessionId: string, id: string | number) => `${sessionId} ${id}`

/** Texts are compared without what masking and white space make of them. */
const bare = (text: string) => maskPersonal(text).text.replace(/\s+/g, '')

/** Whether a text contains a quotation word for word. */
export const holds = (text: string, quote: string): boolean => bare(text).includes(bare(quote))

/** Reads what many promises quote, in a handful of reads whatever their number. */
export async function sourcesOf(d1: D1Database, rows: readonly Source[]): Promise<Sources> {
  const db = drizzle(d1)
  const nos = rows.flatMap((row): [string, number][] =>
    row.questionNo === null ? [] : [[row.sessionId, row.questionNo]],
  )
  const lineIds = rows.flatMap(({ sessionId, lineId }) =>
    lineId === null ? [] : [[sessionId, lineId]],
  )
  const ofSessions = JSON.stringify([...new Set(rows.map(({ sessionId }) => sessionId))])
  const replyIds = JSON.stringify(rows.flatMap(({ replyId }) => replyId ?? []))
  const answerIds = JSON.stringify(rows.flatMap(({ answerId }) => answerId ?? []))
  const [questionRows, lines, taken, replies, kept] = await Promise.all([
    nos.length === 0
      ? []
      : db
          .select()
          .from(questions)
          .where(pairIn(questions.sessionId, questions.no, nos)),
    lineIds.length === 0
      ? []
      : db
          .select()
          .from(transcriptLines)
          .where(
            sql`(${transcriptLines.sessionId}, ${transcriptLines.id}) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(${JSON.stringify(lineIds)}))`,
          ),
    lineIds.length === 0
      ? []
      : db
          .select()
          .from(cuts)
          .where(
            and(
              eq(cuts.kind, 'text'),
              sql`${cuts.sessionId} IN (SELECT value FROM json_each(${ofSessions}))`,
            ),
          ),
    replyIds === '[]'
      ? []
      : db
          .select({ id: caseReplies.id, text: caseReplies.text, state: caseReplies.state })
          .from(caseReplies)
          .where(sql`${caseReplies.id} IN (SELECT value FROM json_each(${replyIds}))`),
    answerIds === '[]'
      ? []
      : db
          .select({ id: answers.id })
          .from(answers)
          .where(sql`${answers.id} IN (SELECT value FROM json_each(${answerIds}))`),
  ])
  const shown = await projected(d1, questionRows)
  const sessionOf = new Map(questionRows.map(({ id, sessionId }) => [id, sessionId]))
  const byNo = new Map(shown.map((one) => [keyOf(sessionOf.get(one.id) ?? '', one.no), one]))
  const byLine = new Map(lines.map((line) => [keyOf(line.sessionId, line.id), line]))
  const carried = new Set(kept.map(({ id }) => id))
  const byReply = new Map(replies.map((one) => [one.id, one]))
  const question = (row: Source) =>
    row.questionNo === null ? null : (byNo.get(keyOf(row.sessionId, row.questionNo)) ?? null)

  const standing = (row: Source): SourceStanding => {
    if (row.lineId !== null) {
      const line = byLine.get(keyOf(row.sessionId, row.lineId))
      const cutsHere = taken.filter(({ sessionId }) => sessionId === row.sessionId)
      // Rows are never deleted: one that is not here is still on its way from the room.
      if (!line) return 'stands'
      const told = publicLine(line, cutsHere)
      if (!told) return 'gone'
      if (holds(told.text, row.quote)) return 'stands'
      const why = whyCode(line.revisedWhy ?? '')
      return (erasingWhys as readonly string[]).includes(why) ? 'gone' : 'corrected'
    }
    if (row.answerId !== null) {
      if (!carried.has(row.answerId)) return 'stands'
      const answer = question(row)?.answers.find(({ id }) => id === row.answerId)
      if (!answer) return 'gone'
      if (holds(answer.text, row.quote)) return 'stands'
      return answer.revised?.why === 'mask' ? 'gone' : 'corrected'
    }
    if (row.caseId !== null) {
      const reply = row.replyId === null ? undefined : byReply.get(row.replyId)
      if (reply && reply.state !== 'published') return 'gone'
      const found = question(row)?.cases.find(({ id }) => id === row.caseId)
      if (!found) return 'gone'
      return [reply?.text, found.reply].some((text) => text && holds(text, row.quote))
        ? 'stands'
        : 'corrected'
    }
    return 'stands'
  }
  return { standing, question }
}
