import * as z from 'zod/mini'
import { searchKinds, searchOrders } from '../search'
import { outcomes, questionStates, sessionStates } from '../states'

/** What search and the finding of alike questions are asked and answer. */

export const searchQuery = z.object({
  q: z.optional(z.string()),
  after: z.optional(z.string()),
  limit: z.optional(z.string()),
  order: z.optional(z.enum(searchOrders)),
  kind: z.optional(z.enum(searchKinds)),
  session: z.optional(z.string()),
  unit: z.optional(z.string()),
  state: z.optional(z.enum(questionStates)),
  outcome: z.optional(z.enum(outcomes)),
  year: z.optional(z.string()),
  facets: z.optional(z.string()),
  lang: z.optional(z.string()),
})

export const alikeQuery = z.object({
  q: z.optional(z.string()),
  limit: z.optional(z.string()),
  lang: z.optional(z.string()),
})

const count = z.int().check(z.nonnegative())
const marks = z.array(z.tuple([count, count]))
const foundIn = z.enum(['text', 'details', 'answer', 'reply', 'line', 'session', 'promise'])
const session = z.object({ slug: z.string(), title: z.string(), demo: z.boolean() })

export const searchItem = z.object({
  kind: z.enum(searchKinds),
  id: z.string(),
  title: z.string(),
  url: z.string(),
  at: z.number(),
  session,
  state: z.optional(z.enum([...questionStates, ...sessionStates])),
  votes: z.optional(count),
  support: z.optional(count),
  unit: z.optional(z.string()),
  speaker: z.optional(z.string()),
  snippets: z.array(z.object({ in: foundIn, text: z.string(), marks })),
})

const facet = z.array(
  z.object({
    value: z.string(),
    label: z.optional(z.string()),
    n: count,
    more: z.boolean(),
  }),
)

export const searchAnswer = z.object({
  q: z.string(),
  words: z.array(z.string()),
  folded: z.boolean(),
  order: z.enum(searchOrders),
  filters: z.object({
    kind: z.optional(z.enum(searchKinds)),
    session: z.optional(z.string()),
    unit: z.optional(z.string()),
    state: z.optional(z.enum(questionStates)),
    outcome: z.optional(z.enum(outcomes)),
    year: z.optional(z.int()),
  }),
  total: z.object({ n: count, exact: z.boolean(), more: z.boolean() }),
  items: z.array(searchItem),
  next: z.nullable(z.string()),
  building: z.optional(z.literal(true)),
  facets: z.optional(
    z.object({
      kind: facet,
      session: facet,
      unit: facet,
      state: facet,
      outcome: facet,
      year: facet,
    }),
  ),
  why: z.optional(
    z.object({
      parts: z.array(z.object({ word: z.string(), n: count, missing: z.array(z.string()) })),
      unfiltered: z.nullable(count),
      nearest: z.array(z.object({ q: z.string(), n: count, more: z.boolean() })),
    }),
  ),
})

export const alikeAnswer = z.array(
  z.object({
    id: z.string(),
    no: count,
    title: z.string(),
    state: z.enum(questionStates),
    url: z.string(),
    session: z.object({ slug: z.string(), title: z.string() }),
    votes: count,
    open: z.boolean(),
    answered: z.boolean(),
  }),
)
