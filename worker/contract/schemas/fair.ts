import * as z from 'zod/mini'
import { appealStates, reportReasons, reportStates, type Fairness } from '../fairness'
import { redirectRoutes, rejectReasons, sessionStates, takeDownReasons } from '../states'

/** Appeals and reports on their way in, and the figures on their way out. */

export const appealGiven = z.strictObject({ text: z.string() })
export const appealByCodeGiven = z.strictObject({ receipt: z.string(), text: z.string() })

export const reportGiven = z.strictObject({
  kind: z.enum(['question', 'comment', 'answer']),
  no: z.int().check(z.gte(1), z.lte(1_000_000)),
  /** Of an answer: its id; `no` is that of its question. */
  answer: z.nullish(z.string().check(z.minLength(1), z.maxLength(64))),
  reason: z.enum(reportReasons),
  note: z.nullish(z.string()),
})

export const reportTaken = z
  .object({ received: z.literal(true), again: z.boolean() })
  .register(z.globalRegistry, { id: 'ReportTaken' })

const count = z.int()
const sums = <T extends readonly string[]>(keys: T) =>
  z.partialRecord(z.enum(keys as unknown as [T[number], ...T[number][]]), count)

export const fairness = z
  .object({
    slug: z.string(),
    title: z.string(),
    state: z.enum(sessionStates),
    at: count,
    rejections: z.array(
      z.object({
        no: count,
        day: z.string(),
        reason: z.enum(rejectReasons),
        appeal: z.optional(z.object({ state: z.enum(appealStates), day: z.string() })),
      }),
    ),
    rejectedBy: sums(rejectReasons),
    appeals: sums(appealStates),
    redirectedTo: sums(redirectRoutes),
    takenDownFor: sums(takeDownReasons),
    reports: sums(reportReasons),
    reported: sums(reportStates),
    heldWords: z.record(z.string(), count),
  })
  .register(z.globalRegistry, { id: 'Fairness' }) satisfies z.ZodMiniType<Fairness>
