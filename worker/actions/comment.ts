import { COMMENT_MAX, COMMENT_MIN, NAME_MAX } from '../contract/limits'
import { heard } from '../contract/refusals'
import type { Room } from '../contract/room'
import type { Receipt } from '../contract/views'
import { takeOptional, takeText } from '../domain/text-fields'
import { settlePersonal, type PersonalChoice } from './personal'
import { handedIn, type Submitting } from './submitting'

export interface CommentGiven {
  text: string
  name?: string | null | undefined
  /** Number of the 反问 it answers. */
  prompt?: number | null | undefined
  personal?: PersonalChoice | null | undefined
}

/** A netizen comments, under the session or under a question of the host. */
export async function comment(
  {
    room,
    receipts,
    newId,
    digest,
    seal,
    mark,
    by,
    now,
  }: Submitting & { room: Pick<Room, 'comment'> },
  asker: string,
  given: CommentGiven,
  key: string | null,
): Promise<{ receipt: Receipt; repeated: boolean }> {
  const said = takeText(given.text, 'text', { min: COMMENT_MIN, max: COMMENT_MAX, lines: true })
  const called = takeOptional(given.name, 'name', { max: NAME_MAX })
  const prompt = given.prompt ?? null
  const id = newId()
  const written = { text: said, name: called }
  const { texts, sealed } = await settlePersonal(written, given.personal ?? null, id, seal)
  const { text, name } = texts
  const marks = await mark?.([said, called])
  const code = receipts.codeFor(id)
  const told = await room.comment(
    {
      id,
      text,
      name,
      ...(sealed && { sealed }),
      ...(marks && { marks }),
      ...(by && { by }),
      asker,
      receiptHash: receipts.hashOf(code),
      prompt,
      key,
      digest: digest(JSON.stringify(['comment', text, name, prompt])),
    },
    now,
  )
  return handedIn(heard(told), { id, code }, receipts)
}
