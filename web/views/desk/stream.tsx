import type { ComponentChildren } from 'preact'
import type { Lang } from '../../../worker/contract/lang'
import { keyTerms, type FilmUpload } from '../../../worker/contract/stream-desk'
import type { PublicSession } from '../../../worker/contract/views'
import { commonWords } from '../../../worker/contract/words/common'
import { streamDeskWords } from '../../../worker/contract/words/stream-desk'
import { streamHealthWords } from '../../../worker/contract/words/stream-health'
import { formatDateTime } from '../../../worker/domain/shanghai'
import { pushLines, type PushAddress } from '../../../worker/domain/stream-lines'
import { Island } from '../island'
import { Film, Kept, Poster } from './stream-afterwards'
import { StreamWatch, type WatchStatus } from './stream-watch'

export type StreamSaid = keyof (typeof streamDeskWords)['zh']['saved']

export interface StreamPageProps {
  session: PublicSession
  status: WatchStatus
  lang: Lang
  origin: string
  hosts: readonly string[]
  /** A key that was given just now; null afterwards, for good. */
  fresh: { key: string; until: number } | null
  said: StreamSaid | null
  /** Why what was sent was not taken, in words; and what had been typed. */
  refused: string | null
  typed: { kind?: string; url?: string; away?: boolean }
  over: boolean
  /** Where the picture is played from now, if it is outside the portal. */
  outside: string | null
  film: { bytes: number } | null
  upload: FilmUpload | null
  maxGb: number
  days: number
  expiresAt: number | null
  gone: { at: number; digest: string } | null
}

/** A line to be copied whole: one press selects all of it, a script adds a button. */
function Copyable({ text, label, lang }: { text: string; label: string; lang: Lang }) {
  const t = streamDeskWords[lang]
  return (
    <div class="sd-copy">
      <textarea
        readOnly
        rows={text.length > 200 ? 6 : text.length > 40 ? 3 : 2}
        spellcheck={false}
        aria-label={label}
        data-whole
      >
        {text}
      </textarea>
      <button
        type="button"
        class="btn"
        hidden
        data-copy={text}
        data-copied={t.copied}
        data-failed={t.copy_failed}
      >
        {t.copy}
        <span class="sr-only"> {label}</span>
      </button>
    </div>
  )
}

function Part({ title, id, children }: { title: string; id: string; children: ComponentChildren }) {
  return (
    <section class="sd-part" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  )
}

function Source({ session, status, lang, hosts, typed, outside }: StreamPageProps) {
  const t = streamDeskWords[lang].source
  const { kind } = status.health.report
  const chosen = typed.kind ?? (kind === 'recording' ? '' : (kind ?? 'worker'))
  const current = (one: string) => kind === one && <span class="sd-now">{t.now}</span>
  return (
    <Part title={t.title} id="source">
      <form method="post" action={`/desk/s/${session.slug}/stream`} class="sd-form">
        <input type="hidden" name="do" value="source" />
        <fieldset class="sd-choices">
          <legend class="sr-only">{t.title}</legend>
          {(['worker', 'external', 'none'] as const).map((one) => (
            <label key={one} class="sd-choice">
              <input type="radio" name="kind" value={one} checked={chosen === one} required />
              <span>
                <b>{t[one]}</b> {current(one)}
                <br />
                <span class="muted">{t[`${one}_why`]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div class="sd-field">
          <label for="sd-url">{t.external_url}</label>
          <input
            id="sd-url"
            name="url"
            type="url"
            inputMode="url"
            maxLength={1000}
            autocomplete="off"
            placeholder="https://"
            value={typed.url ?? (kind === 'external' ? (outside ?? '') : '')}
            disabled={hosts.length === 0}
          />
          <p class="muted">{hosts.length > 0 ? t.hosts(hosts.join('、')) : t.no_hosts}</p>
          {typed.away && (
            <label class="sd-check">
              <input type="checkbox" name="unseen" value="1" />
              {t.unseen}
            </label>
          )}
        </div>
        <p class="actions">
          <button type="submit" class="btn main">
            {t.save}
          </button>
        </p>
        {(session.state === 'live' || session.state === 'paused') && (
          <p class="muted">{t.switch_note}</p>
        )}
      </form>
    </Part>
  )
}

function Key({ session, status, lang, fresh }: StreamPageProps) {
  const t = streamDeskWords[lang].key
  const { keyUntil } = status.health
  const good = keyUntil !== null && keyUntil > status.at
  return (
    <Part title={t.title} id="key">
      <p class="muted">{t.lead}</p>
      {fresh ? (
        <div class="sd-fresh" role="alert">
          <h3>{t.shown}</h3>
          <Copyable text={fresh.key} label={t.title} lang={lang} />
          <p>{t.shown_why}</p>
          <p>
            {t.good(formatDateTime(fresh.until, lang, status.at))} {t.lines_ready}
          </p>
        </div>
      ) : (
        <p>
          {good
            ? t.until(formatDateTime(keyUntil, lang, status.at))
            : keyUntil === null
              ? t.none
              : t.over(formatDateTime(keyUntil, lang, status.at))}
        </p>
      )}
      <form method="post" action={`/desk/s/${session.slug}/stream`} class="sd-row">
        <input type="hidden" name="do" value="key" />
        <label for="sd-term">{t.term}</label>
        <select id="sd-term" name="term">
          {keyTerms.map((term) => (
            <option key={term} value={term}>
              {t.terms[term]}
            </option>
          ))}
        </select>
        <button type="submit" class={good ? 'btn' : 'btn main'}>
          {good ? t.again : t.give}
        </button>
      </form>
      {good && (
        <form method="post" action={`/desk/s/${session.slug}/stream`} class="actions">
          <button type="submit" class="btn danger" name="do" value="revoke">
            {t.revoke}
          </button>
        </form>
      )}
    </Part>
  )
}

function Lines({ session, lang, origin, fresh }: StreamPageProps) {
  const words = streamDeskWords[lang]
  const t = words.lines
  const address: PushAddress = { origin, slug: session.slug, key: fresh?.key ?? words.key.place }
  const lines = pushLines(address)
  const one = (name: 'test' | 'ffmpeg' | 'windows' | 'rtmp' | 'srt', open = false) => (
    <details class="sd-lines-one" open={open}>
      <summary>{t[name]}</summary>
      <p>{t[`${name}_why`]}</p>
      <Copyable text={lines[name]} label={t[name]} lang={lang} />
    </details>
  )
  return (
    <Part title={t.title} id="lines">
      <p class="muted">{fresh ? t.lead : t.need_key}</p>
      {one('test', fresh !== null)}
      <details class="sd-lines-one">
        <summary>{t.obs}</summary>
        <p>{t.obs_why}</p>
        <ol>
          {t.obs_steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <h3>{t.obs_url}</h3>
        <Copyable text={lines.obs.url} label={t.obs_url} lang={lang} />
        <h3>{t.obs_muxer}</h3>
        <Copyable text={lines.obs.muxer} label={t.obs_muxer} lang={lang} />
        <p class="muted">{t.obs_note}</p>
      </details>
      {one('ffmpeg')}
      {one('windows')}
      {one('rtmp')}
      {one('srt')}
    </Part>
  )
}

/** /desk/s/:slug/stream: where the picture comes from, whether it is well, and what becomes of it. Plain forms. */
export function StreamPage(props: StreamPageProps) {
  const { session, status, lang, said, refused } = props
  const t = streamDeskWords[lang]
  const { kind } = status.health.report
  const watch = { status, slug: session.slug, lang }
  return (
    <div class="sd">
      <p>
        <a href={`/desk/s/${session.slug}`}>{t.back}</a>
      </p>
      <h1>{t.title}</h1>
      <p class="muted">
        {session.title} · {commonWords[lang].session[session.state]}
      </p>
      {said && <output class="sd-good">{t.saved[said]}</output>}
      {refused && (
        <p class="sd-warn" role="alert">
          {refused}
        </p>
      )}
      <section class="sd-part" aria-label={streamHealthWords[lang].strip}>
        <h2>{streamHealthWords[lang].strip}</h2>
        <Island name="stream" props={watch}>
          <StreamWatch {...watch} />
        </Island>
      </section>
      {!props.over && <Source {...props} />}
      {(kind === 'worker' || kind === null) && !props.over && (
        <>
          <Key {...props} />
          <Lines {...props} />
        </>
      )}
      <Part title={t.after.title} id="after">
        <Film {...props} />
        <Poster {...props} />
        <Kept {...props} />
      </Part>
    </div>
  )
}
