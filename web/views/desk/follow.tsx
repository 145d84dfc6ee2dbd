/** The desk of what comes after an answer is one file: its pages share their heads and forms. */

import { solvedSaid, visitWays } from '../../../worker/contract/cases'
import {
  SAMPLE_MAX,
  VISIT_INSIDE_MAX,
  VISIT_SUM_MAX,
  type ContactWay,
} from '../../../worker/contract/follow'
import type { Lang } from '../../../worker/contract/lang'
import { ANSWER_MAX, NOTE_MAX } from '../../../worker/contract/limits'
import { commonWords } from '../../../worker/contract/words/common'
import { contactWords } from '../../../worker/contract/words/contacts'
import { followWords } from '../../../worker/contract/words/follow'
import { followDeskWords } from '../../../worker/contract/words/follow-desk'
import { formatDateTime, formatDay } from '../../../worker/domain/shanghai'
import type { AnsweredCase, FollowWaiting } from '../../../worker/domain/follow-lists'
import type { FollowQuestionRecord, VisitRecord } from '../../../worker/domain/case-records'
import { Paragraphs } from '../answer-block'

/** The desk after the answers: plain forms, one item after the other. */

interface Page {
  lang: Lang
  now: number
}

/** Where moderators find what waits. */
export function FollowHome({
  sessions,
  lang,
}: {
  sessions: readonly { slug: string; title: string; n: number }[]
  lang: Lang
}) {
  const t = followDeskWords[lang]
  return (
    <div class="dk-canned">
      <p>
        <a href="/desk">{t.back}</a>
      </p>
      <h1>{t.home}</h1>
      <p class="muted">{t.lead}</p>
      <h2>{t.sessions}</h2>
      {sessions.length === 0 && <p>{t.nothing}</p>}
      <ul>
        {sessions.map(({ slug, title, n }) => (
          <li key={slug}>
            <a href={`/desk/s/${slug}/follow`}>{title}</a> <b class="num">{t.waits(n)}</b>
          </li>
        ))}
      </ul>
      <p class="actions">
        <a class="btn" href="/desk/further">
          {t.toFurther}
        </a>
        <a class="btn" href="/desk/visits">
          {t.toVisits}
        </a>
      </p>
    </div>
  )
}

function Head({
  no,
  id,
  text,
  at,
  lang,
  now,
}: Page & { no: number; id: string; text: string; at: number }) {
  return (
    <p class="muted">
      <a href={`/q/${id}`}>
        {followDeskWords[lang].no(no)}
        {commonWords[lang].dot}
        {text}
      </a>
      {commonWords[lang].dot}
      {formatDateTime(at, lang, now)}
    </p>
  )
}

/** What waits for a moderator of one session. */
export function FollowReview({
  slug,
  title,
  waiting,
  units,
  inRoom,
  saved,
  lang,
  now,
}: Page & {
  slug: string
  title: string
  waiting: FollowWaiting
  units: readonly { id: string; name: string }[]
  inRoom: boolean
  saved: boolean
}) {
  const t = followDeskWords[lang]
  const { words, further, differences } = waiting
  const action = `/desk/s/${slug}/follow`
  return (
    <div class="dk-canned">
      <p>
        <a href="/desk/follow">{t.home}</a>
      </p>
      <h1>{title}</h1>
      {saved && <output class="dk-good">{t.saved}</output>}
      {words.length + further.length + differences.length === 0 && <p>{t.nothing}</p>}
      {words.length > 0 && (
        <section>
          <h2>{t.words.title}</h2>
          <p class="muted">{t.words.lead}</p>
          {words.map((one) => (
            <form key={one.id} method="post" action={action} class="dk-canned-one">
              <Head
                no={one.questionNo}
                id={one.questionId}
                text={one.question}
                at={one.at}
                lang={lang}
                now={now}
              />
              <p>
                <b>{followWords[lang].solved[one.solved]}</b>{' '}
                {followWords[lang].grades(one.manner, one.speed)}
              </p>
              <blockquote>
                <Paragraphs text={one.words ?? ''} />
              </blockquote>
              <input type="hidden" name="of" value="words" />
              <input type="hidden" name="id" value={one.id} />
              <input type="hidden" name="version" value={one.version} />
              <p class="actions">
                <button class="btn main" name="to" value="listed">
                  {t.words.list}
                </button>
                <button class="btn" name="to" value="rejected">
                  {t.words.reject}
                </button>
              </p>
            </form>
          ))}
        </section>
      )}
      {further.length > 0 && (
        <section>
          <h2>{t.further.title}</h2>
          {further.map((one) => (
            <form key={one.id} method="post" action={action} class="dk-canned-one">
              <Head
                no={one.questionNo}
                id={one.questionId}
                text={one.question}
                at={one.at}
                lang={lang}
                now={now}
              />
              <blockquote>
                <Paragraphs text={one.text} />
              </blockquote>
              {one.unit && <p>{t.further.to(one.unit)}</p>}
              <input type="hidden" name="of" value="further" />
              <input type="hidden" name="id" value={one.id} />
              <input type="hidden" name="version" value={one.version} />
              <label>
                {t.further.reason}
                <input name="reason" type="text" maxLength={NOTE_MAX} />
              </label>
              <p class="actions">
                <button class="btn main" name="to" value="listed">
                  {t.further.list}
                </button>
                <button class="btn" name="to" value="rejected">
                  {t.further.reject}
                </button>
              </p>
            </form>
          ))}
        </section>
      )}
      {differences.length > 0 && (
        <section>
          <h2>{t.differ.title}</h2>
          <p class="muted">{t.differ.lead}</p>
          {differences.map((one) => (
            <form key={one.questionNo} method="post" action={action} class="dk-canned-one">
              <Head
                no={one.questionNo}
                id={one.questionId}
                text={one.question}
                at={one.at}
                lang={lang}
                now={now}
              />
              <blockquote>
                <Paragraphs text={one.text} />
              </blockquote>
              <input type="hidden" name="of" value="differ" />
              <input type="hidden" name="no" value={one.questionNo} />
              <input type="hidden" name="version" value={one.version} />
              {inRoom ? (
                <p>{t.differ.inRoom}</p>
              ) : (
                <label>
                  {t.differ.unit}
                  <select name="unit">
                    <option value="">{t.differ.noUnit}</option>
                    {units.map((unit) => (
                      <option key={unit.id} value={unit.id}>
                        {unit.name}
                      </option>
                    ))}
                  </select>
                </label>
              )}
              <label>
                {t.differ.reason}
                <input name="reason" type="text" maxLength={NOTE_MAX} />
              </label>
              <p class="actions">
                <button class="btn main" name="to" value="taken">
                  {t.differ.taken}
                </button>
                <button class="btn" name="to" value="declined">
                  {t.differ.declined}
                </button>
              </p>
            </form>
          ))}
        </section>
      )}
    </div>
  )
}

/** Further questions a unit has to answer, each with its draft. */
export function FurtherAnswers({
  rows,
  me,
  mayPublish,
  saved,
  lang,
  now,
}: Page & {
  rows: readonly (FollowQuestionRecord & { questionId: string; question: string })[]
  me: string
  mayPublish: boolean
  saved: boolean
}) {
  const t = followDeskWords[lang]
  return (
    <div class="dk-canned">
      <p>
        <a href="/desk/follow">{t.home}</a>
      </p>
      <h1>{t.answer.title}</h1>
      <p class="muted">{t.answer.lead}</p>
      {saved && <output class="dk-good">{t.saved}</output>}
      {rows.length === 0 && <p>{t.answer.none}</p>}
      {rows.map((one) => (
        <section key={one.id}>
          <Head
            no={one.questionNo}
            id={one.questionId}
            text={one.question}
            at={one.at}
            lang={lang}
            now={now}
          />
          <blockquote>
            <Paragraphs text={one.text} />
          </blockquote>
          <p class="muted">
            {one.unit}
            {one.draftedByName && commonWords[lang].dot + t.answer.waiting(one.draftedByName)}
          </p>
          <form method="post" action="/desk/further" class="dk-canned-one">
            <input type="hidden" name="id" value={one.id} />
            <input type="hidden" name="version" value={one.version} />
            <label>
              {t.answer.draft}
              <textarea name="text" rows={5} maxLength={ANSWER_MAX} required>
                {one.draft ?? ''}
              </textarea>
            </label>
            <p class="actions">
              <button class={one.draft ? 'btn' : 'btn main'} name="do" value="draft">
                {t.answer.save}
              </button>
            </p>
          </form>
          {one.draft && mayPublish && one.draftedBy !== me && (
            <form method="post" action="/desk/further/publish">
              <input type="hidden" name="id" value={one.id} />
              <input type="hidden" name="version" value={one.version} />
              <button class="btn main">{t.answer.publish}</button>
            </form>
          )}
          {one.draft && one.draftedBy === me && <p>{t.answer.own}</p>}
        </section>
      ))}
    </div>
  )
}

/** Visits of one case, and the form for the next. */
export function VisitsPage({
  of,
  visits,
  saved,
  lang,
  now,
}: Page & {
  of: { id: string; unit: string; question: string }
  visits: readonly VisitRecord[]
  saved: boolean
}) {
  const t = followDeskWords[lang]
  const v = t.visit
  const { way, solved } = followWords[lang]
  const { dot } = commonWords[lang]
  return (
    <div class="dk-canned">
      <p>
        <a href="/desk/visits">{t.sample.title}</a>
      </p>
      <h1>{v.title}</h1>
      <blockquote>
        <p>{of.question}</p>
      </blockquote>
      <p class="muted">{v.of(of.unit)}</p>
      {saved && <output class="dk-good">{t.saved}</output>}
      <h2>{v.before}</h2>
      {visits.length === 0 && <p>{v.none}</p>}
      {visits.map((one) => (
        <section key={one.no}>
          <p>
            <b>{v.nth(one.no)}</b>
            <span class="muted">
              {dot}
              {formatDateTime(one.at, lang, now)}
              {dot}
              {way[one.way]}
              {dot}
              {one.reached ? v.reachedYes : v.reachedNo}
              {one.solved && dot + solved[one.solved]}
              {dot}
              {v.by(one.byName)}
            </span>
          </p>
          <Paragraphs text={one.text} />
          {one.inside && (
            <p class="muted">
              {v.inside}
              {commonWords[lang].colon}
              {one.inside}
            </p>
          )}
        </section>
      ))}
      <h2>{v.fresh}</h2>
      <p class="muted">{v.note}</p>
      <form method="post" action={`/desk/cases/${of.id}/visits`} class="dk-canned-one">
        <fieldset>
          <legend>{v.way}</legend>
          {visitWays.map((one) => (
            <label key={one}>
              <input type="radio" name="way" value={one} required /> {way[one]}
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{v.reached}</legend>
          {(['1', '0'] as const).map((one) => (
            <label key={one}>
              <input type="radio" name="reached" value={one} required />{' '}
              {one === '1' ? v.reachedYes : v.reachedNo}
            </label>
          ))}
        </fieldset>
        <label>
          {v.solved}
          <select name="solved">
            <option value="">{v.notSaid}</option>
            {solvedSaid.map((one) => (
              <option key={one} value={one}>
                {solved[one]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {v.text}
          <textarea
            name="text"
            rows={3}
            maxLength={VISIT_SUM_MAX}
            required
            aria-describedby="visit-hint"
          />
        </label>
        <p class="muted" id="visit-hint">
          {v.textHint}
        </p>
        <label>
          {v.inside}
          <textarea name="inside" rows={2} maxLength={VISIT_INSIDE_MAX} />
        </label>
        <p class="actions">
          <button class="btn main">{v.save}</button>
        </p>
      </form>
    </div>
  )
}

/** What an asker wrote after the answer, before it was masked; or the form that asks why. */
export function OriginalsPage({
  caseId,
  found,
  contact,
  hasOriginals,
  hasContact,
  lang,
  now,
}: Page & {
  caseId: string
  /** null: not opened. */
  found: readonly { at: number; text: string }[] | null
  /** Left out: not opened. */
  contact?: { way: ContactWay; to: string } | null
  hasOriginals: boolean
  hasContact: boolean
}) {
  const t = followDeskWords[lang].original
  const look = contactWords[lang].look
  return (
    <div class="dk-canned">
      <p>
        <a href={`/desk/cases/${caseId}`}>{followDeskWords[lang].back}</a>
      </p>
      <h1>{t.title}</h1>
      {contact && (
        <p class="lead">
          {look.way[contact.way]}{' '}
          <a class="num" href={`${contact.way === 'phone' ? 'tel' : 'mailto'}:${contact.to}`}>
            {contact.to}
          </a>
        </p>
      )}
      {contact === null && <p>{look.none}</p>}
      {found?.length === 0 && <p>{t.none}</p>}
      {found?.map((one) => (
        <blockquote key={one.at}>
          <p class="muted">{formatDateTime(one.at, lang, now)}</p>
          <Paragraphs text={one.text} />
        </blockquote>
      ))}
      {found === null && contact === undefined && (
        <>
          {!hasOriginals && !hasContact && <p>{t.none}</p>}
          {hasOriginals && (
            <OpenForm caseId={caseId} what="originals" lead={t.lead} button={t.open} lang={lang} />
          )}
          {hasContact && (
            <OpenForm
              caseId={caseId}
              what="contact"
              lead={look.lead}
              button={look.open}
              lang={lang}
            />
          )}
        </>
      )}
    </div>
  )
}

/** One look, for a reason that is on record before anything is open. */
function OpenForm({
  caseId,
  what,
  lead,
  button,
  lang,
}: {
  caseId: string
  what: 'originals' | 'contact'
  lead: string
  button: string
  lang: Lang
}) {
  return (
    <form method="post" action={`/desk/cases/${caseId}/originals`} class="dk-canned-one">
      <p>{lead}</p>
      <label>
        {followDeskWords[lang].original.reason}
        <input name="reason" type="text" maxLength={NOTE_MAX} required />
      </label>
      <p class="actions">
        <button class="btn main" name="what" value={what}>
          {button}
        </button>
      </p>
    </form>
  )
}

/** 抽样回访: which cases of a month are drawn. */
export function SamplePage({
  month,
  size,
  all,
  rows,
  lang,
  now,
}: Page & { month: string; size: number; all: number; rows: readonly AnsweredCase[] }) {
  const t = followDeskWords[lang].sample
  return (
    <div class="dk-canned">
      <p>
        <a href="/desk/follow">{followDeskWords[lang].home}</a>
      </p>
      <h1>{t.title}</h1>
      <p class="muted">{t.lead}</p>
      <form method="get" action="/desk/visits" class="dk-canned-one">
        <p>
          <label>
            {t.month} <input name="month" type="month" value={month} required />
          </label>
        </p>
        <p>
          <label>
            {t.size} <input name="n" type="number" min={1} max={SAMPLE_MAX} value={size} required />
          </label>
        </p>
        <p class="actions">
          <button class="btn main">{t.draw}</button>
        </p>
      </form>
      <p>{all === 0 ? t.none : t.of(rows.length, all)}</p>
      {rows.map((one) => (
        <section key={one.id}>
          <p>
            <a href={`/desk/cases/${one.id}/visits`}>
              {followDeskWords[lang].no(one.no)} {one.question}
            </a>
          </p>
          <p class="muted">
            {[
              one.unit,
              `${t.columns.answered} ${formatDay(one.repliedAt, lang, now)}`,
              `${t.columns.visits} ${one.visits}`,
            ].join(commonWords[lang].dot)}
          </p>
        </section>
      ))}
    </div>
  )
}
