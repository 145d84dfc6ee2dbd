import type { AskedBy, WordMarks } from '../contract/room'
import type { Receipt } from '../contract/views'
import { REHEARSAL_RECEIPT } from '../contract/rehearsal'
import { formatReceipt, type Receipts } from '../domain/receipt'
import type { Sealer } from './personal'

/** What handing something in needs besides the room. */
export interface Submitting {
  /** Encrypts an original. */
  seal: Sealer
  receipts: Receipts
  newId: () => string
  digest: (text: string) => string
  /** What the operator’s list of words finds in the texts; a demonstration has no list. */
  mark?: (texts: readonly (string | null)[]) => Promise<WordMarks | undefined>
  /** Who hands it in, as a voter: the room knows what level that is worth. */
  by?: AskedBy
  now: number
}

/** Rooms know hashes only; the code is filled in for whoever may see it. */
export function withCode<T extends { id: string; receipt: string }>(
  item: T,
  receipts: Receipts,
): T {
  return { ...item, receipt: formatReceipt(receipts.codeFor(item.id)) }
}

/**
 * The receipt of what was just handed in. It is of the id made for it, whose code is known, unless the same
 * had been handed in before.
 */
export function handedIn(
  receipt: Receipt,
  made: { id: string; code: string },
  receipts: Receipts,
): { receipt: Receipt; repeated: boolean } {
  if (receipt.rehearsal) {
    return { receipt: { ...receipt, receipt: REHEARSAL_RECEIPT }, repeated: receipt.id !== made.id }
  }
  if (receipt.id !== made.id) return { receipt: withCode(receipt, receipts), repeated: true }
  return { receipt: { ...receipt, receipt: formatReceipt(made.code) }, repeated: false }
}
