import type { PublicPromise } from '../contract/commitments'
import type { Lang } from '../contract/lang'
import type { TimelineFact } from '../contract/record'
import { Refusal } from '../contract/refusals'
import { commonWords } from '../contract/words/common'
import { exportWords } from '../contract/words/exports'
import { publicWords } from '../contract/words/public'
import { promiseWords } from '../contract/words/promises'
import { searchWords } from '../contract/words/search'
import { sessionWords } from '../contract/words/session'
import { atom, jsonFeed, lastChange, type AtomEntry, type AtomFeed } from '../domain/atom'
import { isStub } from '../domain/projection'
import { DAY_MS, formatDay, startOfDay } from '../domain/shanghai'
import type { Ctx } from '../http/app-env'
import { whereChanged } from '../http/conditional'
import { langOf } from '../http/lang'
import { inTime } from '../http/patience'
import { ownOrigin } from '../http/place'
import { readQuestion } from '../http/reading'
import { slugOf } from '../http/room-door'
import { askedIn, search } from '../http/searching'
import { scopeIn } from '../http/statistics-reading'
import { listPromises, promisesChanged } from '../store/commitments'
import { feedUnit, feedAnswers, type FeedScope } from '../store/feeds'
import { sessionBySlug } from '../store/session-reads'
import { wordsOf } from './tables'

/**
 * Feeds of what was answered: of everything, a session, a unit; of what became of one question; of what became
 * of promises; and of what a search finds.
 */

const ITEMS = 50

type Made = Pick<AtomFeed, 'home' | 'title' | 'entries' | 'gone'>

/** Where a feed is of, by the words of its address. */
interface About {
  scope: FeedScope
  home: string
  name: string | null
}

async function aboutOf(c: Ctx): Promise<About> {
  const { session, unit } = c.req.query()
  const origin = ownOrigin(c)
  if (session) {
    const held = await inTime(sessionBySlug(c.env.DB, slugOf(session)))
    if (!held) throw new Refusal('NOT_FOUND')
    const { id, slug, title } = held.session
    return { scope: { sessionId: id }, home: `${origin}/s/${slug}`, name: title }
  }
  if (unit) {
    const { unit: id = '' } = scopeIn({ unit })
    const found = await inTime(feedUnit(c.env.DB, id))
    if (!found) throw new Refusal('NOT_FOUND')
    const home = `${origin}/ledger?unit=${encodeURIComponent(found.id)}`
    return { scope: { unit: found }, home, name: found.name }
  }
  return { scope: {}, home: `${origin}/`, name: null }
}

async function ofAnswers(c: Ctx, lang: Lang, portal: string): Promise<Made> {
  const { scope, home, name } = await aboutOf(c)
  const { answers, gone } = await inTime(feedAnswers(c.env.DB, scope, ITEMS))
  const origin = ownOrigin(c)
  const idOf = (question: string, key: string) => `${origin}/q/${question}#${key}`
  return {
    home,
    title: exportWords[lang].feedTitle(name ?? portal),
    entries: answers.map(({ key, question, author, text, at, updated }) => ({
      id: idOf(question.id, key),
      link: `${origin}/q/${question.id}`,
      title: question.text || sessionWords[lang].erased,
      author: author || portal,
      published: at,
      updated,
      text,
    })),
    gone: gone.map(({ key, question }) => ({
      id: idOf(question.id, key),
      when: question.settledAt ?? question.askedAt,
      why: wordsOf(lang, question),
    })),
  }
}

/** What became of one question: an entry for each step, the newest first. */
async function ofQuestion(c: Ctx, id: string, lang: Lang, portal: string): Promise<Made> {
  if (!/^[\w-]{1,64}$/.test(id)) throw new Refusal('NOT_FOUND')
  const { question, timeline } = await readQuestion(c.env, id)
  const origin = ownOrigin(c)
  const home = `${origin}/q/${question.id}`
  const title = wordsOf(lang, question)
  const said = (fact: TimelineFact) => {
    if (isStub(question)) return ''
    const answer = question.answers.find(({ at }) => fact.what === 'answered' && at === fact.at)
    const reply = question.cases.find(
      ({ repliedAt, unit }) =>
        fact.what === 'replied' && repliedAt === fact.at && unit === fact.unit,
    )
    return answer?.text ?? reply?.reply ?? ''
  }
  const seen = new Map<string, number>()
  const entries = timeline.map((fact): AtomEntry => {
    const name = `${fact.what}-${fact.at}`
    const times = seen.get(name) ?? 0
    seen.set(name, times + 1)
    const what = publicWords[lang].question.what[fact.what]
    const words = fact.unit ? what + commonWords[lang].dot + fact.unit : what
    return {
      id: `${home}#t-${name}${times === 0 ? '' : `-${times}`}`,
      link: home,
      title: words,
      author: fact.unit || portal,
      published: fact.at,
      updated: fact.at,
      text: said(fact) || words,
    }
  })
  return {
    home,
    title: exportWords[lang].questionFeed(title.slice(0, 60)),
    entries: entries.reverse().slice(0, ITEMS),
  }
}

/** What became of promises, those of everybody or of a unit: each step, and each day that went by in silence. */
async function ofPromises(c: Ctx, lang: Lang, portal: string): Promise<Made> {
  const t = promiseWords[lang]
  const now = Date.now()
  const { unit } = scopeIn({ unit: c.req.query('unit') ?? '' })
  const held = unit === undefined ? null : await inTime(feedUnit(c.env.DB, unit))
  if (unit !== undefined && held === null) throw new Refusal('NOT_FOUND')
  const [changed, late] = await inTime(
    Promise.all([
      promisesChanged(c.env.DB, unit, ITEMS, now),
      listPromises(c.env.DB, { unitId: unit, late: true, size: ITEMS }, now),
    ]),
  )
  const origin = ownOrigin(c)
  const about = (promise: PublicPromise) => ({
    link: `${origin}/promises/${promise.id}`,
    title: promise.what || t.goneQuote,
    author: promise.unit || portal,
  })
  const quote = (promise: PublicPromise) => (promise.quote === '' ? t.gone : `“${promise.quote}”`)
  const steps = changed.flatMap(({ promise, events }) =>
    events.map((event, at): AtomEntry => {
      const told = about(promise)
      const delayed = event.dueDay && t.delayedTo(formatDay(startOfDay(event.dueDay), lang, 0))
      const words = [t.state[event.state], event.text, delayed, event.by && t.verifiedBy(event.by)]
      return {
        ...told,
        // Steps are only ever added: the place of one is its name.
        id: `${told.link}#e-${at + 1}`,
        published: event.at,
        updated: event.at,
        text: [...words, quote(promise)].filter(Boolean).join('\n'),
      }
    }),
  )
  const missed = late.promises.flatMap((promise): AtomEntry[] => {
    if (promise.dueDay === null) return []
    const at = startOfDay(promise.dueDay) + DAY_MS
    const told = about(promise)
    return [
      {
        ...told,
        id: `${told.link}#late-${promise.dueDay}`,
        published: at,
        updated: at,
        text: `${t.due.late}\n${quote(promise)}`,
      },
    ]
  })
  return {
    home: `${origin}/promises${unit === undefined ? '' : `?unit=${encodeURIComponent(unit)}`}`,
    title: exportWords[lang].promiseFeed(held?.name ?? portal),
    entries: [...steps, ...missed].sort((a, b) => b.updated - a.updated).slice(0, ITEMS),
  }
}

/** What a search finds, the newest first. */
async function ofSearch(c: Ctx, lang: Lang, portal: string): Promise<Made> {
  const asked = { ...askedIn(c.req.query()), after: undefined, order: 'new' as const }
  const answer = await search(c.env, { ...asked, limit: String(ITEMS) })
  const { q, filters } = answer
  const told = Object.entries({ q, ...filters }).map(([name, value]) => [name, String(value)])
  const t = searchWords[lang]
  const origin = ownOrigin(c)
  return {
    home: `${origin}/search?${new URLSearchParams(told)}`,
    title: exportWords[lang].searchFeed(q),
    entries: answer.items.map((item) => {
      const link = origin + item.url
      const title = item.title || t.erased
      const found = item.snippets.map((one) => t.in[one.in] + commonWords[lang].colon + one.text)
      return {
        id: `${link.split('#')[0]}#${item.kind}-${item.id}`,
        link,
        title,
        author: item.speaker || item.unit || portal,
        published: item.at,
        updated: item.at,
        text: found.join('\n') || title,
      }
    }),
  }
}

/** Names by which an address says what its feed is of. */
const asks = {
  answers: ['session', 'unit', 'question'],
  promises: ['of', 'unit'],
  search: ['of', 'q', 'kind', 'session', 'unit', 'state', 'outcome', 'year'],
} as const

/** A feed in either form; unchanged ones are not sent again. */
export async function feed(c: Ctx, form: 'atom' | 'json'): Promise<Response> {
  const lang = langOf(c)
  const origin = ownOrigin(c)
  const portal = c.env.PORTAL_NAME || commonWords[lang].portal
  const { question, of } = c.req.query()
  const what = of === 'promises' || of === 'search' ? of : 'answers'
  if (of && what === 'answers') throw new Refusal('INVALID', { field: 'of' })
  const make = {
    promises: () => ofPromises(c, lang, portal),
    search: () => ofSearch(c, lang, portal),
    answers: () => (question ? ofQuestion(c, question, lang, portal) : ofAnswers(c, lang, portal)),
  }
  const made = await make[what]()
  const query = new URLSearchParams()
  for (const name of asks[what]) {
    const value = c.req.query(name)
    if (value) query.set(name, value)
  }
  const asked = query.size === 0 ? '' : `?${query}`
  const facts = {
    ...made,
    // The same in either form and language.
    id: `${origin}/feed.atom${asked}`,
    self: `${origin}/feed.${form}${asked}`,
    lang: lang === 'zh' ? 'zh-CN' : 'en',
  }
  const type = form === 'atom' ? 'application/atom+xml' : 'application/feed+json'
  const body = form === 'atom' ? atom(facts) : jsonFeed(facts)
  return whereChanged(c, body, `${type}; charset=utf-8`, {
    changed: lastChange(made.entries, made.gone),
  })
}
