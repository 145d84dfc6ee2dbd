import { app } from './app'

export default app

export { Doorman } from './doorman/doorman'
export { SessionRoom } from './room/session-room'
