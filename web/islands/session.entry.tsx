import { improveForms } from '../lib/forms'
import { bringToLife } from '../lib/hydrate'
import type { LiveSessionProps } from '../views/session-live'
import { LiveSession } from './live-session'

bringToLife<LiveSessionProps>('session', LiveSession)
improveForms()
