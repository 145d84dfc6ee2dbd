import { Hono } from 'hono'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import type { RefusalCode } from '../contract/refusals'
import {
  challengeWanted,
  done,
  joiningGiven,
  passkeyGiven,
  passkeyOptions,
  proofGiven,
  signedInTo,
  signInGiven,
  ticketGiven,
} from '../contract/schemas/identity'
import type { AppEnv } from '../http/app-env'
import { jsonBody } from '../http/body'
import { valid } from '../http/valid'
import { describe, writing } from './describe'

/** Read when staff come: a netizen's request does not wait for it. */
const acts = () => import('./identity-acts')

const body = jsonBody(PUBLIC_BODY_BYTES)
const asks: RefusalCode[] = [...writing, 'RECORD_AWAY']
const proves: RefusalCode[] = [...asks, 'CHALLENGE_USED', 'NOT_PROVEN']
const joins: RefusalCode[] = ['LINK_USED', 'NOT_FOUND', 'EMPTY', 'TOO_LONG', 'SLOW_DOWN']
const own: RefusalCode[] = ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'PROVE_AGAIN']
const tag = 'staff'

/** Passkeys of staff, as the pages' scripts use them. */
export const identity = new Hono<AppEnv>()
  .post(
    '/api/staff/sign-in/challenge',
    describe({
      tag,
      summary: 'What a passkey is to sign for signing in',
      answers: { 200: passkeyOptions },
      no: ['RECORD_AWAY'],
    }),
    async (c) => c.json(await (await acts()).signInChallenge(c), 200),
  )
  .post(
    '/api/staff/sign-in',
    describe({
      tag,
      summary: 'Sign in with a passkey',
      answers: { 200: signedInTo },
      no: proves,
    }),
    body,
    valid('json', signInGiven),
    async (c) => c.json(await (await acts()).signIn(c, c.req.valid('json')), 200),
  )
  .post(
    '/api/staff/joining/challenge',
    describe({
      tag,
      summary: 'What a new passkey is to sign: of somebody invited, or of the first administrator',
      answers: { 200: passkeyOptions },
      no: [...asks, ...joins],
    }),
    body,
    valid('json', ticketGiven),
    async (c) => c.json(await (await acts()).joiningChallenge(c, c.req.valid('json')), 200),
  )
  .post(
    '/api/staff/joining',
    describe({
      tag,
      summary: 'Come in for the first time, with a new passkey',
      answers: { 201: signedInTo },
      no: [...proves, ...joins, 'PASSKEY_KNOWN'],
    }),
    body,
    valid('json', joiningGiven),
    async (c) => c.json(await (await acts()).join(c, c.req.valid('json')), 201),
  )
  .post(
    '/api/desk/me/challenge',
    describe({
      tag,
      summary: 'What a passkey of whoever is signed in is to sign',
      answers: { 200: passkeyOptions },
      no: [...asks, ...own],
    }),
    body,
    valid('json', challengeWanted),
    async (c) => c.json(await (await acts()).ownChallenge(c, c.req.valid('json').for), 200),
  )
  .post(
    '/api/desk/me/prove',
    describe({
      tag,
      summary: 'Prove again who is signed in, before something dangerous',
      answers: { 200: done },
      no: [...proves, ...own],
    }),
    body,
    valid('json', proofGiven),
    async (c) => c.json(await (await acts()).prove(c, c.req.valid('json')), 200),
  )
  .post(
    '/api/desk/me/passkeys',
    describe({
      tag,
      summary: 'Add a passkey of one’s own',
      answers: { 201: done },
      no: [...proves, ...own, 'EMPTY', 'TOO_LONG', 'PASSKEY_KNOWN'],
    }),
    body,
    valid('json', passkeyGiven),
    async (c) => c.json(await (await acts()).addPasskey(c, c.req.valid('json')), 201),
  )
  .post(
    '/api/desk/me/alive',
    describe({
      tag,
      summary: 'Says that somebody is at the desk, so that it is not signed out for being idle',
      answers: { 204: 'Nothing' },
      no: ['SIGN_IN_FIRST', 'NOT_ALLOWED'],
    }),
    (c) => c.body(null, 204),
  )
