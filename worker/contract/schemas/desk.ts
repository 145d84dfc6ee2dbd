import * as z from 'zod'
import type { Decision } from '../room'
import {
  answerModes,
  enteredChannels,
  redirectRoutes,
  rejectReasons,
  sessionKinds,
  solvedWords,
  staffRoles,
  takeDownReasons,
} from '../states'

/** What the desk sends. Lengths are judged by the rules of text; here are shapes and closed lists. */

const no = z.int().min(1).max(1_000_000_000)
const nos = z.array(no).min(1).max(500)
const unitIds = z.array(z.string().min(1).max(64)).min(1).max(20)
const seen = z.record(z.string().regex(/^[1-9]\d{0,9}$/), z.int().min(0)).optional()
const text = z.string()
const guest = z.strictObject({ id: z.string().max(64), name: text, office: text, unit: text })

export const decisionGiven = z
  .discriminatedUnion('act', [
    z.strictObject({ act: z.literal('approve'), nos, seen }),
    z.strictObject({
      act: z.literal('reject'),
      nos,
      reason: z.enum(rejectReasons),
      note: text.optional(),
      seen,
    }),
    z.strictObject({ act: z.literal('redirect'), no, route: z.enum(redirectRoutes), seen }),
    z.strictObject({ act: z.literal('merge'), nos, into: no, seen }),
    z.strictObject({ act: z.literal('unmerge'), nos, seen }),
    z.strictObject({
      act: z.literal('edit'),
      no,
      text,
      details: text.optional(),
      why: z.enum(['mask', 'typo']),
      seen,
    }),
    z.strictObject({ act: z.literal('note'), no, note: text }),
    z.strictObject({
      act: z.literal('place'),
      no,
      before: z.union([no, z.literal('end')]).nullable(),
    }),
    z.strictObject({
      act: z.literal('stage'),
      no,
      speaker: text.optional(),
      office: text.optional(),
      seen,
    }),
    z.strictObject({ act: z.literal('unstage'), no }),
    z.strictObject({
      act: z.literal('answer'),
      no,
      mode: z.enum(answerModes),
      speaker: text,
      office: text,
      unit: text,
      text,
      solved: z.enum(solvedWords),
      followUp: unitIds.optional(),
      seen,
    }),
    z.strictObject({
      act: z.literal('hand_off'),
      nos,
      units: unitIds,
      note: text.optional(),
      seen,
    }),
    z.strictObject({ act: z.literal('take_down'), no, reason: z.enum(takeDownReasons), seen }),
    z.strictObject({ act: z.literal('reopen'), no, why: text, seen }),
    z.strictObject({
      act: z.literal('correct_answer'),
      no,
      answer: z.string().min(1).max(64),
      text,
      why: text,
    }),
    z.strictObject({ act: z.literal('approve_comment'), nos }),
    z.strictObject({
      act: z.literal('reject_comment'),
      nos,
      reason: z.enum(rejectReasons),
      note: text.optional(),
    }),
    z.strictObject({ act: z.literal('promote_comment'), no }),
    z.strictObject({ act: z.literal('take_down_comment'), no, reason: z.enum(takeDownReasons) }),
    z.strictObject({ act: z.literal('ask_back'), text }),
    z.strictObject({ act: z.literal('sum_up_prompt'), no, summary: text }),
    z.strictObject({ act: z.literal('add_guest'), guest }),
    z.strictObject({
      act: z.literal('move'),
      to: z.enum(['collecting', 'live', 'paused', 'wrapped', 'closed', 'cancelled']),
    }),
    z.strictObject({ act: z.literal('undo'), event: z.int().min(1) }),
  ])
  .meta({ id: 'Decision' }) satisfies z.ZodType<Decision>

export const decided = z.object({ event: z.int(), nos: z.array(z.int()) }).meta({ id: 'Decided' })

export const entryGiven = z.strictObject({
  text,
  details: text.nullish(),
  name: text.nullish(),
  channel: z.enum(enteredChannels),
  direct: z.enum(['pending', 'list', 'stage']).default('pending'),
})

const time = z.int().min(0).max(8_640_000_000_000)
const guestGiven = z.strictObject({ name: text, office: text, unit: text })

const sessionFacts = {
  title: text,
  topic: text.optional(),
  notice: text.optional(),
  unit: text,
  unitId: z.string().max(64).nullish(),
  place: text.optional(),
  edition: z.int().min(1).max(10_000).nullish(),
  startsAt: time,
  endsAt: time.nullish(),
  closesAt: time.nullish(),
  guests: z.array(guestGiven).max(30).optional(),
}

export const sessionGiven = z.strictObject({
  ...sessionFacts,
  slug: z.string(),
  kind: z.enum(sessionKinds),
  series: z.strictObject({ id: z.string(), title: text }).nullish(),
})
export type SessionGiven = z.infer<typeof sessionGiven>

export const sessionChanges = z.strictObject(sessionFacts).partial()
export type SessionChangesGiven = z.infer<typeof sessionChanges>

export const correctionGiven = z.strictObject({ text, why: text })

export const signInLinkGiven = z.strictObject({
  role: z.enum(staffRoles),
  /** A person already on the list, or a name to put there; without either, the first of that role. */
  id: z.string().max(64).optional(),
  name: text.optional(),
  office: text.optional(),
  unit: text.optional(),
})
export type SignInLinkGiven = z.infer<typeof signInLinkGiven>

export const overlayGiven = z.strictObject({ revoke: z.boolean().default(false) })
