import type { KeeperState } from '../../../worker/contract/keeper'
import type { Lang } from '../../../worker/contract/lang'
import { keeperWords } from '../../../worker/contract/words/keeper'
import { DAY_MS, formatDateTime, formatDay, startOfDay } from '../../../worker/domain/shanghai'

const MB = 1024 * 1024

/** How the nightly dumps stand; null where nobody could be asked. */
export function AdminDumps({
  state,
  lang,
  now,
}: {
  state: KeeperState | null
  lang: Lang
  now: number
}) {
  const t = keeperWords[lang]
  return (
    <section class="ad-card" id="dumps">
      <h2>{t.title}</h2>
      {!state ? <p class="muted">{t.away}</p> : <Nights state={state} lang={lang} now={now} />}
    </section>
  )
}

function Nights({ state, lang, now }: { state: KeeperState; lang: Lang; now: number }) {
  const t = keeperWords[lang]
  const { set, kept, running, failed } = state
  const dayOf = (day: string) => formatDay(startOfDay(day), lang, now)
  const newest = kept[0]
  const late = set !== null && newest !== undefined && now - newest.at > 2 * DAY_MS
  return (
    <>
      <p class={set ? undefined : 'muted'}>{set ? t.set(set.days, set.hour) : t.off}</p>
      {failed && (
        <p class="ad-refused" role="alert">
          {failed.over
            ? t.over(dayOf(failed.day), failed.tries)
            : t.failed(dayOf(failed.day), formatDateTime(failed.at, lang, now), failed.tries)}
        </p>
      )}
      {late && !failed && (
        <p class="ad-refused" role="alert">
          {t.late}
        </p>
      )}
      {running && <p>{t.running(dayOf(running.day), running.done, running.of)}</p>}
      {set && !newest && !running && <p>{t.none}</p>}
      {newest && (
        <>
          <h3>{t.kept}</h3>
          <ul class="plain num">
            {kept.map(({ day, at, rows, bytes, digest }) => (
              <li key={day}>
                <b>{dayOf(day)}</b>{' '}
                <span class="muted">
                  {t.one(formatDateTime(at, lang, now), rows, (bytes / MB).toFixed(1))}{' '}
                  <code>{digest.slice(0, 16)}</code>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
