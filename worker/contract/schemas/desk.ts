import * as z from 'zod/mini'
import { CUT_FROM_MAX, NUDGE_MAX, QUOTA_MAX } from '../limits'
import type { Decision } from '../room'
import {
  answerModes,
  burstStates,
  enteredChannels,
  muteReasons,
  redirectRoutes,
  rejectReasons,
  sessionKinds,
  solvedWords,
  takeDownReasons,
  unitLevels,
} from '../states'
import { staffRoles } from '../staff'
import { cutKinds, cutReasons } from '../stream'
import { assurance } from './public'

/** What the desk sends. Lengths are judged by the rules of text; here are shapes and closed lists. */

const no = z.int().check(z.gte(1), z.lte(1_000_000_000))
const nos = z.array(no).check(z.minLength(1), z.maxLength(500))
const unitIds = z
  .array(z.string().check(z.minLength(1), z.maxLength(64)))
  .check(z.minLength(1), z.maxLength(20))
const seen = z.optional(
  z.record(z.string().check(z.regex(/^[1-9]\d{0,9}$/)), z.int().check(z.gte(0))),
)
const text = z.string()
const quota = z.int().check(z.gte(1), z.lte(QUOTA_MAX))
const guest = z.strictObject({
  id: z.string().check(z.maxLength(64)),
  name: text,
  office: text,
  unit: text,
})

export const decisionGiven = z
  .discriminatedUnion('act', [
    z.strictObject({ act: z.literal('approve'), nos, seen }),
    z.strictObject({
      act: z.literal('reject'),
      nos,
      reason: z.enum(rejectReasons),
      note: z.optional(text),
      seen,
    }),
    z.strictObject({
      act: z.literal('redirect'),
      no,
      route: z.enum(redirectRoutes),
      note: z.optional(text),
      seen,
    }),
    z.strictObject({ act: z.literal('merge'), nos, into: no, seen }),
    z.strictObject({ act: z.literal('unmerge'), nos, seen }),
    z.strictObject({
      act: z.literal('edit'),
      no,
      text,
      details: z.nullish(text),
      why: z.enum(['mask', 'typo']),
      seen,
    }),
    z.strictObject({ act: z.literal('note'), no, note: text }),
    z.strictObject({
      act: z.literal('place'),
      no,
      before: z.nullable(z.union([no, z.literal('end')])),
    }),
    z.strictObject({
      act: z.literal('stage'),
      no,
      speaker: z.optional(text),
      office: z.optional(text),
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
      followUp: z.optional(unitIds),
      joint: z.optional(z.array(no).check(z.minLength(1), z.maxLength(100))),
      seen,
    }),
    z.strictObject({
      act: z.literal('hand_off'),
      nos,
      units: unitIds,
      note: z.optional(text),
      seen,
    }),
    z.strictObject({ act: z.literal('take_down'), no, reason: z.enum(takeDownReasons), seen }),
    z.strictObject({ act: z.literal('reopen'), no, why: text, seen }),
    z.strictObject({
      act: z.literal('correct_answer'),
      no,
      answer: z.string().check(z.minLength(1), z.maxLength(64)),
      text,
      why: text,
    }),
    z.strictObject({ act: z.literal('approve_comment'), nos }),
    z.strictObject({
      act: z.literal('reject_comment'),
      nos,
      reason: z.enum(rejectReasons),
      note: z.optional(text),
    }),
    z.strictObject({ act: z.literal('promote_comment'), no }),
    z.strictObject({ act: z.literal('take_down_comment'), no, reason: z.enum(takeDownReasons) }),
    z.strictObject({ act: z.literal('ask_back'), text }),
    z.strictObject({ act: z.literal('sum_up_prompt'), no, summary: text }),
    z.strictObject({ act: z.literal('add_guest'), guest }),
    z.strictObject({
      act: z.literal('mute'),
      of: z.enum(['question', 'comment']),
      no,
      reason: z.enum(muteReasons),
      hours: z.nullable(z.int().check(z.gte(1), z.lte(72))),
    }),
    z.strictObject({ act: z.literal('lift_mute'), mute: no }),
    z.strictObject({ act: z.literal('set_quota'), asks: quota, comments: quota }),
    z.strictObject({
      act: z.literal('move'),
      to: z.enum(['collecting', 'live', 'paused', 'wrapped', 'closed', 'cancelled']),
    }),
    z.strictObject({
      act: z.literal('settle_burst'),
      burst: no,
      was: z.enum(burstStates),
      to: z.enum(burstStates),
      reason: text,
    }),
    z.strictObject({
      act: z.literal('settle_appeal'),
      no,
      to: z.enum(['listed', 'upheld']),
      reason: text,
      seen,
    }),
    z.strictObject({
      act: z.literal('settle_report'),
      report: z.string().check(z.minLength(3), z.maxLength(100)),
      to: z.enum(['dismissed', 'corrected']),
      reports: no,
      reason: text,
    }),
    z.strictObject({
      act: z.literal('cut'),
      kind: z.enum(cutKinds),
      reason: z.enum(cutReasons),
      note: z.optional(text),
      from: z.optional(z.int().check(z.gte(0), z.lte(CUT_FROM_MAX))),
      keepOut: z.boolean(),
    }),
    z.strictObject({ act: z.literal('resume'), kind: z.enum(cutKinds) }),
    z.strictObject({
      act: z.literal('nudge_chapter'),
      staging: z.string().check(z.minLength(1), z.maxLength(64)),
      seconds: z.int().check(z.gte(-NUDGE_MAX), z.lte(NUDGE_MAX)),
    }),
    z.strictObject({ act: z.literal('undo'), event: z.int().check(z.gte(1)) }),
  ])
  .register(z.globalRegistry, { id: 'Decision' }) satisfies z.ZodMiniType<Decision>

export const decided = z
  .object({ event: z.int(), nos: z.array(z.int()) })
  .register(z.globalRegistry, { id: 'Decided' })

export const entryGiven = z.strictObject({
  text,
  details: z.nullish(text),
  name: z.nullish(text),
  channel: z.enum(enteredChannels),
  direct: z._default(z.enum(['pending', 'list', 'stage']), 'pending'),
})

const time = z.int().check(z.gte(0), z.lte(8_640_000_000_000))
const guestGiven = z.strictObject({ name: text, office: text, unit: text })

const sessionFacts = {
  title: text,
  topic: z.optional(text),
  notice: z.optional(text),
  unit: text,
  unitId: z.nullish(z.string().check(z.maxLength(64))),
  place: z.optional(text),
  edition: z.nullish(z.int().check(z.gte(1), z.lte(10_000))),
  startsAt: time,
  endsAt: z.nullish(time),
  closesAt: z.nullish(time),
  guests: z.optional(z.array(guestGiven).check(z.maxLength(30))),
  /** Left out: every vote counts. */
  assurance: z.optional(assurance),
}

export const sessionGiven = z.strictObject({
  ...sessionFacts,
  slug: z.string(),
  kind: z.enum(sessionKinds),
  series: z.nullish(z.strictObject({ id: z.string(), title: text })),
})
export type SessionGiven = z.infer<typeof sessionGiven>

export const sessionChanges = z.partial(z.strictObject(sessionFacts))
export type SessionChangesGiven = z.infer<typeof sessionChanges>

export const correctionGiven = z.strictObject({ text, why: text })

export const reasonGiven = z.strictObject({ reason: text })

/** A wording before masking, or an accusation. */
export const original = z
  .object({
    id: z.string(),
    at: z.int(),
    text: z.string(),
    details: z.optional(z.string()),
    name: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'Original' })

/** Accusations of one session, to be handed to whom the law names. */
export const accusationsGiven = z.strictObject({
  slug: z.string(),
  reason: text,
  /** Who asks for them. */
  by: z.string().check(z.minLength(1), z.maxLength(60)),
})

export const signInLinkGiven = z.strictObject({
  role: z.enum(staffRoles),
  /** A person already on the list, or a name to put there; without either, the first of that role. */
  id: z.optional(z.string().check(z.maxLength(64))),
  name: z.optional(text),
  office: z.optional(text),
  unit: z.optional(text),
})
export type SignInLinkGiven = z.infer<typeof signInLinkGiven>

export const overlayGiven = z.strictObject({ revoke: z._default(z.boolean(), false) })

/** The tree of units, parents before children. */
export const unitsGiven = z
  .array(
    z.strictObject({
      id: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/)),
      name: text,
      level: z.enum(unitLevels),
      parent: z.optional(z.string()),
      /** A department, as against a government of its level. */
      department: z.optional(z.boolean()),
      /** Whether questions can be handed to it; yes, unless said otherwise. */
      takesCases: z.optional(z.boolean()),
      /** Working days it asks for an answer, where they differ from the rule. */
      answerDays: z.optional(z.int().check(z.minimum(1), z.maximum(60))),
    }),
  )
  .check(z.minLength(1), z.maxLength(500))
export type UnitsGiven = z.infer<typeof unitsGiven>
