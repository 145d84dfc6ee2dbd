import type { Lang } from '../contract/lang'
import type { TimelineFact } from '../contract/record'
import { Refusal } from '../contract/refusals'
import { commonWords } from '../contract/words/common'
import { exportWords } from '../contract/words/exports'
import { publicWords } from '../contract/words/public'
import { sessionWords } from '../contract/words/session'
import { atom, jsonFeed, lastChange, type AtomEntry, type AtomFeed } from '../domain/atom'
import { isStub } from '../domain/projection'
import type { Ctx } from '../http/app-env'
import { whereChanged } from '../http/conditional'
import { langOf } from '../http/lang'
import { inTime } from '../http/patience'
import { ownOrigin } from '../http/place'
import { readQuestion } from '../http/reading'
import { slugOf } from '../http/room-door'
import { scopeIn } from '../http/statistics-reading'
import { feedUnit, feedAnswers, type FeedScope } from '../store/feeds'
import { sessionBySlug } from '../store/session-reads'
import { wordsOf } from './tables'

/** Feeds of what was answered: of everything, a session, a unit, and of what became of one question. */

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

/** A feed in either form; unchanged ones are not sent again. */
export async function feed(c: Ctx, form: 'atom' | 'json'): Promise<Response> {
  const lang = langOf(c)
  const origin = ownOrigin(c)
  const portal = c.env.PORTAL_NAME || commonWords[lang].portal
  const { session, unit, question } = c.req.query()
  const made = question
    ? await ofQuestion(c, question, lang, portal)
    : await ofAnswers(c, lang, portal)
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ session, unit, question })) {
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
