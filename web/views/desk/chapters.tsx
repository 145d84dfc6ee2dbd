import type { Lang } from '../../../worker/contract/lang'
import type { Chapter, Picture } from '../../../worker/contract/stream'
import { NUDGE_MAX } from '../../../worker/contract/limits'
import { chapterWords } from '../../../worker/contract/words/chapters'
import { formatTime } from '../../../worker/domain/shanghai'
import { linkSecond } from '../../../worker/domain/timeline'

const steps = [-5, -1, 1, 5] as const

/** 12:05, or 1:02:05: a place in the film. */
export function place(seconds: number): string {
  const whole = Math.floor(seconds)
  const two = (n: number) => String(n).padStart(2, '0')
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** Every chapter with its time, and buttons that move its beginning. Plain forms: each names where it shall be. */
export function ChaptersPage({
  picture,
  chapters,
  problem,
  lang,
}: {
  picture: Picture
  chapters: readonly Chapter[]
  problem: string | null
  lang: Lang
}) {
  const t = chapterWords[lang]
  const { slug, title } = picture.session
  return (
    <div class="cut-page">
      <p>
        <a href={`/desk/s/${slug}`}>{t.desk}</a>
      </p>
      <h1>{t.title}</h1>
      <p class="muted">{title}</p>
      <p>{t.lead}</p>
      {problem && (
        <p class="dk-warn" role="alert">
          {problem}
        </p>
      )}
      {chapters.length === 0 && <p class="muted">{t.none}</p>}
      <ol class="plain chapter-list">
        {chapters.map((one) => {
          const now = Math.round((picture.desk.nudges[one.id] ?? 0) / 1000)
          return (
            <li key={one.id} id={one.id}>
              <p>
                <b class="num">{one.no}</b> <a href={`/q/${one.question}`}>{one.title || t.gone}</a>
              </p>
              <p class="muted num">
                {t.by_clock} {formatTime(one.at - now * 1000)} · {t.in_film}{' '}
                {one.from === null ? t.not_yet : place(one.from)}
                {now !== 0 && ` · ${t.moved(now)}`}
                {one.from !== null && (
                  <>
                    {' · '}
                    <a href={`/s/${slug}?t=${linkSecond(one.from)}`} target="_blank" rel="noopener">
                      {t.look}
                    </a>
                  </>
                )}
              </p>
              <form method="post">
                <input type="hidden" name="staging" value={one.id} />
                {steps.map((step) => (
                  <button
                    key={step}
                    type="submit"
                    class="btn"
                    name="seconds"
                    value={now + step}
                    disabled={Math.abs(now + step) > NUDGE_MAX}
                  >
                    {t.move(step)}
                  </button>
                ))}
                {now !== 0 && (
                  <button type="submit" class="btn" name="seconds" value="0">
                    {t.back}
                  </button>
                )}
              </form>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
