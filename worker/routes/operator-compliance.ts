import { Hono } from 'hono'
import * as z from 'zod/mini'
import { COMPLIANCE_SPAN_DAYS, NOTE_MAX, PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { complianceGiven } from '../contract/schemas/compliance'
import { DAY_MS, startOfDay } from '../domain/shanghai'
import { takeText } from '../domain/text-fields'
import type { AppEnv } from '../http/app-env'
import { chained } from '../http/audit'
import { jsonBody } from '../http/body'
import { complianceOf } from '../http/comply'
import { valid } from '../http/valid'
import { describe, writing } from './describe'

function dayOf(text: string, field: string): number {
  try {
    return startOfDay(text)
  } catch {
    throw new Refusal('INVALID', { field })
  }
}

/** The sealed network log: handed out as it lies, and every time with an entry in the audit chain before. */
export const operatorCompliance = new Hono<AppEnv>().post(
  '/api/operator/compliance',
  describe({
    tag: 'operator',
    summary:
      'Sealed boxes of the compliance log of some days, to be opened with its own key; each look is put on record; needs the operator token',
    answers: { 200: z.object({ boxes: z.array(z.string()), next: z.nullable(z.string()) }) },
    no: [
      ...writing,
      'SIGN_IN_FIRST',
      'NOT_ALLOWED',
      'EMPTY',
      'TOO_SHORT',
      'TOO_LONG',
      'NOT_POSSIBLE',
      'RECORD_AWAY',
    ],
  }),
  jsonBody(PUBLIC_BODY_BYTES),
  valid('json', complianceGiven),
  async (c) => {
    const { from, to, after = null, ...why } = c.req.valid('json')
    const days = (dayOf(to, 'to') - dayOf(from, 'from')) / DAY_MS
    if (days < 0 || days >= COMPLIANCE_SPAN_DAYS) throw new Refusal('INVALID', { field: 'to' })
    const reason = takeText(why.reason, 'reason', { min: 2, max: NOTE_MAX })
    const by = takeText(why.by, 'by', { min: 1, max: NOTE_MAX })
    if (!c.env.COMPLIANCE_KEY) throw new Refusal('NOT_POSSIBLE')
    const act = {
      actor: 'operator',
      role: 'operator',
      act: 'read_compliance',
      said: { reason, by },
      facts: { from, to, goesOn: after !== null },
    } as const
    const page = await chained(c.env, act, () => complianceOf(c.env).read(from, to, after))
    return c.json(page, 200, { 'cache-control': 'private, no-store' })
  },
)
