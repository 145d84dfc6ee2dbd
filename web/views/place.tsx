import type { ComponentChildren } from 'preact'

/**
 * A box that somebody else fills: the server for good, or a script of its own. For the page's own drawing its
 * inside is none of its business: it is neither moved, replaced nor emptied.
 */
export function Place({
  children,
  ...box
}: {
  children?: ComponentChildren
  id?: string
  class?: string
  'data-island'?: string
  'data-place'?: string
}) {
  if (children !== undefined) return <div {...box}>{children}</div>
  return <div {...box} dangerouslySetInnerHTML={{ __html: '' }} />
}
