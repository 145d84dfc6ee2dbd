import { Refusal } from '../contract/refusals'
import { within } from '../store/patience'

/** A record that does not answer for this long counts as away. */
const PATIENCE_MS = 3_000

/** Waits for the record, but not as long as a reader would have to. */
export function inTime<T>(work: Promise<T>): Promise<T> {
  return within(work, PATIENCE_MS, () => new Refusal('RECORD_AWAY', { retryAfter: 5 }))
}
