import type { Env } from '../contract/env'
import type { Lang } from '../contract/lang'
import type { PublicCase, PublicQuestion } from '../contract/views'
import { commonWords } from '../contract/words/common'
import { exportWords } from '../contract/words/exports'
import { sessionWords } from '../contract/words/session'
import { dueStatus } from '../domain/deadlines'
import { formatDateTime, formatDay, shanghaiDay } from '../domain/shanghai'
import type { Ctx } from '../http/app-env'
import { toCsv } from '../domain/csv'
import { langOf } from '../http/lang'
import { ownOrigin } from '../http/place'
import { readPage } from '../http/reading'
import { slugOf } from '../http/room-door'

const PAGE = 500

/** A file outlives the year it was made in: every date in it carries its own. */
const inFull = (ms: number, lang: Lang) => formatDateTime(ms, lang, 0)

/** The words of a question, or what stands in their place. */
export function wordsOf(lang: Lang, question: PublicQuestion): string {
  if (question.text !== '') return question.text
  const t = sessionWords[lang]
  if (question.erased) return t.erased
  const day = formatDay(question.settledAt ?? question.askedAt, lang, 0)
  const { reason = '', state } = question
  const { takeDown, redirect } = commonWords[lang]
  const why: Record<string, string> = { ...takeDown, ...redirect }
  const say = t.stub[state === 'withdrawn' || state === 'redirected' ? state : 'taken_down']
  return say(day, why[reason] ?? takeDown.mistake)
}

/** One row of the hand-off list, as whoever follows it up reads it. */
function row(lang: Lang, question: PublicQuestion, one: PublicCase, link: string, now: number) {
  const common = commonWords[lang]
  const { dueAt, repliedAt } = one
  const due = dueAt === null ? '' : common.due[dueStatus({ dueAt, answeredAt: repliedAt, now })]
  return [
    question.no,
    wordsOf(lang, question),
    question.votes,
    common.caseKind[one.kind],
    one.unit,
    common.case[one.state],
    inFull(one.assignedAt, lang),
    // The last day itself: the moment its 24:00 is would read as the day after.
    dueAt === null ? '' : shanghaiDay(dueAt - 1),
    due,
    one.provisional ? exportWords[lang].handoffs.provisional : '',
    repliedAt === null ? '' : inFull(repliedAt, lang),
    link,
  ]
}

/** One question with everything said to it, as whoever counts or quotes reads it. */
function questionRow(lang: Lang, question: PublicQuestion, link: string) {
  const common = commonWords[lang]
  const { answers, cases } = question
  const replies = cases.filter((one) => one.reply !== null && one.repliedAt !== null)
  const said = [
    ...answers.map((one) => ({ ...one, who: [one.unit, one.office, one.speaker] })),
    ...replies.map((one) => ({ text: one.reply ?? '', at: one.repliedAt ?? 0, who: [one.unit] })),
  ]
  return [
    question.no,
    wordsOf(lang, question),
    question.details ?? '',
    question.name ?? '',
    common.channel[question.channel],
    question.votes,
    common.question[question.state],
    question.mergedInto?.no ?? '',
    inFull(question.askedAt, lang),
    question.listedAt === null ? '' : inFull(question.listedAt, lang),
    said.map((one) => inFull(one.at, lang)).join('\n'),
    said.map((one) => one.who.filter(Boolean).join(' ')).join('\n'),
    said.map((one) => one.text).join('\n\n'),
    cases.map((one) => `${one.unit}${common.colon}${common.case[one.state]}`).join('\n'),
    link,
  ]
}

/** Every public question of a session, page after page. */
async function* everyQuestion(env: Env, slug: string, now: number) {
  for (let page = 1, seen = 0, total = 1; seen < total; page++) {
    const request = { order: 'new', page, size: PAGE, whole: true } as const
    const read = await readPage(env, slug, request, null, now)
    if (read.questions.length === 0) return
    yield* read.questions
    seen += read.questions.length
    total = read.total
  }
}

/** The matters handed to units, as a table; staff see what waits as well. */
export async function handOffs(c: Ctx): Promise<Response> {
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
  for await (const question of everyQuestion(c.env, slug, now)) {
    const link = `${origin}/q/${question.id}`
    for (const one of question.cases) rows.push(row(lang, question, one, link, now))
  }
  rows.sort((a, b) => Number(a[0]) - Number(b[0]))
  return c.body(toCsv([head, ...rows]), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${slug}-handoffs.csv"`,
    'cache-control': 'private, no-store',
  })
}

/** Every public question of a session, as a table. */
export async function questions(c: Ctx): Promise<Response> {
  const slug = slugOf(c.req.param('slug'))
  const lang = langOf(c)
  const rows: (string | number)[][] = []
  for await (const question of everyQuestion(c.env, slug, Date.now())) {
    rows.push(questionRow(lang, question, `${ownOrigin(c)}/q/${question.id}`))
  }
  rows.sort((a, b) => Number(a[0]) - Number(b[0]))
  return c.body(toCsv([Object.values(exportWords[lang].questions), ...rows]), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${slug}-questions.csv"`,
    'cache-control': 'public, max-age=2',
    vary: 'Accept-Language, Cookie',
  })
}
