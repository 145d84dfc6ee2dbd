import type { Lang } from '../../../worker/contract/lang'
import { cutKinds, cutReasons, type CutKind, type Picture } from '../../../worker/contract/stream'
import { cutWords } from '../../../worker/contract/words/cut'
import { formatDateTime, formatTime } from '../../../worker/domain/shanghai'
import { cutFroms } from './cut'

/** The control as plain forms: for a phone, and for when scripts fail. */
export function CutPage({
  picture,
  problem,
  lang,
}: {
  picture: Picture
  /** Why the last press came to nothing. */
  problem: string | null
  lang: Lang
}) {
  const t = cutWords[lang]
  const { session, stream, desk } = picture
  const archived = session.archivedAt !== null
  return (
    <div class="cut-page">
      <p>
        <a href={`/desk/s/${session.slug}`}>{t.desk}</a>
      </p>
      <h1>{t.title}</h1>
      <p class="muted">{session.title}</p>
      {problem && (
        <p class="dk-warn" role="alert">
          {t.refused}
          {problem}
        </p>
      )}
      {archived ? <p>{t.archived_lead}</p> : !stream && <p class="muted">{t.no_picture}</p>}
      {cutKinds.map((kind) => (
        <One key={kind} kind={kind} picture={picture} archived={archived} lang={lang} />
      ))}
      <section>
        <h2>{t.history}</h2>
        {desk.cuts.length === 0 && <p class="muted">{t.none}</p>}
        <ol class="plain cut-past">
          {desk.cuts.map((cut) => (
            <li key={cut.id}>
              <b>{t.press[cut.kind]}</b>{' '}
              <span class="num">
                {t.until(
                  formatDateTime(cut.from || cut.at, lang),
                  cut.until === null ? t.still : formatTime(cut.until),
                )}
              </span>
              <br />
              {[t.reason[cut.reason], cut.by, ...(cut.keepOut ? [t.kept_out] : [])].join(' · ')}
              {cut.note && <p class="muted">{cut.note}</p>}
            </li>
          ))}
        </ol>
      </section>
      <p>
        <a href={`/desk/s/${session.slug}/chapters`}>{t.chapters}</a>
      </p>
    </div>
  )
}

function One({
  kind,
  picture,
  archived,
  lang,
}: {
  kind: CutKind
  picture: Picture
  archived: boolean
  lang: Lang
}) {
  const t = cutWords[lang]
  const open = picture.desk.cuts.find((cut) => cut.kind === kind && cut.until === null)
  const id = (name: string) => `${kind}-${name}`
  if (open) {
    return (
      <form method="post" class="cut-one cut-on">
        <h2>{t.is[kind]}</h2>
        <p class="num">{t.since(formatTime(open.at), t.reason[open.reason], open.by)}</p>
        <input type="hidden" name="kind" value={kind} />
        <p>
          <button type="submit" class="btn" name="act" value="resume">
            {t.resume[kind]}
          </button>
        </p>
      </form>
    )
  }
  return (
    <form method="post" class="cut-one">
      <h2>{t.press[kind]}</h2>
      <input type="hidden" name="act" value="cut" />
      <input type="hidden" name="kind" value={kind} />
      {/* What is picked beforehand stands first; the button that cuts carries the reason. */}
      {!archived && (
        <>
          <label class="cut-tick" for={id('out')}>
            <input type="checkbox" name="keepOut" value="1" id={id('out')} checked />
            {t.keep_out}
          </label>
          <p>
            <label for={id('from')}>{t.reach}</label>{' '}
            <select name="from" id={id('from')}>
              {cutFroms.map((seconds) => (
                <option key={seconds} value={seconds} selected={seconds === 30}>
                  {seconds === 0 ? t.from(0) : `${t.before} ${t.from(seconds)}`}
                </option>
              ))}
            </select>
          </p>
        </>
      )}
      <p>{t.lead}</p>
      <div class="cut-reasons">
        {cutReasons.map((reason) => (
          <button key={reason} type="submit" class="btn cut-go" name="reason" value={reason}>
            {t.reason[reason]}
          </button>
        ))}
      </div>
      <details>
        <summary>{t.note}</summary>
        <input type="text" name="note" maxLength={500} aria-label={t.note} />
      </details>
    </form>
  )
}
