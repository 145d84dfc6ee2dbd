import { useEffect, useState } from 'preact/hooks'
import { bringToLife } from '../lib/hydrate'
import { followRoom, type RoomView } from '../lib/room-view'
import type { ScreenProps } from '../views/screen/model'
import { Screen } from '../views/screen/screen'

/** A short drop is nobody's business; after this long the picture says that it stands still. */
const PATIENCE_MS = 3_000

function LiveScreen(props: ScreenProps) {
  const [view, setView] = useState<RoomView | null>(null)
  const [now, setNow] = useState(props.at)
  const ahead = view?.ahead ?? 0

  useEffect(() => followRoom(props.snapshot, props.at, setView), [])
  useEffect(() => {
    const tick = () => setNow(Date.now() + ahead)
    const timer = setInterval(tick, 1_000)
    if (view) tick()
    return () => clearInterval(timer)
  }, [ahead, view === null])

  const silent = view !== null && view.line !== 'live' && now - ahead - view.heardAt > PATIENCE_MS
  return (
    <Screen
      {...props}
      snapshot={view?.snapshot ?? props.snapshot}
      now={now}
      lostAt={silent && view ? view.heardAt + view.ahead : null}
    />
  )
}

bringToLife<ScreenProps>('screen', LiveScreen)
