import { PORT_FACTS, READ_ONLY_AGAIN_S } from '../contract/dump'
import { dropFacts, setFacts } from './port-record'
import { within } from './patience'

/**
 * Whether the portal is frozen: read, but not written, while it is moved to another place. The word lies among
 * the facts of copies, which are no part of a dump: what is restored elsewhere is not frozen. Every isolate
 * looks for it every few seconds, before it takes anything in.
 */

const FROZEN = 'frozen'
/** So often an isolate looks again; as long a write may still pass elsewhere after the word was given. */
export const LOOK_MS = 3_000
/** What was heard longer ago than this is not gone by. */
const OLD_MS = 10_000
/** Nobody waits longer for it: with the record away, what was heard last counts. */
const PATIENCE_MS = 300

let asked = 0
let heard = { at: 0, since: null as number | null }
/** Whoever has to keep an order waits for one look, not each for one of its own. */
const looking = new WeakMap<object, Promise<void>>()

/** Since when the portal is frozen, as it was heard lately; null where it is not. */
export const knownFrozen = (): number | null => heard.since

/** As a new isolate knows nothing yet. */
export function forgetFrozen(): void {
  asked = 0
  heard = { at: 0, since: null }
}

async function look(db: D1Database, now: number): Promise<void> {
  asked = now
  let { since } = heard
  try {
    const row = await within(
      db
        .prepare(`SELECT value FROM ${PORT_FACTS} WHERE name = ?`)
        .bind(FROZEN)
        .first<{ value: string }>(),
      PATIENCE_MS,
      () => new Error('late'),
    )
    since = row ? Number(JSON.parse(row.value)) : null
  } catch (error) {
    // Most portals have never been copied or frozen, and have no such table.
    if (/no such table/i.test(String(error))) since = null
  }
  heard = { at: now, since }
}

/** Since when the portal is frozen, or null. `orderly`: whose questions are answered in the order they came. */
export async function frozenNow(
  db: D1Database,
  now: number,
  orderly?: object,
): Promise<number | null> {
  const under = orderly && looking.get(orderly)
  if (under) await under
  else if (now - asked >= LOOK_MS || now - heard.at >= OLD_MS || now < asked) {
    const mine = look(db, now)
    if (orderly) looking.set(orderly, mine)
    await mine
    if (orderly) looking.delete(orderly)
  }
  return heard.since
}

/** Freezes the portal, or thaws it; since when it is frozen, where it was before too. */
export async function setFrozen(db: D1Database, on: boolean, now: number): Promise<number | null> {
  await look(db, now)
  if (on && heard.since === null) await setFacts(db, { [FROZEN]: now })
  if (!on) await dropFacts(db, FROZEN)
  await look(db, now)
  return heard.since
}

/** What a room says to a vote while the portal is frozen; null where it may be taken. */
export async function refusedByRoom(room: object, db: D1Database) {
  if ((await frozenNow(db, Date.now(), room)) === null) return null
  return { code: 'READ_ONLY', facts: { retryAfter: READ_ONLY_AGAIN_S } } as const
}
