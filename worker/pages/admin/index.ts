import { Hono } from 'hono'
import { PUBLIC_BODY_BYTES } from '../../contract/limits'
import { Refusal, refusals } from '../../contract/refusals'
import type { AppEnv, Ctx } from '../../http/app-env'
import { readForm } from '../../http/body'
import { account } from './accounts'
import { calendar, keepCalendar } from './calendar'
import type { Form, Said } from './frame'
import { overview } from './overview'
import {
  addPerson,
  audit,
  endSignIn,
  inviteAgain,
  invites,
  keys,
  signIns,
  signOutPerson,
  takeInviteBack,
} from './doors'
import { addOfficial, appointOfficial, endAppointment, official, officials } from './officials'
import { delegate, disable, endAbsence, giveRole, people, person, revokeRole } from './people'
import { keepReason, keepRules, reasons, rules } from './rules'
import { addChannel, addUnit, changeUnit, endChannel, tryChannel, unit, units } from './units'
import { keepWords, tryWords, uploadWords, wordList } from './words'

type Shows = (c: Ctx, said?: Said) => Promise<Response>
type Does = (c: Ctx, form: Form) => Promise<Response>

/** A form on a page: what can be mended is shown there again as it was typed, with what is wrong. */
const form = (does: Does, shows: Shows) => async (c: Ctx) => {
  const typed = await readForm(c, PUBLIC_BODY_BYTES)
  try {
    return await does(c, typed)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const status = refusals[error.code]
    if (status !== 409 && status !== 422) throw error
    return shows(c, { typed, refusal: error, status })
  }
}

/** The pages of the administration; worker/http/access.ts says who may come in by which of them. */
export const adminPages = new Hono<AppEnv>()
  .get('/desk/admin', (c) => overview(c))
  .get('/desk/admin/units', (c) => units(c))
  .post('/desk/admin/units', form(addUnit, units))
  .get('/desk/admin/units/:id', (c) => unit(c))
  .post('/desk/admin/units/:id', form(changeUnit, unit))
  .get('/desk/admin/officials', (c) => officials(c))
  .post('/desk/admin/officials', form(addOfficial, officials))
  .get('/desk/admin/officials/:id', (c) => official(c))
  .post('/desk/admin/officials/:id/appointments', form(appointOfficial, official))
  .post('/desk/admin/officials/:id/appointments/:appointment/end', form(endAppointment, official))
  .post('/desk/admin/units/:id/channels', form(addChannel, unit))
  .post('/desk/admin/units/:id/channels/:channel/end', form(endChannel, unit))
  .post('/desk/admin/units/:id/channels/:channel/try', form(tryChannel, unit))
  .get('/desk/admin/people', (c) => people(c))
  .get('/desk/admin/people/:id', (c) => person(c))
  .post('/desk/admin/people/:id/grants', form(giveRole, person))
  .post('/desk/admin/people/:id/grants/:grant/revoke', form(revokeRole, person))
  .post('/desk/admin/people/:id/absences', form(delegate, person))
  .post('/desk/admin/people/:id/absences/:absence/end', form(endAbsence, person))
  .post('/desk/admin/people/:id/accounts', form(account, person))
  .post('/desk/admin/people/:id/disable', form(disable, person))
  .get('/desk/admin/words', wordList)
  .post('/desk/admin/words', keepWords)
  .post('/desk/admin/words/upload', uploadWords)
  .post('/desk/admin/words/try', tryWords)
  .post('/desk/admin/people', form(addPerson, people))
  .post('/desk/admin/people/:id/invite', form(inviteAgain, person))
  .post('/desk/admin/people/:id/sign-out', form(signOutPerson, person))
  .get('/desk/admin/invites', (c) => invites(c))
  .post('/desk/admin/invites/:id/revoke', form(takeInviteBack, invites))
  .get('/desk/admin/sign-ins', (c) => signIns(c))
  .post('/desk/admin/sign-ins/:id/end', form(endSignIn, signIns))
  .get('/desk/admin/keys', (c) => keys(c))
  .get('/desk/admin/audit', (c) => audit(c))
  .get('/desk/admin/calendar', (c) => calendar(c))
  .post('/desk/admin/calendar', form(keepCalendar, calendar))
  .get('/desk/admin/rules', (c) => rules(c))
  .post('/desk/admin/rules', form(keepRules, rules))
  .get('/desk/admin/reasons', (c) => reasons(c))
  .post('/desk/admin/reasons/:code', form(keepReason, reasons))
