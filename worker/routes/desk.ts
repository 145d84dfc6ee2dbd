import { Hono } from 'hono'
import * as z from 'zod/mini'
import { decide } from '../actions/decide'
import { enterQuestion } from '../actions/enter-question'
import type { Fact } from '../contract/audit'
import { ANSWER_MAX, NOTE_MAX, PAGE_SIZE, STAFF_BODY_BYTES } from '../contract/limits'
import { heard, Refusal, type RefusalCode } from '../contract/refusals'
import type { DeskState } from '../contract/room'
import {
  correctionGiven,
  decided,
  decisionGiven,
  entryGiven,
  original,
  reasonGiven,
  sessionChanges,
  sessionGiven,
} from '../contract/schemas/desk'
import { publicSession, receipt } from '../contract/schemas/public'
import { takeText } from '../domain/text-fields'
import type { AppEnv, Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { jsonBody } from '../http/body'
import { actingAs, alsoMay } from '../http/guard'
import { isId, newId } from '../http/ids'
import { forgetOpenRooms } from '../http/open-rooms'
import { offeredLevels } from '../http/offered'
import { roomOf, slugOf } from '../http/room-door'
import { forgetSnapshot } from '../http/snapshots'
import { sealText } from '../http/sealing'
import { submissionKey, submitting } from '../http/submission'
import { valid } from '../http/valid'
import { forgetAuthority } from '../http/whereabouts'
import { listForStaff } from '../store/session-reads'
import { openingOf } from './deps'
import { describe, writing } from './describe'

/** Read when somebody of them comes: a netizen's request does not wait for it. */
const acts = () => import('../actions/staff-acts')

const staffNo = ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND', 'WRONG_ORIGIN'] as const
const writes: RefusalCode[] = [
  ...staffNo,
  ...writing,
  'EMPTY',
  'TOO_SHORT',
  'TOO_LONG',
  'RECORD_AWAY',
]
const privately = { 'cache-control': 'private, no-store' }

const deps = (c: Ctx) => ({
  db: c.env.DB,
  newId,
  now: Date.now(),
  offered: offeredLevels(c.env),
})

/** Done by whoever is signed in, in the portal's chain before it is in the record. */
const chain = <T>(c: Ctx, act: string, slug: string, work: () => Promise<T>, words?: Fact) =>
  chained(
    c.env,
    {
      ...byStaff(c.var.staff),
      act,
      about: [{ kind: 'session', key: `session:${slug}`, ...(words !== undefined && { words }) }],
    },
    work,
  )

/** After the truth about a session moved: nobody here looks for it where it was. */
function moved(slug: string) {
  forgetAuthority(slug)
  forgetOpenRooms()
  forgetSnapshot(slug)
}

/**
 * Officials answer what was listed; what waits for review, was not adopted, or was taken back or down is
 * the reviewers', and so is which questions came from one device.
 */
function forOfficials(state: DeskState): DeskState {
  const sealed = ['submitted', 'rejected', 'redirected', 'withdrawn', 'taken_down']
  const { mutes: _reviewersToo, ...rest } = state
  return {
    ...rest,
    questions: state.questions.flatMap(({ sameAsker: _reviewers, ...question }) =>
      sealed.includes(question.state) ? [] : [question],
    ),
    comments: state.comments.filter((comment) => comment.state === 'listed'),
  }
}

/** The moderator's desk. Every route refuses everybody who is not staff. */
export const desk = new Hono<AppEnv>()
  .get(
    '/api/desk/sessions',
    describe({
      tag: 'desk',
      summary: 'Every session, drafts too',
      answers: {
        200: z.object({
          sessions: z.array(
            z.object({ session: publicSession, authority: z.enum(['record', 'room']) }),
          ),
          next: z.nullable(z.string()),
        }),
      },
      no: [...staffNo, 'INVALID', 'RECORD_AWAY'],
    }),
    valid('query', z.object({ before: z.optional(z.string()), lang: z.optional(z.string()) })),
    async (c) => {
      const list = await listForStaff(c.env.DB, PAGE_SIZE, c.req.valid('query').before)
      const sessions = list.sessions.map(({ session, authority }) => ({ session, authority }))
      return c.json({ sessions, next: list.next }, 200, privately)
    },
  )
  .post(
    '/api/desk/sessions',
    describe({
      tag: 'desk',
      summary: 'Draft a session',
      answers: { 201: publicSession },
      no: [...writes, 'SLUG_TAKEN'],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', sessionGiven),
    async (c) => {
      const given = c.req.valid('json')
      const drafted = async () => (await acts()).draftSession(deps(c), given)
      return c.json(await chain(c, 'draft', given.slug, drafted, given as Fact), 201)
    },
  )
  .patch(
    '/api/desk/sessions/:slug',
    describe({
      tag: 'desk',
      summary: 'Change a session that is not open yet',
      answers: { 200: publicSession },
      no: [...writes, 'NOT_POSSIBLE', 'LEVEL_NOT_OFFERED'],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', sessionChanges),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const given = c.req.valid('json')
      const change = async () => (await acts()).changeSession(deps(c), slug, given)
      const session = await chain(c, 'change', slug, change, given as Fact)
      forgetSnapshot(slug)
      return c.json(session, 200)
    },
  )
  .get(
    '/api/desk/sessions/:slug',
    describe({
      tag: 'desk',
      summary:
        'The whole state of a session in its room; for officials without what waits for review',
      answers: { 200: 'DeskState of worker/contract/room.ts' },
      no: [...staffNo],
    }),
    async (c) => {
      const state = heard(await roomOf(c.env, slugOf(c.req.param('slug'))).desk(Date.now()))
      return c.json(alsoMay(c, 'read_review') ? state : forOfficials(state), 200, privately)
    },
  )
  .post(
    '/api/desk/sessions/:slug/announce',
    describe({
      tag: 'desk',
      summary: 'Make a draft public',
      answers: { 200: publicSession },
      no: [
        ...staffNo,
        'LEVEL_NOT_OFFERED',
        'SESSION_MOVE',
        'NOT_POSSIBLE',
        'CONFLICT',
        'RECORD_AWAY',
      ],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const session = await chain(c, 'announce', slug, async () =>
        (await acts()).announceSession(deps(c), slug),
      )
      moved(slug)
      return c.json(session, 200)
    },
  )
  .post(
    '/api/desk/sessions/:slug/cancel',
    describe({
      tag: 'desk',
      summary: 'Call a session off that is not open yet',
      answers: { 200: publicSession },
      no: [...staffNo, 'SESSION_MOVE', 'NOT_POSSIBLE', 'CONFLICT', 'RECORD_AWAY'],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const session = await chain(c, 'cancel', slug, async () =>
        (await acts()).cancelSession(deps(c), slug),
      )
      moved(slug)
      return c.json(session, 200)
    },
  )
  .post(
    '/api/desk/sessions/:slug/open',
    describe({
      tag: 'desk',
      summary: 'Open a session for questions: its room takes over',
      answers: { 200: publicSession },
      no: [...staffNo, 'SESSION_MOVE', 'CONFLICT', 'RECORD_AWAY'],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const room = roomOf(c.env, slug)
      const opening = { ...deps(c), room, socketCap: c.env.SOCKET_CAP }
      const session = await chain(c, 'open', slug, async () =>
        (await acts()).openSession(opening, slug),
      )
      moved(slug)
      return c.json(session, 200)
    },
  )
  .post(
    '/api/desk/sessions/:slug/decisions',
    describe({
      tag: 'desk',
      summary: 'Take a decision',
      answers: { 200: decided },
      no: [
        ...staffNo,
        ...writes,
        'PROVE_AGAIN',
        'CONFLICT',
        'NOT_POSSIBLE',
        'SESSION_MOVE',
        'STILL_OPEN',
        'SECOND_PERSON',
        'UNDO_TOO_LATE',
      ],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', decisionGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const room = roomOf(c.env, slug)
      const seal = (id: string, text: string) => sealText(c.env, id, text)
      const decision = c.req.valid('json')
      const actor = actingAs(c, `decide_${decision.act}`)
      if (decision.act === 'cut' || decision.act === 'resume' || decision.act === 'nudge_chapter') {
        // Also possible once the session is in the record.
        const { decidePicture } = await import('./picture-acts')
        return c.json(await decidePicture(c, slug, decision, actor), 200)
      }
      if (decision.act === 'settle_burst' && decision.to === 'voided') actingAs(c, 'void_votes')
      const done = await decide({ room, newId, seal, now: Date.now() }, decision, actor)
      forgetSnapshot(slug)
      return c.json(done, 200)
    },
  )
  .post(
    '/api/desk/sessions/:slug/entries',
    describe({
      tag: 'desk',
      summary: 'Enter a question for somebody (代录)',
      answers: { 201: receipt, 200: receipt },
      no: [...writes, 'SESSION_NOT_OPEN', 'SESSION_MOVE', 'NOT_POSSIBLE', 'KEY_REUSED'],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', entryGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const key = submissionKey(c.req.header('idempotency-key'))
      const entering = { room: roomOf(c.env, slug), ...submitting(c) }
      const done = await enterQuestion(entering, c.req.valid('json'), c.var.staff, key)
      forgetSnapshot(slug)
      return c.json(done.receipt, done.repeated ? 200 : 201)
    },
  )
  .post(
    '/api/desk/sessions/:slug/archive',
    describe({
      tag: 'desk',
      summary: 'Hand a closed session to the record for good',
      answers: { 200: z.object({ digest: z.string(), ballots: z.int() }) },
      no: [...staffNo, 'PROVE_AGAIN', 'SESSION_MOVE', 'STILL_OPEN', 'CONFLICT', 'RECORD_AWAY'],
    }),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const room = roomOf(c.env, slug)
      const sealed = await chain(c, 'archive', slug, async () =>
        (await acts()).archiveSession({ ...deps(c), room }, slug, c.var.staff),
      )
      moved(slug)
      return c.json(sealed, 200)
    },
  )
  .post(
    '/api/desk/sessions/:slug/originals/:id',
    describe({
      tag: 'desk',
      summary: 'The wording before masking, for a stated reason; the look is put on record first',
      answers: { 200: original },
      no: ['PROVE_AGAIN', ...writes, 'CONFLICT', 'NOT_POSSIBLE'],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', reasonGiven),
    async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const id = c.req.param('id')
      if (!isId(id)) throw new Refusal('NOT_FOUND')
      const { reason } = c.req.valid('json')
      const [found] = await (
        await acts()
      ).openSealed(openingOf(c, slug), slug, { id }, c.var.staff, reason)
      if (!found) throw new Refusal('NOT_FOUND')
      return c.json(found, 200, privately)
    },
  )
  .post(
    '/api/desk/answers/:id/correct',
    describe({
      tag: 'desk',
      summary: 'Correct an answer of an archived session, in the open',
      answers: { 200: z.object({ changed: z.boolean() }) },
      no: [...writes, 'NOT_POSSIBLE', 'CONFLICT'],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', correctionGiven),
    async (c) => {
      const id = c.req.param('id')
      if (!/^[\w-]{1,64}$/.test(id)) throw new Refusal('NOT_FOUND')
      const given = c.req.valid('json')
      const text = takeText(given.text, 'text', { min: 1, max: ANSWER_MAX, lines: true })
      const why = takeText(given.why, 'why', { min: 1, max: NOTE_MAX })
      const by = c.var.staff.id
      const now = Date.now()
      const { correctedObject } = await import('../store/audit')
      const corrected = await correctedObject(c.env.DB, id, text, why, now)
      const changed = await chained(
        c.env,
        { ...byStaff(c.var.staff), act: 'correct_answer', said: { why }, on: corrected },
        async () => (await acts()).correctAnswer(c.env.DB, id, text, why, by, now),
        (done) => done,
      )
      return c.json({ changed }, 200)
    },
  )
