import { useEffect, useState } from 'preact/hooks'
import { bringToLife } from '../lib/hydrate'
import { followRoom } from '../lib/room-view'
import { Overlay, type OverlayProps } from '../views/screen/overlay'

function LiveOverlay({ snapshot: first, lang }: OverlayProps) {
  const [snapshot, setSnapshot] = useState(first)
  useEffect(() => followRoom(first, first.at, (view) => setSnapshot(view.snapshot)), [first])
  return <Overlay snapshot={snapshot} lang={lang} />
}

bringToLife<OverlayProps>('overlay', LiveOverlay)
