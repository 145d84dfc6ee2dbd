/** Words for where things stand. Each list is the only place its words are written (domain vocabulary). */

export const sessionKinds = [
  'town_hall',
  'reception',
  'on_site_office',
  'field_research',
  'outreach',
  'mailbox',
] as const
export type SessionKind = (typeof sessionKinds)[number]

/** What became of a burst of suspicious votes: held until somebody decides, and decided anew whenever it must be. */
export const burstStates = ['held', 'counted', 'voided'] as const
export type BurstState = (typeof burstStates)[number]
/** Why a vote is held, the strongest sign first: domain/holding.ts has the rules. */
export const holdReasons = ['network', 'regular', 'newcomers', 'level'] as const
export type HoldReason = (typeof holdReasons)[number]

export const sessionStates = [
  'draft',
  'announced',
  'collecting',
  'live',
  'paused',
  'wrapped',
  'closed',
  'archived',
  'cancelled',
] as const
export type SessionState = (typeof sessionStates)[number]

/** Who holds the truth of a session: its room while it is open, the record before and after. */
export type Authority = 'record' | 'room'

export const questionStates = [
  'submitted',
  'listed',
  'on_stage',
  'answered',
  'handed_off',
  'merged',
  'taken_down',
  'rejected',
  'redirected',
  'withdrawn',
] as const
export type QuestionState = (typeof questionStates)[number]

export const commentStates = [
  'submitted',
  'listed',
  'rejected',
  'promoted',
  'taken_down',
  'withdrawn',
] as const
export type CommentState = (typeof commentStates)[number]

export const channels = ['online', 'floor', 'phone', 'paper', 'hotline', 'import'] as const
export type Channel = (typeof channels)[number]
/** Channels through which staff enter a question for somebody (代录). */
export const enteredChannels = ['floor', 'phone', 'paper', 'hotline'] as const
export type EnteredChannel = (typeof enteredChannels)[number]

export const answerModes = ['live', 'written'] as const
export type AnswerMode = (typeof answerModes)[number]

/** Answered and solved are two facts; this is the second one. */
export const solvedWords = ['yes', 'partly', 'no'] as const
export type Solved = (typeof solvedWords)[number]

export const caseKinds = ['hand_off', 'follow_up'] as const
export type CaseKind = (typeof caseKinds)[number]

/** Lifecycle of a case; visibility, due status and outcome are columns of their own. */
export const caseStates = [
  'assigned',
  'objected',
  'in_progress',
  'needs_info',
  'draft',
  'review',
  'replied',
  'closed',
  'follow_up',
  'confirmed',
  'disputed',
  'reopened',
  'lapsed',
  'void',
] as const
export type CaseState = (typeof caseStates)[number]

export const outcomes = ['solved', 'partly_solved', 'not_now', 'explained', 'refused'] as const
export type Outcome = (typeof outcomes)[number]

export const dueStatuses = [
  'on_track',
  'due_soon',
  'overdue',
  'long_overdue',
  'paused',
  'met',
  'met_late',
] as const
export type DueStatus = (typeof dueStatuses)[number]

/** Why a question was not adopted; the asker reads the words behind the code. */
export const rejectReasons = [
  'off_topic',
  'not_a_question',
  'duplicate_of_own',
  'personal_data',
  'abusive',
  'unclear',
  'advertising',
  'unlawful',
] as const
export type RejectReason = (typeof rejectReasons)[number]

/** Why a device may not speak for a while; whoever uses it reads the words behind the code. */
export const muteReasons = [
  'flood',
  'abusive',
  'advertising',
  'personal_data',
  'off_topic',
] as const
export type MuteReason = (typeof muteReasons)[number]

/** Lawful routes a question can be pointed to; only the pointer is kept (信访工作条例). */
export const redirectRoutes = [
  'petition',
  'lawsuit',
  'emergency',
  'discipline',
  'labour_arbitration',
] as const
export type RedirectRoute = (typeof redirectRoutes)[number]

export const takeDownReasons = ['personal_data', 'unlawful', 'rights_of_others', 'mistake'] as const
export type TakeDownReason = (typeof takeDownReasons)[number]

export const unitLevels = ['city', 'county', 'township'] as const
export type UnitLevel = (typeof unitLevels)[number]

/** Qualifier of a sourced figure: 40多万元 is { value: 400000, qualifier: 'over' }. */
export const qualifiers = ['exact', 'over', 'odd', 'nearly', 'about'] as const
export type Qualifier = (typeof qualifiers)[number]

/** Levels of assurance a ballot is kept with. */
export type AssuranceLevel = 0 | 1 | 2 | 3

/** Kinds of personal data a text can hold. An address is only pointed out: often it is the matter itself. */
export const personalKinds = [
  'phone',
  'id_number',
  'bank_card',
  'landline',
  'plate',
  'email',
  'qq',
  'wechat',
  'address',
] as const
export type PersonalKind = (typeof personalKinds)[number]
