import * as z from 'zod/mini'
import { level } from './public'

/** What netizens send. Lengths are judged by the rules of text, which count as a reader does. */

export const voteGiven = z.strictObject({ on: z.boolean() })

/** What becomes of personal data in it: masked and forgotten, or masked and the original sealed. */
const personal = z.nullish(z.enum(['mask', 'seal']))

export const questionGiven = z.strictObject({
  text: z.string(),
  details: z.nullish(z.string()),
  name: z.nullish(z.string()),
  personal,
  /** 检举控告: sealed at once, never shown. */
  accusation: z.optional(z.boolean()),
})

export const commentGiven = z.strictObject({
  text: z.string(),
  name: z.nullish(z.string()),
  prompt: z.nullish(z.int().check(z.gte(1), z.lte(1_000_000))),
  personal,
})

export const receiptGiven = z.strictObject({ receipt: z.string() })

export const listAsked = z.object({
  order: z._default(z.enum(['hot', 'new', 'answered', 'open']), 'hot'),
  page: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(10_000)), 1),
  lang: z.optional(z.string()),
})

export const voted = z
  .object({ no: z.int(), on: z.boolean(), votes: z.int(), level: z.optional(level) })
  .register(z.globalRegistry, { id: 'Voted' })
