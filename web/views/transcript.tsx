import type { Lang } from '../../worker/contract/lang'
import type { PublicCut } from '../../worker/contract/stream'
import type { LineRevision, TimedLine } from '../../worker/contract/transcript'
import { transcriptWords, whyWords } from '../../worker/contract/words/transcript'
import { formatDateTime, formatTime } from '../../worker/domain/shanghai'
import { linkSecond } from '../../worker/domain/timeline'
import { clockWords } from '../../worker/domain/moment'
import { TextDiff } from './text-diff'

/** The text record (文字实录) on a page: newest first while the session is live, in order afterwards. */

export interface TranscriptProps {
  lang: Lang
  now: number
  slug: string
  /** In the order they were said in. */
  lines: TimedLine[]
  revisions: LineRevision[]
  total: number
  cut: PublicCut | null
  page: number
  pages: number
  /** A picture goes with it: there are captions to take away. */
  timed: boolean
  /** The session goes on: the newest line stands first. */
  live: boolean
  /** Nothing could have been said yet, or nothing was written down. */
  empty: 'yet' | 'none' | 'ever'
  /** Address of a page of it. */
  base: string
  /** Only a browser knows: lines that wait until they are asked for. */
  fresh?: number
  showFresh?: () => void
}

export function Transcript(props: TranscriptProps) {
  const { lang, lines, live, cut, total, page, pages } = props
  const t = transcriptWords[lang]
  if (cut) {
    return (
      <section class="card rec-cut">
        <h3>{t.cut.title}</h3>
        <p>
          {t.cut.since(formatTime(cut.since))} {t.cut.reason[cut.reason]}
        </p>
      </section>
    )
  }
  if (total === 0) {
    return (
      <p class="empty">
        {props.empty === 'yet' ? t.noneYet : props.empty === 'ever' ? t.noneEver : t.none}
      </p>
    )
  }
  const shown = live ? [...lines].reverse() : lines
  return (
    <div class="rec">
      <p class="small muted">
        {live ? t.live : t.lead} {t.total(total)}
      </p>
      {props.showFresh && (props.fresh ?? 0) > 0 && (
        <div class="pill-place">
          <button class="pill" type="button" onClick={props.showFresh}>
            {t.fresh(props.fresh ?? 0)}
          </button>
        </div>
      )}
      <ol class="plain rec-lines">
        {shown.map((line) => (
          <Line key={line.id} line={line} {...props} />
        ))}
      </ol>
      {pages > 1 && (
        <nav class="pages" aria-label={t.pagesLabel}>
          {page > 1 && <a href={address(props, page - 1)}>{live ? t.newer : t.previous}</a>}
          <span class="num">{t.page(page, pages)}</span>
          {page < pages && <a href={address(props, page + 1)}>{live ? t.older : t.next}</a>}
        </nav>
      )}
      <Removed {...props} />
    </div>
  )
}

function address({ base }: TranscriptProps, page: number): string {
  const glue = base.includes('?') ? '&' : '?'
  return `${base}${page > 1 ? `${glue}page=${page}` : ''}#list`
}

function Line({ line, lang, slug, now, revisions }: { line: TimedLine } & TranscriptProps) {
  const t = transcriptWords[lang]
  const own = revisions.filter((one) => one.line === line.id)
  const time = <time dateTime={new Date(line.at).toISOString()}>{formatTime(line.at)}</time>
  return (
    <li id={`l-${line.id}`} class="rec-line">
      <p class="rec-head">
        <b>{line.speaker}</b> {line.office && <span class="muted">{line.office}</span>}{' '}
        <span class="muted num">
          {line.media === null ? (
            time
          ) : (
            <a
              href={`/s/${slug}?t=${linkSecond(line.media)}`}
              aria-label={t.toPicture(clockWords(line.media))}
            >
              {time} ▶
            </a>
          )}
        </span>{' '}
        {line.question !== undefined && (
          <a class="small" href={`/s/${slug}/q/${line.question}`}>
            {t.question(line.question)}
          </a>
        )}{' '}
        {line.late && <span class="rec-mark">{t.late}</span>}
      </p>
      <p class="rec-text">{line.text}</p>
      {own.length > 0 && (
        <details class="rec-revised small">
          <summary>
            {t.revised}
            {own.length > 1 && <span class="num"> {own.length}</span>}
          </summary>
          <Revisions list={own} lang={lang} now={now} />
        </details>
      )}
    </li>
  )
}

function Revisions({ list, lang, now }: { list: LineRevision[]; lang: Lang; now: number }) {
  const t = transcriptWords[lang]
  return (
    <ul class="plain">
      {list.map((one) => {
        const told = one.removed ? t.removedAt : t.revisedAt
        return (
          <li key={one.id}>
            <p>{told(formatDateTime(one.at, lang, now), whyWords(one.why, lang))}</p>
            {one.before === undefined ? (
              <p class="muted">{t.erased}</p>
            ) : one.after === undefined ? (
              <p class="rec-before">
                {t.before}
                <del>{one.before}</del>
              </p>
            ) : (
              <TextDiff before={one.before} after={one.after} lang={lang} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** What was taken out of the record stays visible beside it: when, why, and what it said where that may be read. */
function Removed({ revisions, lines, lang, now }: TranscriptProps) {
  const shown = new Set(lines.map(({ id }) => id))
  const gone = revisions.filter((one) => !shown.has(one.line))
  if (gone.length === 0) return null
  return (
    <details class="card rec-removed">
      <summary>{transcriptWords[lang].corrections(gone.length)}</summary>
      <Revisions list={gone} lang={lang} now={now} />
    </details>
  )
}

/** The record in every form it can be taken away in. */
export function TranscriptFiles({
  lang,
  slug,
  timed,
}: {
  lang: Lang
  slug: string
  timed: boolean
}) {
  const t = transcriptWords[lang]
  const kinds = timed ? (['docx', 'txt', 'vtt', 'srt'] as const) : (['docx', 'txt'] as const)
  return (
    <p class="rec-files small no-print">
      {t.files}
      {kinds.map((kind, i) => (
        <>
          {i > 0 && ' · '}
          <a href={`/api/sessions/${slug}/transcript.${kind}`} download>
            {t.fileNames[kind]}
          </a>
        </>
      ))}
      {' · '}
      <a href={`/s/${slug}/transcript?all=1`}>{t.forPrint}</a>
    </p>
  )
}
