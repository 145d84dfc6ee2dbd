import type { RefusalCode } from '../../worker/contract/refusals'
import { newKey } from './forms'

/** What became of a vote sent by HTTP. */
export type Sent =
  | { ok: true; on: boolean; votes: number }
  | { ok: false; code: RefusalCode | null; message: string | null }

/** Who this reader is until the first answer brings the cookie: should it be lost, no second visitor votes. */
let visit: string | undefined

/** Sets a vote by HTTP; the answer brings the cookie of a visitor who had none. Throws where there is no network. */
export async function putVote(slug: string, no: number, on: boolean): Promise<Sent> {
  const answer = await fetch(`/api/sessions/${slug}/questions/${no}/vote`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': (visit ??= newKey()) },
    body: JSON.stringify({ on }),
  })
  const body: unknown = await answer.json().catch(() => null)
  if (answer.ok) {
    const { on: set, votes } = body as { on: boolean; votes: number }
    return { ok: true, on: set, votes }
  }
  const error = (body as { error?: { code: RefusalCode; message: string } } | null)?.error
  return { ok: false, code: error?.code ?? null, message: error?.message ?? null }
}

/**
 * Votes of this reader: what the room has confirmed, and what is wanted but not yet told. A wish says how
 * the vote shall stand, so sending it again after a lost answer does no harm.
 */
export class Ballots {
  readonly confirmed = new Set<number>()
  readonly wanted = new Map<number, boolean>()

  constructor(mine: readonly number[]) {
    for (const no of mine) this.confirmed.add(no)
  }

  has(no: number): boolean {
    return this.wanted.get(no) ?? this.confirmed.has(no)
  }

  /** The count as this reader should see it: the room's, with an unconfirmed vote of one's own. */
  count(no: number, votes: number): number {
    const shown = Number(this.has(no)) - Number(this.confirmed.has(no))
    return Math.max(0, votes + shown)
  }

  want(no: number, on: boolean): void {
    // Kept even where it equals what is confirmed: an earlier, opposite wish may still be on its way.
    this.wanted.set(no, on)
  }

  confirm(no: number, on: boolean): void {
    if (on) this.confirmed.add(no)
    else this.confirmed.delete(no)
    if (this.wanted.get(no) === on) this.wanted.delete(no)
  }

  /** The room's own list, on every welcome. */
  replace(mine: readonly number[]): void {
    this.confirmed.clear()
    for (const no of mine) this.confirmed.add(no)
  }

  refuse(no: number): void {
    this.wanted.delete(no)
  }

  /** Everything this reader supports, as shown. */
  all(): number[] {
    const all = new Set(this.confirmed)
    for (const [no, on] of this.wanted) {
      if (on) all.add(no)
      else all.delete(no)
    }
    return [...all]
  }
}
