import { actOnCase } from '../actions/cases/act'
import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { courierWords } from '../contract/words/courier'
import type { CaseAct } from '../domain/case-acts'
import type { MessageRecord } from '../domain/case-records'
import type { CaseBy } from '../domain/cases'
import { caseDeps } from '../http/cases'
import { messageStatement } from '../store/messages'

/** What the portal does to a case by itself, when its time has come. */
export type SystemAct = Extract<
  CaseAct,
  { act: 'details_lapsed' | 'lapsed' | 'escalated' | 'due_recomputed' }
>

/** Does it, with messages in the same batch. False: the case has moved on meanwhile, and nothing was done. */
export type DoesAct = (
  caseId: string,
  act: SystemAct,
  messages: readonly MessageRecord[],
  now: number,
) => Promise<boolean>

const portal: CaseBy = {
  id: 'system',
  name: courierWords.zh.system,
  unitId: null,
  unit: '',
  right: 'system',
}

/** Acts as departments do: the chain has it first, one batch writes it, and the room hears of it. */
export function systemActs(env: Env): DoesAct {
  // The courier looks at what it has written by itself, and need not be woken.
  const deps = { ...caseDeps(env), wakeCourier: () => Promise.resolve() }
  return async (caseId, act, messages, now) => {
    try {
      await actOnCase(deps, caseId, act, portal, now, {
        beside: () => messages.map((message) => messageStatement(env.DB, message)),
      })
      return true
    } catch (error) {
      // Somebody was quicker, or it stands elsewhere by now: the next look sees what is so.
      if (error instanceof Refusal) return false
      throw error
    }
  }
}
