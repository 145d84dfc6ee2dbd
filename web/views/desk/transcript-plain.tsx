import type { Lang } from '../../../worker/contract/lang'
import {
  type CaptionsRead,
  type DeskLine,
  LINE_NOTE_MAX,
  LINE_OFFICE_MAX,
  LINE_SPEAKER_MAX,
  LINE_TEXT_MAX,
  lineWhys,
} from '../../../worker/contract/transcript'
import type { PublicGuest, PublicSession } from '../../../worker/contract/views'
import { commonWords } from '../../../worker/contract/words/common'
import { transcriptWords } from '../../../worker/contract/words/transcript'
import { transcriptDeskWords } from '../../../worker/contract/words/transcript-desk'
import { formatDateTime } from '../../../worker/domain/shanghai'
import { secondsTime } from './transcript-time'
import { stageOver } from '../../../worker/domain/machine'

/** The note-taker's desk as plain HTML: one line by one form. A script puts the fast one in its place. */

/** What a form of one line holds. */
export interface LineFields {
  id: string
  op: string
  seen: string
  speaker: string
  office: string
  text: string
  when: string
  question: string
  why: string
  note: string
}

export interface TranscriptPlainProps {
  lang: Lang
  now: number
  session: Pick<PublicSession, 'slug' | 'title' | 'state'>
  guests: PublicGuest[]
  fields: LineFields
  /** The line that is changed; null: a new one. */
  changing: DeskLine | null
  /** The last lines, newest first. */
  lines: DeskLine[]
  /** What became of the last form. */
  said: { good: boolean; words: string } | null
  cut: boolean
  moderator: boolean
}

export function TranscriptPlain(props: TranscriptPlainProps) {
  const { lang, session, said, lines, cut, moderator } = props
  const t = transcriptDeskWords[lang]
  const base = `/desk/s/${session.slug}/transcript`
  const state = ['live', 'paused'].includes(session.state)
    ? null
    : stageOver(session.state)
      ? t.over
      : t.notYet
  return (
    <div class="td-plain">
      <p>
        <a href="/desk">{t.home}</a>
        {moderator && (
          <>
            {' · '}
            <a href={`/desk/s/${session.slug}`}>{t.desk}</a>
          </>
        )}
        {' · '}
        <a href={`/s/${session.slug}/transcript`}>{t.page}</a>
      </p>
      <h1>{t.titleOf(session.title)}</h1>
      {said && (
        <p class={said.good ? 'dk-good' : 'dk-warn'} role={said.good ? undefined : 'alert'}>
          {said.words}
        </p>
      )}
      {cut && <p class="dk-warn">{t.cut}</p>}
      {state && <p class="dk-warn">{state}</p>}
      <LineForm {...props} base={base} />
      <h2>{t.lines}</h2>
      {lines.length === 0 && <p class="muted">{t.none}</p>}
      <ol class="plain td-list">
        {lines.map((line) => (
          <li key={line.id}>
            <p>
              <b>{line.speaker}</b> <span class="muted">{line.office}</span>{' '}
              <span class="muted num">{secondsTime(line.at)}</span>{' '}
              {line.question !== null && (
                <span class="muted">{transcriptWords[lang].question(line.question)}</span>
              )}{' '}
              {line.late && <span class="dk-tag">{t.late}</span>}{' '}
              <span class="muted">{t.by(line.by)}</span>{' '}
              <a href={`${base}?line=${line.id}`} aria-label={`${t.edit}：${line.text}`}>
                {t.edit}
              </a>{' '}
              {moderator && (
                <a
                  href={`/desk/commitments/new?s=${session.slug}&l=${line.id}`}
                  aria-label={`${t.promise}：${line.text}`}
                >
                  {t.promise}
                </a>
              )}
            </p>
            <p class="td-text">{line.text}</p>
          </li>
        ))}
      </ol>
      <ImportForm {...props} base={base} />
    </div>
  )
}

function LineForm({
  lang,
  fields,
  changing,
  guests,
  base,
}: TranscriptPlainProps & { base: string }) {
  const t = transcriptDeskWords[lang]
  return (
    <form method="post" action={base} class="dk-form">
      <h2>{changing ? t.change : t.write}</h2>
      <input type="hidden" name="id" value={fields.id} />
      <input type="hidden" name="op" value={fields.op} />
      <input type="hidden" name="seen" value={fields.seen} />
      <label>
        {t.speaker}
        <input
          name="speaker"
          list="speakers"
          required
          maxLength={LINE_SPEAKER_MAX}
          value={fields.speaker}
        />
      </label>
      <datalist id="speakers">
        {guests.map((guest) => (
          <option key={guest.id} value={guest.name}>
            {guest.unit} {guest.office}
          </option>
        ))}
        <option value={t.roles.host}>{t.roles.host}</option>
        <option value={t.roles.netizen}>{t.roles.netizen}</option>
      </datalist>
      <label>
        {t.office}
        <input name="office" maxLength={LINE_OFFICE_MAX} value={fields.office} />
      </label>
      <label>
        {t.text}
        <textarea
          name="text"
          rows={3}
          required
          maxLength={LINE_TEXT_MAX}
          value={fields.text}
        ></textarea>
      </label>
      <label>
        {t.when}
        <input
          name="when"
          inputMode="numeric"
          pattern="\s*(\d{4}-\d{2}-\d{2}[ T])?\d{1,2}:\d{2}(:\d{2})?\s*"
          value={fields.when}
        />
      </label>
      <label>
        {t.answers}
        <input name="question" inputMode="numeric" pattern="\s*\d*\s*" value={fields.question} />
      </label>
      {changing && (
        <>
          <label>
            {t.why}
            <select name="why">
              <option value="">{t.noWhy}</option>
              {lineWhys
                .filter((why) => why !== 'at_once')
                .map((why) => (
                  <option key={why} value={why} selected={fields.why === why}>
                    {transcriptWords[lang].why[why]}
                  </option>
                ))}
            </select>
          </label>
          <label>
            {t.whyNote}
            <input name="note" maxLength={LINE_NOTE_MAX} value={fields.note} />
          </label>
          <p class="small muted">
            {t.whyLate} {t.whyErases}
          </p>
        </>
      )}
      <p>
        <button class="btn main" type="submit" name="do" value="save">
          {changing ? t.saveChange : t.save}
        </button>{' '}
        {changing && (
          <>
            <button class="btn" type="submit" name="do" value="remove">
              {t.take_out}
            </button>{' '}
            <a href={base}>{t.cancel}</a>
          </>
        )}
      </p>
    </form>
  )
}

/** What an import's form holds. */
export interface ImportFields {
  import: string
  file: string
  by: string
  clock: string
  picture: string
  speaker: string
  office: string
}

function ImportForm({ lang, base }: { lang: Lang; base: string }) {
  const t = transcriptDeskWords[lang]
  return (
    <details class="td-import">
      <summary>{t.import.title}</summary>
      <p>{t.import.lead}</p>
      <form method="post" action={`${base}/import`} class="dk-form">
        <ImportInputs
          lang={lang}
          fields={{
            import: '',
            file: '',
            by: 'clock',
            clock: '',
            picture: '0',
            speaker: '',
            office: '',
          }}
        />
        <button class="btn" type="submit" name="do" value="preview">
          {t.import.preview}
        </button>
      </form>
    </details>
  )
}

function ImportInputs({ lang, fields }: { lang: Lang; fields: ImportFields }) {
  const t = transcriptDeskWords[lang].import
  return (
    <>
      <input type="hidden" name="import" value={fields.import} />
      <label>
        {t.file}
        <textarea name="file" rows={8} required value={fields.file} spellcheck={false}></textarea>
      </label>
      <fieldset>
        <legend>{t.by}</legend>
        <label class="check">
          <input type="radio" name="by" value="clock" checked={fields.by !== 'picture'} /> {t.clock}
        </label>
        <input
          type="datetime-local"
          step="1"
          name="clock"
          aria-label={t.clock}
          value={fields.clock}
        />
        <label class="check">
          <input type="radio" name="by" value="picture" checked={fields.by === 'picture'} />{' '}
          {t.picture}
        </label>
        <input
          type="number"
          step="0.1"
          name="picture"
          aria-label={t.picture}
          value={fields.picture}
        />
      </fieldset>
      <label>
        {t.speaker}
        <input name="speaker" maxLength={LINE_SPEAKER_MAX} value={fields.speaker} />
      </label>
      <label>
        {t.office}
        <input name="office" maxLength={LINE_OFFICE_MAX} value={fields.office} />
      </label>
    </>
  )
}

/** The second step of an import: what it would write, and the button that does; or what is wrong with it. */
export function ImportPreview({
  lang,
  slug,
  fields,
  read,
  wrong,
}: {
  lang: Lang
  slug: string
  fields: ImportFields
  read: CaptionsRead | null
  wrong: string | null
}) {
  const t = transcriptDeskWords[lang].import
  const base = `/desk/s/${slug}/transcript`
  return (
    <div class="td-plain">
      <p>
        <a href={base}>{t.back}</a>
      </p>
      <h1>{t.title}</h1>
      {wrong && (
        <p class="dk-warn" role="alert">
          {wrong}
        </p>
      )}
      {read && (
        <>
          <p>{t.shown(read.lines.length)}</p>
          <ol class="plain td-list">
            {read.lines.map((line) => (
              <li key={line.id}>
                <p>
                  <b>{line.speaker}</b> <span class="muted">{line.office}</span>{' '}
                  <span class="muted num">{secondsTime(line.at)}</span>
                </p>
                <p class="td-text">{line.text}</p>
              </li>
            ))}
          </ol>
        </>
      )}
      <form method="post" action={`${base}/import`} class="dk-form">
        <ImportInputs lang={lang} fields={fields} />
        <p>
          {read && (
            <button class="btn main" type="submit" name="do" value="import">
              {t.do}
            </button>
          )}{' '}
          <button class="btn" type="submit" name="do" value="preview">
            {t.preview}
          </button>
        </p>
      </form>
    </div>
  )
}

/** The first page of somebody who only takes notes: the sessions that are theirs. */
export function NoteHome({
  lang,
  now,
  me,
  sessions,
}: {
  lang: Lang
  now: number
  me: string
  sessions: PublicSession[]
}) {
  const t = transcriptDeskWords[lang]
  return (
    <div class="td-plain">
      <div class="dk-home-head">
        <h1>{t.home}</h1>
        <form method="post" action="/desk/sign-out">
          <a href="/desk/me">{me}</a>{' '}
          <button class="btn" type="submit">
            {t.signOut}
          </button>
        </form>
      </div>
      {sessions.length === 0 ? <p>{t.homeNone}</p> : <p class="muted">{t.homeLead}</p>}
      <ul class="plain dk-sessions">
        {sessions.map((session) => (
          <li key={session.id} class={`dk-session ${session.state}`}>
            <div>
              <h2>
                <a href={`/desk/s/${session.slug}/transcript`}>{session.title}</a>
              </h2>
              <p class="muted num">
                {commonWords[lang].session[session.state]}{' '}
                {formatDateTime(session.startsAt, lang, now)} {session.place}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
