import { Hono } from 'hono'
import { publicWords } from '../contract/words/public'
import type { AppEnv } from '../http/app-env'
import { page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

/** Long texts few people open; read when they do. */
const rules = async () => (await import('../contract/words/rules')).rulesWords

/** Rules and explanations, and the human page of the API. */
export const aboutPages = new Hono<AppEnv>()
  .get('/about', async (c) => {
    const { lang } = readerOf(c)
    const t = publicWords[lang].about
    const told = (await rules())[lang]
    return page(c, {
      title: t.title,
      description: t.describe,
      canonical: '/about',
      scripts: [PLAIN_SCRIPT],
      body: (
        <div class="narrow">
          <h1>{t.title}</h1>
          {told.sections.map((section) => (
            <section key={section.id} id={section.id}>
              <h2>{section.title}</h2>
              {section.text.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
              {section.id === 'data' && (
                <p>
                  <a href="/api">{told.dataLink}</a>
                </p>
              )}
            </section>
          ))}
        </div>
      ),
    })
  })
  .get('/api', async (c) => {
    const { lang } = readerOf(c)
    const t = (await rules())[lang].api
    return page(c, {
      title: t.title,
      description: t.describe,
      canonical: '/api',
      scripts: [PLAIN_SCRIPT],
      body: (
        <div class="narrow">
          <h1>{t.title}</h1>
          <p>{t.intro}</p>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t.path}</th>
                <th scope="col">{t.what}</th>
              </tr>
            </thead>
            <tbody>
              {t.rows.map((row) => (
                <tr key={row.path}>
                  <td>
                    {row.path.includes('{') ? (
                      <code>{row.path}</code>
                    ) : (
                      <a href={row.path}>
                        <code>{row.path}</code>
                      </a>
                    )}
                  </td>
                  <td>{row.what}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>{t.refusals}</p>
        </div>
      ),
    })
  })
