import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { staff } from './schema'

/** Proving who one is. Every row but the last kind is gone within a day; none holds a name, a number or a subject. */

/** A login under way at a provider. Taken out when its answer comes, so that it serves once. */
export const loginAttempts = sqliteTable(
  'login_attempts',
  {
    /** Hash of the state in the address. */
    id: text('id').primaryKey(),
    /** Hash of what the browser keeps in its cookie. */
    browser: text('browser').notNull(),
    /** `netizen:` or `staff:` and the provider's short name. */
    provider: text('provider').notNull(),
    back: text('back').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('login_attempts_expire').on(t.expiresAt)],
)

/** Codes sent to telephones, one row a number. */
export const phoneCodes = sqliteTable(
  'phone_codes',
  {
    /** The number under a key. */
    id: text('id').primaryKey(),
    /** The code under a key, with what the browser keeps; null once used. */
    code: text('code'),
    tries: integer('tries').notNull(),
    sentAt: integer('sent_at').notNull(),
    /** Day of Shanghai, and how many were sent on it. */
    day: text('day').notNull(),
    sent: integer('sent').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('phone_codes_sent').on(t.sentAt)],
)

/** Words that wait while their author proves who they are; the key is in the browser's cookie. */
export const keptDrafts = sqliteTable(
  'kept_drafts',
  {
    id: text('id').primaryKey(),
    box: text('box').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('kept_drafts_expire').on(t.expiresAt)],
)

/** Which account at a provider is which member of staff. The account is kept under a key only. */
export const staffIdentities = sqliteTable(
  'staff_identities',
  {
    /** Short code of issuer and subject. */
    code: text('code').primaryKey(),
    staffId: text('staff_id')
      .notNull()
      .references(() => staff.id),
    linkedBy: text('linked_by').notNull(),
    linkedAt: integer('linked_at').notNull(),
  },
  (t) => [index('staff_identities_staff').on(t.staffId)],
)
