import { heard } from '../contract/refusals'
import type { Actor, Room } from '../contract/room'
import type { EnteredChannel } from '../contract/states'
import type { Receipt } from '../contract/views'
import { questionTexts, type QuestionGiven } from './ask'
import { settlePersonal } from './personal'
import { handedIn, type Submitting } from './submitting'

/** Staff enter a question for somebody who asked on the floor, by telephone or on paper (代录). */
export async function enterQuestion(
  { room, receipts, newId, digest, seal, now }: Submitting & { room: Pick<Room, 'enter'> },
  given: QuestionGiven & { channel: EnteredChannel; direct: 'pending' | 'list' | 'stage' },
  actor: Actor,
  key: string | null,
): Promise<{ receipt: Receipt; repeated: boolean }> {
  const id = newId()
  // Staff write it down for somebody who has to be helped: what is masked is sealed.
  const { texts, sealed } = await settlePersonal(questionTexts(given), 'seal', id, seal)
  const code = receipts.codeFor(id)
  const told = await room.enter(
    {
      id,
      ...texts,
      ...(sealed && { sealed }),
      channel: given.channel,
      asker: null,
      receiptHash: receipts.hashOf(code),
      key,
      digest: digest(
        JSON.stringify(['entry', texts.text, texts.details, texts.name, given.channel]),
      ),
    },
    given.direct,
    actor,
    now,
  )
  return handedIn(heard(told), { id, code }, receipts)
}
