import * as z from 'zod/mini'
import { NAME_MAX, TITLE_MAX } from '../limits'

/** What browsers send to prove who their user is. */

const bytes = z.string().check(z.regex(/^[\w-]{1,8000}$/))
const short = z.string().check(z.maxLength(64))
const token = z.string().check(z.maxLength(128))
/** Beyond what is needed, authenticators say what they like. */
const extras = z.record(z.string(), z.unknown())

/** An answer of an authenticator that knows the passkey. */
export const assertion = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  clientExtensionResults: extras,
  authenticatorAttachment: z.optional(z.nullable(short)),
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: z.optional(z.nullable(bytes)),
  }),
})

/** The answer of one that has made a passkey. */
export const attestation = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  clientExtensionResults: extras,
  authenticatorAttachment: z.optional(z.nullable(short)),
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.optional(z.array(short).check(z.maxLength(16))),
    authenticatorData: z.optional(bytes),
    publicKey: z.optional(bytes),
    publicKeyAlgorithm: z.optional(z.number()),
  }),
})

/** By what somebody may come in for the first time: an invitation, or the operator's token for the first of all. */
const ticketShape = {
  invite: z.optional(token),
  first: z.optional(
    z.object({
      token,
      name: z.string().check(z.maxLength(NAME_MAX * 2)),
      office: z.string().check(z.maxLength(TITLE_MAX * 2)),
      unit: z.string().check(z.maxLength(TITLE_MAX * 2)),
    }),
  ),
}

export const ticketGiven = z.object(ticketShape)
export const joiningGiven = z.object({ ...ticketShape, credential: attestation, key: short })
export const signInGiven = z.object({ credential: assertion, back: z.optional(z.string()) })
export const challengeWanted = z.object({ for: z.enum(['prove', 'add']) })
export const proofGiven = z.object({ credential: assertion })
export const passkeyGiven = z.object({ credential: attestation, key: short })

/** Options for the browser, as its own interface names them. */
export const passkeyOptions = z.looseObject({ challenge: z.string() })
export const signedInTo = z.object({ to: z.string() })
export const done = z.object({ done: z.literal(true) })
