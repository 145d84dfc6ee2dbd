import { DETAILS_MAX, NAME_MAX, QUESTION_MAX, QUESTION_MIN } from '../contract/limits'
import { heard } from '../contract/refusals'
import type { Room } from '../contract/room'
import type { Receipt } from '../contract/views'
import { takeOptional, takeText } from '../domain/text-fields'
import { settlePersonal, type PersonalChoice } from './personal'
import { handedIn, type Submitting } from './submitting'

export interface QuestionGiven {
  text: string
  details?: string | null | undefined
  name?: string | null | undefined
  personal?: PersonalChoice | null | undefined
}

/** A question as it is kept: cleaned, within its limits. */
export function questionTexts({ text, details, name }: Omit<QuestionGiven, 'personal'>) {
  return {
    text: takeText(text, 'text', { min: QUESTION_MIN, max: QUESTION_MAX }),
    details: takeOptional(details, 'details', { max: DETAILS_MAX, lines: true }),
    name: takeOptional(name, 'name', { max: NAME_MAX }),
  }
}

/** A netizen asks. The same submission sent again gets the same receipt. */
export async function ask(
  { room, receipts, newId, digest, seal, mark, by, now }: Submitting & { room: Pick<Room, 'ask'> },
  asker: string,
  given: QuestionGiven,
  key: string | null,
): Promise<{ receipt: Receipt; repeated: boolean }> {
  const id = newId()
  const written = questionTexts(given)
  const { texts, sealed } = await settlePersonal(written, given.personal ?? null, id, seal)
  const marks = await mark?.([written.text, written.details, written.name])
  const code = receipts.codeFor(id)
  const told = await room.ask(
    {
      id,
      ...texts,
      ...(sealed && { sealed }),
      ...(marks && { marks }),
      ...(by && { by }),
      channel: 'online',
      asker,
      receiptHash: receipts.hashOf(code),
      key,
      digest: digest(JSON.stringify(['question', texts.text, texts.details, texts.name])),
    },
    now,
  )
  return handedIn(heard(told), { id, code }, receipts)
}
