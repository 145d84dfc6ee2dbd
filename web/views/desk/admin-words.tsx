import type { Lang } from '../../../worker/contract/lang'
import { NOTE_MAX, QUESTION_MAX } from '../../../worker/contract/limits'
import { adminWordListWords } from '../../../worker/contract/words/admin-words'
import { formatDateTime } from '../../../worker/domain/shanghai'
import { Field } from './admin-parts'

interface Version {
  version: number
  count: number
  hash: string
  note: string
  actor: string
  at: number
}

export interface WordListProps {
  lang: Lang
  now: number
  /** The version that holds, and its words. */
  current: { version: number; hash: string; words: string } | null
  history: readonly Version[]
  /** What was typed into a form that was refused. */
  typed: ReadonlyMap<string, string> | null
  /** Which field is wrong. */
  wrong: string | null
  /** Lines of the last change that were not taken. */
  refusedLines: number
  /** A text that was tried, and what was found in it. */
  tried: { text: string; found: readonly { word: string; category: string }[] } | null
  mayChange: boolean
}

/** The list of words: what holds, a box to change it, a file to take its place, and a text to try. */
export function WordListPage(props: WordListProps) {
  const { lang, now, current, history, mayChange, refusedLines } = props
  const t = adminWordListWords[lang]
  const newest = history[0]
  return (
    <>
      <p>{t.lead}</p>
      <p class="muted">{t.how}</p>
      {refusedLines > 0 && <output class="ad-note ad-done">{t.refusedLines(refusedLines)}</output>}
      <p>
        {newest ? (
          <>
            <b class="num">{t.current(newest.version, newest.count)}</b>{' '}
            <span class="small muted">
              {t.hash} <code class="digest">{newest.hash}</code>
            </span>
          </>
        ) : (
          t.none
        )}
      </p>
      {mayChange && (
        <>
          <TryForm {...props} />
          <EditForm {...props} />
          <UploadForm {...props} />
        </>
      )}
      {!mayChange && current && <pre class="ad-words">{current.words}</pre>}
      {history.length > 0 && (
        <section class="ad-new">
          <h2>{t.history}</h2>
          <ol class="plain ad-acts" reversed>
            {history.map((one) => (
              <li key={one.version}>
                <span class="muted num">{formatDateTime(one.at, lang, now)}</span>{' '}
                <span>
                  <b class="num">{t.version(one.version)}</b>{' '}
                  <span class="num">{t.count(one.count)}</span> {one.actor}{' '}
                  <span class="muted">{one.note}</span>{' '}
                  <code class="digest small">{one.hash.slice(0, 16)}</code>
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  )
}

function EditForm({ lang, current, typed, wrong }: WordListProps) {
  const t = adminWordListWords[lang]
  const words = typed?.get('words') ?? current?.words ?? ''
  return (
    <section class="ad-new">
      <form method="post" action="/desk/admin/words" class="ad-form">
        <input type="hidden" name="was" value={current?.version ?? 0} />
        <Field
          id="words-list"
          label={t.list}
          hint={t.listHint}
          wrong={wrong === 'words' ? t.wrong.words : null}
        >
          <textarea
            id="words-list"
            name="words"
            rows={14}
            spellcheck={false}
            aria-describedby="words-list-hint"
          >
            {words}
          </textarea>
        </Field>
        <Note lang={lang} id="words-note" value={typed?.get('note') ?? ''} wrong={wrong} />
        <p>
          <button class="btn main" type="submit">
            {t.save}
          </button>
        </p>
      </form>
    </section>
  )
}

function UploadForm({ lang, current, wrong }: WordListProps) {
  const t = adminWordListWords[lang]
  return (
    <section class="ad-new">
      <h2>{t.upload}</h2>
      <form
        method="post"
        action="/desk/admin/words/upload"
        enctype="multipart/form-data"
        class="ad-form"
      >
        <input type="hidden" name="was" value={current?.version ?? 0} />
        <Field
          id="words-file"
          label={t.file}
          hint={t.uploadHint}
          wrong={wrong === 'file' ? t.wrong.file : null}
        >
          <input
            id="words-file"
            name="file"
            type="file"
            accept=".txt,.csv,text/plain,text/csv"
            required
            aria-describedby="words-file-hint"
          />
        </Field>
        <Note lang={lang} id="words-file-note" value="" wrong={null} />
        <p>
          <button class="btn" type="submit">
            {t.send}
          </button>
        </p>
      </form>
    </section>
  )
}

function Note({
  lang,
  id,
  value,
  wrong,
}: {
  lang: Lang
  id: string
  value: string
  wrong: string | null
}) {
  const t = adminWordListWords[lang]
  return (
    <Field id={id} label={t.note} wrong={wrong === 'note' ? t.wrong.note : null}>
      <input
        id={id}
        name="note"
        type="text"
        required
        maxLength={NOTE_MAX}
        value={value}
        autocomplete="off"
        aria-describedby={wrong === 'note' ? `${id}-hint` : undefined}
      />
    </Field>
  )
}

function TryForm({ lang, tried }: WordListProps) {
  const t = adminWordListWords[lang]
  return (
    <section class="ad-new" id="try">
      <h2>{t.try}</h2>
      <form method="post" action="/desk/admin/words/try#try" class="ad-form">
        <Field id="words-try" label={t.tryText} hint={t.tryHint}>
          <textarea
            id="words-try"
            name="text"
            rows={3}
            required
            maxLength={QUESTION_MAX * 10}
            aria-describedby="words-try-hint"
          >
            {tried?.text ?? ''}
          </textarea>
        </Field>
        <p>
          <button class="btn" type="submit">
            {t.look}
          </button>
        </p>
      </form>
      {tried && (
        <div>
          <output class="ad-done">{tried.found.length === 0 ? t.nothing : t.found}</output>
          {tried.found.length > 0 && (
            <>
              <ul>
                {tried.found.map(({ word, category }) => (
                  <li key={`${word} ${category}`}>
                    <b>{word}</b> <span class="muted">{category || t.unnamed}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </section>
  )
}
