import { Hono } from 'hono'
import { commonWords } from '../contract/words/common'
import { dataPageWords } from '../contract/words/data-page'
import { dictionary } from '../domain/open-data'
import type { AppEnv } from '../http/app-env'
import { page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

const formats = ['ndjson', 'json', 'csv'] as const

/** 开放数据: what can be taken away, what it means, and how to check it. */
export const dataPages = new Hono<AppEnv>().get('/data', (c) => {
  const { lang } = readerOf(c)
  const t = dataPageWords[lang]
  const tables = dictionary()
  const license = c.env.DATA_LICENSE?.trim()
  return page(c, {
    title: t.title,
    description: t.describe,
    canonical: '/data',
    scripts: [PLAIN_SCRIPT],
    feed: { href: '/feed.atom', title: t.feedPortal },
    body: (
      <>
        <h1>{t.title}</h1>
        <p>{t.intro}</p>
        <div class="actions">
          <a class="btn main" href="/api/v1/data/all.ndjson">
            {t.all}
          </a>
          <a class="btn" href="/api/v1/data/manifest.json">
            {t.manifest}
          </a>
        </div>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t.table}</th>
              <th scope="col">{t.means}</th>
              <th scope="col">{t.files}</th>
            </tr>
          </thead>
          <tbody>
            {tables.map((table) => (
              <tr key={table.name}>
                <th scope="row">
                  <a href={`#${table.name}`}>{table.title[lang]}</a>
                </th>
                <td>{table.description[lang]}</td>
                <td class="nowrap">
                  {formats.map((format) => (
                    <>
                      <a
                        key={format}
                        href={`/api/v1/data/${table.name}.${format}`}
                        aria-label={`${table.title[lang]} ${format.toUpperCase()}`}
                      >
                        {format.toUpperCase()}
                      </a>{' '}
                    </>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <h2>{t.license}</h2>
        <p>
          {license || 'CC-BY-4.0'}
          {commonWords[lang].colon}
          {t.licenseDefault}
        </p>
        <h2>{t.check}</h2>
        <p>{t.checkHow}</p>
        <h2>{t.feeds}</h2>
        <ul>
          <li>
            <a href="/feed.atom">{t.feedPortal} (Atom)</a> · <a href="/feed.json">JSON Feed</a>
          </li>
          <li>
            <a href="/calendar.ics">{t.calendar}</a>
          </li>
          <li>
            <a href="/open311/v2/discovery.json">{t.open311}</a>
          </li>
          <li>
            <a href="/stats">{t.figures}</a>
          </li>
          <li>
            <a href="/api">{t.api}</a> · <a href="/api/v1/data">{t.dictionary}</a>
          </li>
        </ul>
        {tables.map((table) => (
          <details key={table.name} id={table.name} class="sums">
            <summary>{t.columns(table.title[lang])}</summary>
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{t.column}</th>
                  <th scope="col">{t.type}</th>
                  <th scope="col">{t.means}</th>
                </tr>
              </thead>
              <tbody>
                {table.columns.map((column) => (
                  <tr key={column.name}>
                    <th scope="row">
                      <code>{column.name}</code>
                    </th>
                    <td>
                      {column.type}
                      {column.nullable && ` · ${t.nullable}`}
                    </td>
                    <td>{column.description[lang]}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        ))}
      </>
    ),
  })
})
