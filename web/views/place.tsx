import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

/** Whether the page as the server drew it has been taken over: what appears afterwards, no server has filled. */
let taken = false
export const takeOver = () => {
  taken = true
}

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
  return useState(taken)[0] || children ? (
    <div {...box}>{children}</div>
  ) : (
    <div {...box} dangerouslySetInnerHTML={{ __html: '' }} />
  )
}
