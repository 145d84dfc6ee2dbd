import { Hono } from 'hono'
import type { ContactWay } from '../contract/follow'
import type { Lang } from '../contract/lang'
import type { RejectReason } from '../contract/states'
import type { OwnQuestion } from '../contract/views'
import { mutedWords } from '../contract/words/mutes'
import { contactWords } from '../contract/words/contacts'
import { publicWords } from '../contract/words/public'
import { shortHead } from '../domain/chain'
import type { AppEnv, Ctx } from '../http/app-env'
import { contactsOffered } from '../http/contacts'
import { roomOf } from '../http/room-door'
import { ownOfReader } from '../routes/deps'
import { ContactForm } from '../../web/views/follow/contact'
import { LookupForm, OwnQuestionView, stateWord } from '../../web/views/own-question'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT } from './render'
import { withFollow } from '../http/follow-reading'
import { reasonSentences } from '../http/reason-sentences'
import { readerOf } from './reader'

export const myPages = new Hono<AppEnv>().get('/my', async (c) => {
  const items = await ownOfReader(c)
  const wanted = c.req.query('new')
  const received = wanted ? items.find((item) => item.id === wanted) : undefined
  if (received) return receivedPage(c, received, await sealOf(c, received))
  return ownPage(c, await withFollow(c.env, items, Date.now()))
})

/** Where the chain of the asker's session stands now: on paper, it pins down everything up to here. */
async function sealOf(c: Ctx, { slug }: OwnQuestion): Promise<string | null> {
  try {
    const head = await roomOf(c.env, slug).chainHead()
    return head && shortHead(head)
  } catch {
    return null
  }
}

/** How long review takes now, as the room has just measured it. */
function minutesIn(raw: string | undefined): number | null {
  return raw && /^\d{1,4}$/.test(raw) ? Number(raw) : null
}

/** What somebody sees who has just handed something in: the code first. */
function receivedPage(c: Ctx, own: OwnQuestion, seal: string | null): Response {
  const { lang } = readerOf(c)
  const t = publicWords[lang].receipt
  const question = own.kind === 'question'
  const ways = question && own.state !== 'withdrawn' ? contactsOffered(c.env) : []
  const wait = minutesIn(c.req.query('wait'))
  return page(c, {
    title: t.title,
    cache: 'private',
    noindex: true,
    // Where the code is looked up; on paper it stands at the head.
    canonical: '/my',
    scripts: [PLAIN_SCRIPT],
    body: (
      <div class="narrow" data-draft-done={`${question ? 'ask' : 'comment'}:${own.slug}`}>
        <h1>{t.title}</h1>
        <p class="lead">{question ? t.question : t.comment}</p>
        <section class="card">
          <h2>{t.codeLabel}</h2>
          <output class="code num">{own.receipt}</output>
          <p>
            <b>{t.keep}</b>
          </p>
          <p>
            <button
              class="btn"
              type="button"
              hidden
              data-copy={own.receipt}
              data-copied={t.copied}
              data-failed={t.copyFailed}
            >
              {t.copy}
            </button>
          </p>
        </section>
        {ways.length > 0 && (
          <section class="card no-print">
            <h2>{contactWords[lang].leave.title}</h2>
            <ContactForm own={own} ways={ways} lang={lang} byCode={false} />
          </section>
        )}
        {wait !== null && own.state === 'submitted' && <p>{t.review(wait)}</p>}
        <p>
          {t.state} <span class="state">{stateWord(own, lang)}</span>
        </p>
        <blockquote>{own.text}</blockquote>
        {seal && (
          <p class="small">
            <a href="/integrity">{t.seal}</a> <span class="num">{seal}</span>
          </p>
        )}
        <div class="actions">
          <a class="btn main" href={`/s/${own.slug}`}>
            {t.back}
          </a>
          <a class="btn" href={`/s/${own.slug}/ask`}>
            {t.again}
          </a>
          <a class="btn" href="/my">
            {t.my}
          </a>
        </div>
      </div>
    ),
  })
}

/** In which sessions this device may not speak now, why, and until when. */
function Mutes({ items, lang }: { items: OwnQuestion[]; lang: Lang }) {
  const bySession = new Map(items.flatMap((own) => (own.muted ? [[own.slug, own] as const] : [])))
  return (
    <>
      {[...bySession.values()].map(({ slug, sessionTitle, muted }) => (
        <p key={slug} class="card" role="note">
          <b>{sessionTitle}</b> {mutedWords(lang, muted ?? {})}
        </p>
      ))}
    </>
  )
}

async function ownPage(c: Ctx, items: OwnQuestion[]): Promise<Response> {
  const { lang } = readerOf(c)
  const now = Date.now()
  const sentences = await reasonSentences(c.env, lang, now)
  const ways = contactsOffered(c.env)
  const t = publicWords[lang].my
  return page(c, {
    title: t.title,
    description: t.describe,
    cache: 'private',
    noindex: true,
    canonical: '/my',
    styles: [NETIZEN_STYLE, 'web/styles/follow.css'],
    scripts: [PLAIN_SCRIPT],
    body: (
      <div class="narrow">
        <h1>{t.title}</h1>
        <section class="card no-print">
          <h2>{t.lookup}</h2>
          <LookupForm lang={lang} lost={ways.length > 0} />
        </section>
        <section>
          <h2>{t.device}</h2>
          <Mutes items={items} lang={lang} />
          {items.length === 0 && <p class="muted">{t.deviceNone}</p>}
          <OwnList items={items} lang={lang} now={now} sentences={sentences} ways={ways} />
        </section>
      </div>
    ),
  })
}

function OwnList({
  items,
  ...rest
}: {
  items: OwnQuestion[]
  lang: Lang
  now: number
  sentences: Readonly<Record<RejectReason, string>>
  ways: readonly ContactWay[]
}) {
  return (
    <>
      {items.map((own) => (
        <OwnQuestionView key={own.id} own={own} {...rest} />
      ))}
    </>
  )
}
