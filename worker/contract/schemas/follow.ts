import * as z from 'zod/mini'
import { GRADE_MAX, solvedSaid, visitWays } from '../cases'
import { contactWays, reopenReasons, type OwnFollow, type PublicFollow } from '../follow'

/** What askers send after an answer, and what is told of it. */

const id = z.string().check(z.minLength(1), z.maxLength(64))
const at = z.int()
const grade = z.int().check(z.gte(1), z.lte(GRADE_MAX))

/** One step, by its name; `case` is left out for the answers of a question without a case. */
const rateStep = {
  step: z.literal('rate'),
  case: z.nullish(id),
  solved: z.enum(solvedSaid),
  manner: z.nullish(grade),
  speed: z.nullish(grade),
  words: z.nullish(z.string()),
}
const reopenStep = {
  step: z.literal('reopen'),
  case: id,
  reason: z.enum(reopenReasons),
  text: z.string(),
}
const furtherStep = { step: z.literal('further'), text: z.string() }
const detailsStep = { step: z.literal('details'), case: id, text: z.string() }
const differStep = { step: z.literal('differ'), text: z.string() }
/** A mobile number or mail address; nothing takes back what was left. */
const contactStep = { step: z.literal('contact'), contact: z.string() }

export const followGiven = z.union([
  z.strictObject(rateStep),
  z.strictObject(reopenStep),
  z.strictObject(furtherStep),
  z.strictObject(detailsStep),
  z.strictObject(differStep),
  z.strictObject(contactStep),
])
export type FollowGiven = z.infer<typeof followGiven>

const receipt = { receipt: z.string() }
export const followByCodeGiven = z.union([
  z.strictObject({ ...rateStep, ...receipt }),
  z.strictObject({ ...reopenStep, ...receipt }),
  z.strictObject({ ...furtherStep, ...receipt }),
  z.strictObject({ ...detailsStep, ...receipt }),
  z.strictObject({ ...differStep, ...receipt }),
  z.strictObject({ ...contactStep, ...receipt }),
])

const rating = {
  caseId: z.nullable(z.string()),
  unit: z.string(),
  round: z.int(),
  solved: z.enum(solvedSaid),
  manner: z.nullable(z.int()),
  speed: z.nullable(z.int()),
  at,
  words: z.optional(z.string()),
}
const further = {
  text: z.string(),
  at,
  unit: z.nullable(z.string()),
  answer: z.optional(z.string()),
  answeredAt: z.optional(at),
}

export const publicFollow = z
  .object({
    ratings: z.array(z.object(rating)),
    visits: z.array(
      z.object({
        caseId: z.string(),
        no: z.int(),
        at,
        way: z.enum(visitWays),
        reached: z.boolean(),
        solved: z.nullable(z.enum(solvedSaid)),
        text: z.string(),
        unit: z.string(),
      }),
    ),
    further: z.optional(z.object({ ...further, state: z.enum(['listed', 'answered']) })),
    lapsed: z.array(z.string()),
  })
  .register(z.globalRegistry, { id: 'Follow' }) satisfies z.ZodMiniType<PublicFollow>

const moderated = ['submitted', 'listed', 'rejected'] as const

export const ownFollow = z
  .object({
    rate: z.array(
      z.object({ caseId: z.nullable(z.string()), unit: z.string(), round: z.int(), until: at }),
    ),
    rated: z.array(z.object({ ...rating, wordsState: z.optional(z.enum(moderated)) })),
    lapsed: z.array(z.string()),
    reopen: z.array(
      z.object({
        caseId: z.string(),
        unit: z.string(),
        until: at,
        reasons: z.array(z.enum(reopenReasons)),
      }),
    ),
    furtherUntil: z.optional(at),
    further: z.optional(
      z.object({
        ...further,
        state: z.enum([...moderated, 'answered']),
        reason: z.optional(z.string()),
      }),
    ),
    wanted: z.array(
      z.object({
        caseId: z.string(),
        unit: z.string(),
        text: z.string(),
        limitAt: z.nullable(at),
      }),
    ),
    mayDiffer: z.optional(z.enum(['merged', 'joint'])),
    differed: z.optional(
      z.object({
        text: z.string(),
        at,
        state: z.enum(['open', 'taken', 'declined']),
        reason: z.optional(z.string()),
      }),
    ),
    contact: z.optional(z.enum(contactWays)),
  })
  .register(z.globalRegistry, { id: 'OwnFollow' }) satisfies z.ZodMiniType<OwnFollow>
