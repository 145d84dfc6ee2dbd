import { Hono } from 'hono'
import { formatDateTime } from '../domain/shanghai'
import type { AppEnv } from '../http/app-env'
import { portalHead } from '../http/audit'
import { inTime } from '../http/patience'
import { listSessions } from '../store/session-reads'
import { page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

const LISTED = 20

/** Read by whoever wants to check something. */
const told = async () => (await import('../contract/words/integrity')).integrityWords

/** What the audit chain is, where it stands, and how to check it. */
export const integrityPages = new Hono<AppEnv>().get('/integrity', async (c) => {
  const { lang } = readerOf(c)
  const now = Date.now()
  const t = (await told())[lang]
  const [head, sessions] = await Promise.all([
    inTime(portalHead(c.env, now)),
    // Without the record the page says how to check all the same.
    inTime(listSessions(c.env.DB, { limit: LISTED, kinds: ['town_hall', 'reception'] }, now)).then(
      (list) => list.sessions.map(({ session }) => session),
      () => null,
    ),
  ])
  const chained = sessions?.filter(({ state, source }) => state !== 'announced' && !source)
  return page(c, {
    title: t.title,
    description: t.describe,
    canonical: '/integrity',
    scripts: [PLAIN_SCRIPT],
    body: (
      <div class="narrow">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
        <section class="card">
          <h2>{t.now}</h2>
          <dl>
            <dt>{t.seq}</dt>
            <dd class="num">{head.seq}</dd>
            <dt>{t.hash}</dt>
            <dd class="audit-hash">
              <code>{head.hash}</code>
            </dd>
            <dt>{t.at}</dt>
            <dd class="num">{formatDateTime(head.at, lang, now)}</dd>
            <dt>{t.key}</dt>
            <dd class="audit-hash">
              <code>{head.key}</code>
            </dd>
          </dl>
        </section>
        <h2>{t.why}</h2>
        <p>{t.whyText}</p>
        <h2>{t.how}</h2>
        <ol>
          {t.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p>{t.privacy}</p>
        <h2>{t.files}</h2>
        <ul>
          <li>
            <a href="/api/audit/export">{t.portal}</a>
          </li>
          <li>
            <a href="/.well-known/audit-head">{t.head}</a>
          </li>
          {chained?.map(({ slug, title }) => (
            <li key={slug}>
              {title} <a href={`/api/audit/export?room=${slug}`}>{t.chain}</a>{' '}
              <a href={`/api/audit/record?room=${slug}`}>{t.record}</a>
            </li>
          ))}
        </ul>
        {!chained && <p>{t.none}</p>}
      </div>
    ),
  })
})
