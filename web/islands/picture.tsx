import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { PublicStream } from '../../worker/contract/stream'
import { bringToLife } from '../lib/hydrate'
import { pictureLink } from '../lib/picture-link'
import type { Watch, Watched } from '../lib/watch'
import { keep, kept, keptMode } from '../lib/watch-choice'
import { PictureView, type PictureProps, type WatchMode } from '../views/picture'
import { onAir } from '../../worker/domain/on-air'

type PlayerScript = typeof import('./player')

/** The picture of a session's page: still until somebody wants to see it, for a player is heavy. */
function Picture(props: PictureProps) {
  const { slug, words, at } = props
  const [alive, setAlive] = useState(false)
  const [mode, setMode] = useState<WatchMode>('picture')
  const [stream, setStream] = useState(props.stream)
  const [chapters, setChapters] = useState(props.chapters)
  const [started, setStarted] = useState(false)
  const [script, setScript] = useState<PlayerScript | null>(null)
  const [watched, setWatched] = useState<Watched | null>(null)
  const [inRoom, setInRoom] = useState(false)
  const [captions, setCaptions] = useState(false)
  const [wide, setWide] = useState(false)
  const [said, say] = useState('')
  const video = useRef<HTMLVideoElement>(null)
  const watch = useRef<Watch | null>(null)
  const heard = useRef<PublicStream | undefined>(undefined)
  /** What was asked for before the player had come. */
  const begin = useRef({ at: props.at, play: false })

  useEffect(() => {
    setAlive(true)
    setMode(keptMode())
    setInRoom(kept('in-room') === 'on')
    setCaptions(kept('captions') === 'on')
    setWide(matchMedia('(min-width: 900px)').matches)
    const pressed = video.current?.paused === false
    if (pressed) {
      // Before the script had come.
      begin.current.play = true
      setStarted(true)
    }
    if (pressed) fetchPlayer(setScript)
    else if (at !== null) whenSeen(() => fetchPlayer(setScript))
  }, [at])

  useLayoutEffect(() => {
    pictureLink.onRoom = () => {
      const { room } = pictureLink
      if (!room) return
      watch.current?.heard()
      // Said again it is no news, and the player may know more by now.
      if (room.stream === heard.current) return
      heard.current = room.stream
      // Where the picture was given up nothing is left to show.
      setStream((last) => newer(last, room.stream))
    }
    pictureLink.onRoom()
    return () => {
      pictureLink.onRoom = null
    }
  }, [])

  const start = (from: number | null) => {
    if (mode === 'text') choose('picture')
    begin.current = { at: from ?? begin.current.at, play: true }
    setStarted(true)
    // In the very gesture, or the sound is refused later.
    if (video.current?.paused) void video.current.play().catch(() => undefined)
    if (watch.current) {
      if (from === null) watch.current.play()
      else watch.current.seek(from)
    }
    fetchPlayer(setScript, () => setStarted(false))
  }

  // The button that was pressed is gone: whoever works by keyboard goes on at the picture.
  useLayoutEffect(() => {
    if (started && document.activeElement === document.body) {
      video.current?.focus({ preventScroll: true })
    }
  }, [started])

  const shown = alive && mode !== 'text' && !stream.cut && stream.src !== undefined
  useLayoutEffect(() => {
    if (!script || mode === 'text') return
    if (!watch.current) {
      const { at: from, play } = begin.current
      watch.current = new script.Watch(slug, stream, from, {
        drawn: setWatched,
        stream: setStream,
        chapters: setChapters,
      })
      if (play) watch.current.play()
    }
    watch.current.setInRoom(inRoom)
    watch.current.setSound(mode === 'sound')
    watch.current.attach(shown ? video.current : null)
  }, [script, shown, mode, inRoom, stream, slug])

  const choose = (next: WatchMode) => {
    setMode(next)
    keep('watch', next)
    if (next !== 'text') return
    watch.current?.close()
    watch.current = null
    setWatched(null)
    setStarted(false)
    begin.current = { at: null, play: false }
  }
  const trouble = script?.troubleWords(watched?.trouble ?? null, stream, words) ?? null
  // What happens to the picture is read out where everything on this page is, or here.
  const cut = stream.cut && `${words.cut}${words.reasons[stream.cut.reason]}`
  const toSay = cut ?? (started ? trouble : null)
  useEffect(() => {
    if (toSay) (pictureLink.say ?? say)(toSay)
  }, [toSay])

  const player = script && watched && started && { ...script, props: { words, stream, watched } }
  const live = onAir(stream)
  return (
    <>
      <PictureView
        {...props}
        now={Math.max(props.now, pictureLink.room?.at ?? 0)}
        stream={stream}
        chapters={chapters}
        alive={alive}
        video={video}
        started={started}
        play={() => start(null)}
        mode={mode}
        setMode={choose}
        trouble={started ? trouble : null}
        playingAt={started ? (watched?.playingAt ?? null) : null}
        seek={start}
        wide={wide}
        status={
          player && (
            <player.Status
              {...player.props}
              toLive={() => watch.current?.toLive()}
              fromStart={() => watch.current?.seek(0)}
            />
          )
        }
        over={player && <player.Over {...player.props} mode={mode} captions={captions} />}
        switches={
          live && (
            <>
              {props.held && (
                <label>
                  <input
                    type="checkbox"
                    checked={inRoom}
                    onChange={() => {
                      setInRoom(!inRoom)
                      keep('in-room', inRoom ? 'off' : 'on')
                    }}
                  />{' '}
                  {words.real}
                  <span class="hint">{words.realHint}</span>
                </label>
              )}
              <label>
                <input
                  type="checkbox"
                  checked={captions}
                  onChange={() => {
                    setCaptions(!captions)
                    keep('captions', captions ? 'off' : 'on')
                  }}
                />{' '}
                {words.captions}
              </label>
            </>
          )
        }
      />
      {said !== '' && <output class="sr-only">{said}</output>}
    </>
  )
}

/** Takes only grow. Where the picture was given up nothing is left to show. */
function newer(last: PublicStream, now: PublicStream | undefined): PublicStream {
  if (now) return now.take < last.take ? last : now
  return { kind: last.kind, state: 'ended', take: last.take }
}

function fetchPlayer(then: (script: PlayerScript) => void, failed?: () => void): void {
  void import('./player').then(then, failed ?? (() => undefined))
}

/** Acts once the picture is on the screen. */
function whenSeen(act: () => void): void {
  const place = document.getElementById('picture')
  if (!place || typeof IntersectionObserver === 'undefined') return act()
  const eye = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return
    eye.disconnect()
    act()
  })
  eye.observe(place)
  // Whoever follows a link to a moment wants to see it, wherever on the page it stands.
  if (location.hash === '') place.scrollIntoView({ block: 'center' })
}

bringToLife<PictureProps>('picture', Picture)
