import { Refusal } from '../contract/refusals'

/** A record that does not answer for this long counts as away. */
const PATIENCE_MS = 3_000

/** Waits for the record, but not as long as a reader would have to. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal('RECORD_AWAY', { retryAfter: 5 })), PATIENCE_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
