import { Hono } from 'hono'
import type { Lang } from '../contract/lang'
import type { PublicCase, PublicQuestion } from '../contract/views'
import { commonWords } from '../contract/words/common'
import { exportWords } from '../contract/words/exports'
import { toCsv } from '../domain/csv'
import { dueStatus } from '../domain/deadlines'
import { formatDateTime } from '../domain/shanghai'
import { atom } from '../domain/atom'
import type { AppEnv } from '../http/app-env'
import { langOf } from '../http/lang'
import { inTime } from '../http/patience'
import { ownOrigin } from '../http/place'
import { readPage } from '../http/reading'
import { slugOf } from '../http/room-door'
import { staffOnly } from '../http/staff'
import { newestAnswers } from '../store/question-reads'

const FEED_ITEMS = 50
const PAGE = 500

/** One row of the hand-off list, as whoever follows it up reads it. */
function row(lang: Lang, question: PublicQuestion, one: PublicCase, link: string, now: number) {
  const common = commonWords[lang]
  const { dueAt, repliedAt } = one
  const due = dueAt === null ? '' : common.due[dueStatus({ dueAt, answeredAt: repliedAt, now })]
  return [
    question.no,
    question.text,
    question.votes,
    common.caseKind[one.kind],
    one.unit,
    common.case[one.state],
    formatDateTime(one.assignedAt, lang),
    dueAt === null ? '' : formatDateTime(dueAt, lang),
    due,
    one.provisional ? exportWords[lang].handoffs.provisional : '',
    repliedAt === null ? '' : formatDateTime(repliedAt, lang),
    link,
  ]
}

/** Tables and feeds: what leaves the portal as a file. */
export const files = new Hono<AppEnv>()
  .get('/api/desk/sessions/:slug/handoffs.csv', staffOnly(), async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const lang = langOf(c)
    const now = Date.now()
    const words = exportWords[lang].handoffs
    const { no, question, votes, kind, unit, state, assigned, due, dueStatus: limit } = words
    const head = [
      no,
      question,
      votes,
      kind,
      unit,
      state,
      assigned,
      due,
      limit,
      '',
      words.replied,
      words.link,
    ]
    const rows: (string | number)[][] = []
    const origin = ownOrigin(c)
    for (let page = 1, seen = 0, total = 1; seen < total; page++) {
      const read = await readPage(c.env, slug, { order: 'new', page, size: PAGE }, null, now)
      for (const question of read.questions) {
        const link = `${origin}/q/${question.id}`
        for (const one of question.cases) rows.push(row(lang, question, one, link, now))
      }
      if (read.questions.length === 0) break
      seen += read.questions.length
      total = read.total
    }
    rows.sort((a, b) => Number(a[0]) - Number(b[0]))
    return c.body(toCsv([head, ...rows]), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${slug}-handoffs.csv"`,
      'cache-control': 'private, no-store',
    })
  })
  .get('/feed.atom', async (c) => {
    const lang = langOf(c)
    const origin = ownOrigin(c)
    const portal = c.env.PORTAL_NAME || commonWords[lang].portal
    const found = await inTime(newestAnswers(c.env.DB, FEED_ITEMS))
    const body = atom({
      id: `${origin}/feed.atom`,
      home: `${origin}/`,
      title: exportWords[lang].feedTitle(portal),
      lang: lang === 'zh' ? 'zh-CN' : 'en',
      entries: found.map(({ answer, question }) => ({
        id: `${origin}/q/${question.id}#a-${answer.id}`,
        link: `${origin}/q/${question.id}`,
        title: question.text,
        author: [answer.unit, answer.office, answer.speaker].filter(Boolean).join(' ') || portal,
        published: answer.at,
        updated: answer.revised?.at ?? answer.at,
        text: answer.text,
      })),
    })
    return c.body(body, 200, {
      'content-type': 'application/atom+xml; charset=utf-8',
      'cache-control': 'public, max-age=60',
    })
  })
