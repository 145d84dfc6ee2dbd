import type { ChainObject, Fact } from '../contract/audit'
import type { Env } from '../contract/env'
import type { CaseFile } from '../domain/case-records'
import type { CaseBy } from '../domain/cases'

/** What acting on cases needs from the Worker around it. */
export interface CaseDeps {
  env: Env
  newId: () => string
  /** http/audit.ts: what cannot be chained is not done. */
  chained: <T>(act: CaseChainAct, work: () => Promise<T>) => Promise<T>
  /** Tells the room that holds the session, if one does. */
  tellRoom: (slug: string, file: CaseFile, now: number) => Promise<unknown>
  wakeCourier: (now: number) => Promise<unknown>
}

/** What the portal's chain is told of an act. */
export interface CaseChainAct {
  by: CaseBy
  act: string
  said: Fact | null
  on: ChainObject[]
  facts: { [name: string]: Fact }
}
