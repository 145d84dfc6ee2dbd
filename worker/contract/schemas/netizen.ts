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

const hex = (max: number) => z.string().check(z.regex(/^[0-9a-f]+$/), z.maxLength(max))

/** A challenge for a browser to solve: the shape is altcha's. `signature` names it; it is good for one proof. */
export const challenge = z
  .strictObject({
    parameters: z.strictObject({
      algorithm: z.literal('PBKDF2/SHA-256'),
      cost: z.int().check(z.gte(1), z.lte(1_000_000)),
      data: z.strictObject({ for: z.string().check(z.maxLength(64)) }),
      expiresAt: z.int().check(z.gte(0), z.lte(8_640_000_000_000)),
      keyLength: z.int().check(z.gte(1), z.lte(64)),
      keyPrefix: hex(64),
      keySignature: hex(128),
      nonce: hex(64),
      salt: hex(64),
    }),
    signature: hex(128),
  })
  .register(z.globalRegistry, { id: 'Challenge' })

/** What a browser is worth now; with a challenge where it should prove something. */
export const assured = z
  .object({ level, challenge: z.optional(challenge) })
  .register(z.globalRegistry, { id: 'Assured' })

export const proofGiven = z.strictObject({
  challenge,
  solution: z.strictObject({
    counter: z.int().check(z.gte(0), z.lte(4_294_967_295)),
    derivedKey: hex(128),
    time: z.optional(z.number()),
  }),
})
export type ProofGiven = z.infer<typeof proofGiven>

export const humanGiven = z.strictObject({ token: z.string() })

export const voted = z
  .object({ no: z.int(), on: z.boolean(), votes: z.int(), level: z.optional(level) })
  .register(z.globalRegistry, { id: 'Voted' })
