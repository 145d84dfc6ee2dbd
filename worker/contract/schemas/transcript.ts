import * as z from 'zod/mini'
import { personalKinds, sessionStates } from '../states'
import { cutReasons } from '../stream'
import {
  lineWhys,
  type CaptionsGiven,
  type CaptionsRead,
  type DeskLine,
  type DeskLines,
  type LineEdit,
} from '../transcript'
import { publicLine } from './public'

/** The text record as it is sent and answered. Lengths are judged by the rules of text; here are shapes. */

const at = z.int().check(z.gte(0), z.lte(9_000_000_000_000))
/** Made by whoever writes: a UUID, or for an import its UUID and the number of the caption. */
const id = z.string().check(z.regex(/^[0-9a-z][0-9a-z-]{11,46}[0-9a-z]$/))
const no = z.int().check(z.gte(1), z.lte(1_000_000_000))
const version = z.int().check(z.gte(0))

export const lineGiven = z.strictObject({
  id,
  op: id,
  seen: version,
  at,
  speaker: z.string(),
  office: z.nullable(z.string()),
  text: z.string(),
  question: z.nullable(no),
  why: z.optional(z.enum(lineWhys)),
  note: z.optional(z.string()),
  removed: z.optional(z.literal(true)),
  late: z.optional(z.literal(true)),
}) satisfies z.ZodMiniType<LineEdit>

export const captionsGiven = z.strictObject({
  file: z.string(),
  import: z.string().check(z.regex(/^[0-9a-z][0-9a-z-]{11,38}[0-9a-z]$/)),
  by: z.union([
    z.strictObject({ clock: at }),
    z.strictObject({ picture: z.number().check(z.gte(-36_000), z.lte(36_000)) }),
  ]),
  speaker: z.string(),
  office: z.nullable(z.string()),
  preview: z.boolean(),
}) satisfies z.ZodMiniType<CaptionsGiven>

export const captionsRead = z.object({
  written: z.int(),
  lines: z.array(
    z.object({
      id: z.string(),
      at,
      speaker: z.string(),
      office: z.nullable(z.string()),
      text: z.string(),
    }),
  ),
}) satisfies z.ZodMiniType<CaptionsRead>

export const deskLine = z.object({
  id: z.string(),
  at,
  speaker: z.string(),
  office: z.nullable(z.string()),
  text: z.string(),
  question: z.nullable(z.int()),
  late: z.boolean(),
  by: z.string(),
  own: z.boolean(),
  enteredAt: at,
  revised: z.nullable(z.object({ at, why: z.string() })),
  removed: z.boolean(),
  version,
  found: z.optional(z.array(z.enum(personalKinds))),
}) satisfies z.ZodMiniType<DeskLine>

const cut = z.nullable(z.object({ since: at, reason: z.enum(cutReasons) }))

export const deskLines = z.object({
  epoch: z.string(),
  seq: z.int(),
  at,
  state: z.enum(sessionStates),
  stage: z.nullable(
    z.object({
      no: z.int(),
      since: at,
      speaker: z.optional(z.string()),
      office: z.optional(z.string()),
      title: z.string(),
    }),
  ),
  guests: z.array(
    z.object({ id: z.string(), name: z.string(), office: z.string(), unit: z.string() }),
  ),
  lines: z.array(deskLine),
  total: z.int(),
  typing: z.array(z.object({ name: z.string(), speaker: z.string() })),
  cut,
}) satisfies z.ZodMiniType<DeskLines>

export const linesAsked = z.object({
  epoch: z._default(z.string().check(z.maxLength(64)), ''),
  seq: z._default(z.coerce.number().check(z.int(), z.gte(0)), 0),
  typing: z.optional(z.string().check(z.maxLength(80))),
  lang: z.optional(z.string()),
})

export const transcriptAsked = z.object({
  page: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(10_000))),
  newest: z.optional(z.literal('1')),
  lang: z.optional(z.string()),
})

export const transcript = z.object({
  lines: z.array(z.extend(publicLine, { media: z.nullable(z.number()) })),
  total: z.int(),
  revisions: z.array(
    z.object({
      id: z.string(),
      line: z.string(),
      at,
      why: z.string(),
      before: z.optional(z.string()),
      after: z.optional(z.string()),
      removed: z.optional(z.literal(true)),
    }),
  ),
  cut,
})
