import { useEffect, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../worker/contract/lang'
import { streamHealthWords } from '../../worker/contract/words/stream-health'
import type { Player } from '../lib/player'
import type { Meter, Loudness } from '../lib/sound-meter'
import type { WatchStatus } from '../views/desk/stream-watch'

interface PreviewProps {
  status: WatchStatus
  slug: string
  lang: Lang
  mark: (what: 'signal' | 'sound') => Promise<void>
}

interface Seen {
  width: number
  height: number
  /** Seconds behind the hall; null where the source does not say. */
  delay: number | null
  loudness: Loudness | null
  /** 0 to 1. */
  level: number
}

const LOOK_MS = 250
/** Picture and sound count as tried once they went on for this many looks. */
const ENOUGH = 8

/** What the encoder sends, as the desk sees it: picture, sound, size and delay. Opened by hand, for its sound. */
export function Preview({ status, slug, lang, mark }: PreviewProps) {
  const t = streamHealthWords[lang]
  const [open, setOpen] = useState(false)
  const { preview, health } = status
  const own = preview?.includes('?k=') ?? false
  return (
    <section aria-label={own ? t.preview : t.preview_public}>
      <h3>{own ? t.preview : t.preview_public}</h3>
      {preview === null ? (
        <p class="muted">{t.no_preview}</p>
      ) : (
        <p class="actions">
          <button
            type="button"
            class={open ? 'btn' : 'btn main'}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? t.close : t.open}
          </button>
        </p>
      )}
      {open && preview !== null && (
        <Picture
          key={health.report.take}
          src={preview}
          type={health.report.type ?? 'hls'}
          slug={slug}
          lang={lang}
          tried={status.tried}
          mark={mark}
        />
      )}
    </section>
  )
}

function Picture({
  src,
  type,
  slug,
  lang,
  tried,
  mark,
}: {
  src: string
  type: 'hls' | 'mp4'
  slug: string
  lang: Lang
  tried: WatchStatus['tried']
  mark: PreviewProps['mark']
}) {
  const t = streamHealthWords[lang]
  const place = useRef<HTMLVideoElement>(null)
  const [seen, setSeen] = useState<Seen | null>(null)
  const [failed, setFailed] = useState(false)
  const [round, setRound] = useState(0)
  // The signed address is another one every time it is asked for; what plays goes on with the one it began with.
  const address = useRef(src)
  address.current = src
  const told = useRef({ signal: tried.signalAt !== null, sound: tried.soundAt !== null })

  useEffect(() => {
    const video = place.current
    if (!video) return undefined
    let player: Player | null = null
    let meter: Meter | null = null
    let closed = false
    let moved = 0
    let heard = 0
    let last = -1
    const anew = () => {
      setFailed(true)
      window.setTimeout(() => !closed && setRound((n) => n + 1), 3_000)
    }
    void import('../lib/preview')
      .then(({ Player: Plays, listen }) => {
        if (closed) return
        player = new Plays(video, { src: address.current, type }, null, {
          trouble: (what) => setFailed(what === 'cannot'),
          gone: anew,
          ended: () => undefined,
        })
        player.play()
        meter = listen(video)
        return player.open()
      })
      .catch(anew)
    const timer = window.setInterval(() => {
      const measured = meter?.measure() ?? null
      const plays = video.currentTime !== last && video.videoWidth > 0
      last = video.currentTime
      moved = plays ? moved + 1 : 0
      heard = plays && measured && measured.loudness !== 'none' ? heard + 1 : 0
      if (plays) setFailed(false)
      const date = player?.date ?? null
      setSeen({
        width: video.videoWidth,
        height: video.videoHeight,
        delay: date === null ? null : (Date.now() - date) / 1000,
        loudness: measured?.loudness ?? null,
        level: measured?.level ?? 0,
      })
      for (const [what, times] of [
        ['signal', moved],
        ['sound', heard],
      ] as const) {
        if (times < ENOUGH || told.current[what]) continue
        told.current[what] = true
        void mark(what)
      }
    }, LOOK_MS)
    return () => {
      closed = true
      window.clearInterval(timer)
      meter?.close()
      player?.close()
    }
  }, [mark, round, type])

  useEffect(() => {
    const button = document.querySelector<HTMLButtonElement>('button[data-shot]')
    const video = place.current
    if (!button || !video) return undefined
    button.hidden = false
    const shoot = () => {
      button.disabled = true
      void import('../lib/poster-shot')
        .then(({ hangShot }) => hangShot(video, slug))
        .then((done) => {
          if (done) location.assign(`/desk/s/${slug}/stream?saved=poster#after`)
          else button.disabled = false
        })
    }
    button.addEventListener('click', shoot)
    return () => {
      button.hidden = true
      button.removeEventListener('click', shoot)
    }
  }, [slug])

  return (
    <>
      {/* oxlint-disable-next-line jsx_a11y/media-has-caption -- what an encoder sends right now has none */}
      <video ref={place} class="sd-video" controls playsInline crossOrigin="anonymous" />
      {failed && <p class="muted">{t.failed}</p>}
      {seen === null || seen.width === 0 ? (
        !failed && <p class="muted">{t.opening}</p>
      ) : (
        <>
          <div class="sd-level">
            <span>{t.level}</span>
            <meter
              min={0}
              max={1}
              low={0.15}
              high={0.97}
              optimum={0.6}
              value={seen.level}
              aria-label={t.level}
            />
            <b>{seen.loudness ? t.sound[seen.loudness] : t.none}</b>
          </div>
          <dl class="sd-figures">
            <div>
              <dt>{t.size}</dt>
              <dd class="num">{`${seen.width} × ${seen.height}`}</dd>
            </div>
            <div>
              <dt>{t.delay}</dt>
              <dd class="num">
                {seen.delay === null ? t.none : t.seconds(Math.round(seen.delay * 10) / 10)}
              </dd>
            </div>
          </dl>
        </>
      )}
    </>
  )
}
