import { offerCopies } from '../lib/copy'
import { improveForms } from '../lib/forms'
import { awaitOpening } from '../lib/opening'

improveForms()
offerCopies()
awaitOpening()
