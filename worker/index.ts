import { DurableObject } from 'cloudflare:workers'
import { app } from './app'

export default app

export class SessionRoom extends DurableObject<Env> {}
export { Doorman } from './doorman/doorman'
