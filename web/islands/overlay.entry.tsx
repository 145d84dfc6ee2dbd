import { useEffect, useState } from 'preact/hooks'
import { bringToLife } from '../lib/hydrate'
import { followRoom } from '../lib/room-view'
import { Overlay, type OverlayProps } from '../views/screen/overlay'

function LiveOverlay(props: OverlayProps) {
  const [snapshot, setSnapshot] = useState(props.snapshot)
  useEffect(
    () => followRoom(props.snapshot, props.snapshot.at, (view) => setSnapshot(view.snapshot)),
    [],
  )
  return <Overlay {...props} snapshot={snapshot} />
}

bringToLife<OverlayProps>('overlay', LiveOverlay)
