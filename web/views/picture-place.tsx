import type { ComponentChildren } from 'preact'
import { Place } from './place'

/**
 * Where the picture stands. It is drawn by itself: what is around it is redrawn often, and neither moves,
 * replaces nor empties what plays.
 */
export function PicturePlace({ children }: { children?: ComponentChildren }) {
  return (
    <Place id="picture" class="picture-place" data-island="picture">
      {children}
    </Place>
  )
}
