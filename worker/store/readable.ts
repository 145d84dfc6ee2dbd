import { readableStates } from '../domain/projection'

/** States whose text anybody may read, as SQL has a list; domain/projection.ts says which. */
export const READABLE = `('${readableStates.join("', '")}')`
