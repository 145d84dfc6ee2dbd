import { heard } from '../contract/refusals'
import type { Room, VoteFrom } from '../contract/room'

/** Sets a vote (never toggles it), so that saying it twice does no harm. */
export async function vote(
  { room, now }: { room: Pick<Room, 'vote'>; now: number },
  no: number,
  voter: number,
  on: boolean,
  from: VoteFrom,
) {
  const { votes, hidden, ...told } = heard(await room.vote(no, voter, on, now, from))
  return { ...told, votes: hidden ? 0 : votes }
}
