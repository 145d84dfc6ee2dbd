import { newQuestion, type AnswerRecord } from '../domain/records'
import type { Facts } from './imports'
import { indexStatements, type IndexStatements } from './search-index'

/** Ids of the messages that are in the mailbox already, by the ids they had elsewhere. */
async function heldIds(
  db: D1Database,
  sessionId: string,
  messages: readonly Facts[],
): Promise<Map<string, string>> {
  const { results } = await db
    .prepare(
      'SELECT q.external_id AS external, q.id AS id FROM json_each(?2) j ' +
        'JOIN questions q ON q.external_id = j.value AND +q.session_id = ?1',
    )
    .bind(sessionId, JSON.stringify(messages.map(({ externalId }) => externalId)))
    .all<{ external: string; id: string }>()
  return new Map(results.map(({ external, id }) => [external, id]))
}

/** What an import means for the index: each message as its statements will have written it. */
export async function importedIndex(
  db: D1Database,
  sessionId: string,
  messages: readonly Facts[],
): Promise<IndexStatements> {
  const known = await heldIds(db, sessionId, messages)
  return indexStatements(db, {
    questions: [...known.values()],
    within: [sessionId],
    after: (held) => {
      // Numbers are given by the statements; below any that there can be, they only hold together what belongs so.
      let no = 0
      for (const message of messages) {
        const { externalId, title, body, submittedAt, repliedAt, reply, likes } = message
        const id = known.get(externalId) ?? message.question
        const before = held.questions.get(id)
        const row = before ?? newQuestion({ id, sessionId, no: (no -= 1), text: '', askedAt: 0 })
        held.questions.set(id, {
          ...row,
          text: title,
          details: body || null,
          channel: 'import',
          state: repliedAt === null ? 'listed' : 'answered',
          listedAt: submittedAt,
          settledAt: repliedAt,
          support: likes,
        })
        held.want('q', id)
        const standing = [...held.answers.values()].filter(
          (one) => one.sessionId === sessionId && one.questionNo === row.no && !one.withdrawn,
        )
        for (const one of standing) {
          held.answers.set(one.id, { ...one, text: reply ?? one.text, withdrawn: reply === null })
        }
        if (reply === null || standing.length > 0) continue
        const answer: AnswerRecord = {
          id: message.answer,
          sessionId,
          questionNo: row.no,
          mode: 'written',
          speaker: '',
          office: '',
          unit: held.sessions.get(sessionId)?.unit ?? '',
          text: reply,
          solved: null,
          at: repliedAt ?? submittedAt,
          enteredBy: null,
          revisedAt: null,
          revisedWhy: null,
          withdrawn: false,
        }
        held.answers.set(answer.id, answer)
      }
    },
  })
}
