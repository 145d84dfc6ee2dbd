import { offerCopies } from '../lib/copy'
import { improveForms } from '../lib/forms'
import { awaitOpening } from '../lib/opening'
import { bringPicture } from './bring-picture'

improveForms()
offerCopies()
awaitOpening()
bringPicture()
