import { Hono } from 'hono'
import { PUBLIC_BODY_BYTES } from '../../contract/limits'
import { Refusal, refusals } from '../../contract/refusals'
import type { AppEnv, Ctx } from '../../http/app-env'
import { readForm } from '../../http/body'
import type { Form, Said } from './frame'
import { overview } from './overview'
import { delegate, disable, endAbsence, giveRole, people, person, revokeRole } from './people'
import { addUnit, changeUnit, unit, units } from './units'
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
  .get('/desk/admin/people', (c) => people(c))
  .get('/desk/admin/people/:id', (c) => person(c))
  .post('/desk/admin/people/:id/grants', form(giveRole, person))
  .post('/desk/admin/people/:id/grants/:grant/revoke', form(revokeRole, person))
  .post('/desk/admin/people/:id/absences', form(delegate, person))
  .post('/desk/admin/people/:id/absences/:absence/end', form(endAbsence, person))
  .post('/desk/admin/people/:id/disable', form(disable, person))
  .get('/desk/admin/words', wordList)
  .post('/desk/admin/words', keepWords)
  .post('/desk/admin/words/upload', uploadWords)
  .post('/desk/admin/words/try', tryWords)
