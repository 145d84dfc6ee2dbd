import type { Lang } from '../../worker/contract/lang'
import type { PromiseCounts, PromiseInFull, PublicPromise } from '../../worker/contract/commitments'
import { commonWords } from '../../worker/contract/words/common'
import { promiseWords } from '../../worker/contract/words/promises'
import { formatDateTime, formatDay, startOfDay } from '../../worker/domain/shanghai'
import { Paragraphs, personWords } from './answer-block'
import { AskersLine, Evidence } from './promise-evidence'

/** Promises as everybody reads them. Drawn by the server alone. */

interface Told {
  lang: Lang
  now: number
}

export const dayOf = (day: string, lang: Lang, now: number) => formatDay(startOfDay(day), lang, now)

/** The state of a promise, and in front of it that it is late. */
export function PromiseState({ promise, lang }: { promise: PublicPromise; lang: Lang }) {
  const t = promiseWords[lang]
  const { due, state } = promise
  const late = due === 'late' || due === 'silent'
  const good = state === 'verified' || state === 'delivered'
  return (
    <>
      {late && <b class="state cinnabar">{t.due[due]}</b>}{' '}
      <span
        class={`state ${state === 'dropped' ? 'cinnabar' : good ? 'jade' : state === 'delayed' ? 'ochre' : 'slate'}`}
      >
        {promise.confirmed ? t.deliveredConfirmed : t.state[state]}
      </span>
    </>
  )
}

/** By when: the day, the words it was said in, and the day first promised where that is another. */
export function DueLine({ promise, lang, now }: { promise: PublicPromise } & Told) {
  const t = promiseWords[lang]
  const { dueDay, dueAsSaid, firstDueDay, due } = promise
  if (dueDay === null && dueAsSaid === null) return <>{t.noDue}</>
  return (
    <>
      {dueDay !== null && dayOf(dueDay, lang, now)}
      {dueDay !== null && due === 'soon' && ` ${t.due.soon}`}
      {firstDueDay !== null && (
        <>
          {commonWords[lang].dot}
          {t.firstDue} <del>{dayOf(firstDueDay, lang, now)}</del>
        </>
      )}
      {dueAsSaid !== null && (
        <span class="muted">
          {dueDay === null ? '' : ' '}
          {t.saidAs(dueAsSaid)}
        </span>
      )}
    </>
  )
}

/** Who said it, in their own office; the unit that is to keep it may be another one. */
const promiser = ({ unit, office, who }: PublicPromise) =>
  personWords({ unit: '', office: office.replace(unit, ''), name: who })

/** A promise on a list. */
export function PromiseCard({ promise, lang, now }: { promise: PublicPromise } & Told) {
  const t = promiseWords[lang]
  const common = commonWords[lang]
  const { id, quote, session, amount, saidAt, standing } = promise
  return (
    <li class="promise">
      <p class="kicker">
        <PromiseState promise={promise} lang={lang} />
      </p>
      <p class="q-text">
        <a href={`/promises/${id}`}>{quote === '' ? t.goneQuote : `“${quote}”`}</a>
      </p>
      <p class="q-meta">
        <b>{promise.unit}</b>
        {promiser(promise) !== '' && common.dot + promiser(promise)}
        {common.dot}
        <span>
          {(promise.dueDay ?? promise.dueAsSaid) !== null && `${t.dueBy} `}
          <DueLine promise={promise} lang={lang} now={now} />
        </span>
        {amount && (
          <>
            {common.dot}
            <span class="nowrap">
              {t.amount} {amount.text}
            </span>
          </>
        )}
      </p>
      <p class="q-meta muted">
        {formatDay(saidAt, lang, now)} <a href={`/s/${session.slug}`}>{session.title}</a>
        {session.demo && common.dot + common.demo}
        {session.source !== undefined && common.dot + t.history}
        {standing === 'corrected' && common.dot + t.corrected}
      </p>
    </li>
  )
}

export function PromiseList({
  promises,
  lang,
  now,
}: { promises: readonly PublicPromise[] } & Told) {
  return (
    <ul class="plain promises">
      {promises.map((promise) => (
        <PromiseCard key={promise.id} promise={promise} lang={lang} now={now} />
      ))}
    </ul>
  )
}

/** The figures of a list, with their definition. */
export function PromiseFigures({
  counts,
  lang,
  now,
  brief = false,
}: { counts: PromiseCounts; brief?: boolean } & Told) {
  const t = promiseWords[lang]
  const { total, open, late, silent, delivered, confirmed, verified, dropped } = counts
  return (
    <div class="promise-figures">
      <p>
        {t.line(total, open, late, silent)}
        {lang === 'zh' ? '；' : '; '}
        {t.kept(delivered, confirmed, verified, dropped)}
        {lang === 'zh' ? '。' : '.'}{' '}
        <span class="muted">{t.asOf(formatDateTime(now, lang, now))}</span>
      </p>
      {!brief && <p class="small muted">{t.definition}</p>}
    </div>
  )
}

/** Promises on the page of a question, a session, a unit or an official. */
export function PromiseSection({
  promises,
  total,
  more,
  lang,
  now,
}: { promises: readonly PublicPromise[]; total: number; more: string } & Told) {
  const t = promiseWords[lang]
  if (promises.length === 0) return null
  return (
    <section class="promise-section" id="promises">
      <h2>{t.sectionOf(total)}</h2>
      <PromiseList promises={promises} lang={lang} now={now} />
      {total > promises.length && (
        <p>
          <a href={more}>{t.more}</a>
        </p>
      )}
    </section>
  )
}

/** A promise for good: the words, where they were said, and what became of them. */
export function PromisePage({
  promise,
  official = null,
  lang,
  now,
  at = 'page',
}: {
  promise: PromiseInFull
  /** Whoever promised, where they are on record in that office. */
  official?: { id: string } | null
  at?: 'page' | 'desk'
} & Told) {
  const t = promiseWords[lang]
  const common = commonWords[lang]
  const { quote, due, session, question, amount, events, moment, standing, reason } = promise
  return (
    <article class="narrow promise-page">
      <p class="crumbs">
        <a href="/promises">{t.title}</a> <a href={`/s/${session.slug}`}>{session.title}</a>
      </p>
      {at === 'page' ? (
        <h1 class={promise.what.length > 40 ? 'long' : undefined}>{promise.what || t.goneQuote}</h1>
      ) : (
        <h2>{t.progress}</h2>
      )}
      <p>
        <PromiseState promise={promise} lang={lang} />
      </p>
      {due === 'silent' && <p class="notice late">{t.silentHint}</p>}
      {due === 'late' && <p class="notice late">{t.lateHint}</p>}
      {at === 'page' && <AskersLine promise={promise} lang={lang} now={now} />}
      {reason && promise.state === 'dropped' && (
        <div class="notice">
          <Paragraphs text={reason} />
        </div>
      )}
      {quote !== '' && (
        <blockquote cite={promise.url}>
          <p>“{quote}”</p>
        </blockquote>
      )}
      {standing === 'gone' && <p class="muted">{t.gone}</p>}
      {standing === 'corrected' && <p class="muted">{t.corrected}</p>}
      <p class="no-print actions">
        {moment && (
          <a class="btn" href={moment}>
            ▶ {t.toMoment}
          </a>
        )}
        {standing !== 'gone' && (
          <a class="btn" href={promise.url}>
            {t.toSource}
          </a>
        )}
      </p>
      <dl class="facts wide">
        <div>
          <dt>{t.unit}</dt>
          <dd>
            {promise.unitId === null ? (
              promise.unit
            ) : (
              <a href={`/units/${promise.unitId}`}>{promise.unit}</a>
            )}
          </dd>
        </div>
        {promiser(promise) !== '' && (
          <div>
            <dt>{t.who}</dt>
            <dd>
              {official ? (
                <a href={`/officials/${official.id}`}>{promiser(promise)}</a>
              ) : (
                promiser(promise)
              )}
            </dd>
          </div>
        )}
        <div>
          <dt>{t.said}</dt>
          <dd>
            {session.source === undefined
              ? formatDateTime(promise.saidAt, lang, now)
              : formatDay(promise.saidAt, lang, now)}
          </dd>
        </div>
        <div>
          <dt>{t.dueBy}</dt>
          <dd>
            <DueLine promise={promise} lang={lang} now={now} />
          </dd>
        </div>
        {amount && (
          <div>
            <dt>{t.amount}</dt>
            <dd>{amount.text}</dd>
          </div>
        )}
        {promise.criterion && (
          <div>
            <dt>{t.criterion}</dt>
            <dd>{promise.criterion}</dd>
          </div>
        )}
        <div>
          <dt>{t.source}</dt>
          <dd>
            {t.from[promise.from]}
            {question && (
              <>
                {common.dot}
                <a href={`/q/${question.id}`}>{t.toQuestion(question.no)}</a>
              </>
            )}
            {session.source !== undefined && common.dot + session.source}
          </dd>
        </div>
      </dl>
      <section>
        {at === 'page' && <h2>{t.progress}</h2>}
        <ol class="timeline">
          <li>
            <time dateTime={new Date(promise.saidAt).toISOString()}>
              {session.source === undefined
                ? formatDateTime(promise.saidAt, lang, now)
                : formatDay(promise.saidAt, lang, now)}
            </time>
            {t.saidHere}
            {promise.unit && common.dot + promise.unit}
          </li>
          {events.map((event, i) => (
            <li key={i} class={event.state === 'dropped' ? 'late' : undefined}>
              <time dateTime={new Date(event.at).toISOString()}>
                {formatDateTime(event.at, lang, now)}
              </time>
              <b>{t.state[event.state]}</b>
              {event.unit && common.dot + event.unit}
              {event.dueDay && common.dot + t.delayedTo(dayOf(event.dueDay, lang, now))}
              {event.by && common.dot + t.verifiedBy(event.by)}
              {event.text !== '' && <Paragraphs text={event.text} />}
              {event.links && (
                <p class="small">
                  {t.evidence}
                  {common.colon}
                  {event.links.map((link, n) => (
                    <>
                      {n > 0 && ' '}
                      <a href={link} rel="nofollow noopener ugc">
                        {linkWords(link)}
                      </a>
                    </>
                  ))}
                </p>
              )}
            </li>
          ))}
          {promise.dueDay !== null && due !== 'over' && due !== 'none' && (
            <li class={due === 'late' || due === 'silent' ? 'late' : 'ahead'}>
              <time dateTime={promise.dueDay}>{dayOf(promise.dueDay, lang, now)}</time>
              {due === 'late' || due === 'silent' ? <b>{t.due[due]}</b> : t.dueBy}
            </li>
          )}
        </ol>
        <p class="small muted">{promise.state === 'said' ? t.historyHint : t.verifyRule}</p>
        {promise.asker && <p class="small muted">{t.askerRule}</p>}
      </section>
      {at === 'page' && <Evidence promise={promise} lang={lang} now={now} />}
      <p class="small muted">
        {t.permanent} <a href={`/api/promises/${promise.id}`}>{t.csv}</a>
      </p>
    </article>
  )
}

/** Where a link leads, without what makes it long. */
function linkWords(link: string): string {
  const { host, pathname } = new URL(link)
  const whole = host + (pathname === '/' ? '' : pathname)
  return whole.length > 40 ? `${whole.slice(0, 40)}…` : whole
}
