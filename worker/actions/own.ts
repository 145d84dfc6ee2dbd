import { heard, Refusal } from '../contract/refusals'
import type { Room } from '../contract/room'
import type { OwnQuestion } from '../contract/views'
import { formatReceipt, parseReceipt } from '../domain/receipt'
import { ownByReceipt, ownQuestions } from '../store/own'
import type { Receipts } from '../domain/receipt'
import { withCode } from './submitting'

interface Deps {
  db: D1Database
  receipts: Receipts
  room: (slug: string) => Pick<Room, 'own' | 'byReceipt' | 'withdraw' | 'eraseOwn'>
  /** Sessions that a room holds. */
  openRooms: () => Promise<string[]>
  now: number
}

/** Everything asked or said from one device, newest first: from the rooms what they hold, the rest from the record. */
export async function ownOf({ db, room, openRooms, receipts }: Deps, asker: string) {
  const slugs = await openRooms()
  const [recorded, ...inRooms] = await Promise.all([
    // What the rooms know is worth showing while the record is away.
    ownQuestions(db, asker).catch((error: unknown) => {
      if (slugs.length === 0) throw error
      return []
    }),
    ...slugs.map((slug) => room(slug).own(asker)),
  ])
  const held = new Set(slugs)
  const list: OwnQuestion[] = [
    ...inRooms.flat(),
    ...recorded.filter(({ slug }) => !held.has(slug)).map((item) => ({ ...item, receipt: '' })),
  ]
  return list.map((item) => withCode(item, receipts)).sort((a, b) => b.askedAt - a.askedAt)
}

/** The code in what somebody typed; a slip of one sign is told apart from a code nobody has. */
export function readCode(typed: string): string {
  const code = parseReceipt(typed)
  if (!code) throw new Refusal('RECEIPT_MISTYPED', { field: 'receipt' })
  return code
}

/** What a 查询码 stands for, or null. */
export async function findByCode(
  { db, room, openRooms, receipts }: Deps,
  code: string,
): Promise<OwnQuestion | null> {
  const hash = receipts.hashOf(code)
  const slugs = await openRooms()
  const found = await Promise.all(slugs.map((slug) => room(slug).byReceipt(hash)))
  const held = found.find((item) => item !== null)
  const own = held ?? (await inRecord(db, hash))
  return own && { ...own, receipt: formatReceipt(code) }
}

/** In the record: a question or comment with what is kept of it, or an accusation. */
async function inRecord(db: D1Database, hash: string) {
  const own = await ownByReceipt(db, hash)
  const { accusationByReceipt, keptOf } = await import('../store/sealed')
  if (!own) return accusationByReceipt(db, hash)
  const kept = await keptOf(db, own.id)
  return kept ? { ...own, kept } : own
}

/** Erases what can be erased of a submission, known by its code. */
export async function eraseByCode(
  deps: Deps,
  own: OwnQuestion,
  code: string,
): Promise<OwnQuestion> {
  const slugs = await deps.openRooms()
  if (slugs.includes(own.slug)) {
    const told = heard(await deps.room(own.slug).eraseOwn(deps.receipts.hashOf(code), deps.now))
    await eraseAfterwards(deps, own)
    return { ...told, receipt: formatReceipt(code) }
  }
  const { eraseInRecord } = await import('../store/sealed')
  await eraseInRecord(deps.db, own, deps.now)
  await eraseAfterwards(deps, own)
  return (await findByCode(deps, code)) ?? own
}

/** What its author wrote after an answer is in the record, whoever holds the session. */
async function eraseAfterwards({ db, now }: Deps, own: OwnQuestion): Promise<void> {
  if (own.kind !== 'question') return
  const { eraseFollowWords } = await import('../store/follow-erasure')
  await eraseFollowWords(db, own, now)
}

/** An asker takes a question back, known by its code. */
export async function withdrawByCode(deps: Deps, own: OwnQuestion, code: string) {
  if (!own.canWithdraw && own.state !== 'withdrawn') throw new Refusal('NOT_POSSIBLE')
  const by = { receiptHash: deps.receipts.hashOf(code) }
  const told = await deps.room(own.slug).withdraw(by, deps.now)
  return { ...heard(told), receipt: formatReceipt(code) }
}

/** An asker takes an own question back, from the device it was asked on. */
export async function withdrawOwn(deps: Deps, asker: string, id: string): Promise<OwnQuestion> {
  const own = (await ownOf(deps, asker)).find((item) => item.id === id)
  // Somebody else's question is as little there as one that does not exist.
  if (!own) throw new Refusal('NOT_FOUND')
  if (!own.canWithdraw && own.state !== 'withdrawn') throw new Refusal('NOT_POSSIBLE')
  const told = await deps.room(own.slug).withdraw({ asker, id }, deps.now)
  return withCode(heard(told), deps.receipts)
}
