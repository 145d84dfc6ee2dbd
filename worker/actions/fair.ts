import {
  APPEAL_MAX,
  APPEAL_MIN,
  REPORT_NOTE_MAX,
  reportId,
  reportReasons,
  type Reported,
} from '../contract/fairness'
import { heard, Refusal } from '../contract/refusals'
import type { Room } from '../contract/room'
import type { OwnQuestion } from '../contract/views'
import { maskPersonal } from '../domain/masking'
import { formatReceipt } from '../domain/receipt'
import type { Receipts } from '../domain/receipt'
import { takeOptional, takeText } from '../domain/text-fields'
import { withCode } from './submitting'

interface AppealDeps {
  receipts: Receipts
  room: (slug: string) => Pick<Room, 'appeal'>
  now: number
}

/** The words of an appeal as they are kept: cleaned, and with every number masked. */
const appealText = (raw: string) =>
  maskPersonal(takeText(raw, 'text', { min: APPEAL_MIN, max: APPEAL_MAX, lines: true })).text

/** An asker appeals a rejection, from the device it was asked on. */
export async function appealOwn(
  deps: AppealDeps,
  own: OwnQuestion | undefined,
  asker: string,
  raw: string,
): Promise<OwnQuestion> {
  const text = appealText(raw)
  if (!own || own.kind !== 'question') throw new Refusal('NOT_FOUND')
  const told = await deps.room(own.slug).appeal({ asker, id: own.id }, text, deps.now)
  return withCode(heard(told), deps.receipts)
}

/** …or known by the code of its receipt. */
export async function appealByCode(
  deps: AppealDeps,
  own: OwnQuestion,
  code: string,
  raw: string,
): Promise<OwnQuestion> {
  const text = appealText(raw)
  if (own.kind !== 'question') throw new Refusal('NOT_POSSIBLE')
  // In the record nothing is decided any more.
  if (!own.canAppeal && !own.appeal) throw new Refusal('NOT_POSSIBLE')
  const by = { receiptHash: deps.receipts.hashOf(code) }
  const told = await deps.room(own.slug).appeal(by, text, deps.now)
  // The room has let go of the session: only what it holds can be appealed.
  if (!told.ok && told.code === 'NOT_FOUND') throw new Refusal('NOT_POSSIBLE')
  return { ...heard(told), receipt: formatReceipt(code) }
}

/** A reader reports something public. */
export async function report(
  deps: {
    room: Pick<Room, 'report'>
    /** Makes a device and a thing one name that leads back to neither. */
    keyed: (thing: string) => string
    device: string
    now: number
  },
  about: Reported,
  given: { reason: string; note?: string | null | undefined },
): Promise<{ again: boolean }> {
  const reason = reportReasons.find((one) => one === given.reason)
  if (!reason) throw new Refusal('INVALID', { field: 'reason' })
  const note = takeOptional(given.note, 'note', { max: REPORT_NOTE_MAX })
  const from = { device: deps.device, hash: deps.keyed(reportId(about)) }
  const masked = note === null ? null : maskPersonal(note).text
  return heard(await deps.room.report(about, { reason, note: masked }, from, deps.now))
}
