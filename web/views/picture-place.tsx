import type { ComponentChildren } from 'preact'

/**
 * Where the picture stands. It is drawn by itself: what is around it is redrawn often, and neither moves,
 * replaces nor empties what plays. For the page's own drawing it is a box whose inside is none of its business.
 */
export function PicturePlace({ children }: { children?: ComponentChildren }) {
  const box = { id: 'picture', class: 'picture-place', 'data-island': 'picture' }
  if (children !== undefined) return <div {...box}>{children}</div>
  return <div {...box} dangerouslySetInnerHTML={{ __html: '' }} />
}
