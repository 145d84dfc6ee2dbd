import type { AskFormProps } from '../views/ask-form'
import { improveForms } from '../lib/forms'
import { bringToLife } from '../lib/hydrate'
import { AskLive } from './ask-live'

bringToLife<AskFormProps>('ask', AskLive)
improveForms()
