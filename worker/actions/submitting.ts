import { formatReceipt, type Receipts } from '../domain/receipt'

/** What handing something in needs besides the room. */
export interface Submitting {
  receipts: Receipts
  newId: () => string
  digest: (text: string) => string
  now: number
}

/** Rooms know hashes only; the code is filled in for whoever may see it. */
export function withCode<T extends { id: string; receipt: string }>(
  item: T,
  receipts: Receipts,
): T {
  return { ...item, receipt: formatReceipt(receipts.codeFor(item.id)) }
}
