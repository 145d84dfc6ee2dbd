import { Hono } from 'hono'
import type { Lang } from '../contract/lang'
import type { PublicQuestion } from '../contract/views'
import { commonWords } from '../contract/words/common'
import { topicWords } from '../contract/words/topics'
import { addDays, formatDay, isDay, shanghaiDay, startOfDay } from '../domain/shanghai'
import { topicsOf, type Topic } from '../domain/topics'
import type { AppEnv, Ctx } from '../http/app-env'
import { alsoMay } from '../http/guard'
import { inTime } from '../http/patience'
import { questionsListed, TOPIC_READ } from '../store/topic-reads'
import { QuestionLink } from '../../web/views/question-card'
import { page } from './render'
import { readerOf } from './reader'

/** A quarter of a year, unless somebody asks for another time. */
const DAYS = 90
const REST = '*'
const number = (n: number) => n.toLocaleString('en-US')

interface Period {
  from: string
  to: string
}

/** The days asked for; null where they are none. */
function periodOf(c: Ctx, now: number): Period | null {
  const today = shanghaiDay(now)
  const from = c.req.query('from') || addDays(today, -DAYS)
  const to = c.req.query('to') || today
  return isDay(from) && isDay(to) && from <= to ? { from, to } : null
}

const hrefOf = ({ from, to }: Period, topic?: string) =>
  `/desk/topics?${new URLSearchParams({ from, to, ...(topic !== undefined && { topic }) })}`

/** The form of a new session with what the topic says filled in; whoever drafts it still decides. */
function draftHref(kind: 'town_hall' | 'on_site_office', topic: Topic, { from, to }: Period) {
  const t = topicWords.zh
  const query = new URLSearchParams({
    kind,
    title: kind === 'town_hall' ? t.hallTitle(topic.name) : t.siteTitle(topic.name),
    topic: t.theme(topic.name, number(topic.ids.length), from, to),
  })
  return `/desk?${query}#new-session`
}

/** 诉求热点: what people write about over a time, with the rows behind it. */
export const topicPages = new Hono<AppEnv>().get('/desk/topics', async (c) => {
  const now = Date.now()
  const { lang } = readerOf(c)
  const t = topicWords[lang]
  const period = periodOf(c, now)
  const shown = period ?? { from: addDays(shanghaiDay(now), -DAYS), to: shanghaiDay(now) }
  const { questions, more } = await inTime(
    questionsListed(c.env.DB, startOfDay(shown.from), startOfDay(addDays(shown.to, 1))),
  )
  const { topics, rest } = topicsOf(
    questions.map(({ id, text, details }) => ({ id, title: text, details: details ?? '' })),
  )
  const byId = new Map(questions.map((question) => [question.id, question]))
  const chosen = c.req.query('topic')
  const topic =
    chosen === REST ? { name: t.rest, ids: rest } : topics.find(({ name }) => name === chosen)
  return page(c, {
    title: topic ? t.pieces(topic.name, number(topic.ids.length)) : t.title,
    status: period ? 200 : 422,
    cache: 'private',
    noindex: true,
    styles: ['web/styles/admin.css', 'web/styles/search.css'],
    look: 'desk-home',
    body: (
      <div class="ad">
        <p class="ad-top muted">
          <a href="/desk">{t.home}</a> {topic && <a href={hrefOf(shown)}>{t.all}</a>}
        </p>
        <h1>{topic ? t.pieces(topic.name, number(topic.ids.length)) : t.title}</h1>
        {!period && (
          <p role="alert" class="ad-refused">
            {t.wrong}
          </p>
        )}
        {topic ? (
          <Rows
            topic={topic}
            drafts={chosen !== REST && alsoMay(c, 'draft_session')}
            period={shown}
            byId={byId}
            lang={lang}
            now={now}
          />
        ) : (
          <All
            topics={topics}
            rest={rest}
            questions={questions}
            more={more}
            period={shown}
            byId={byId}
            lang={lang}
          />
        )}
      </div>
    ),
  })
})

const isOpen = (question: PublicQuestion | undefined) =>
  question?.state === 'listed' || question?.state === 'on_stage'

function All({
  topics,
  rest,
  questions,
  more,
  period,
  byId,
  lang,
}: {
  topics: readonly Topic[]
  rest: readonly string[]
  questions: readonly PublicQuestion[]
  more: boolean
  period: Period
  byId: ReadonlyMap<string, PublicQuestion>
  lang: Lang
}) {
  const t = topicWords[lang]
  const placed = questions.length - rest.length
  return (
    <>
      <p class="muted">{t.lead}</p>
      <form method="get" action="/desk/topics" class="topic-days">
        <label>
          {t.from} <input type="date" name="from" defaultValue={period.from} />
        </label>{' '}
        <label>
          {t.to} <input type="date" name="to" defaultValue={period.to} />
        </label>{' '}
        <button class="btn" type="submit">
          {t.show}
        </button>
      </form>
      {questions.length === 0 ? (
        <p class="empty">{t.none}</p>
      ) : (
        <>
          <p>{t.covered(number(placed), number(questions.length))}</p>
          {more && <p class="notice">{t.more(number(TOPIC_READ))}</p>}
          <div class="topics">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t.topic}</th>
                  <th scope="col">{t.count}</th>
                  <th scope="col">{t.open}</th>
                  <th scope="col">{t.example}</th>
                </tr>
              </thead>
              <tbody>
                {topics.map(({ name, ids }) => (
                  <tr key={name}>
                    <th scope="row">
                      <a href={hrefOf(period, name)}>{name}</a>
                    </th>
                    <td class="num">{number(ids.length)}</td>
                    <td class="num">{number(ids.filter((id) => isOpen(byId.get(id))).length)}</td>
                    <td>{byId.get(ids[0] ?? '')?.text}</td>
                  </tr>
                ))}
                {rest.length > 0 && (
                  <tr>
                    <th scope="row">
                      <a href={hrefOf(period, REST)}>{t.rest}</a>
                    </th>
                    <td class="num">{number(rest.length)}</td>
                    <td class="num">{number(rest.filter((id) => isOpen(byId.get(id))).length)}</td>
                    <td>{byId.get(rest[0] ?? '')?.text}</td>
                  </tr>
                )}
              </tbody>
            </table>
          </div>
          <p class="small muted">{t.method}</p>
          <p class="small muted">{t.merge}</p>
        </>
      )}
    </>
  )
}

function Rows({
  topic,
  drafts,
  period,
  byId,
  lang,
  now,
}: {
  topic: Topic
  drafts: boolean
  period: Period
  byId: ReadonlyMap<string, PublicQuestion>
  lang: Lang
  now: number
}) {
  const t = topicWords[lang]
  const common = commonWords[lang]
  return (
    <>
      {drafts && (
        <p class="actions">
          <a class="btn main" href={draftHref('town_hall', topic, period)}>
            {t.hall}
          </a>{' '}
          <a class="btn" href={draftHref('on_site_office', topic, period)}>
            {t.site}
          </a>
        </p>
      )}
      <ul class="plain">
        {topic.ids.map((id) => {
          const question = byId.get(id)
          if (!question) return null
          return (
            <li key={id}>
              <p>
                <QuestionLink question={question} lang={lang} />
                <br />
                <span class="small muted">
                  {common.question[question.state]}
                  {common.dot}
                  {formatDay(question.listedAt ?? question.askedAt, lang, now)}
                </span>
              </p>
            </li>
          )
        })}
      </ul>
      <p class="small muted">{t.merge}</p>
    </>
  )
}
