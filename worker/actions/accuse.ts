import { heard } from '../contract/refusals'
import type { Room } from '../contract/room'
import type { Receipt } from '../contract/views'
import { formatReceipt } from '../domain/receipt'
import { questionTexts, type QuestionGiven } from './ask'
import type { Sealer } from './personal'
import { handedIn, type Submitting } from './submitting'

/**
 * 检举控告: sealed before it reaches the room. It becomes no question; whoever hands it in is pointed to the
 * lawful route and gets a receipt that says so.
 */
export async function accuse(
  deps: Submitting & { room: Pick<Room, 'accuse'>; keyed: (text: string) => string; seal: Sealer },
  asker: string,
  given: QuestionGiven,
  key: string | null,
): Promise<{ receipt: Receipt; repeated: boolean }> {
  const { room, receipts, newId, now } = deps
  const words = JSON.stringify(questionTexts(given))
  const id = newId()
  const code = receipts.codeFor(id)
  const told = await room.accuse(
    {
      id,
      receiptHash: receipts.hashOf(code),
      asker,
      key,
      // Keyed, because a plain digest of a sealed text could be tried out.
      digest: deps.keyed(words),
      kinds: [],
      ...(await deps.seal(id, words)),
    },
    now,
  )
  return handedIn({ ...heard(told), receipt: formatReceipt(code) }, { id, code }, receipts)
}
