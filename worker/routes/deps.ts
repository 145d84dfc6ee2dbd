import { findByCode, ownOf, readCode, withdrawOwn } from '../actions/own'
import { LOOKUP_MISSES, LOOKUP_WINDOW_MS } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { OwnQuestion } from '../contract/views'
import type { Ctx } from '../http/app-env'
import { guessing } from '../http/door'
import { secretsOf, type Secret } from '../http/keys'
import { openRooms } from '../http/open-rooms'
import { networkOf } from '../http/place'
import { receiptsOf } from '../http/receipts'
import { roomOf } from '../http/room-door'
import { openText } from '../http/sealing'
import { readerIds } from '../http/taking-part'
import { askerOf } from '../http/visitor'

/** What the actions about own questions need; receipts are made and found with the secret in force, or a former one. */
export function ownDeps(c: Ctx, secret: Secret = c.env) {
  const now = Date.now()
  return {
    db: c.env.DB,
    receipts: receiptsOf(secret),
    room: (slug: string) => roomOf(c.env, slug),
    openRooms: () => openRooms(c.env, now),
    now,
  }
}

/** What opening a sealed original needs. */
export function openingOf({ env }: Ctx, slug: string) {
  const open = (id: string, box: { keyId: string; box: string }) => openText(env, id, box)
  return { db: env.DB, room: roomOf(env, slug), open, now: Date.now() }
}

/** Looks a typed 查询码 up. A slip of the finger does not count as guessing; a code nobody has does. */
export async function lookUp(c: Ctx, typed: string) {
  const code = readCode(typed)
  const counted = {
    what: 'lookup',
    from: networkOf(c),
    limit: LOOKUP_MISSES,
    windowMs: LOOKUP_WINDOW_MS,
  }
  const found = await guessing(c.env, counted, Date.now(), async () => {
    for (const secret of secretsOf(c.env)) {
      const deps = ownDeps(c, secret)
      const own = await findByCode(deps, code)
      if (own) return { own, code, deps }
    }
    return null
  })
  if (!found) throw new Refusal('RECEIPT_UNKNOWN')
  return found
}

/** A reader's names: as the person and as the browser, under the secret in force and under former ones. */
const namesOf = (c: Ctx) =>
  secretsOf(c.env).flatMap((secret) =>
    readerIds(c).map((id) => ({ deps: ownDeps(c, secret), asker: askerOf(secret, id) })),
  )

/** Everything asked or said by a reader, also before the last rotation, newest first. */
export async function ownOfReader(c: Ctx): Promise<OwnQuestion[]> {
  const lists = await Promise.all(namesOf(c).map(({ deps, asker }) => ownOf(deps, asker)))
  return lists.flat().sort((a, b) => b.askedAt - a.askedAt)
}

/** The name under which a reader's question is found, with the question; nothing, where it is not theirs. */
export async function findOwn(c: Ctx, id: string) {
  for (const name of namesOf(c)) {
    const own = (await ownOf(name.deps, name.asker)).find((item) => item.id === id)
    if (own) return { ...name, own }
  }
  return null
}

/** A reader takes a question of their own back, also one asked before the last rotation. */
export async function withdrawOwnOf(c: Ctx, id: string): Promise<OwnQuestion> {
  const found = await findOwn(c, id)
  if (!found) throw new Refusal('NOT_FOUND')
  return withdrawOwn(found.deps, found.asker, id)
}
