import * as z from 'zod'

/** What netizens send. Lengths are judged by the rules of text, which count as a reader does. */

export const voteGiven = z.strictObject({ on: z.boolean() })

export const questionGiven = z.strictObject({
  text: z.string(),
  details: z.string().nullish(),
  name: z.string().nullish(),
})

export const commentGiven = z.strictObject({
  text: z.string(),
  name: z.string().nullish(),
  prompt: z.int().min(1).max(1_000_000).nullish(),
})

export const receiptGiven = z.strictObject({ receipt: z.string() })

export const listAsked = z.object({
  order: z.enum(['hot', 'new', 'answered', 'open']).default('hot'),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  lang: z.string().optional(),
})

export const voted = z
  .object({ no: z.int(), on: z.boolean(), votes: z.int() })
  .meta({ id: 'Voted' })
