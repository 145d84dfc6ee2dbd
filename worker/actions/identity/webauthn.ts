import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { Refusal } from '../../contract/refusals'
import {
  keepChallenge,
  passkeyBy,
  passkeysOf,
  takeChallenge,
  usedPasskey,
} from '../../store/passkeys'
import type { Passkey } from '../../store/passkeys'
import { fromBase64url, toBase64url } from '../../domain/bytes'

/**
 * Passkeys: what the authenticator is asked, and what is believed of its answer. Its user has to be verified
 * every time (a finger, a face, a PIN); the address it answers for has to be ours; a challenge counts once.
 */

/** How long somebody may look for their finger. */
export const CHALLENGE_MS = 5 * 60_000

/** Where this portal is, as a browser names it. */
export interface Place {
  origin: string
  portal: string
}

export interface Asking {
  db: D1Database
  place: Place
  now: number
}

const rpId = ({ origin }: Place) => new URL(origin).hostname

/** What for, and for whom, a challenge was made: an answer to another one is none. */
export const purposes = {
  signIn: 'sign_in',
  prove: (pass: string) => `prove ${pass}`,
  add: (pass: string) => `add ${pass}`,
  join: (invite: string) => `join ${invite}`,
  first: (token: string) => `first ${token}`,
}

/** Asks any passkey of this portal, or those of one person. */
export async function askForPasskey(
  { db, place, now }: Asking,
  purpose: string,
  staffId: string | null = null,
) {
  const own = staffId === null ? [] : await passkeysOf(db, staffId)
  const options = await generateAuthenticationOptions({
    rpID: rpId(place),
    userVerification: 'required',
    timeout: CHALLENGE_MS,
    allowCredentials: own.map(({ credentialId: id, transports }) => ({
      id,
      transports: transports as [],
    })),
  })
  await keepChallenge(db, {
    challenge: options.challenge,
    purpose,
    now,
    endsAt: now + CHALLENGE_MS,
  })
  return options
}

/** Asks for a new passkey of somebody. */
export async function askForNewPasskey(
  { db, place, now }: Asking,
  purpose: string,
  person: { id: string; name: string; office: string },
) {
  const known = await passkeysOf(db, person.id)
  const options = await generateRegistrationOptions({
    rpName: place.portal,
    rpID: rpId(place),
    userName: `${person.name} (${person.office})`,
    userDisplayName: person.name,
    userID: new TextEncoder().encode(person.id),
    attestationType: 'none',
    timeout: CHALLENGE_MS,
    excludeCredentials: known.map(({ credentialId: id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await keepChallenge(db, {
    challenge: options.challenge,
    purpose,
    now,
    endsAt: now + CHALLENGE_MS,
  })
  return options
}

/** The challenge an answer is to, taken away so that the same answer counts only once. */
async function challengeOf({ db, now }: Asking, purpose: string, clientData: string) {
  let challenge: unknown
  try {
    const text = new TextDecoder().decode(fromBase64url(clientData))
    challenge = (JSON.parse(text) as { challenge?: unknown }).challenge
  } catch {
    throw new Refusal('BAD_REQUEST')
  }
  if (typeof challenge !== 'string' || !/^[\w-]{20,200}$/.test(challenge)) {
    throw new Refusal('BAD_REQUEST')
  }
  if (!(await takeChallenge(db, challenge, purpose, now))) throw new Refusal('CHALLENGE_USED')
  return challenge
}

/** Whoever answered with a passkey of somebody who may work here; anything doubtful is nobody. */
export async function provenBy(
  asking: Asking,
  purpose: string,
  response: AuthenticationResponseJSON,
): Promise<Passkey> {
  const { db, place, now } = asking
  const expectedChallenge = await challengeOf(asking, purpose, response.response.clientDataJSON)
  const passkey = await passkeyBy(db, response.id)
  if (!passkey) throw new Refusal('NOT_PROVEN')
  const { credentialId, counter } = passkey
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge,
    expectedOrigin: place.origin,
    expectedRPID: rpId(place),
    requireUserVerification: true,
    credential: { id: credentialId, publicKey: fromBase64url(passkey.publicKey), counter },
  }).catch(() => null)
  if (!verified?.verified || !verified.authenticationInfo.userVerified) {
    throw new Refusal('NOT_PROVEN')
  }
  // A count that did not grow is that of a copy.
  const { newCounter } = verified.authenticationInfo
  if (!(await usedPasskey(db, credentialId, newCounter, now))) throw new Refusal('NOT_PROVEN')
  return passkey
}

/** A new passkey as it is kept, without its owner and its name. */
export type NewPasskey = Pick<
  Passkey,
  'credentialId' | 'publicKey' | 'counter' | 'transports' | 'backedUp' | 'addedAt'
>

/** The passkey an authenticator has made, if it made it for us and its user was verified. */
export async function newPasskey(
  asking: Asking,
  purpose: string,
  response: RegistrationResponseJSON,
): Promise<NewPasskey> {
  const { place, now } = asking
  const expectedChallenge = await challengeOf(asking, purpose, response.response.clientDataJSON)
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin: place.origin,
    expectedRPID: rpId(place),
    requireUserVerification: true,
  }).catch(() => null)
  if (!verified?.verified || !verified.registrationInfo.userVerified)
    throw new Refusal('NOT_PROVEN')
  const { credential, credentialBackedUp } = verified.registrationInfo
  return {
    credentialId: credential.id,
    publicKey: toBase64url(credential.publicKey),
    counter: credential.counter,
    transports: (credential.transports ?? []).slice(0, 8),
    backedUp: credentialBackedUp,
    addedAt: now,
  }
}
