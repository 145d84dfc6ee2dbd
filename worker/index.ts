import { app } from './app'
import { unversioned } from './http/versions'

export default {
  async fetch(request, env, ctx): Promise<Response> {
    return app.fetch(unversioned(request), env, ctx)
  },
  async scheduled(_event, env) {
    const now = Date.now()
    const { lookIn } = await import('./http/watch')
    await lookIn(env, now)
    // A copy for moving house that nobody came back for holds words that may be erased meanwhile.
    const { endOldCopy } = await import('./actions/dump/reading')
    await endOldCopy(env, now)
  },
} satisfies ExportedHandler<Env>

export { Compliance } from './compliance/compliance'
export { Courier } from './courier/courier'
export { Keeper } from './keeper/keeper'
export { Doorman } from './doorman/doorman'
export { Notary } from './notary/notary'
export { SessionRoom } from './room/session-room'
export { SessionStream } from './stream/session-stream'
