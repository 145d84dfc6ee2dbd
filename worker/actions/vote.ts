import { heard } from '../contract/refusals'
import type { Room } from '../contract/room'

/** Sets a vote (never toggles it), so that saying it twice does no harm. */
export async function vote(
  { room, now }: { room: Pick<Room, 'vote'>; now: number },
  no: number,
  voter: number,
  on: boolean,
) {
  return heard(await room.vote(no, voter, on, now))
}
