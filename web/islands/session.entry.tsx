import { improveForms } from '../lib/forms'
import { bringToLife } from '../lib/hydrate'
import { LiveSession, type LiveSessionProps } from './live-session'

bringToLife<LiveSessionProps>('session', LiveSession)
improveForms()
