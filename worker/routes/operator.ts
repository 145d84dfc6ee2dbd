import { Hono } from 'hono'
import * as z from 'zod/mini'
import { keepUnitTree } from '../actions/keep-units'
import { giveSignInLink } from '../actions/sign-in'
import { PUBLIC_BODY_BYTES, STAFF_BODY_BYTES } from '../contract/limits'
import { signInLinkGiven, unitsGiven } from '../contract/schemas/desk'
import { staffRoles } from '../contract/staff'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { newId, randomText } from '../http/ids'
import { sha256Text } from '../http/keys'
import { ownOrigin } from '../http/place'
import { forgetStaff } from '../http/staff-list'
import { valid } from '../http/valid'
import { describe, writing } from './describe'

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
      ],
    }),
    jsonBody(PUBLIC_BODY_BYTES),
    valid('json', signInLinkGiven),
    async (c) => {
      const token = randomText(32)
      const deps = { db: c.env.DB, newId, digest: sha256Text, now: Date.now() }
      const { id, name, role } = await giveSignInLink(deps, c.req.valid('json'), token)
      forgetStaff(id)
      return c.json({ url: `${ownOrigin(c)}/desk/sign-in?k=${token}`, id, name, role }, 201)
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
    async (c) => c.json({ kept: await keepUnitTree(c.env.DB, c.req.valid('json')) }, 200),
  )
