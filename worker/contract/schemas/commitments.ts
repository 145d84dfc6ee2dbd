import * as z from 'zod/mini'
import { commitmentStates, solvedSaid } from '../cases'
import { promiseDues, type PromiseInFull, type PromisePage } from '../commitments'
import { qualifiers } from '../states'

/** Promises on their way out. */

const amount = z.object({
  value: z.number(),
  qualifier: z.enum(qualifiers),
  unit: z.string(),
  text: z.string(),
})

const facts = {
  id: z.string(),
  quote: z.string(),
  standing: z.enum(['stands', 'corrected', 'gone']),
  saidAt: z.int(),
  who: z.string(),
  office: z.string(),
  unit: z.string(),
  unitId: z.nullable(z.string()),
  what: z.string(),
  dueAsSaid: z.nullable(z.string()),
  dueDay: z.nullable(z.string()),
  firstDueDay: z.nullable(z.string()),
  due: z.enum(promiseDues),
  amount: z.nullable(amount),
  criterion: z.nullable(z.string()),
  state: z.enum(commitmentStates),
  reason: z.nullable(z.string()),
  updatedAt: z.int(),
  verifiedBy: z.nullable(z.string()),
  asker: z.nullable(z.object({ solved: z.enum(solvedSaid), at: z.int() })),
  confirmed: z.boolean(),
  session: z.object({
    slug: z.string(),
    title: z.string(),
    demo: z.boolean(),
    source: z.optional(z.string()),
  }),
  question: z.nullable(z.object({ id: z.string(), no: z.int(), text: z.string() })),
  from: z.enum(['line', 'answer', 'reply', 'print']),
  url: z.string(),
}

export const promisePage = z
  .object({ promises: z.array(z.object(facts)), total: z.int() })
  .register(z.globalRegistry, { id: 'PromisePage' }) satisfies z.ZodMiniType<PromisePage>

export const promiseInFull = z
  .object({
    ...facts,
    events: z.array(
      z.object({
        state: z.enum(commitmentStates),
        at: z.int(),
        text: z.string(),
        unit: z.string(),
        dueDay: z.optional(z.string()),
        by: z.optional(z.string()),
        links: z.optional(z.array(z.string())),
      }),
    ),
    evidence: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        bytes: z.int(),
        sha256: z.string(),
        unit: z.string(),
        at: z.int(),
        removedAt: z.optional(z.int()),
        removedWhy: z.optional(z.string()),
      }),
    ),
    moment: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'PromiseInFull' }) satisfies z.ZodMiniType<PromiseInFull>

/** What of the list is asked for. */
export const promisesQuery = z.object({
  unit: z.optional(z.string().check(z.maxLength(64))),
  state: z.optional(z.enum(commitmentStates)),
  late: z.optional(z.enum(['1'])),
  page: z.optional(z.string().check(z.regex(/^[1-9]\d{0,3}$/))),
  lang: z.optional(z.string()),
})
