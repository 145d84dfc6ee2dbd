import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Lang } from '../contract/lang'
import type { Refusal } from '../contract/refusals'
import type { PersonalKind } from '../contract/states'
import type { OwnQuestion, Receipt } from '../contract/views'
import { publicWords } from '../contract/words/public'
import type { Ctx } from '../http/app-env'
import { maskPersonal, namesDoor } from '../domain/masking'
import type { Draft, FormPages } from '../http/form-pages'
import { reasonSentences } from '../http/reason-sentences'
import { fromOwnPages } from '../http/origin'
import { LookupForm, OwnQuestionView } from '../../web/views/own-question'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT, type PageOptions } from './render'
import { readerOf } from './reader'

/** Pages few ever see, read when one is asked for. */
const personal = () => import('./personal-views')

/** The page a refused form came from, if it was one of ours: only its path, and only as a link. */
function cameFrom(c: Ctx): string | null {
  const referer = c.req.header('referer')
  if (!referer || c.req.method === 'GET' || !fromOwnPages(c)) return null
  try {
    const { pathname, search } = new URL(referer)
    return pathname + search
  } catch {
    return null
  }
}

/** A refusal in plain words, with the way back. */
export async function refusalPage(
  c: Ctx,
  refusal: Refusal,
  status: ContentfulStatusCode,
  message: string,
  lang: Lang,
): Promise<Response> {
  // What was being sent waits in the page that asks for a proof.
  if (refusal.code === 'PROVE_AGAIN' && c.req.method === 'POST') {
    const { proveBeforeForm } = await import('./identity/prove')
    // With the record away nobody can prove anything: then the refusal alone is said.
    const asked = await proveBeforeForm(c).catch(() => null)
    if (asked) return asked
  }
  const t = publicWords[lang].error
  const title =
    refusal.code === 'NOT_FOUND'
      ? t.notFound
      : refusal.code === 'SLOW_DOWN'
        ? t.slow
        : refusal.code === 'BROKEN'
          ? t.broken
          : t.title
  const back = cameFrom(c)
  const lookup = refusal.code === 'RECEIPT_UNKNOWN' || refusal.code === 'RECEIPT_MISTYPED'
  return page(c, {
    title,
    status: status as NonNullable<PageOptions['status']>,
    cache: 'private',
    noindex: true,
    scripts: [PLAIN_SCRIPT],
    body: (
      <div class="narrow">
        <h1>{title}</h1>
        <p class="lead" role={back ? 'alert' : undefined}>
          {message}
        </p>
        {refusal.code === 'NOT_FOUND' && <p>{t.notFoundHint}</p>}
        {lookup && <LookupForm lang={lang} />}
        {back && !lookup && <p class="muted">{t.kept}</p>}
        <div class="actions">
          {back && (
            <a class="btn main" href={back}>
              {t.backTo}
            </a>
          )}
          <a class={back ? 'btn' : 'btn main'} href="/">
            {t.home}
          </a>
          {refusal.code === 'NOT_FOUND' && (
            <a class="btn" href="/my">
              {publicWords[lang].my.title}
            </a>
          )}
        </div>
      </div>
    ),
  })
}

/** What a 查询码 stands for, drawn in answer to the look-up, so that the code is in no address. */
export async function lookedUpPage(c: Ctx, found: OwnQuestion): Promise<Response> {
  const { MyData, OwnAccusation } = await personal()
  const { lang } = readerOf(c)
  const t = publicWords[lang].my
  const now = Date.now()
  const sentences = await reasonSentences(c.env, lang, now)
  const { withFollow } = await import('../http/follow-reading')
  const [own = found] = await withFollow(c.env, [found], now)
  const { contactsOffered } = await import('../http/contacts')
  const ways = contactsOffered(c.env)
  return page(c, {
    title: t.title,
    cache: 'private',
    noindex: true,
    styles: [NETIZEN_STYLE, 'web/styles/follow.css'],
    scripts: [PLAIN_SCRIPT],
    body: (
      <div class="narrow">
        <h1>{t.found}</h1>
        {own.kind === 'accusation' ? (
          <OwnAccusation own={own} lang={lang} />
        ) : (
          <OwnQuestionView
            own={own}
            lang={lang}
            now={now}
            sentences={sentences}
            ways={ways}
            byCode
          />
        )}
        <MyData own={own} lang={lang} />
        <section class="card">
          <h2>{t.lookup}</h2>
          <LookupForm lang={lang} lost={ways.length > 0} />
        </section>
        <p>
          <a href="/my">{t.device}</a>
        </p>
      </div>
    ),
  })
}

const quiet: Pick<PageOptions, 'cache' | 'noindex' | 'scripts'> = {
  cache: 'private',
  noindex: true,
  scripts: [PLAIN_SCRIPT],
}

/** Personal data was found: what it will look like, and what may become of the original. */
async function foundPage(c: Ctx, draft: Draft, kinds: readonly PersonalKind[]): Promise<Response> {
  const { lang } = readerOf(c)
  const { Found, personalWords } = await personal()
  const { text, details, name } = draft
  const masked = {
    text: maskPersonal(text).text,
    details: maskPersonal(details).text,
    name: maskPersonal(name).text,
  }
  const door = namesDoor(`${text}\n${details}`)
  return page(c, {
    ...quiet,
    title: personalWords[lang].ask.title,
    status: 422,
    body: <Found lang={lang} draft={draft} kinds={kinds} masked={masked} door={door} />,
  })
}

/** The receipt of an accusation. */
async function accusedPage(c: Ctx, slug: string, { receipt }: Receipt): Promise<Response> {
  const { lang } = readerOf(c)
  const { Accused, personalWords } = await personal()
  return page(c, {
    ...quiet,
    title: personalWords[lang].accusation.title,
    body: <Accused lang={lang} slug={slug} code={receipt} />,
  })
}

/** One button that uses a sign-in link: a messenger that previews the address does not use it up. */
function signInPage(c: Ctx, token: string): Response {
  const { lang } = readerOf(c)
  const t = publicWords[lang].staff
  return page(c, {
    title: t.signIn,
    cache: 'private',
    noindex: true,
    body: (
      <div class="narrow">
        <h1>{t.signIn}</h1>
        <p class="lead">{t.signInHint}</p>
        <form method="post" action="/desk/sign-in">
          <input type="hidden" name="k" value={token} />
          <button class="btn main" type="submit">
            {t.signInButton}
          </button>
        </form>
      </div>
    ),
  })
}

/** Every way to sign in. */
const signInFirstPage = async (c: Ctx) => (await import('./identity/doors')).signInPage(c)

/** The pages that answer forms. */
export const formPages: FormPages = {
  refusal: refusalPage,
  lookedUp: lookedUpPage,
  found: foundPage,
  accused: accusedPage,
  signIn: signInPage,
  signInFirst: signInFirstPage,
}
