import type { Decision } from '../contract/room'
import { staffRoles, type Grant, type StaffRole } from '../contract/staff'

/**
 * Who may do what: the only place where it is said. Routes, pages, socket messages and decisions name an
 * action; what is not in this table nobody may do.
 */

type Over = 'portal' | 'session' | 'any' | 'case' | 'lead' | 'above_lead'

type Rule =
  /** No name is asked for; what a visitor writes is counted by device. */
  | { who: 'anyone' }
  /** A script with the token of that purpose. */
  | { who: 'operator' | 'importer' }
  | {
      who: readonly StaffRole[]
      /**
       * What the role has to be held over: the whole portal, the session in question (also by its unit, or the
       * portal), anything at all, or a case: by the unit that leads it, by one that assists as well, or by one
       * that stands above the lead. Moderators and administrators come to a case by its session.
       */
      over: Over
      /** Dangerous: whoever does it has shown lately that it is them. */
      stepUp?: true
    }

const anyone = { who: 'anyone' } as const
const staff = (over: Over, ...who: StaffRole[]) => ({ who, over })

/** The same for the dangerous few: only after stepping up. */
const proven = (over: Over, ...who: StaffRole[]) => ({ who, over, stepUp: true }) as const

/** A decision of the desk, as an action. */
export type DecisionAction = `decide_${Decision['act']}`

const decisions: Record<DecisionAction, Rule> = {
  decide_approve: staff('session', 'moderator'),
  decide_reject: staff('session', 'moderator'),
  decide_redirect: staff('session', 'moderator'),
  decide_merge: staff('session', 'moderator'),
  decide_unmerge: staff('session', 'moderator'),
  decide_edit: staff('session', 'moderator'),
  decide_note: staff('session', 'moderator'),
  decide_place: staff('session', 'moderator'),
  decide_stage: staff('session', 'moderator'),
  decide_unstage: staff('session', 'moderator'),
  // Officials write answers, and correct their own; actions/decide.ts sees to "own".
  decide_answer: staff('session', 'moderator', 'official'),
  decide_correct_answer: staff('session', 'moderator', 'official'),
  decide_hand_off: staff('session', 'moderator'),
  decide_take_down: staff('session', 'moderator'),
  decide_reopen: staff('session', 'moderator'),
  decide_approve_comment: staff('session', 'moderator'),
  decide_reject_comment: staff('session', 'moderator'),
  decide_promote_comment: staff('session', 'moderator'),
  decide_take_down_comment: staff('session', 'moderator'),
  decide_ask_back: staff('session', 'moderator'),
  decide_sum_up_prompt: staff('session', 'moderator'),
  decide_add_guest: staff('session', 'moderator'),
  decide_mute: staff('session', 'moderator'),
  decide_lift_mute: staff('session', 'moderator'),
  decide_set_quota: staff('session', 'moderator'),
  decide_settle_burst: staff('session', 'moderator'),
  // Not by whoever rejected: the room sees to "another".
  decide_settle_appeal: staff('session', 'moderator'),
  decide_settle_report: staff('session', 'moderator'),
  decide_move: staff('session', 'moderator'),
  // An emergency: whoever moderates may, at once, without proving anything anew.
  decide_cut: staff('session', 'moderator'),
  decide_resume: staff('session', 'moderator'),
  decide_nudge_chapter: staff('session', 'moderator'),
  decide_undo: staff('session', 'moderator'),
}

/** Everybody who works here but note-takers: they write the text record, and see nothing else. */
const office = staffRoles.filter((role) => role !== 'note_taker')

const others = {
  read: anyone,
  /** Pictures and their playlist: by the thousand, and nobody is asked who they are. */
  watch: anyone,
  /** An encoder: whoever has the session's stream key, which its stream looks at before anything is read. */
  push_stream: anyone,
  take_part: anyone,
  sign_in: anyone,
  operate: { who: 'operator' },
  /** The sealed network log; every look is chained. */
  read_compliance: { who: 'operator' },
  /** Everything out of a portal, or into an empty one; freezing it for that. */
  copy_portal: { who: 'operator' },
  import_messages: { who: 'importer' },
  /** The first page of the desk, with as much on it as each may see. */
  open_desk: staff('any', ...staffRoles),
  list_sessions: staff('any', ...office),
  /** Lines of the text record, also after the session. */
  write_lines: staff('session', 'moderator', 'note_taker'),
  draft_session: staff('any', 'moderator', 'admin'),
  /** Facts of a session before it opens; announcing, opening and calling it off. */
  change_session: staff('session', 'moderator', 'admin'),
  /** Publishes it for good. */
  archive_session: proven('session', 'moderator', 'admin'),
  read_desk: staff('session', 'moderator', 'official', 'admin', 'supervisor'),
  /** What waits for review, was not adopted, or was taken back or down; and which questions share a device. */
  read_review: staff('session', 'moderator', 'supervisor'),
  work_desk: staff('session', 'moderator'),
  decide: staff('session', 'moderator', 'official'),
  enter_question: staff('session', 'moderator'),
  read_hand_offs: staff('session', ...office),
  /** What people write about most, over a time. */
  read_topics: staff('any', 'moderator', 'admin', 'supervisor'),
  /** Promises; which of them, and what with it, says domain/commitments.ts. */
  read_promises: staff('any', 'moderator', 'officer', 'approver', 'supervisor'),
  keep_promises: staff('any', 'moderator', 'officer', 'approver'),
  /** That a promise was kept says somebody outside of the unit that made it. */
  verify_promise: staff('any', 'supervisor'),
  /** Files that show what was done, or what whoever verifies it found. */
  show_promise: staff('any', 'moderator', 'officer', 'approver', 'supervisor'),
  correct_record: staff('portal', 'moderator'),
  /** The wording before masking; every look is recorded with its reason. */
  open_sealed: proven('session', 'moderator'),
  /** Deciding that held votes count for nothing, besides deciding on them. */
  void_votes: proven('session', 'moderator'),
  /** One's own passkeys, sessions and proofs. */
  own_account: staff('any', ...staffRoles),
  link_overlay: staff('session', 'moderator'),
  /** Where a session's picture comes from, its key, its recording and poster. */
  run_stream: staff('session', 'moderator', 'admin'),
  /** The departments' desk: each finds there what their units have, and nothing else. */
  open_cases: staff('any', 'officer', 'approver', 'moderator', 'supervisor', 'admin'),
  /** Several at once: each is asked for by itself. */
  pick_cases: staff('any', 'officer', 'approver'),
  read_case: staff('case', 'officer', 'approver', 'moderator', 'supervisor', 'admin'),
  /** Which act it is says the body: actions/cases asks the table again. */
  act_on_case: staff('case', 'officer', 'approver', 'moderator'),
  /** Notes and interim drafts, also of a unit that assists. */
  assist_case: staff('case', 'officer', 'approver'),
  lead_case: staff('lead', 'officer', 'approver'),
  /** The second pair of eyes; never of an own draft, which the machine sees to. */
  review_case: staff('lead', 'approver'),
  /** Deciding an objection, assigning anew (分办), a leader's own case. */
  settle_case: staff('above_lead', 'moderator', 'approver', 'officer'),
  /** What stays among those who handle it. */
  read_case_notes: staff('case', 'officer', 'approver', 'supervisor'),
  /** A supervisor changes nothing, and may say something beside it. */
  remark_case: staff('case', 'supervisor'),
  /** Where what comes after the answers waits, by session and unit. */
  open_follow: staff('any', ...office),
  /** Words of ratings, further questions, and who says that theirs is another matter. */
  moderate_follow: staff('session', 'moderator'),
  /** Further questions: each finds those of the units below. */
  answer_further: staff('any', 'officer', 'approver'),
  approve_further: staff('any', 'approver'),
  /** Details as their asker wrote them, for a stated reason; every look is chained first. */
  open_details: proven('lead', 'officer', 'approver'),
  visit_case: staff('lead', 'officer', 'approver', 'supervisor'),
  draw_visits: staff('any', 'officer', 'approver', 'supervisor'),
  /** Texts for rejections, redirections and answers, for every desk. */
  keep_texts: staff('any', 'moderator', 'admin'),
  // The administration. Supervisors look at it and change nothing.
  read_admin: staff('portal', 'admin', 'supervisor'),
  keep_units: staff('portal', 'admin'),
  invite_staff: proven('portal', 'admin'),
  disable_staff: proven('portal', 'admin'),
  /** Also whose work somebody does during an absence. */
  grant_roles: proven('portal', 'admin'),
  end_sign_ins: staff('portal', 'admin'),
  keep_rules: proven('portal', 'admin'),
  keep_reasons: staff('portal', 'admin'),
  /** The list of words that puts submissions in front of the reviewers. */
  keep_words: staff('portal', 'admin'),
} as const satisfies Record<string, Rule>

export const permissions: Readonly<Record<Action, Rule>> = { ...others, ...decisions }
export type Action = keyof typeof others | DecisionAction

/** Who asks: a browser without a name, a script with a token, or staff with their grants. */
export type Caller =
  | { kind: 'visitor' }
  | { kind: 'operator' | 'importer' }
  | { kind: 'staff'; grants: readonly Grant[] }

/** What an action is about; left out where it is about no session. */
export interface About {
  session?: string | undefined
  /** The unit that session belongs to, and every unit above it. */
  units?: readonly string[] | undefined
  /** The units of a case; `session` and `units` are those it was handed off in. */
  case?: CaseUnits | undefined
}

/** Which units a case is held by, each with all that stand above it. */
export interface CaseUnits {
  lead: readonly string[]
  assist: readonly string[]
  /** Of the lead's, those that are not the lead itself. */
  above: readonly string[]
}

/** Roles that come to a case by its session; the others by the units that have it. */
const bySession: readonly StaffRole[] = ['moderator', 'admin']

function covers(grant: Grant, over: Over, about: About): boolean {
  if (over === 'any') return true
  if (grant.session === undefined && grant.unit === undefined) return true
  if (over === 'portal' || about.session === undefined) return false
  const ofCase = over !== 'session' && !bySession.includes(grant.role)
  if (ofCase) return grant.unit !== undefined && casesOf(over, about.case).includes(grant.unit)
  if (grant.session !== undefined) return grant.session === about.session
  return grant.unit !== undefined && (about.units ?? []).includes(grant.unit)
}

function casesOf(over: Over, units: CaseUnits | undefined): readonly string[] {
  if (!units) return []
  if (over === 'above_lead') return units.above
  return over === 'lead' ? units.lead : [...units.lead, ...units.assist]
}

/** The grant by which somebody may do this, or null. Without a rule for the action: null. */
export function grantFor(action: Action, grants: readonly Grant[], about: About): Grant | null {
  const rule = Object.hasOwn(permissions, action) ? permissions[action] : undefined
  if (!rule || typeof rule.who === 'string') return null
  const { who, over } = rule as Extract<Rule, { over: unknown }>
  // Of several roles the one that stands first in the rule: whoever moderates does not answer as an official.
  for (const role of who) {
    const found = grants.find((grant) => grant.role === role && covers(grant, over, about))
    if (found) return found
  }
  return null
}

/** Whether an action asks for a fresh proof of who does it. */
export function needsProof(action: Action): boolean {
  const rule = permissions[action]
  return typeof rule.who !== 'string' && 'stepUp' in rule && rule.stepUp === true
}

/** Whether somebody may do this at all. */
export function may(action: Action, caller: Caller, about: About = {}): boolean {
  const rule = Object.hasOwn(permissions, action) ? permissions[action] : undefined
  if (!rule) return false
  if (rule.who === 'anyone') return true
  if (typeof rule.who === 'string') return caller.kind === rule.who
  return caller.kind === 'staff' && grantFor(action, caller.grants, about) !== null
}

/** What a message through a socket is, by the seat it comes from. A message that is not here is not understood. */
export const socketMessages = {
  public: { hello: 'read', vote: 'take_part' },
  screen: { hello: 'read' },
  desk: { hello: 'work_desk', hold: 'work_desk' },
} as const satisfies Record<string, Record<string, Action>>

/** Whether a seat may send a message of this kind; `role` is that of whoever sits at the desk. */
export function maySend(
  kind: keyof typeof socketMessages,
  message: unknown,
  role: StaffRole | null,
): boolean {
  const messages: Record<string, Action> = socketMessages[kind]
  if (typeof message !== 'string' || !Object.hasOwn(messages, message)) return false
  const action = messages[message] as Action
  return may(action, role === null ? { kind: 'visitor' } : { kind: 'staff', grants: [{ role }] })
}
