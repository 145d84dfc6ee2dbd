import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { Fact } from '../contract/audit'
import { PUBLIC_BODY_BYTES, STAFF_BODY_BYTES, TITLE_MAX } from '../contract/limits'
import { accusationsGiven, original, signInLinkGiven, unitsGiven } from '../contract/schemas/desk'
import { Refusal } from '../contract/refusals'
import { staffRoles } from '../contract/staff'
import type { AppEnv } from '../http/app-env'
import { chained } from '../http/audit'
import { jsonBody } from '../http/body'
import { newId, randomText } from '../http/ids'
import { macText, sha256Text } from '../http/keys'
import { ownOrigin } from '../http/place'
import { isProduction } from '../http/production'
import { slugOf } from '../http/room-door'
import { valid } from '../http/valid'
import { lookIn } from '../http/watch'
import { takeText } from '../domain/text-fields'
import { openingOf } from './deps'
import { describe, writing } from './describe'

/** Read when somebody of them comes: a netizen's request does not wait for it. */
const acts = () => import('../actions/staff-acts')

const answer = z.object({
  url: z.string(),
  id: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
})

/** What the operator's own scripts ask for. */
export const operator = new Hono<AppEnv>()
  .post(
    '/api/operator/sign-in-links',
    describe({
      tag: 'operator',
      summary: 'A one-time sign-in link for a member of staff; needs the operator token',
      answers: { 201: answer },
      no: [
        ...writing,
        'SIGN_IN_FIRST',
        'NOT_ALLOWED',
        'NOT_FOUND',
        'EMPTY',
        'TOO_LONG',
        'RECORD_AWAY',
        'NO_LINKS_HERE',
      ],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', signInLinkGiven),
    async (c) => {
      if (isProduction(c.env)) throw new Refusal('NO_LINKS_HERE')
      const token = randomText(32)
      const deps = { db: c.env.DB, newId, digest: sha256Text, now: Date.now() }
      const given = c.req.valid('json')
      const { id, name, role } = await chained(
        c.env,
        {
          actor: 'operator',
          role: 'operator',
          act: 'give_sign_in_link',
          about: [{ kind: 'staff', key: `staff:${given.id ?? given.name ?? given.role}` }],
          facts: { role: given.role },
        },
        async () => (await acts()).giveSignInLink(deps, given, token),
      )
      return c.json({ url: `${ownOrigin(c)}/desk/sign-in?k=${token}`, id, name, role }, 201)
    },
  )
  .post(
    '/api/operator/break-glass',
    describe({
      tag: 'operator',
      summary:
        'New sealed emergency codes in place of the unused ones, shown once; needs the operator token',
      answers: { 201: z.object({ codes: z.array(z.string()) }) },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'],
    }),
    async (c) => {
      const { makeCodes } = await import('../actions/identity/break-glass')
      const digest = (code: string) => macText(c.env, 'staff', `break-glass ${code}`)
      const codes = await chained(
        c.env,
        { actor: 'operator', role: 'operator', act: 'make_emergency_codes' },
        () => makeCodes({ db: c.env.DB, digest, now: Date.now() }, newId),
      )
      return c.json({ codes }, 201, { 'cache-control': 'private, no-store' })
    },
  )
  .post(
    '/api/operator/accusations',
    describe({
      tag: 'operator',
      summary:
        'The sealed accusations of a session, to be handed to the discipline inspection; each look is put on record; needs the operator token',
      answers: { 200: z.object({ accusations: z.array(original) }) },
      no: [
        ...writing,
        'SIGN_IN_FIRST',
        'NOT_ALLOWED',
        'NOT_FOUND',
        'EMPTY',
        'TOO_SHORT',
        'TOO_LONG',
        'CONFLICT',
        'NOT_POSSIBLE',
        'RECORD_AWAY',
      ],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', accusationsGiven),
    async (c) => {
      const { slug: raw, reason, by } = c.req.valid('json')
      const slug = slugOf(raw)
      const name = takeText(by, 'by', { min: 1, max: TITLE_MAX })
      const actor = { id: 'operator', name, office: '', role: 'moderator' as const }
      const wanted = { accusations: true } as const
      const accusations = await (
        await acts()
      ).openSealed(openingOf(c, slug), slug, wanted, actor, reason)
      return c.json({ accusations }, 200, { 'cache-control': 'private, no-store' })
    },
  )
  .post(
    '/api/operator/look-in',
    describe({
      tag: 'operator',
      summary: 'Looks in on every open room and erases what is due; needs the operator token',
      answers: { 200: z.object({ open: z.int(), sealed: z.int(), erased: z.int() }) },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'RECORD_AWAY'],
    }),
    async (c) => {
      const now = Date.now()
      // A copy of the portal nobody came to fetch would keep what is erased meanwhile.
      await (await import('../actions/dump/reading')).endOldCopy(c.env, now)
      return c.json(await lookIn(c.env, now), 200)
    },
  )
  .post(
    '/api/operator/units',
    describe({
      tag: 'operator',
      summary: 'Puts units on record or brings them up to date; needs the operator token',
      answers: { 200: z.object({ kept: z.number() }) },
      no: [...writing, 'SIGN_IN_FIRST', 'NOT_ALLOWED', 'EMPTY', 'TOO_LONG', 'RECORD_AWAY'],
    }),
    jsonBody(STAFF_BODY_BYTES),
    valid('json', unitsGiven),
    async (c) => {
      const given = c.req.valid('json')
      const words = given as Fact
      const act = { kind: 'units', key: 'units', facts: { units: given.length }, words }
      const kept = await chained(
        c.env,
        { actor: 'operator', role: 'operator', act: 'keep_units', about: [act] },
        async () => (await acts()).keepUnitTree(c.env.DB, given),
      )
      return c.json({ kept }, 200)
    },
  )
