import type { ComponentChildren } from 'preact'
import type { Lang } from '../../../worker/contract/lang'
import type { StreamHealth } from '../../../worker/contract/stream'
import type { Tried } from '../../../worker/contract/stream-desk'
import type { HealthLine } from '../../../worker/contract/stream-health'
import { streamHealthWords } from '../../../worker/contract/words/stream-health'
import { formatDateTime, formatTime } from '../../../worker/domain/shanghai'
import { readHealth } from '../../../worker/domain/stream-health'

/** What the page asks for again and again, and what it is first drawn from. */
export interface WatchStatus {
  at: number
  health: StreamHealth
  tried: Tried
  preview: string | null
  said: { at: number; words: string }[]
}

export interface WatchProps {
  status: WatchStatus
  slug: string
  lang: Lang
  /** The portal does not answer. */
  away?: boolean
  /** The preview, where a script brings one. */
  children?: ComponentChildren
}

function Line({ line, lang, first }: { line: HealthLine; lang: Lang; first: boolean }) {
  const t = streamHealthWords[lang]
  const { word, light, n = 0 } = line
  return (
    <li class={`sd-line ${light}`}>
      <b class="sd-lamp">{t.light[light]}</b>
      <div>
        <p class={first ? 'sd-first' : undefined}>{t.is[word](n)}</p>
        {t.todo[word] && <p class="muted">{t.todo[word]}</p>}
      </div>
    </li>
  )
}

function Figures({ status, lang }: { status: WatchStatus; lang: Lang }) {
  const t = streamHealthWords[lang]
  const { health, at } = status
  const { bitrate, lastSegmentAt, segments, restarts, lost, skew, keyUntil } = health
  const rows: [string, string][] = [
    [t.figures.bitrate, bitrate === null ? t.none : t.kbit(Math.round(bitrate / 1000))],
    [
      t.figures.last,
      lastSegmentAt === null ? t.none : t.ago(Math.max(0, Math.round((at - lastSegmentAt) / 1000))),
    ],
    [t.figures.segments, t.pieces(segments)],
    [t.figures.restarts, t.times(restarts)],
    [t.figures.lost, t.pieces(lost)],
    [t.figures.skew, skew === null ? t.none : t.seconds(Math.round(skew / 100) / 10)],
    [t.figures.key, keyUntil === null ? t.none : formatDateTime(keyUntil, lang, at)],
  ]
  return (
    <dl class="sd-figures">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The health of the picture: the worst first, each with what to do; and the preview's place. */
export function StreamWatch({ status, slug, lang, away = false, children }: WatchProps) {
  const t = streamHealthWords[lang]
  const { health, tried, said, at } = status
  const lines = readHealth(health, at)
  const { kind, state } = health.report
  const over = state === 'ended' || state === 'archived'
  const pushed = kind === 'worker' && !over
  const mark = (what: 'signal' | 'sound', when: number | null) => (
    <div>
      <dt>{what === 'signal' ? t.seen : t.heard}</dt>
      <dd>{when === null ? t.not_yet : t.at(formatTime(when), tried.by ?? '')}</dd>
    </div>
  )
  return (
    <>
      <ul class="plain sd-lines" aria-live="polite">
        {lines.map((line, i) => (
          <Line key={line.word} line={line} lang={lang} first={i === 0} />
        ))}
      </ul>
      {away && <p class="sd-warn">{t.away}</p>}
      {pushed && <Figures status={status} lang={lang} />}
      {said.length > 0 && (
        <section class="sd-said" aria-label={t.refused}>
          <h3>{t.refused}</h3>
          <ul class="plain">
            {said.map((one) => (
              <li key={`${one.at} ${one.words}`}>
                <span class="num">{formatTime(one.at)}</span> {one.words}
              </li>
            ))}
          </ul>
        </section>
      )}
      {children}
      {(pushed || (kind === 'external' && !over)) && (
        <section class="sd-tried" aria-label={t.tried}>
          <h3>{t.tried}</h3>
          <dl class="sd-figures">
            {mark('signal', tried.signalAt)}
            {mark('sound', tried.soundAt)}
          </dl>
          <form method="post" action={`/desk/s/${slug}/stream`} class="actions">
            <input type="hidden" name="do" value="tried" />
            {(['signal', 'sound'] as const).map((what) => (
              <button key={what} type="submit" class="btn" name="what" value={what}>
                {t.mark[what]}
              </button>
            ))}
          </form>
        </section>
      )}
    </>
  )
}
