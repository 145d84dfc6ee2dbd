import type { ComponentChildren, RefObject } from 'preact'
import type { Lang } from '../../worker/contract/lang'
import type { Chapter, PublicStream } from '../../worker/contract/stream'
import { fill } from '../../worker/contract/fill'
import type { PlayerWords } from '../../worker/contract/words/player'
import { clockWords } from '../../worker/domain/moment'
import { linkSecond } from '../../worker/domain/timeline'
import { formatDateTime, formatDay, formatTime } from '../../worker/domain/shanghai'
import { onAir } from '../../worker/domain/on-air'

/** 看画面 · 只听声音 · 只看文字 */
export const watchModes = ['picture', 'sound', 'text'] as const
export type WatchMode = (typeof watchModes)[number]

/** What the picture of a session starts from, as the page was written. */
export interface PictureProps {
  slug: string
  lang: Lang
  now: number
  words: PlayerWords
  stream: PublicStream
  chapters: Chapter[]
  startsAt: number
  /** Where a link leads within the film, seconds. */
  at: number | null
  /** The session goes on on this page, with a line to its room. */
  held: boolean
  /** It stands before everything else on the page, so it takes no more room than it must. */
  first: boolean
}

/** What only a browser adds. */
export interface PictureLive {
  /** A script is there: its own button plays, and the video waits for it. */
  alive?: boolean
  video?: RefObject<HTMLVideoElement | null>
  /** It has been asked to play. */
  started?: boolean
  play?: () => void
  mode?: WatchMode
  setMode?: (mode: WatchMode) => void
  /** Switches beside the modes; how far behind it is; what the player lays over the picture. */
  switches?: ComponentChildren
  status?: ComponentChildren
  over?: ComponentChildren
  /** What is wrong, in words. */
  trouble?: string | null
  /** The place in the film that plays. */
  playingAt?: number | null
  seek?: (seconds: number) => void
  wide?: boolean
}

/** Old engines in messengers lift a video out of its page unless all of these are said. */
const inline = {
  playsInline: true,
  'webkit-playsinline': 'true',
  'x5-playsinline': 'true',
  'x5-video-player-type': 'h5-page',
}

/** The picture of a session: never a fake one. Where there is nothing to see, it says why, or nothing at all. */
export function PictureView(props: PictureProps & PictureLive) {
  const { words: t, stream, slug, at, alive = false, mode = 'picture', started = false } = props
  const { video, play } = props
  const live = onAir(stream)
  const brief = alive && props.first && !props.wide
  const address = `/s/${slug}`
  if (stream.cut) return <CutCard {...props} />
  if (stream.expired) return <Expired {...props} />
  if (!stream.src) {
    if (stream.state !== 'ready' || stream.kind === 'recording') return null
    const { startsAt, now, lang } = props
    const starts = fill(t.soon, { t: formatDateTime(startsAt, lang, now) })
    return <p class="picture-note">{startsAt > now ? starts : t.soonNow}</p>
  }
  const from = at === null ? '' : `#t=${at}`
  return (
    <section class={`picture ${mode}`} aria-label={live ? t.label : t.film}>
      <div class="screen">
        {mode === 'text' ? (
          <p class="watch-note">
            {t.textOnly} <a href={`${address}?tab=transcript`}>{t.toText}</a>
          </p>
        ) : (
          // oxlint-disable-next-line jsx-a11y/media-has-caption -- its captions come from the text record, where there is one
          <video
            key={stream.take}
            ref={video}
            controls={!alive || started}
            preload="none"
            aria-label={live ? t.label : t.film}
            {...inline}
            // Without a picture of its own the bridge, drawn.
            poster={stream.poster ?? `/live/${slug}/poster`}
            {...(!alive && { src: stream.src + from })}
          >
            {!live && !stream.textCut && (
              <track
                kind="captions"
                src={`/live/${slug}/captions.vtt`}
                label={t.captions}
                srclang="zh"
              />
            )}
          </video>
        )}
        {alive && mode !== 'text' && !started && (
          <button class="play" type="button" onClick={play}>
            <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" focusable="false">
              <path d="M5 2l14 9-14 9z" fill="currentColor" />
            </svg>{' '}
            {at !== null
              ? fill(t.playFrom, { t: clockWords(at) })
              : mode === 'sound'
                ? t.listen
                : live
                  ? t.play
                  : t.playFilm}
          </button>
        )}
        <div class="bar">
          <div class="over">
            {!started && live && (
              <span class={stream.state === 'live' ? 'badge dot-live' : 'badge'}>
                {stream.state === 'live' ? t.live : t.interrupted}
              </span>
            )}
            {props.status}
          </div>
          {alive && (
            <div class="tools">
              {brief && <Chapters {...props} brief />}
              <Ways {...props} />
            </div>
          )}
        </div>
        {props.over}
        {props.trouble && <p class="trouble">{props.trouble}</p>}
      </div>
      {!alive && (
        <noscript>
          <p class="small">
            <a href={stream.src}>{t.plain}</a>
          </p>
        </noscript>
      )}
      {!brief && <Chapters {...props} />}
    </section>
  )
}

/** 观看方式 */
function Ways({ words: t, mode = 'picture', setMode, switches }: PictureProps & PictureLive) {
  return (
    <details class="ways">
      <summary>{t.settings}</summary>
      <div class="sheet">
        <fieldset>
          <legend class="sr-only">{t.settings}</legend>
          {watchModes.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="watch"
                checked={mode === one}
                onChange={() => setMode?.(one)}
              />{' '}
              {t.modes[one]}
            </label>
          ))}
        </fieldset>
        {switches}
      </div>
    </details>
  )
}

/** In the place of a picture that was taken off: why, since when, and that it comes back by itself. */
function CutCard({ words: t, stream, held }: PictureProps) {
  const { cut } = stream
  return (
    <section class="picture" aria-label={t.label}>
      <div class="screen cut-card">
        <div>
          <p>
            <b>{t.cut}</b>
          </p>
          <p>
            {t.reasons[cut?.reason ?? 'other']}
            {cut && <span> · {fill(t.cutSince, { t: formatTime(cut.since) })}</span>}
          </p>
          {held && <p class="small">{t.cutBack}</p>}
        </div>
      </div>
    </section>
  )
}

function Expired({ words: t, stream, lang, now }: PictureProps) {
  const { at = now, digest } = stream.expired ?? {}
  return (
    <section class="picture-note" aria-label={t.film}>
      <p>{fill(t.expired, { t: formatDay(at, lang, now) })}</p>
      <p class="small muted digest">
        {t.expiredDigest}
        {digest}
      </p>
    </section>
  )
}

/** The stage by the film's clock: every time leads into the picture, every number to its question. */
function Chapters(props: PictureProps & PictureLive & { brief?: boolean }) {
  const { words: t, stream, slug, chapters, playingAt = null, seek } = props
  const live = onAir(stream)
  if (chapters.length === 0 && !live) return null
  const base = `/s/${slug}`
  const reached = chapters.reduce(
    (last, { from }, i) =>
      playingAt !== null && from !== null && from <= playingAt + 0.5 ? i : last,
    -1,
  )
  return (
    <details class={props.brief ? 'ways' : 'chapters'} open={!props.brief && (!live || props.wide)}>
      <summary>
        {props.brief ? t.chapters : <h2>{live ? t.chapters : t.chaptersFilm}</h2>}
        {chapters.length > 0 && <span class="num">{chapters.length}</span>}
      </summary>
      {chapters.length === 0 ? (
        <p class="sheet small muted">{t.noChapters}</p>
      ) : (
        <ol class="plain sheet">
          {chapters.map(({ id, no, from, title, question }, i) => (
            <li key={id} aria-current={i === reached ? 'true' : undefined}>
              {from === null ? (
                <span class="at small muted">{t.pending}</span>
              ) : (
                <a
                  class="at num"
                  href={`${base}?t=${linkSecond(from)}#picture`}
                  aria-label={fill(t.chapterAt, { t: clockWords(from), no, title })}
                  onClick={
                    seek &&
                    ((event) => {
                      event.preventDefault()
                      seek(linkSecond(from))
                    })
                  }
                >
                  {clockWords(from)}
                </a>
              )}
              <a class="what" href={`/q/${question}`}>
                <span class={title && 'sr-only'}>{fill(t.chapterQuestion, { no })} </span>
                {title}
              </a>
            </li>
          ))}
        </ol>
      )}
    </details>
  )
}
