import type { DeskState } from '../../../worker/contract/room'
import { Island } from '../island'
import { atRest, Cut, type CutDoes, type CutProps } from './cut'

const nobody: CutDoes = { open() {}, cut() {}, resume() {}, reach() {} }

/** Where there is something to take off the screens: a session in its room with a picture, or one that is running. */
export function isCuttable({ snapshot, epoch }: DeskState): boolean {
  const { session, stream } = snapshot
  if (epoch === 'record') return false
  return stream !== undefined || session.state === 'live' || session.state === 'paused'
}

/** The control as the server draws it: two links to the page of plain forms, until its script comes. */
export function DeskCutIsland(props: CutProps) {
  return (
    <Island name="cut" props={props}>
      <Cut {...props} at={atRest} does={nobody} />
    </Island>
  )
}
