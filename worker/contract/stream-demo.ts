import type { Origin } from './ingest'
import type { Stream } from './stream'

/** The verbs of a stream's object that only a demonstration uses, whose evenings are laid where they are needed. */
export interface DemoStream extends Stream, Pick<Origin, 'admit' | 'stored' | 'listed'> {
  /** What there was is gone; the session has been on the air since `from`. */
  beginAgain(from: number, now: number): Promise<void>
  /** The picture ended then. */
  endAt(at: number, now: number): Promise<void>
}
