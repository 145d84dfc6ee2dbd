import * as z from 'zod/mini'

/** What netizens send. Lengths are judged by the rules of text, which count as a reader does. */

export const voteGiven = z.strictObject({ on: z.boolean() })

export const questionGiven = z.strictObject({
  text: z.string(),
  details: z.nullish(z.string()),
  name: z.nullish(z.string()),
})

export const commentGiven = z.strictObject({
  text: z.string(),
  name: z.nullish(z.string()),
  prompt: z.nullish(z.int().check(z.gte(1), z.lte(1_000_000))),
})

export const receiptGiven = z.strictObject({ receipt: z.string() })

export const listAsked = z.object({
  order: z._default(z.enum(['hot', 'new', 'answered', 'open']), 'hot'),
  page: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(10_000)), 1),
  lang: z.optional(z.string()),
})

export const voted = z
  .object({ no: z.int(), on: z.boolean(), votes: z.int() })
  .register(z.globalRegistry, { id: 'Voted' })
