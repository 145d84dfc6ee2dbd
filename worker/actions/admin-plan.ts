import type { Fact } from '../contract/audit'
import type { Refusal } from '../contract/refusals'

/**
 * An act of an administrator, thought through but not done: whoever carries it out has it in the portal's
 * chain first. Names stand in commitments and in the portal's own pages, never in the chain.
 */
export interface AdminPlan {
  act: string
  /** What it is about: kind and id. */
  kind: 'staff' | 'unit' | 'official' | 'rules' | 'reason' | 'invite' | 'word' | 'text'
  about: string
  /** In the clear in the chain: codes and times only. */
  told?: { [name: string]: Fact }
  /** Before and after, as commitments. */
  was?: Fact
  words?: Fact
  reason?: string
  /** What its sentence on the administrators' page needs. */
  facts?: Record<string, string | number | null>
  /** Done in one batch. The last one is the act itself, under the condition that nothing came between. */
  statements: D1PreparedStatement[]
  /** Told where something did. */
  lost: Refusal
}
