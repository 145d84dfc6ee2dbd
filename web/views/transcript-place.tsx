import type { ComponentChildren } from 'preact'

/** Where the text record stands; drawn by itself, by a script that comes only where somebody looks at it. */
export function TranscriptPlace({ children }: { children?: ComponentChildren }) {
  const box = { 'data-island': 'transcript' }
  if (children !== undefined) return <div {...box}>{children}</div>
  return <div {...box} dangerouslySetInnerHTML={{ __html: '' }} />
}
