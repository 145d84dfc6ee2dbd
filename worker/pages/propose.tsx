import { Hono } from 'hono'
import { propose, type Proposed } from '../actions/commitments/propose'
import type { Quoted } from '../actions/commitments/register'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { promiseWords } from '../contract/words/promises'
import { readCalendar } from '../domain/calendar-ready'
import { bareSentence, promiseIn, sentencesOf } from '../domain/promises'
import { formatDateTime } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { chained } from '../http/audit'
import { readForm } from '../http/body'
import { isSlug } from '../http/ids'
import { macText, sha256Text } from '../http/keys'
import { inTime } from '../http/patience'
import { readClues } from '../http/promise-clues'
import { readPromiseSource, type PromisePointer } from '../http/promise-source'
import { knownOrNewVisitor } from '../http/visitor'
import { pointerIn, pointerQuery, quotedOf } from '../routes/promise-acts'
import { registeredQuotes } from '../store/commitments'
import { personWords } from '../../web/views/answer-block'
import { ProposedPage, ProposePage, type PickedSentence } from '../../web/views/propose'
import { PROMISE_STYLE } from './promise-section'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT, type PageOptions } from './render'
import { readerOf } from './reader'

/** Readers point a sentence out as a promise: one form for each sentence, without a script and without a name. */

const quiet: Pick<PageOptions, 'cache' | 'noindex' | 'scripts' | 'styles'> = {
  cache: 'private',
  noindex: true,
  scripts: [PLAIN_SCRIPT],
  styles: [NETIZEN_STYLE, PROMISE_STYLE],
}

const backTo = (slug: string, pointer: PromisePointer) =>
  pointer.kind === 'line'
    ? `/s/${slug}/transcript?all=1#l-${pointer.id}`
    : `/s/${slug}/q/${pointer.no}`

const fieldsOf = (slug: string, pointer: PromisePointer, quote: string) => ({
  ...Object.fromEntries(new URLSearchParams(pointerQuery(slug, pointer))),
  quote,
})

/** The sentences of one answer or line; those that read like a promise first. */
async function ofSource(c: Ctx): Promise<{ sentences: PickedSentence[]; back: string }> {
  const now = Date.now()
  const { lang } = readerOf(c)
  const { slug, pointer } = pointerIn((name) => c.req.query(name))
  const source = await readPromiseSource(c.env, slug, pointer, now)
  const known = await inTime(registeredQuotes(c.env.DB, source.session.id))
  const calendar = await readCalendar()
  const who = personWords({ unit: source.unit, office: source.office, name: source.who })
  const sentences = sentencesOf(source.text)
    .filter((one) => [...one].length >= 4)
    .map((one) => {
      const promise = promiseIn(one, source.saidAt, calendar)
      const quote = promise?.quote ?? bareSentence(one)
      return {
        quote,
        said: promiseWords[lang].proposed.of(who, formatDateTime(source.saidAt, lang, now)),
        likely: promise !== null,
        registered: known.find((row) => row.quote.includes(quote))?.id ?? null,
        fields: fieldsOf(slug, pointer, quote),
      }
    })
  return {
    sentences: sentences.toSorted((a, b) => Number(b.likely) - Number(a.likely)),
    back: backTo(slug, pointer),
  }
}

/** Of a whole session only what reads like a promise. */
async function ofSession(
  c: Ctx,
  slug: string,
): Promise<{ sentences: PickedSentence[]; back: string }> {
  if (!isSlug(slug)) throw new Refusal('NOT_FOUND')
  const now = Date.now()
  const { lang } = readerOf(c)
  const { session, clues } = await readClues(c.env, slug, now)
  const known = await inTime(registeredQuotes(c.env.DB, session.id))
  const sentences = clues.map(({ quote, pointer, saidAt, unit, office, who }) => ({
    quote,
    said: promiseWords[lang].proposed.of(
      personWords({ unit, office, name: who }),
      formatDateTime(saidAt, lang, now),
    ),
    likely: true,
    registered: known.find((row) => row.quote.includes(quote))?.id ?? null,
    fields: fieldsOf(slug, pointer, quote),
  }))
  return { sentences, back: `/s/${slug}/transcript` }
}

function wordsOf(c: Ctx, told: Proposed): string {
  const t = promiseWords[readerOf(c).lang].proposed
  switch (told.what) {
    case 'registered':
      return t.already
    case 'settled':
      return t.settled
    case 'again':
      return `${t.again} ${t.done(told.count)}`
    case 'counted':
      return t.done(told.count)
  }
}

export const proposePages = new Hono<AppEnv>()
  .get('/promises/propose', async (c) => {
    const { lang } = readerOf(c)
    const one = ['l', 'a', 'c'].some((name) => c.req.query(name))
    const told = one ? await ofSource(c) : await ofSession(c, c.req.query('s') ?? '')
    const title = promiseWords[lang].proposed.title
    return page(c, { ...quiet, title, body: <ProposePage lang={lang} {...told} /> })
  })
  .post('/promises/propose', async (c) => {
    const { lang } = readerOf(c)
    const fields = await readForm(c, PUBLIC_BODY_BYTES)
    const { slug, pointer } = pointerIn((name) => fields.get(name))
    const now = Date.now()
    const source = await readPromiseSource(c.env, slug, pointer, now)
    const quoted: Quoted = quotedOf(source)
    const told = await propose(
      {
        db: c.env.DB,
        keyed: (text) => macText(c.env, 'report', text).slice(0, 22),
        digest: sha256Text,
        visitor: knownOrNewVisitor(c, null).id,
        chained: (act, work, took) => chained(c.env, act, work, took),
        now,
      },
      quoted,
      fields.get('quote') ?? '',
    )
    const promise = told.what === 'settled' || told.what === 'registered' ? told.promise : null
    return page(c, {
      ...quiet,
      title: promiseWords[lang].proposed.doneTitle,
      body: (
        <ProposedPage
          lang={lang}
          words={wordsOf(c, told)}
          promise={promise}
          back={backTo(slug, pointer)}
        />
      ),
    })
  })
