import { offerCopies } from '../lib/copy'
import { improveForms } from '../lib/forms'

improveForms()
offerCopies()
