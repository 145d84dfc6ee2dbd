import type { RefusalCode } from '../../worker/contract/refusals'
import { visitKey } from './forms'

/** What became of a vote sent by HTTP. */
export type Sent =
  | { ok: true; on: boolean; votes: number; level: number }
  | { ok: false; code: RefusalCode | null; message: string | null }

/** Sets a vote by HTTP; the answer brings the cookie of a visitor who had none. Throws where there is no network. */
export async function putVote(slug: string, no: number, on: boolean): Promise<Sent> {
  const answer = await fetch(`/api/sessions/${slug}/questions/${no}/vote`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': visitKey() },
    body: JSON.stringify({ on }),
  })
  const body: unknown = await answer.json().catch(() => null)
  if (answer.ok) {
    const { on: set, votes, level = 0 } = body as { on: boolean; votes: number; level?: number }
    return { ok: true, on: set, votes, level }
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
  private counts: boolean

  /** `rank`: the level from which on votes count here. */
  constructor(
    mine: readonly number[],
    private readonly rank = 0,
  ) {
    for (const no of mine) this.confirmed.add(no)
    this.counts = rank === 0
  }

  /** What the last vote was worth; the next one is worth as much, and if that is too little, a proof is due. */
  reached(level: number): void {
    this.counts = level >= this.rank
    if (level === 0 && this.rank > 0) document.dispatchEvent(new Event('prove'))
  }

  has(no: number): boolean {
    return this.wanted.get(no) ?? this.confirmed.has(no)
  }

  /** The count as this reader should see it: the room's, with an unconfirmed vote of one's own. */
  count(no: number, votes: number): number {
    const shown = Number(this.has(no)) - Number(this.confirmed.has(no))
    return Math.max(0, votes + (this.counts ? shown : 0))
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
