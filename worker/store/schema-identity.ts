import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { SignInWay, StaffRole } from '../contract/staff'
import { staff } from './schema'

/**
 * How staff prove who they are. Whatever opens a door stands here as a hash, a public key or a seal: who reads
 * these tables cannot sign in with them.
 */

/** One signing-in each; ended ones are deleted, the audit chain has that they were. */
export const staffSessions = sqliteTable(
  'staff_sessions',
  {
    /** SHA-256 of the token in the cookie; another one after each new proof. */
    hash: text('hash').primaryKey(),
    /** Names it in lists, and to the sockets that were opened by it. */
    id: text('id').notNull().unique(),
    staffId: text('staff_id')
      .notNull()
      .references(() => staff.id),
    how: text('how').$type<SignInWay>().notNull(),
    /** Browser and system in two words, never the whole header. */
    device: text('device').notNull(),
    startedAt: integer('started_at').notNull(),
    seenAt: integer('seen_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    /** When they last proved to be themselves; null: never in this session. */
    provedAt: integer('proved_at'),
  },
  (t) => [index('staff_sessions_staff').on(t.staffId)],
)

export const passkeys = sqliteTable(
  'passkeys',
  {
    /** Of the authenticator, base64url: no two people have the same. */
    credentialId: text('credential_id').primaryKey(),
    /** Names it in addresses. */
    id: text('id').notNull().unique(),
    staffId: text('staff_id')
      .notNull()
      .references(() => staff.id),
    /** COSE, base64url. */
    publicKey: text('public_key').notNull(),
    /** Uses the authenticator has counted; some always say 0. */
    counter: integer('counter').notNull(),
    transports: text('transports', { mode: 'json' }).$type<string[]>().notNull(),
    /** As its owner calls it. */
    name: text('name').notNull(),
    /** Also on other devices of its owner, by their own account there. */
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    addedAt: integer('added_at').notNull(),
    usedAt: integer('used_at'),
  },
  (t) => [index('passkeys_staff').on(t.staffId)],
)

/** What an authenticator is to sign. Deleted by whoever answers it: of twenty answers one finds it. */
export const passkeyChallenges = sqliteTable(
  'passkey_challenges',
  {
    challenge: text('challenge').primaryKey(),
    /** What for, and for whom: `sign_in`, `prove …`, `add …`, `join …`. */
    purpose: text('purpose').notNull(),
    endsAt: integer('ends_at').notNull(),
  },
  (t) => [index('passkey_challenges_end').on(t.endsAt)],
)

/** Invitations: to work here, or, for somebody who does, to come in again with a new passkey. */
export const invites = sqliteTable(
  'invites',
  {
    hash: text('hash').primaryKey(),
    id: text('id').notNull().unique(),
    /** Somebody known, or the id they will have. */
    staffId: text('staff_id').notNull(),
    name: text('name').notNull(),
    office: text('office').notNull(),
    unit: text('unit').notNull(),
    role: text('role').$type<StaffRole>().notNull(),
    invitedBy: text('invited_by').notNull(),
    invitedByName: text('invited_by_name').notNull(),
    invitedAt: integer('invited_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    usedAt: integer('used_at'),
    revokedAt: integer('revoked_at'),
  },
  (t) => [index('invites_staff').on(t.staffId)],
)

/** For desks without passkeys, where the operator allows it: a password and a code that counts once. */
export const staffPasswords = sqliteTable('staff_passwords', {
  staffId: text('staff_id')
    .primaryKey()
    .references(() => staff.id),
  login: text('login').notNull().unique(),
  salt: text('salt').notNull(),
  hash: text('hash').notNull(),
  /** The secret of the codes, sealed under the portal's key. */
  totpKeyId: text('totp_key_id').notNull(),
  totpBox: text('totp_box').notNull(),
  /** The last code that counted, by its half minute; 0 before the first one. */
  lastStep: integer('last_step').notNull().default(0),
  setAt: integer('set_at').notNull(),
})

/** Codes in a sealed envelope, for the day when no administrator can sign in. */
export const breakGlassCodes = sqliteTable('break_glass_codes', {
  hash: text('hash').primaryKey(),
  madeAt: integer('made_at').notNull(),
  usedAt: integer('used_at'),
})
