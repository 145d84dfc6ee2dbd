import * as z from 'zod/mini'

/** Days of the network log that are asked for, by whom and why. */
export const complianceGiven = z.strictObject({
  /** 'YYYY-MM-DD', the first day and the last. */
  from: z.string().check(z.maxLength(10)),
  to: z.string().check(z.maxLength(10)),
  reason: z.string().check(z.maxLength(2_000)),
  by: z.string().check(z.maxLength(2_000)),
  /** Where the answer before ended. */
  after: z.optional(z.string().check(z.regex(/^compliance\/\d{4}-\d{2}-\d{2}\/\d{12}$/))),
})
