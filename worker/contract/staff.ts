/** Who works here, as what, and over what. */

export const staffRoles = [
  'moderator',
  'official',
  'officer',
  'approver',
  'admin',
  'supervisor',
  'note_taker',
] as const
export type StaffRole = (typeof staffRoles)[number]

/**
 * A role somebody holds. With a session it holds for that session only, with a unit for the sessions of that
 * unit and of every unit below it, with neither for the whole portal.
 */
export interface Grant {
  role: StaffRole
  /** Slug. */
  session?: string
  /** Id of a unit. */
  unit?: string
  /** Epoch ms at which it ends by itself. */
  until?: number
  /** Whose role it is, while they are absent and somebody does their work. */
  for?: { id: string; name: string }
}

/** How somebody signed in. */
export const signInWays = ['link', 'passkey', 'password', 'oidc', 'break_glass'] as const
export type SignInWay = (typeof signInWays)[number]
