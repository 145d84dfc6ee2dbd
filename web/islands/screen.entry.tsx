import { useEffect, useState } from 'preact/hooks'
import { bringToLife } from '../lib/hydrate'
import { followRoom, type RoomView } from '../lib/room-view'
import type { ScreenProps } from '../views/screen/model'
import { Screen } from '../views/screen/screen'

/** A short drop is nobody's business; after this long the picture says that it stands still. */
const PATIENCE_MS = 3_000

function LiveScreen(props: ScreenProps) {
  const { snapshot, at } = props
  const [view, setView] = useState<RoomView | null>(null)
  const [now, setNow] = useState(at)
  // Until the room is heard, the local clock is corrected by the page's own.
  const [firstAhead] = useState(() => at - Date.now())
  const ahead = view?.ahead ?? firstAhead

  useEffect(() => followRoom(snapshot, at, setView), [snapshot, at])
  useEffect(() => {
    const tick = () => setNow(Date.now() + ahead)
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [ahead])

  const silent = view !== null && view.line !== 'live' && now - ahead - view.heardAt > PATIENCE_MS
  return (
    <Screen
      {...props}
      snapshot={view?.snapshot ?? snapshot}
      now={now}
      lostAt={silent && view ? view.heardAt + view.ahead : null}
    />
  )
}

bringToLife<ScreenProps>('screen', LiveScreen)
