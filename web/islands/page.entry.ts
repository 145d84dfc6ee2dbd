import { offerCopies } from '../lib/copy'
import { improveForms } from '../lib/forms'
import { awaitOpening } from '../lib/opening'

improveForms()
offerCopies()
awaitOpening()
// Only the page of a session that has a picture pays for it.
if (document.getElementById('state-picture')) void import('./picture')
