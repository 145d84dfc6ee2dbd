import { improveForms } from '../lib/forms'
import { bringToLife } from '../lib/hydrate'
import { takeOver } from '../views/place'
import type { LiveSessionProps } from '../views/session-live'
import { LiveSession } from './live-session'

bringToLife<LiveSessionProps>('session', LiveSession)
takeOver()
improveForms()
// Only the page of a session that has a picture pays for it.
if (document.getElementById('state-picture')) void import('./picture')

// Fetched where somebody looks at the text record, and nowhere else.
if (document.getElementById('state-transcript')) void import('./transcript')
