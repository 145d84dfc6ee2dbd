import type { Env } from '../contract/env'
import { isRehearsal } from '../contract/rehearsal'
import { Refusal } from '../contract/refusals'
import type { PublicQuestion, PublicSession } from '../contract/views'
import { questionByNo } from '../store/question-page'
import { inTime } from './patience'
import { either, readSession } from './reading'
import { roomOf } from './room-door'
import { readTranscript } from './transcript-reading'

/** Where a sentence stands: an answer or a department's reply to a question, or a line of the text record. */
export type PromisePointer =
  | { kind: 'answer' | 'reply'; no: number; id: string }
  | { kind: 'line'; id: string }

/** The public words a promise is taken from, and who said them, when. */
export interface PromiseSource {
  session: PublicSession
  pointer: PromisePointer
  text: string
  saidAt: number
  who: string
  office: string
  unit: string
  questionNo: number | null
}

/** A question as anybody reads it now, wherever its session is held. */
export async function publicQuestionOf(
  env: Env,
  session: PublicSession,
  no: number,
  now: number,
): Promise<PublicQuestion | null> {
  return either(
    env,
    session.slug,
    now,
    async () => (await roomOf(env, session.slug).question(no, null))?.question ?? null,
    async () => (await inTime(questionByNo(env.DB, session.id, no)))?.question ?? null,
  )
}

/** Reads the words; what nobody may read cannot be quoted, and a rehearsal promises nothing. */
export async function readPromiseSource(
  env: Env,
  slug: string,
  pointer: PromisePointer,
  now: number,
): Promise<PromiseSource> {
  if (isRehearsal(slug)) throw new Refusal('NOT_FOUND')
  if (pointer.kind === 'line') {
    const { session, lines } = await readTranscript(env, slug, {}, now)
    const line = lines.find(({ id }) => id === pointer.id)
    if (!line) throw new Refusal('NOT_FOUND')
    const { text, at, speaker, office = '', question } = line
    const guest = session.guests.find(({ name }) => name === speaker)
    return {
      session,
      pointer,
      text,
      saidAt: at,
      who: speaker,
      office: office || (guest?.office ?? ''),
      unit: guest?.unit ?? '',
      questionNo: question ?? null,
    }
  }
  const session = await readSession(env, slug, now)
  const question = await publicQuestionOf(env, session, pointer.no, now)
  const base = { session, pointer, questionNo: pointer.no }
  if (pointer.kind === 'answer') {
    const answer = question?.answers.find(({ id }) => id === pointer.id)
    if (!answer) throw new Refusal('NOT_FOUND')
    const { text, at, speaker, office, unit } = answer
    return { ...base, text, saidAt: at, who: speaker, office, unit }
  }
  const found = question?.cases.find(({ id }) => id === pointer.id)
  if (!found?.reply || found.repliedAt === null) throw new Refusal('NOT_FOUND')
  return {
    ...base,
    text: found.reply,
    saidAt: found.repliedAt,
    who: '',
    office: '',
    unit: found.unit,
  }
}
