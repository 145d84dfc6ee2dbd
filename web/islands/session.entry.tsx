import { improveForms } from '../lib/forms'
import { bringToLife } from '../lib/hydrate'
import { bringPicture } from './bring-picture'
import type { LiveSessionProps } from '../views/session-live'
import { LiveSession } from './live-session'

bringToLife<LiveSessionProps>('session', LiveSession)
improveForms()
bringPicture()

// Fetched where somebody looks at the text record, and nowhere else.
if (document.getElementById('state-transcript')) void import('./transcript')
