import type { Actor, Decision } from '../contract/room'
import type { ChainEntry, ChainObject, Fact } from '../contract/audit'
import { roomChain } from '../domain/chain'
import type { ChainedRow } from '../domain/chained'
import { chainKey, questionKey, reasonCode, takenWords, tell } from '../domain/chained'
import type { EntryGiven } from '../store/chain'
import { Chain } from '../store/chain'
import type { RoomState } from './state'
import { tallied, tallyOf } from './tally'

/** Who did it: somebody at the desk, somebody outside, or the room itself. */
type Who = Actor | 'public' | 'system'

/**
 * The audit chain of a room. RoomState notes every row a transaction changes; here they become entries, in
 * the same transaction: what is handed in as one entry for all that was committed together, everything else
 * as one entry for each act.
 */
export class RoomChain {
  readonly chain: Chain

  constructor(private readonly state: RoomState) {
    this.chain = new Chain(state.sql, '')
  }

  /** Also for a room laid before there was a chain: its first entry says where it begins. */
  load(): void {
    if (this.state.held) this.chain.load(roomChain(this.state.session.slug))
  }

  /** The first entry of a session that this room takes over. */
  opened(slug: string, now: number): void {
    this.chain.load(roomChain(slug))
    this.#append('system', { act: 'open', on: this.#objects() }, now)
  }

  /** The last entry before the hand-over; said again only if something came after it. */
  archived(actor: Actor, now: number): void {
    const [last] = this.chain.rows(this.chain.head.seq, 1)
    if (last && (JSON.parse(last.entry) as ChainEntry).act === 'archive') return
    this.note(actor, 'archive', { tally: tallyOf(this.state) }, now)
  }

  /** Runs the work of one transaction; what was handed in and not yet told becomes its last entry. */
  around(work: () => void, now: number): void {
    this.chain.inside(() => {
      work()
      this.takeIn(now)
      // After its entry: nobody can open or guess any more what was committed to.
      this.chain.forget([...this.state.wordless])
      this.state.wordless.clear()
      this.state.tombstones.clear()
    })
  }

  /** One entry for everything handed in since the last one. Nothing tells which of them it was later. */
  takeIn(now: number): void {
    const { changes } = this.state
    if (changes.size === 0) return
    const taken: string[] = []
    for (const { after } of changes.values()) {
      if (after.kind !== 'question' && after.kind !== 'comment') continue
      taken.push(this.chain.commit(chainKey(after), 'taken', takenWords(after)))
    }
    changes.clear()
    this.#append('public', { act: 'take_in', on: [], facts: { taken } }, now)
  }

  /** One entry for one act and all it changed. */
  by<T>(who: Who, act: string, now: number, work: () => T): T {
    this.takeIn(now)
    const value = work()
    if (this.state.changes.size > 0) this.#append(who, { act, on: this.#objects() }, now)
    return value
  }

  /** A decision of the desk that was taken. */
  decided(decision: Decision, actor: Actor, now: number): void {
    const act = decision.act === 'move' ? decision.to : decision.act
    const on = this.#objects()
    const tally = tallied.includes(act) && { facts: { tally: tallyOf(this.state) } }
    // A mute changes no row the public could ever read: it is told by what it was for.
    const muted = act === 'mute' && {
      facts: { about: aboutOf(decision).map((key) => this.chain.handle(key)) },
    }
    // Bursts are no objects of the chain; how one stands now is told, so that a proposal differs from a count.
    const burst = decision.act === 'settle_burst' && this.state.bursts.get(decision.burst)
    const settled = burst && {
      facts: { burst: burst.id, state: burst.state, ballots: burst.ballots },
    }
    this.#append(
      actor,
      { act, ...this.#because(decision), on, ...tally, ...muted, ...settled },
      now,
    )
  }

  /** A decision that was refused: somebody tried. */
  refused(decision: Decision, actor: Actor, code: string, now: number): void {
    const about = aboutOf(decision).map((key) => this.chain.handle(key))
    const facts = { attempted: decision.act, code, about }
    this.#append(actor, { act: 'refused', ...this.#because(decision), on: [], facts }, now)
  }

  /** Something that is not told row by row. */
  note(who: Who, act: string, facts: { [name: string]: Fact }, now: number): void {
    this.state.changes.clear()
    this.#append(who, { act, on: [], facts }, now)
  }

  /** The same beside what others hand in, which is told before it. */
  aside(who: Who, act: string, facts: { [name: string]: Fact }, now: number): void {
    this.takeIn(now)
    this.#append(who, { act, on: [], facts }, now)
  }

  /** Before and after of every row changed since the last entry. */
  #objects(): ChainObject[] {
    const objects: ChainObject[] = []
    for (const { before, after } of this.state.changes.values()) {
      const key = chainKey(after)
      const was = before ? this.#told(before, key) : null
      // From here on nothing opens what was committed to before; what comes later starts from this.
      if (this.state.tombstones.has(key)) this.chain.forgetWords([key])
      objects.push({
        kind: after.kind,
        id: this.chain.handle(key),
        before: was,
        after: this.#told(after, key),
      })
    }
    this.state.changes.clear()
    return objects
  }

  #told(row: ChainedRow, key: string): Fact {
    const { facts, words } = tell(row, (of) => this.chain.handle(of))
    return { ...facts, words: this.chain.commit(key, 'words', words) }
  }

  /** The reason of a decision: in the clear where it is a code, as a commitment where somebody wrote it. */
  #because(decision: Decision): Pick<EntryGiven, 'reason' | 'said'> {
    const given = decision as { reason?: string; route?: string; why?: string; note?: string }
    const why = given.reason ?? given.route ?? given.why
    const reason = reasonCode(why)
    const said = { why: reason === undefined ? (why ?? null) : null, note: given.note ?? null }
    const entry = `entry:${this.chain.head.seq + 1}`
    return {
      ...(reason !== undefined && { reason }),
      ...((said.why ?? said.note) !== null && { said: this.chain.commit(entry, 'said', said) }),
    }
  }

  #append(who: Who, given: Omit<EntryGiven, 'at' | 'actor' | 'role'>, now: number): void {
    if (this.chain.head.seq === 0 && given.act !== 'open') {
      const { questions, comments, seq } = this.state
      const facts = { questions: questions.size, comments: comments.size, seq }
      this.chain.append({ at: now, actor: 'system', role: 'system', act: 'begin', on: [], facts })
    }
    const [actor, role] =
      typeof who === 'string' ? [who, who] : [this.chain.handle(`staff:${who.id}`), who.role]
    // Somebody may do the work of somebody absent.
    const absent = typeof who === 'string' ? undefined : who.for
    const by = absent && { for: this.chain.handle(`staff:${absent.id}`) }
    this.chain.append({ at: now, actor, role, ...by, ...given })
  }
}

/** What a decision was about, by key, as far as there can be such a thing. */
function aboutOf(decision: Decision): string[] {
  const { act } = decision
  const given = decision as { nos?: number[]; no?: number; of?: string }
  const nos = given.nos ?? (given.no === undefined ? [] : [given.no])
  const kind =
    act.endsWith('_comment') || given.of === 'comment'
      ? 'comment'
      : act === 'sum_up_prompt'
        ? 'prompt'
        : null
  return nos.map((no) => (kind ? `${kind}:${no}` : questionKey(no)))
}
