import { Hono } from 'hono'
import { GRADE_MAX, solvedSaid } from '../contract/cases'
import type { Lang } from '../contract/lang'
import { followSteps, reopenReasons, type FollowStep } from '../contract/follow'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { FollowGiven } from '../contract/schemas/follow'
import type { OwnQuestion } from '../contract/views'
import { contactWords } from '../contract/words/contacts'
import { followWords } from '../contract/words/follow'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { isId } from '../http/ids'
import { afterStep, takeStep, whose } from '../routes/follow-acts'
import {
  DetailsStep,
  DifferStep,
  FurtherStep,
  RateFirst,
  RateSecond,
  ReopenStep,
  StepDone,
} from '../../web/views/follow/steps'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT, type PageOptions } from './render'
import { readerOf } from './reader'

export const FOLLOW_STYLE = 'web/styles/follow.css'

const quiet: Pick<PageOptions, 'cache' | 'noindex' | 'scripts' | 'styles'> = {
  cache: 'private',
  noindex: true,
  styles: [NETIZEN_STYLE, FOLLOW_STYLE],
  scripts: [PLAIN_SCRIPT],
}

type Fields = ReadonlyMap<string, string>

/** Whose form it is: by the code in its body, or by the device. */
async function ownOf(
  c: Ctx,
  fields: Fields,
): Promise<{ own: OwnQuestion; receipt: string | null }> {
  const id = c.req.param('id') ?? ''
  const receipt = fields.get('receipt') || null
  if (!isId(id)) throw new Refusal('NOT_FOUND')
  const own = await whose(c, receipt ? { receipt } : { id })
  if (own.id !== id) throw new Refusal('NOT_FOUND')
  return { own, receipt: receipt && own.receipt }
}

/** A choice among codes; another is refused by its field. */
function oneOf<T extends string>(all: readonly T[], raw: string | undefined, field: string): T {
  const found = all.find((one) => one === raw)
  if (!found) throw new Refusal(field === 'reason' ? 'REASON_WANTED' : 'INVALID', { field })
  return found
}

function gradeIn(fields: Fields, field: 'manner' | 'speed'): number | null {
  const raw = fields.get(field)
  if (raw === undefined || raw === '') return null
  if (!/^\d$/.test(raw) || Number(raw) < 1 || Number(raw) > GRADE_MAX) {
    throw new Refusal('INVALID', { field })
  }
  return Number(raw)
}

/** What a form says, as the API would say it. */
function givenIn(step: FollowStep, fields: Fields): FollowGiven {
  const text = fields.get('text') ?? ''
  const of = fields.get('case') || null
  const needed = () => {
    if (of === null) throw new Refusal('INVALID', { field: 'case' })
    return of
  }
  switch (step) {
    case 'rate':
      return {
        step,
        case: of,
        solved: oneOf(solvedSaid, fields.get('solved'), 'solved'),
        manner: gradeIn(fields, 'manner'),
        speed: gradeIn(fields, 'speed'),
        words: fields.get('words'),
      }
    case 'reopen': {
      const reason = oneOf(reopenReasons, fields.get('reason'), 'reason')
      return { step, case: needed(), reason, text }
    }
    case 'details':
      return { step, case: needed(), text }
    case 'further':
    case 'differ':
      return { step, text }
    case 'contact':
      return { step, contact: fields.get('contact') ?? '' }
    default:
      throw new Refusal('NOT_FOUND')
  }
}

/** The page of one step, for whoever may take it. */
function stepPage(c: Ctx, own: OwnQuestion, receipt: string | null, fields: Fields) {
  const { lang } = readerOf(c)
  const t = followWords[lang].page
  const step = oneOf(followSteps, fields.get('step'), 'step')
  const caseId = fields.get('case') || null
  const props = { own, lang, receipt, caseId }
  const { follow } = own
  const refuse = () => {
    throw new Refusal('NOT_POSSIBLE')
  }
  const show = (title: string, body: PageOptions['body']) => page(c, { ...quiet, title, body })
  switch (step) {
    case 'rate': {
      if (!follow?.rate.some((one) => one.caseId === caseId)) return refuse()
      const raw = fields.get('solved')
      if (!raw) return show(t.rate.title, <RateFirst {...props} />)
      const solved = oneOf(solvedSaid, raw, 'solved')
      return show(t.rate.second, <RateSecond {...props} solved={solved} />)
    }
    case 'reopen': {
      const open = follow?.reopen.find((one) => one.caseId === caseId)
      if (!open) return refuse()
      return show(t.reopen.title, <ReopenStep {...props} reasons={open.reasons} />)
    }
    case 'further':
      if (!follow?.furtherUntil) return refuse()
      return show(t.further.title, <FurtherStep {...props} />)
    case 'details': {
      const wanted = follow?.wanted.find((one) => one.caseId === caseId)
      if (!wanted) return refuse()
      return show(t.details.title, <DetailsStep {...props} wanted={wanted} />)
    }
    case 'differ':
      if (!follow?.mayDiffer) return refuse()
      return show(t.differ.title, <DifferStep {...props} kind={follow.mayDiffer} />)
    default:
      return refuse()
  }
}

function saidOf(given: FollowGiven, lang: Lang): string {
  const { done } = followWords[lang].page
  if (given.step === 'rate') return done.rate[given.solved]
  if (given.step !== 'contact') return done[given.step]
  return given.contact.trim() === '' ? contactWords[lang].gone : contactWords[lang].done
}

/** A form that was sent: does it, and says what comes of it. */
async function sent(c: Ctx, step: FollowStep): Promise<Response> {
  const fields = await readForm(c, PUBLIC_BODY_BYTES)
  const { own, receipt } = await ownOf(c, fields)
  const given = givenIn(step, fields)
  const { opened } = await takeStep(c, own, given)
  const { lang } = readerOf(c)
  const { done } = followWords[lang].page
  const said = opened ? done.opened : saidOf(given, lang)
  return page(c, {
    ...quiet,
    title: said,
    body: <StepDone own={own} lang={lang} receipt={receipt} said={said} />,
  })
}

/** 评价、重新办理、追问、补充、我的情况不同: one thing on each page, by plain forms. */
export const followPages = new Hono<AppEnv>()
  .post('/my/q/:id/follow', async (c) => {
    const fields = await readForm(c, PUBLIC_BODY_BYTES)
    const { own, receipt } = await ownOf(c, fields)
    return stepPage(c, await afterStep(c, own), receipt, fields)
  })
  .post('/my/q/:id/rate', (c) => sent(c, 'rate'))
  .post('/my/q/:id/reopen', (c) => sent(c, 'reopen'))
  .post('/my/q/:id/further', (c) => sent(c, 'further'))
  .post('/my/q/:id/details', (c) => sent(c, 'details'))
  .post('/my/q/:id/differ', (c) => sent(c, 'differ'))
  .post('/my/q/:id/contact', (c) => sent(c, 'contact'))
