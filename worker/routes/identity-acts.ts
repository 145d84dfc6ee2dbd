import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type * as z from 'zod/mini'
import { firstAdmin, keepFirstAdmin } from '../actions/identity/first-admin'
import { acceptInvite, openInvite } from '../actions/identity/invites'
import {
  askForNewPasskey,
  askForPasskey,
  newPasskey,
  provenBy,
  purposes,
  type Asking,
  type NewPasskey,
} from '../actions/identity/webauthn'
import { NAME_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type {
  joiningGiven,
  passkeyGiven,
  proofGiven,
  signInGiven,
  ticketGiven,
} from '../contract/schemas/identity'
import { takeText } from '../domain/text-fields'
import type { Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { newId } from '../http/ids'
import { sameSecret, sha256Text } from '../http/keys'
import { ownOrigin, samePath } from '../http/place'
import { passkeyMissed, tried } from '../http/sign-in-tries'
import { isProven } from '../http/staff'
import { beginStaffSession, renewStaffSession } from '../http/staff-session'
import { keepPasskey, passkeysOf } from '../store/passkeys'

/** What the passkey routes do; routes/identity.ts says what they answer. */

const asking = (c: Ctx, now: number): Asking => ({
  db: c.env.DB,
  place: { origin: ownOrigin(c), portal: c.env.PORTAL_NAME || '网友面对面' },
  now,
})

type Given<Schema extends z.ZodMiniType> = z.infer<Schema>

/** What was validated is what the library calls it; it leaves out what authenticators leave out. */
const answerOf = (given: object) => given as AuthenticationResponseJSON
const madeOf = (given: object) => given as RegistrationResponseJSON

const nameOf = (given: string) => takeText(given, 'key', { min: 1, max: NAME_MAX })

/** A passkey that was not believed is counted and told of. */
async function believed<T>(c: Ctx, now: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const missed = error instanceof Refusal && ['NOT_PROVEN', 'CHALLENGE_USED'].includes(error.code)
    if (missed) await passkeyMissed(c, now)
    throw error
  }
}

export async function signInChallenge(c: Ctx) {
  return askForPasskey(asking(c, Date.now()), purposes.signIn)
}

export async function signIn(c: Ctx, { credential, back }: Given<typeof signInGiven>) {
  const now = Date.now()
  const { staffId } = await believed(c, now, () =>
    provenBy(asking(c, now), purposes.signIn, answerOf(credential)),
  )
  await beginStaffSession(c, staffId, 'passkey', now)
  return { to: samePath(back, '/desk') }
}

type Ticket = Given<typeof ticketGiven>

/** Whom a ticket lets in; guessing at tickets is slowed down. */
async function holderOf(c: Ctx, { invite, first }: Ticket, now: number) {
  const found = await tried(c, 'invite', '', now, async () => {
    if (invite !== undefined) {
      const hash = sha256Text(invite)
      const open = await openInvite(c.env.DB, hash, now)
      if (!open) return null
      const { staffId: id, name, office } = open
      return { kind: 'invite' as const, hash, id, name, office, purpose: purposes.join(hash) }
    }
    if (first === undefined) throw new Refusal('INVALID', { field: 'invite' })
    const wanted = c.env.ADMIN_BOOTSTRAP_TOKEN
    const deps = { db: c.env.DB, wanted, same: sameSecret, digest: sha256Text }
    const { hash, ...person } = await firstAdmin(deps, first)
    const id = newId()
    return { kind: 'first' as const, hash, id, ...person, purpose: purposes.first(hash) }
  })
  if (!found) throw new Refusal('LINK_USED')
  return found
}

export async function joiningChallenge(c: Ctx, ticket: Ticket) {
  const now = Date.now()
  const { purpose, ...holder } = await holderOf(c, ticket, now)
  return askForNewPasskey(asking(c, now), purpose, holder)
}

/** A credential that is on record already belongs to somebody. */
async function unlessKnown<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && /UNIQUE constraint failed: passkeys/.test(error.message)) {
      throw new Refusal('PASSKEY_KNOWN')
    }
    throw error
  }
}

export async function join(c: Ctx, given: Given<typeof joiningGiven>) {
  const now = Date.now()
  const holder = await holderOf(c, given, now)
  const made: NewPasskey = await believed(c, now, () =>
    newPasskey(asking(c, now), holder.purpose, madeOf(given.credential)),
  )
  const { DB } = c.env
  const key = { ...made, id: newId(), name: nameOf(given.key) }
  const act = {
    actor: { staff: holder.id },
    role: holder.kind === 'first' ? 'admin' : 'invited',
    act: holder.kind === 'first' ? 'first_admin' : 'accept_invite',
    facts: { passkey: true },
  }
  await chained(c.env, act, async () => {
    const kept = await unlessKnown(async () =>
      holder.kind === 'first'
        ? keepFirstAdmin(DB, holder.hash, holder, key)
        : (await acceptInvite(
            DB,
            holder.hash,
            now,
            keepPasskey(DB, { ...key, staffId: holder.id }, holder.hash),
          )) !== null,
    )
    if (!kept) throw new Refusal('LINK_USED')
  })
  // Whoever made the passkey was verified by its authenticator just now.
  await beginStaffSession(c, holder.id, 'passkey', now)
  return { to: '/desk' }
}

export async function ownChallenge(c: Ctx, what: 'prove' | 'add') {
  const now = Date.now()
  const { staff, signedIn } = c.var
  if (what === 'prove') {
    return askForPasskey(asking(c, now), purposes.prove(signedIn.pass), staff.id)
  }
  await mayAdd(c)
  return askForNewPasskey(asking(c, now), purposes.add(signedIn.pass), staff)
}

/** A second passkey needs a proof by the first; who has none yet has nothing to prove it with. */
async function mayAdd(c: Ctx): Promise<void> {
  const known = await passkeysOf(c.env.DB, c.var.staff.id)
  if (known.length > 0 && !isProven(c, c.var.signedIn)) throw new Refusal('PROVE_AGAIN')
}

export async function prove(c: Ctx, { credential }: Given<typeof proofGiven>) {
  const now = Date.now()
  const { staff, signedIn } = c.var
  const { staffId } = await believed(c, now, () =>
    provenBy(asking(c, now), purposes.prove(signedIn.pass), answerOf(credential)),
  )
  if (staffId !== staff.id) throw new Refusal('NOT_PROVEN')
  await renewStaffSession(c, signedIn, 'passkey', now)
  return { done: true as const }
}

export async function addPasskey(c: Ctx, { credential, key }: Given<typeof passkeyGiven>) {
  const now = Date.now()
  const { staff, signedIn } = c.var
  await mayAdd(c)
  const name = nameOf(key)
  const made = await believed(c, now, () =>
    newPasskey(asking(c, now), purposes.add(signedIn.pass), madeOf(credential)),
  )
  await chained(c.env, { ...byStaff(staff), act: 'add_passkey' }, () =>
    unlessKnown(() =>
      keepPasskey(c.env.DB, { ...made, id: newId(), staffId: staff.id, name }).run(),
    ),
  )
  return { done: true as const }
}
