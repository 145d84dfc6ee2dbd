import * as z from 'zod/mini'
import { DUMP_PAGE_ROWS } from '../dump'

const place = z.string().check(z.regex(/^[a-z]+(\/[a-z0-9_-]+)?$/), z.maxLength(80))
const sum = z.string().check(z.regex(/^[0-9a-f]{64}$/))
const count = z.int().check(z.minimum(0))
const bucket = z.enum(['files', 'media'])
const key = z.string().check(z.minLength(1), z.maxLength(512))
const texts = z.record(z.string().check(z.maxLength(200)), z.string().check(z.maxLength(2_000)))

export const pageGiven = z.strictObject({
  place,
  after: z.nullable(z.string().check(z.maxLength(600))),
  /** Only the sum is wanted. */
  sumOnly: z.optional(z.boolean()),
})

export const dumpFileGiven = z.strictObject({ bucket, key, from: count })

export const manifestGiven = z.strictObject({
  manifest: z.object({
    format: z.string().check(z.maxLength(40)),
    version: z.int(),
    migrations: z.array(z.string().check(z.maxLength(120))).check(z.maxLength(1_000)),
    key: z.string().check(z.maxLength(80)),
    at: z.int(),
    places: z.array(z.object({ place, rows: count, sum })).check(z.maxLength(50_000)),
    digest: sum,
  }),
  /** The portal has another PORTAL_KEY, and that is meant. */
  otherKey: z.optional(z.boolean()),
})

export const loadGiven = z.strictObject({
  place,
  page: count,
  lines: z.string(),
})

export const placeGiven = z.strictObject({ place })

export const filesGiven = z.strictObject({
  bucket,
  files: z
    .array(z.strictObject({ key, size: count, sha256: sum, http: texts, custom: texts }))
    .check(z.maxLength(100)),
})

export const copyBegun = z.object({
  format: z.string(),
  version: z.int(),
  migrations: z.array(z.string()),
  key: z.string(),
  at: z.int(),
  places: z.array(z.string()),
})

export const pageTold = z.object({
  lines: z.string(),
  rows: z.int().check(z.maximum(DUMP_PAGE_ROWS * 100)),
  sum: z.string(),
  next: z.nullable(z.string()),
})

export const dumpsTold = z.object({
  set: z.nullable(z.object({ days: z.int(), hour: z.int() })),
  kept: z.array(
    z.object({ day: z.string(), at: z.int(), digest: z.string(), rows: z.int(), bytes: z.int() }),
  ),
  running: z.nullable(z.object({ day: z.string(), done: z.int(), of: z.int() })),
  failed: z.nullable(z.object({ day: z.string(), at: z.int(), tries: z.int(), over: z.boolean() })),
  next: z.nullable(z.int()),
})
