import type { Lang } from '../../../worker/contract/lang'
import { FILM_FORM_BYTES } from '../../../worker/contract/stream-desk'
import type { PublicSession } from '../../../worker/contract/views'
import { streamDeskWords } from '../../../worker/contract/words/stream-desk'
import { formatDay, shanghaiParts } from '../../../worker/domain/shanghai'
import type { StreamPageProps } from './stream'

/** What becomes of a session's picture afterwards: film, poster, and how long it is kept. */

const MB = 1024 * 1024

/** The moment a session went live, as a field of that name wants it. */
function localTime(at: number | null): string {
  if (at === null) return ''
  const two = (n: number) => String(n).padStart(2, '0')
  const { year, month, day, hour, minute, second } = shanghaiParts(at)
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`
}

function Starts({ id, session, lang }: { id: string; session: PublicSession; lang: Lang }) {
  const t = streamDeskWords[lang].after
  return (
    <div class="sd-field">
      <label for={id}>{t.starts}</label>
      <input
        id={id}
        name="startsAt"
        type="datetime-local"
        step="1"
        value={localTime(session.liveAt)}
        aria-describedby={`${id}-why`}
      />
      <p class="muted" id={`${id}-why`}>
        {t.starts_why}
      </p>
    </div>
  )
}

export function Film(props: StreamPageProps) {
  const { session, lang, over, film, upload, hosts, maxGb, typed, outside, status } = props
  const t = streamDeskWords[lang].after
  const action = `/desk/s/${session.slug}/stream`
  if (!over) return <p class="muted">{t.film_later}</p>
  const linked = status.health.report.kind === 'recording' && outside !== null
  const came = (upload?.parts.length ?? 0) * (upload?.partBytes ?? 0)
  return (
    <>
      <p class="muted">{t.film_why}</p>
      {film && <p>{t.have(`${(film.bytes / MB).toFixed(1)} MB`)}</p>}
      {upload && <p>{t.half(Math.min(99, Math.floor((came / upload.bytes) * 100)), upload.by)}</p>}
      <form
        method="post"
        action={`${action}/film`}
        encType="multipart/form-data"
        class="sd-form"
        data-film={session.slug}
        data-sending={t.sending}
        data-resumed={t.resumed}
        data-stopped={t.stopped}
      >
        <div class="sd-field">
          <label for="sd-film">{t.file(maxGb)}</label>
          <input id="sd-film" name="film" type="file" accept="video/mp4,.mp4" required />
          <noscript>
            <p class="muted">{t.file_plain(FILM_FORM_BYTES / MB)}</p>
          </noscript>
        </div>
        <Starts id="sd-film-starts" session={session} lang={lang} />
        <p class="actions">
          <button type="submit" class="btn main">
            {t.send}
          </button>
        </p>
        <progress max="100" value="0" hidden aria-label={t.sending}></progress>
        <output></output>
      </form>
      {hosts.length > 0 && (
        <details open={typed.kind === 'link' || linked}>
          <summary>{t.link}</summary>
          <form method="post" action={action} class="sd-form">
            <input type="hidden" name="do" value="source" />
            <input type="hidden" name="kind" value="link" />
            <div class="sd-field">
              <label for="sd-link">{t.link_url}</label>
              <input
                id="sd-link"
                name="url"
                type="url"
                inputMode="url"
                maxLength={1000}
                required
                placeholder="https://"
                value={(typed.kind === 'link' && typed.url) || (linked ? (outside ?? '') : '')}
              />
            </div>
            <Starts id="sd-link-starts" session={session} lang={lang} />
            <p class="actions">
              <button type="submit" class="btn">
                {t.link_save}
              </button>
            </p>
          </form>
        </details>
      )}
      {(film || upload || linked) && (
        <form method="post" action={action} class="actions">
          <button type="submit" class="btn danger" name="do" value="film_drop">
            {t.drop}
          </button>
        </form>
      )}
    </>
  )
}

export function Poster({ session, status, lang }: StreamPageProps) {
  const t = streamDeskWords[lang].after
  const { poster, kind } = status.health.report
  return (
    <>
      <h3>{t.poster}</h3>
      <p class="muted">{t.poster_why}</p>
      {poster && <img class="sd-poster" src={poster} alt={t.poster_alt} width="320" height="180" />}
      <form
        method="post"
        action={`/desk/s/${session.slug}/stream/poster`}
        encType="multipart/form-data"
        class="sd-row"
      >
        <input
          name="poster"
          type="file"
          accept="image/jpeg,image/png"
          required
          aria-label={t.poster}
        />
        <button type="submit" class="btn">
          {t.poster_send}
        </button>
        {kind !== null && (
          <button type="button" class="btn" hidden data-shot={session.slug}>
            {t.poster_shot}
          </button>
        )}
      </form>
      {poster && (
        <form method="post" action={`/desk/s/${session.slug}/stream`} class="actions">
          <button type="submit" class="btn danger" name="do" value="poster_drop">
            {t.poster_drop}
          </button>
        </form>
      )}
    </>
  )
}

export function Kept({ session, status, lang, days, expiresAt, gone, film }: StreamPageProps) {
  const t = streamDeskWords[lang].after
  return (
    <>
      {gone ? (
        <p>
          {t.gone(formatDay(gone.at, lang, status.at))}
          <code class="sd-digest">{gone.digest}</code>
        </p>
      ) : (
        <p class="muted">
          {days > 0 ? t.kept(days) : t.kept_for_good}{' '}
          {expiresAt !== null && t.goes(formatDay(expiresAt, lang, status.at))}
        </p>
      )}
      {film && (
        <p>
          <a class="btn" href={`/live/${session.slug}/film.mp4?download`} download>
            {t.whole}
          </a>
        </p>
      )}
    </>
  )
}
