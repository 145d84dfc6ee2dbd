import type { Level } from '../contract/assurance'
import { PASS_ACTIONS, PASS_MS, VERIFIED } from '../contract/assurance'
import type { Told } from '../contract/refusals'
import type { Adopted, Proved, Proof } from '../contract/room'
import { ballotsOf, raiseAll, restand } from './ballots'
import type { RoomChain } from './chain'
import { no, welcome } from './intake'
import type { Passes } from './passes'
import type { RoomState } from './state'

/**
 * How votes gain in level: a browser's by a proof, a person's by taking over what the browser gave. Read when
 * the first of them comes; everything here runs inside a transaction.
 */

/**
 * A browser has proved something. Its earlier ballots rise with it. A proof counts once: the signature names
 * the challenge, and another solution of the same challenge is the same proof.
 */
export function prove(
  state: RoomState,
  passes: Passes,
  voter: number,
  { signature, until, level }: Proof,
  now: number,
): Told<Proved> {
  if (!welcome(state, now)) return no('SESSION_NOT_OPEN')
  if (until <= now || !passes.spend(signature, until)) return no('PROOF_USED')
  const pass = passes.give(voter, { level, until: now + PASS_MS, left: PASS_ACTIONS }, now)
  return { ok: true, value: { level: pass.level, raised: raiseAll(state, voter, pass.level) } }
}

/**
 * Everything a browser gave becomes the person's who is at it: one person, one ballot. A ballot that was held
 * or voided as a script's counts, now that somebody stands for it. The chain is told how many there were,
 * never which: nobody shall learn what belongs together.
 */
export function adopt(
  state: RoomState,
  chain: RoomChain,
  { device, person, asker }: { device: number; person: number; asker?: Adopting },
  now: number,
): Told<Adopted> {
  // What was counted at the close stays as it was published.
  if (!welcome(state, now)) return no('SESSION_NOT_OPEN')
  const nos = device === person ? [] : ballotsOf(state, device)
  let released = 0
  let joined = 0
  restand(state, nos, [device, person], () => {
    for (const one of nos) {
      released += release(state, one, device)
      joined += giveTo(state, one, person) ? 0 : 1
      state.sql.exec('DELETE FROM ballots WHERE question = ? AND voter = ?', one, device)
    }
  })
  const asked = asker ? state.reown(asker.from, asker.to) : 0
  if (nos.length > 0) {
    chain.aside('public', 'adopt', { ballots: nos.length, joined, released }, now)
  }
  return { ok: true, value: { ballots: nos.length, asked } }
}

/** Under which name a browser's questions are found, and under which the person's are. */
interface Adopting {
  from: string
  to: string
}

/** Whether the person had none on this question yet. */
function giveTo({ sql }: RoomState, no: number, person: number): boolean {
  const level: Level = VERIFIED
  const { rowsWritten } = sql.exec(
    'INSERT OR IGNORE INTO ballots (question, voter, level) VALUES (?, ?, ?)',
    no,
    person,
    level,
  )
  if (rowsWritten > 0) return true
  sql.exec('UPDATE ballots SET level = ? WHERE question = ? AND voter = ?', level, no, person)
  return false
}

/** Takes a ballot out of the burst it was held in, if it was. */
function release(state: RoomState, no: number, voter: number): number {
  if (!state.heldNos.has(no)) return 0
  const gone = state.sql.exec(
    'DELETE FROM held WHERE question = ? AND voter = ? RETURNING burst',
    no,
    voter,
  )
  for (const { burst: id } of gone) {
    const burst = state.bursts.get(Number(id))
    if (!burst) continue
    burst.ballots -= 1
    state.growBurst(burst)
    return 1
  }
  return 0
}
