import { Hono } from 'hono'
import type { ComponentChildren } from 'preact'
import type { PublicCaseEvent } from '../contract/cases'
import type { Lang } from '../contract/lang'
import type { QuestionInRecord } from '../contract/record'
import { Refusal } from '../contract/refusals'
import type { PublicAnswer, PublicCase, PublicSession, WhyHere } from '../contract/views'
import { commonWords } from '../contract/words/common'
import { exportWords } from '../contract/words/exports'
import { pictureWords } from '../contract/words/picture'
import { promiseWords } from '../contract/words/promises'
import { publicWords } from '../contract/words/public'
import { sessionWords } from '../contract/words/session'
import type { WorkCalendar } from '../domain/calendar'
import { readCalendar } from '../domain/calendar-ready'
import type { DeadlineRules } from '../contract/deadlines'
import { builtInRules, dueDate, type DueDate } from '../domain/deadlines'
import { inTime } from '../http/patience'
import { noticesInForce } from '../store/calendar'
import { allRules } from '../store/deadline-rules'
import { publicFilesOf } from '../store/attachments'
import { publicEventsOf } from '../store/cases'
import { officialsThen } from '../store/in-office'
import { questionOnceAt } from '../store/question-page'
import { sumsOfCases } from '../store/due-sums'
import type { Offices } from '../store/unit-pages'
import { countsHidden, questionsOpen } from '../domain/machine'
import { hasWords } from '../domain/projection'
import { formatTime } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { isId } from '../http/ids'
import { readQuestion } from '../http/reading'
import { roomOf } from '../http/room-door'
import { learnRoomSecret } from '../http/rotation'
import { readerIds, voterHere } from '../http/taking-part'
import { AnswerBlock, CaseReply, Paragraphs } from '../../web/views/answer-block'
import { Corrections } from '../../web/views/corrections'
import { QuestionCard, stubWords, WhyHereWords } from '../../web/views/question-card'
import { CaseHandling } from '../../web/views/case-handling'
import { CaseTimeline } from '../../web/views/case-timeline'
import { DueSums } from '../../web/views/due-sums'
import { FollowFacts } from '../../web/views/follow/public'
import { Timeline } from '../../web/views/timeline'
import { OfficialLine } from '../../web/views/units'
import { levelsOn } from './levels'
import { cardAddress, questionCard } from './card'
import { keptOrDrawn } from './kept'
import { PROMISE_STYLE, promisesOfQuestion } from './promise-section'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT, RECORD_STYLE } from './render'
import { houseOf, readerOf } from './reader'
import { breadcrumbs, questionFacts } from './structured-record'

/** Days a unit may have set for itself; tried in turn until one gives the date on record. */
const DAYS_MAX = 60

/** Every version of the table of deadlines, the latest first; without the record the one that is built in. */
async function rulesSince(db: D1Database): Promise<DeadlineRules[]> {
  const kept = await inTime(allRules(db)).catch(() => [])
  return [...kept, builtInRules]
}

/**
 * How the dates of the cases came about: as it was kept with each date. Where the record does not have it yet it
 * is computed anew, and shown only where it comes out at the date that stands, so that what is explained is
 * what was decided.
 */
async function sumsOf(
  db: D1Database,
  cases: readonly PublicCase[],
  session: PublicSession,
): Promise<DueDate[]> {
  if (cases.length === 0) return []
  const kept = await inTime(
    sumsOfCases(
      db,
      cases.map(({ id }) => id),
    ),
  ).catch(() => new Map<string, DueDate>())
  const found = cases.map((item) => {
    const sums = kept.get(item.id)
    return sums?.dueAt === item.dueAt ? sums : null
  })
  if (found.every((sums) => sums !== null)) return found
  const calendar = await readCalendar(await inTime(noticesInForce(db)).catch(() => undefined))
  const versions = await rulesSince(db)
  return cases.flatMap((item, i) => found[i] ?? computed(item, session, calendar, versions) ?? [])
}

function computed(
  item: PublicCase,
  session: PublicSession,
  calendar: WorkCalendar,
  versions: readonly DeadlineRules[],
): DueDate | null {
  if (item.dueAt === null) return null
  const profile = session.kind === 'reception' ? 'reception' : 'town_hall'
  for (const rules of versions) {
    const plain = dueDate(profile, 'answer', item.assignedAt, calendar, {}, rules)
    if (plain.dueAt === item.dueAt) return plain
  }
  for (let answer = 1; answer <= DAYS_MAX; answer += 1) {
    const own = dueDate(profile, 'answer', item.assignedAt, calendar, { answer })
    if (own.dueAt === item.dueAt) return own
    if (own.dueAt > item.dueAt) break
  }
  return null
}

/** A question by its id; null where nobody may know of one. */
async function known(c: Ctx, id: string): Promise<QuestionInRecord | null> {
  try {
    return await readQuestion(c.env, id)
  } catch (fault) {
    if (fault instanceof Refusal && fault.code === 'NOT_FOUND') return null
    throw fault
  }
}

/** Officials on record, by the answer they gave; a page reads on without them. */
async function officialsOf(
  c: Ctx,
  answers: readonly PublicAnswer[],
): Promise<ReadonlyMap<string, Offices>> {
  const spoke = answers.map(({ speaker: who, office, unit, at }) => ({ who, office, unit, at }))
  const found = await inTime(officialsThen(c.env.DB, spoke)).catch(() => [])
  return new Map(answers.flatMap(({ id }, i) => (found[i] ? [[id, found[i]] as const] : [])))
}

async function questionPage(c: Ctx, id: string): Promise<Response> {
  const found = isId(id) || /^[a-z0-9-]{1,60}$/.test(id) ? await known(c, id) : null
  if (!found) {
    // Addresses never die: a message that was imported is found under its old number too.
    const now = /^[\w.:-]{1,100}$/.test(id) ? await inTime(questionOnceAt(c.env.DB, id)) : null
    if (now === null || now === id) throw new Refusal('NOT_FOUND')
    return c.redirect(`/q/${now}`, 301)
  }
  const { lang } = readerOf(c)
  const now = Date.now()
  const { slug } = found.session
  if (readerIds(c).length > 0) await learnRoomSecret(c.env, slug, now)
  const voter = voterHere(c, slug)
  const own =
    found.authority === 'room' ? await roomOf(c.env, slug).question(found.question.no, voter) : null
  const { question, session } = found
  const caseIds = question.cases.map((item) => item.id)
  const [sums, handled, papers, promises, officials] = await Promise.all([
    sumsOf(c.env.DB, question.cases, session),
    inTime(publicEventsOf(c.env.DB, caseIds)).catch(() => []),
    inTime(publicFilesOf(c.env.DB, caseIds)).catch(() => []),
    promisesOfQuestion(c, session, question.no, now),
    officialsOf(c, question.answers),
  ])
  const graded = levelsOn(c, session, lang)
  const house = houseOf(c)
  const card = questionCard(c, question, session, now)
  const title = question.text || publicWords[lang].question.title(question.no, session.title)
  return page(c, {
    title: title.length > 60 ? `${title.slice(0, 60)}…` : title,
    description: question.answers[0]?.text.slice(0, 120) ?? session.title,
    ...(found.authority === 'record' &&
      session.state === 'archived' && { cache: 'record' as const }),
    canonical: `/q/${question.id}`,
    feed: {
      href: `/feed.atom?question=${question.id}`,
      title: exportWords[lang].questionFeed(title.slice(0, 40)),
    },
    // What is left of a question is there for whoever has its address, not for whoever searches.
    noindex: !hasWords(question) || question.text === '',
    image: card ? cardAddress(`/q/${question.id}`, card) : '/card.png',
    jsonLd: [
      questionFacts(question, house, sessionWords[lang].anonymous, officials),
      breadcrumbs(house, [
        [commonWords[lang].archive, '/archive'],
        [session.title, `/s/${slug}`],
        [title, `/q/${question.id}`],
      ]),
    ],
    demo: session.demo,
    scripts: [PLAIN_SCRIPT, ...graded.scripts],
    styles: [NETIZEN_STYLE, RECORD_STYLE, ...(promises ? [PROMISE_STYLE] : [])],
    humanCheck: graded.humanCheck,
    body: (
      <QuestionForGood
        levels={graded.line}
        found={found}
        lang={lang}
        now={now}
        mine={own?.mine ?? false}
        why={own?.why ?? null}
        sums={sums}
        promises={promises}
        handled={handled}
        papers={papers}
        officials={officials}
      />
    ),
  })
}

/** A question for good. */
export const questionPages = new Hono<AppEnv>().get('/q/:id', (c) =>
  keptOrDrawn(c, () => questionPage(c, c.req.param('id'))),
)

function QuestionForGood({
  found,
  lang,
  now,
  mine,
  sums,
  handled,
  papers,
  why,
  levels,
  promises,
  officials,
}: {
  found: QuestionInRecord
  lang: Lang
  now: number
  mine: boolean
  sums: DueDate[]
  promises: ComponentChildren
  /** What departments did. */
  handled: PublicCaseEvent[]
  papers: Awaited<ReturnType<typeof publicFilesOf>>
  /** Officials on record, by the answer they gave. */
  officials: ReadonlyMap<string, Offices>
  why: WhyHere | null
  /** Which votes count here. */
  levels: ReturnType<typeof levelsOn>['line']
}) {
  const { question, session, timeline, revisions, moments = [] } = found
  const [first] = moments
  const watch = pictureWords[lang]
  const t = publicWords[lang].question
  const answered = question.answers.length > 0 || question.cases.some((item) => item.reply)
  const early = countsHidden(session.state)
  return (
    <article class="narrow question-page">
      <p class="crumbs">
        <a href={`/s/${session.slug}`}>{session.title}</a>
      </p>
      {question.text === '' && !question.erased ? (
        <h1>{stubWords(question, lang, now)}</h1>
      ) : (
        <>
          <h1 class={question.text.length > 60 ? 'long' : undefined}>
            {question.text || sessionWords[lang].erased}
          </h1>
          <QuestionCard
            question={{
              ...question,
              answers: [],
              cases: question.cases.map((item) => ({ ...item, reply: null })),
            }}
            lang={lang}
            now={now}
            mine={mine}
            early={early}
            headless
            voting={
              questionsOpen(session.state)
                ? { slug: session.slug, back: `/q/${question.id}` }
                : null
            }
          />
          {why && (
            <section class="why-here">
              <h2>{t.why(why.place)}</h2>
              <p>
                <WhyHereWords why={why} lang={lang} />
              </p>
              <p class="small">
                <a href="/about#votes">{t.rankRule}</a>
              </p>
            </section>
          )}
          {moments.length > 0 && (
            <p class="no-print">
              {moments.map(({ url, at }) => (
                <a key={url} class="btn" href={url}>
                  ▶ {watch.watch_at(formatTime(at))}
                </a>
              ))}
            </p>
          )}
          {levels}
          <p class="small no-print">
            <a href={`/s/${session.slug}/integrity`}>{t.integrity}</a>
            {question.text !== '' && (
              <>
                {commonWords[lang].dot}
                <a href={`/s/${session.slug}/report?q=${question.no}`} rel="nofollow">
                  {sessionWords[lang].report}
                </a>
              </>
            )}
          </p>
          {sums.map((due, i) => (
            <DueSums key={i} due={due} lang={lang} now={now} />
          ))}
          {question.details && (
            <section>
              <h2>{t.details}</h2>
              <Paragraphs text={question.details} />
            </section>
          )}
          {/* A merged question is answered where it went. */}
          {(answered || question.state !== 'merged') && (
            <section>
              <h2>{t.answers}</h2>
              {!answered && <p class="muted">{t.noAnswer}</p>}
              {question.answers.map((answer) => (
                <div key={answer.id}>
                  <AnswerBlock
                    answer={answer}
                    acceptedAt={question.listedAt}
                    lang={lang}
                    now={now}
                  />
                  <OfficialLine official={officials.get(answer.id)} lang={lang} />
                  <p class="small no-print">
                    <a
                      href={`/s/${session.slug}/report?q=${question.no}&a=${answer.id}`}
                      rel="nofollow"
                    >
                      {t.reportAnswer}
                    </a>
                    {commonWords[lang].dot}
                    <a
                      href={`/promises/propose?s=${session.slug}&q=${question.no}&a=${answer.id}`}
                      rel="nofollow"
                    >
                      {promiseWords[lang].propose}
                    </a>
                  </p>
                </div>
              ))}
              {question.cases.map((item) => (
                <div key={item.id}>
                  <CaseReply item={item} lang={lang} now={now} />
                  <CaseHandling
                    of={found.handling?.find((one) => one.case === item.id)}
                    item={item}
                    lang={lang}
                    now={now}
                  />
                  {item.reply && (
                    <p class="small no-print">
                      <a
                        href={`/promises/propose?s=${session.slug}&q=${question.no}&c=${item.id}`}
                        rel="nofollow"
                      >
                        {promiseWords[lang].propose}
                      </a>
                    </p>
                  )}
                </div>
              ))}
            </section>
          )}
        </>
      )}
      {promises}
      {found.follow && <FollowFacts follow={found.follow} lang={lang} now={now} />}
      <section>
        <h2>{t.timeline}</h2>
        <Timeline
          facts={timeline}
          question={question}
          lang={lang}
          now={now}
          watch={first && { url: first.url, word: watch.watch }}
        />
      </section>
      <CaseTimeline events={handled} files={papers} lang={lang} now={now} />
      <Corrections revisions={revisions} lang={lang} now={now} />
      <p class="no-print">
        <button
          class="btn"
          type="button"
          hidden
          data-copy=""
          data-copied={t.copied}
          data-failed={t.copyFailed}
        >
          {t.copyLink}
        </button>
      </p>
    </article>
  )
}
