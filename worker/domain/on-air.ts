import type { StreamState } from '../contract/stream'

/** The picture of a session that goes on: it comes, or its signal is interrupted. */
export const onAir = ({ state }: { state: StreamState }): boolean =>
  state === 'live' || state === 'interrupted'
