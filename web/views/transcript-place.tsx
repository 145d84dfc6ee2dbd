import type { ComponentChildren } from 'preact'
import { Place } from './place'

/** Where the text record stands; drawn by itself, by a script that comes only where somebody looks at it. */
export function TranscriptPlace({ children }: { children?: ComponentChildren }) {
  return <Place data-island="transcript">{children}</Place>
}
