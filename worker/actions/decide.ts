import {
  ANSWER_MAX,
  DETAILS_MAX,
  NAME_MAX,
  NOTE_MAX,
  PROMPT_MAX,
  QUESTION_MAX,
  QUESTION_MIN,
  SUMMARY_MAX,
  TITLE_MAX,
} from '../contract/limits'
import { heard, Refusal } from '../contract/refusals'
import type { Actor, Decided, Decision, Room } from '../contract/room'
import { maskPersonal } from '../domain/masking'
import { takeOptional, takeText } from '../domain/text-fields'
import type { Sealer } from './personal'

const note = (raw: string | undefined) => {
  const text = takeOptional(raw, 'note', { max: NOTE_MAX, lines: true })
  return text === null ? {} : { note: text }
}
const required = (raw: string, field: string, max: number) => takeText(raw, field, { min: 1, max })
const wide = (raw: string, field: string, max: number) =>
  takeText(raw, field, { min: 1, max, lines: true })

/** The decision with every text cleaned and within its limits. */
export function withCleanTexts(decision: Decision): Decision {
  switch (decision.act) {
    case 'reject':
    case 'redirect':
    case 'reject_comment':
    case 'cut':
    case 'hand_off': {
      const { note: raw, ...rest } = decision
      return { ...rest, ...note(raw) }
    }
    case 'edit': {
      const text = takeText(decision.text, 'text', { min: QUESTION_MIN, max: QUESTION_MAX })
      if (decision.details === undefined) return { ...decision, text }
      const details = takeOptional(decision.details, 'details', { max: DETAILS_MAX, lines: true })
      return { ...decision, text, details }
    }
    case 'note':
      return { ...decision, note: note(decision.note).note ?? '' }
    case 'stage': {
      const { speaker: s, office: o, ...rest } = decision
      const speaker = takeOptional(s, 'speaker', { max: NAME_MAX })
      const office = takeOptional(o, 'office', { max: TITLE_MAX })
      return { ...rest, ...(speaker && { speaker }), ...(office && { office }) }
    }
    case 'answer':
      return {
        ...decision,
        speaker: required(decision.speaker, 'speaker', NAME_MAX),
        office: required(decision.office, 'office', TITLE_MAX),
        unit: required(decision.unit, 'unit', TITLE_MAX),
        text: wide(decision.text, 'text', ANSWER_MAX),
      }
    case 'settle_appeal': {
      const reason = takeOptional(decision.reason, 'reason', { max: NOTE_MAX }) ?? ''
      // Whoever is turned down twice is told why.
      if (decision.to === 'upheld' && reason === '') throw new Refusal('EMPTY', { field: 'reason' })
      return { ...decision, reason }
    }
    case 'settle_report':
    case 'settle_burst':
      return { ...decision, reason: required(decision.reason, 'reason', NOTE_MAX) }
    case 'reopen':
      return { ...decision, why: wide(decision.why, 'why', NOTE_MAX) }
    case 'correct_answer':
      return {
        ...decision,
        text: wide(decision.text, 'text', ANSWER_MAX),
        why: required(decision.why, 'why', NOTE_MAX),
      }
    case 'ask_back':
      return { ...decision, text: required(decision.text, 'text', PROMPT_MAX) }
    case 'sum_up_prompt':
      return { ...decision, summary: wide(decision.summary, 'summary', SUMMARY_MAX) }
    case 'add_guest': {
      const { name, office, unit } = decision.guest
      return {
        ...decision,
        guest: {
          id: decision.guest.id,
          name: required(name, 'name', NAME_MAX),
          office: required(office, 'office', TITLE_MAX),
          unit: required(unit, 'unit', TITLE_MAX),
        },
      }
    }
    default:
      return decision
  }
}

/**
 * Moderators decide everything. An official writes own answers, and corrects own ones: in their own name,
 * and never on stage, where the moderator records what was said.
 */
async function authorise(
  room: Pick<Room, 'question'>,
  decision: Decision,
  actor: Actor,
): Promise<void> {
  if (actor.role === 'moderator') return
  const own = (by: { speaker: string; office: string }) =>
    by.speaker === actor.name && by.office === actor.office
  if (decision.act === 'answer' && decision.mode === 'written' && own(decision)) {
    const found = await room.question(decision.no, null)
    if (found?.question.state !== 'on_stage') return
  }
  if (decision.act === 'correct_answer') {
    const found = await room.question(decision.no, null)
    const answer = found?.question.answers.find(({ id }) => id === decision.answer)
    if (answer && own(answer)) return
  }
  throw new Refusal('NOT_ALLOWED')
}

/** A decision of the desk. Of two that exclude each other the second is refused with what happened. */
export async function decide(
  {
    room,
    newId,
    seal,
    now,
  }: {
    room: Pick<Room, 'decide' | 'question' | 'wording'>
    newId: () => string
    seal: Sealer
    now: number
  },
  given: Decision,
  actor: Actor,
): Promise<Decided> {
  const decision = withCleanTexts(given)
  await authorise(room, decision, actor)
  if (decision.act === 'add_guest' && decision.guest.id === '') decision.guest.id = newId()
  if (decision.act === 'edit' && decision.why === 'mask') {
    const before = await room.wording(decision.no)
    if (!before) throw new Refusal('NOT_FOUND', { field: 'no' })
    const { id, version, text, details } = before
    const box = await seal(id, JSON.stringify({ text, details }))
    const { found: kinds } = maskPersonal(text)
    decision.original = { ...box, kinds, version }
  }
  return heard(await room.decide(decision, actor, now))
}
