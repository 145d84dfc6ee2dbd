import { Hono } from 'hono'
import { VERIFIED } from '../contract/assurance'
import { askWords } from '../contract/words/ask'
import { countsHidden, questionsOpen } from '../domain/machine'
import { assuranceOf } from '../domain/assurance'
import type { AppEnv, Ctx } from '../http/app-env'
import { randomText } from '../http/ids'
import { personOf } from '../http/person'
import { readSession } from '../http/reading'
import { slugOf } from '../http/room-door'
import { AskForm } from '../../web/views/ask-form'
import { Island } from '../../web/views/island'
import { levelsOn } from './levels'
import { page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

/** What somebody typed before they were asked who they are. */
async function wordsFor(c: Ctx, slug: string) {
  const { waitingWords } = await import('../http/proving')
  return waitingWords(c, { kind: 'ask', slug }, Date.now())
}

export const askPages = new Hono<AppEnv>().get('/s/:slug/ask', async (c) => {
  const slug = slugOf(c.req.param('slug'))
  const session = await readSession(c.env, slug, Date.now())
  const { lang } = readerOf(c)
  const t = askWords[lang]
  const open = questionsOpen(session.state)
  const graded = levelsOn(c, session, lang)
  const early = countsHidden(session.state)
  const verified = personOf(c) !== null
  const asksWho = assuranceOf(session).ask === VERIFIED
  const words = asksWho ? await wordsFor(c, slug) : null
  const props = {
    lang,
    slug,
    submission: randomText(16),
    ...(early && { early }),
    ...(words && { words }),
    ...(asksWho && verified && { verified }),
  }
  return page(c, {
    title: `${t.title} · ${session.title}`,
    description: t.describe(session.title),
    // Every rendering carries a submission key of its own.
    cache: 'private',
    noindex: true,
    demo: session.demo,
    scripts: [open ? 'web/islands/ask.entry.tsx' : PLAIN_SCRIPT, ...graded.scripts],
    humanCheck: graded.humanCheck,
    body: (
      <div
        class="narrow"
        // Whoever comes too early gets the form once there is one.
        data-opens={session.state === 'announced' ? `/api/sessions/${slug}` : undefined}
      >
        <p class="crumbs">
          <a href={`/s/${slug}`}>{session.title}</a>
        </p>
        <h1>{t.title}</h1>
        {open ? (
          <>
            <Island name="ask" props={props}>
              <AskForm {...props} />
            </Island>
            {graded.line}
            <section>
              <h2>{t.next}</h2>
              <ol class="steps">
                {t.steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
              <p class="small muted">{t.kept}</p>
            </section>
          </>
        ) : (
          <>
            <p class="lead">{t.closed}</p>
            <p>
              <a class="btn" href={`/s/${slug}`}>
                {t.back}
              </a>
            </p>
          </>
        )}
      </div>
    ),
  })
})
