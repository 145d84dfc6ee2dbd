import type { Delta } from '../../worker/contract/live'

/** What the room says, for the script of the text record, which comes later or never. */
export const linesLink: {
  heard?: (delta: Delta) => void
  /** Something may have been missed: the page is read anew. */
  again?: () => void
} = {}
