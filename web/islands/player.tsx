import type { PlayerWords } from '../../worker/contract/words/player'
import { fill } from '../../worker/contract/fill'
import { clockWords } from '../../worker/domain/moment'
import type { PublicStream } from '../../worker/contract/stream'
import type { Trouble } from '../lib/player'
import type { Watched } from '../lib/watch'
import type { WatchMode } from '../views/picture'
import { onAir } from '../../worker/domain/on-air'

export { Watch } from '../lib/watch'

/** Further behind than this it is said in minutes, and the way back is offered. */
const SECONDS_MAX = 60

export interface OverProps {
  words: PlayerWords
  stream: PublicStream
  watched: Watched
}

/** How far behind the picture is, and the way back to live. */
export function Status({
  words: t,
  stream,
  watched: { behind, atLive, ended },
  toLive,
  fromStart,
}: OverProps & { toLive: () => void; fromStart: () => void }) {
  if (ended) {
    return (
      <>
        <span class="badge">{t.over}</span>
        <button class="chip" type="button" onClick={fromStart}>
          {t.fromStart}
        </button>
      </>
    )
  }
  if (!onAir(stream)) return null
  const far = behind !== null && behind >= SECONDS_MAX
  return (
    <>
      <span class={stream.state === 'live' ? 'badge dot-live' : 'badge'}>
        {stream.state === 'live' ? t.atLive : t.interrupted}
        {behind !== null && (
          <span class="num">
            {' · '}
            {far ? fill(t.behindLong, { t: clockWords(behind) }) : fill(t.behind, { n: behind })}
          </span>
        )}
      </span>
      {!atLive && (
        <button class="chip" type="button" onClick={toLive}>
          {t.toLive}
        </button>
      )}
    </>
  )
}

/** What lies over a picture that plays: the last line as its caption, and a word to whoever only listens. */
export function Over({
  words: t,
  stream,
  watched,
  mode,
  captions,
}: OverProps & { mode: WatchMode; captions: boolean }) {
  const live = onAir(stream)
  return (
    <>
      {captions && live && watched.line && !stream.textCut && (
        <p class="caption-line">{watched.line}</p>
      )}
      {mode === 'sound' && (
        <p class="watch-note">
          {t.soundOnly} {watched.soundSaves ? t.soundSaves : t.soundSame}
        </p>
      )}
    </>
  )
}

/** What is wrong, in words. */
export function troubleWords(
  what: Trouble | null,
  { state }: PublicStream,
  t: PlayerWords,
): string | null {
  if (what === null) return null
  if (what === 'cannot') return t.cannot
  if (state === 'interrupted') return t.interruptedLong
  return what === 'buffering' ? t.buffering : fill(t.again, { n: what.again })
}
