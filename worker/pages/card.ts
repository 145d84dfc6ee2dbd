import { Hono } from 'hono'
import type { Lang } from '../contract/lang'
import type { PublicQuestion, PublicSession, Snapshot } from '../contract/views'
import { commonWords } from '../contract/words/common'
import { cardPalette, drawCard, type CardFacts, type Ink } from '../domain/card'
import { fateOf, type Fate } from '../domain/fate'
import { lettersIn, type Letters } from '../domain/letters'
import { formatDay } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { sha256Text } from '../http/keys'
import { Lately } from '../http/lately'
import { log } from '../http/log'
import { readQuestion, readSnapshot } from '../http/reading'
import { slugOf } from '../http/room-door'
import { outcomeWords } from '../contract/words/outcomes'
import { pngOf } from './png'
import { frameOf } from './reader'

/** Pictures that messengers and search engines show beside a link, drawn here: they take no SVG. */

/** A shared picture speaks the language of its readers, not of the one who shared it. */
const LANG: Lang = 'zh'
const DAY_S = 86_400
/** Pictures of an isolate, by what is on them. */
const drawn = new Lately<Uint8Array<ArrayBuffer>>(40)

const words = () => {
  const { bridge } = commonWords[LANG]
  return bridge
}

const house = (c: Ctx) => {
  const { region, portal } = frameOf(c)
  return `${region} ${portal(LANG)}`.trim()
}

/** The portal's own. */
function portalCard(c: Ctx): CardFacts {
  return { portal: house(c), kicker: '', title: '有问必答，件件有着落', words: cardWords(0) }
}

const cardWords = (cases: number): CardFacts['words'] => {
  const t = words()
  return { ...t, cases: t.cases(cases) }
}

/** A session with its balance as it stands; before anybody has asked, when it begins. */
export function sessionCard(
  c: Ctx,
  { session, balance, cases }: Pick<Snapshot, 'session' | 'balance' | 'cases'>,
): CardFacts {
  const told = session.source === undefined && session.kind !== 'mailbox'
  const counted = told && balance.total.accepted > 0
  return {
    portal: house(c),
    kicker: kickerOf(session),
    title: session.title,
    words: cardWords(cases.total),
    ...(counted && { line: balance.total, cases }),
  }
}

function kickerOf(session: PublicSession): string {
  const common = commonWords[LANG]
  const day = session.datePrinted ?? formatDay(session.startsAt, LANG, 0)
  const state =
    session.source === undefined ? common.session[session.state] : common.kind[session.kind]
  if (session.kind === 'mailbox') return common.kind.mailbox
  return `${session.demo ? `${common.demo} ` : ''}${state} ${day}`
}

const fateInks: Partial<Record<Fate, Ink>> = {
  overdue: 'cinnabar',
  disputed: 'cinnabar',
  confirmed: 'jade',
  answeredLive: 'jade',
  answeredWritten: 'jade',
  replied: 'jade',
  working: 'ochre',
}

/** A question and where it stands; null for what is but a stub: then the portal's own picture is shown. */
export function questionCard(
  c: Ctx,
  question: PublicQuestion,
  session: PublicSession,
  now: number,
): CardFacts | null {
  if (question.text === '') return null
  const fate = fateOf(question, now)
  return {
    portal: house(c),
    kicker: `${session.demo ? `${commonWords[LANG].demo} ` : ''}${commonWords[LANG].number(question.no)} ${session.title}`,
    title: question.text,
    state: { word: outcomeWords[LANG].fate[fate], ink: fateInks[fate] ?? 'muted' },
    words: cardWords(0),
  }
}

/** Names what is on a card: a picture with another figure on it has another address. */
export const cardTag = (facts: CardFacts): string => sha256Text(JSON.stringify(facts)).slice(0, 16)

/** The address of a card, with what is on it. */
export const cardAddress = (path: string, facts: CardFacts): string =>
  `${path}/card.png?v=${cardTag(facts)}`

let letters: Letters | null = null

/** The outlines of the letters, from the built files; without them a card has its bars and no words. */
async function lettersOf(c: Ctx): Promise<Letters | null> {
  if (letters) return letters
  try {
    const answer = await c.env.ASSETS.fetch(new URL('/glyphs.bin', c.req.url))
    if (!answer.ok || !answer.body) return null
    const open = answer.body.pipeThrough(new DecompressionStream('deflate-raw'))
    letters = lettersIn(new Uint8Array(await new Response(open).arrayBuffer()))
  } catch (error) {
    log('fault', { fault: error instanceof Error ? error.name : 'unknown' })
  }
  return letters
}

async function answerCard(c: Ctx, facts: CardFacts): Promise<Response> {
  const tag = cardTag(facts)
  const etag = `"${tag}"`
  const same = c.req.query('v') === tag
  const headers = {
    'Content-Type': 'image/png',
    ETag: etag,
    // Asked for by what is on it, it stays what it is; but nobody keeps a question for long that may be taken down.
    'Cache-Control': `public, max-age=${same ? DAY_S : 60}`,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  }
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304, headers)
  const now = Date.now()
  const known = drawn.find(tag, now, DAY_S * 1_000)
  if (known) return c.body(known, 200, headers)
  const font = await lettersOf(c)
  const png = await pngOf(drawCard(facts, font), cardPalette)
  if (font) drawn.keep(tag, now, png)
  return c.body(png, 200, headers)
}

export const cardPages = new Hono<AppEnv>()
  .get('/card.png', (c) => answerCard(c, portalCard(c)))
  .get('/s/:slug/card.png', async (c) => {
    const { body } = await readSnapshot(c.env, slugOf(c.req.param('slug')), Date.now())
    return answerCard(c, sessionCard(c, JSON.parse(body) as Snapshot))
  })
  .get('/q/:id/card.png', async (c) => {
    const { question, session } = await readQuestion(c.env, c.req.param('id'))
    return answerCard(c, questionCard(c, question, session, Date.now()) ?? portalCard(c))
  })
