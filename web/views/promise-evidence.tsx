import { EVIDENCE_WHY_MAX, type PromiseInFull } from '../../worker/contract/commitments'
import type { Lang } from '../../worker/contract/lang'
import { promiseDeskWords } from '../../worker/contract/words/promise-desk'
import { promiseWords } from '../../worker/contract/words/promises'
import { formatDateTime, formatDay } from '../../worker/domain/shanghai'

/** What shows that a promise was kept, and what whoever asked says of it. Drawn by the server alone. */

interface Told {
  promise: PromiseInFull
  lang: Lang
  now: number
}

const sizeOf = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`

/** The asker's word, good or bad, in front of everything else that is said of the state. */
export function AskersLine({ promise, lang, now }: Told) {
  const { asker } = promise
  if (!asker) return null
  const t = promiseWords[lang]
  const bad = asker.solved === 'no'
  return (
    <p class={bad ? 'notice late' : 'notice'}>
      {t.asker[asker.solved](formatDay(asker.at, lang, now))}
    </p>
  )
}

export function Evidence({
  promise,
  lang,
  now,
  desk,
}: Told & {
  /** At the desk: whether whoever looks may add to it, and which files they may take off. */
  desk?: { adds: boolean; takesOff: ReadonlySet<string> }
}) {
  const t = promiseWords[lang]
  const d = promiseDeskWords[lang]
  const { id, evidence } = promise
  if (evidence.length === 0 && !desk?.adds) return null
  return (
    <section class="promise-files">
      <h2>{t.files}</h2>
      {evidence.length > 0 && (
        <ul class="plain">
          {evidence.map((file) => (
            <li key={file.id}>
              {file.removedAt === undefined ? (
                <a href={`/files/${file.id}`} download>
                  {file.name}
                </a>
              ) : (
                <s>{file.name}</s>
              )}
              <span class="small muted">
                {file.removedAt === undefined
                  ? t.fileBy(file.unit, formatDateTime(file.at, lang, now), sizeOf(file.bytes))
                  : t.fileOff(formatDateTime(file.removedAt, lang, now), file.removedWhy ?? '')}
              </span>
              {desk?.takesOff.has(file.id) && (
                <details>
                  <summary>{d.takeOff}</summary>
                  <form
                    method="post"
                    action={`/desk/commitments/${id}/files/${file.id}/remove`}
                    class="ad-form"
                  >
                    <label for={`off-${file.id}`}>{d.takeOffWhy}</label>
                    <input
                      id={`off-${file.id}`}
                      name="why"
                      type="text"
                      required
                      minLength={2}
                      maxLength={EVIDENCE_WHY_MAX}
                    />
                    <p>
                      <button class="btn" type="submit">
                        {d.takeOff}
                      </button>
                    </p>
                  </form>
                </details>
              )}
            </li>
          ))}
        </ul>
      )}
      {desk?.adds && (
        <form
          method="post"
          action={`/desk/commitments/${id}/files`}
          enctype="multipart/form-data"
          class="ad-form"
        >
          <p class="muted small" id="f-file-hint">
            {d.filesLead}
          </p>
          <label for="f-file">{d.file}</label>
          <input
            id="f-file"
            type="file"
            name="file"
            accept=".pdf,.png,.jpg,.jpeg"
            aria-describedby="f-file-hint"
            required
          />
          <p>
            <button class="btn" type="submit">
              {d.addFile}
            </button>
          </p>
        </form>
      )}
    </section>
  )
}
