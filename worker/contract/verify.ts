/** Numbers of proving who one is, by telephone or by a provider. */

export const CODE_DIGITS = 6
export const CODE_MS = 5 * 60_000
/** Wrong codes after which a new one is needed. */
export const CODE_TRIES = 5
/** One code a minute and five a day for one number. */
export const CODE_EVERY_MS = 60_000
export const CODES_A_DAY = 5
/** Messages one network may cause an hour, and all together a day: what a stranger can cost at most. */
export const CODES_PER_NETWORK = 20
export const CODES_PER_PORTAL = 5_000
/** How long a login at a provider may take. */
export const LOGIN_MS = 10 * 60_000
/** Logins one network may begin an hour: many people share one. */
export const LOGINS_PER_NETWORK = 600
/** How long words wait on the server for somebody who is proving who they are, where the browser has no script. */
export const KEPT_DRAFT_MS = 3_600_000
/** A provider or gateway that has not answered by then is taken to be away. */
export const PROVIDER_MS = 5_000

/** What went wrong on the way, said on the page. */
export type VerifyProblem =
  | 'bad_number'
  | 'wrong_code'
  | 'late_code'
  | 'no_code'
  | 'too_soon'
  | 'too_many'
  | 'sms_away'
  | 'provider_away'
  | 'declined'
  | 'login_failed'

/** What was typed before somebody was asked who they are. */
export interface WaitingWords {
  text: string
  details: string
  name: string
  /** Number of the host's question that a comment answers; empty where it answers none. */
  prompt: string
}

/** A provider as a button. */
export interface ProviderButton {
  id: string
  label: string
}

/** A provider as its setting names it. */
export interface Provider {
  /** Short name; stands in the address the provider sends people back to. */
  id: string
  issuer: string
  clientId: string
  clientSecret: string
  /** Asks for the verified telephone number as well, so that one person by either way is one person. */
  phone: boolean
}

/** Whose login it is: netizens and staff share nothing, not even a provider. */
export type Audience = 'netizen' | 'staff'

/** Sends a code to a number; throws where it did not go out. */
export interface PhoneVerifier {
  send: (message: { tel: string; code: string; id: string }) => Promise<void>
}

/** What the browser keeps between asking for a code and typing it. */
export interface Ticket {
  tel: string
  /** Ties the code to this browser: a code read over somebody's shoulder is no use elsewhere. */
  nonce: string
  /** Epoch ms. */
  until: number
}
