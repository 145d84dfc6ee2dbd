import type { Told } from './refusals'
import type { PublicQuestion, PublicSession } from './views'

/** What the audit chain is made of, as the rooms, the notary and the public exports say it to each other. */

/** What canonical JSON can hold. */
export type Fact = string | number | boolean | null | Fact[] | { [name: string]: Fact }

/** One thing an entry is about: its handle, and what it was before and after. Words only as commitments. */
export interface ChainObject {
  kind: string
  id: string
  /** The chain whose handle it is, where it is another one than that of the entry. */
  in?: string
  before: Fact
  after: Fact
}

export interface ChainEntry {
  /** `portal`, or `room:` and the session's name. */
  chain: string
  /** From 1, without gaps. */
  seq: number
  /** Epoch ms. */
  at: number
  /** Handle of a member of staff; `public` for netizens, `system` for the portal, `operator` for its scripts. */
  actor: string
  role: string
  /** Handle of the absent member of staff whose work it was. */
  for?: string
  act: string
  /** Code of the reason, where the act has one. */
  reason?: string
  /** Commitment to what was written as a reason or a note. */
  said?: string
  on: ChainObject[]
  facts?: { [name: string]: Fact }
}

/** An entry as it is kept: canonical JSON and its seal. */
export interface ChainRow {
  seq: number
  entry: string
  hash: string
}

/** Where a chain stands. */
export interface ChainHead {
  chain: string
  seq: number
  hash: string
}

/** The same of the portal's chain, said at a time, for good. `key` is the raw public key in base64url. */
export interface SignedHead {
  seq: number
  hash: string
  at: number
  key: string
  signature: string
}

/** Parts of salts that open commitments: who a handle is, and what its words were. */
export interface Opening {
  object: string | null
  /** null where the words are not public any more. */
  words: string | null
}

export interface AuditedQuestion {
  question: PublicQuestion
  open: Opening
  answers: Record<string, Opening>
  cases: Record<string, Opening>
}

/** A part of the public record with what opens the chain's commitments to it. */
export interface AuditPage {
  session: PublicSession
  open: Opening
  questions: AuditedQuestion[]
}

/** Something that happened outside of rooms, for the portal's chain. */
export interface PortalAct {
  /** Id of a member of staff, who is named by a handle; or `operator`, `import`, `system` as they are. */
  actor: { staff: string } | 'operator' | 'import' | 'system' | 'public'
  role: string
  /** Id of the absent member of staff whose work it was. */
  for?: string
  act: string
  reason?: string
  /** Written reasons, as a commitment. */
  said?: Fact
  /** Things by key, such as `session:…`: named by handle, their words (and what they were) as a commitment. */
  about?: {
    kind: string
    key: string
    facts?: { [name: string]: Fact }
    was?: Fact
    words?: Fact
  }[]
  /** Things that have their handle in a room's chain. */
  on?: ChainObject[]
  facts?: { [name: string]: Fact }
}

/** The portal's notary: one object that keeps the portal's chain in order and signs where it stands. */
export interface Notary {
  /** Seals what happened; resolves when it is on disk. */
  note(act: PortalAct, now: number): Promise<ChainHead>
  /** Takes the head of a room's chain in; the same head again changes nothing. Refuses one that goes back. */
  takeHead(head: ChainHead, now: number): Promise<Told<ChainHead>>
  head(now: number): Promise<SignedHead>
  rows(from: number, limit: number): Promise<ChainRow[]>
  /** The same as the lines of an export. */
  lines(from: number, to: number): Promise<string>
  /** Signs the head of a room's chain, for its export. */
  sign(head: ChainHead, now: number): Promise<SignedHead>
  /** Signs the manifest of open data, given as its JSON. */
  signData(manifest: string): Promise<{ key: string; signature: string }>
}
