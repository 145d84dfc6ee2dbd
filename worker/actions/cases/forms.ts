import { sealingWhy } from '../../domain/corrections'
import {
  CASE_NOTE_MAX,
  CASE_REASON_MAX,
  LEGAL_BASIS_MAX,
  REPLY_MAX,
} from '../../contract/case-desk'
import type { CaseForm } from '../../contract/case-desk'
import { visibilities } from '../../contract/cases'
import { NAME_MAX } from '../../contract/limits'
import { Refusal } from '../../contract/refusals'
import { outcomes } from '../../contract/states'
import {
  actRights,
  actStates,
  type CaseAct,
  type CaseActName,
  type CaseRight,
  type DraftOf,
  type Named,
} from '../../domain/case-acts'
import { currentAssists, openDraft, standingReply, type CaseWhole } from '../../domain/cases'
import { takeOne, takeOptional, takeText } from '../../domain/text-fields'

/** What a form of a case's page asks for, as acts; and which of them stand on it. */

export type Fields = ReadonlyMap<string, string>

const wide = (sent: Fields, field: string, max: number) =>
  takeText(sent.get(field) ?? '', field, { min: 1, max, lines: true })
const maybe = (sent: Fields, field: string, max: number) =>
  takeOptional(sent.get(field), field, { max, lines: true })

const drafts: Readonly<Record<string, DraftOf>> = {
  draft_interim: 'interim',
  draft_final: 'final',
  draft_correction: 'correction',
}

/** The act that a form is, for whoever asks whether it may be done. */
export const actOfForm = (form: CaseForm): CaseActName =>
  form in drafts ? 'drafted' : (form as CaseActName)

/** Why a reply is corrected, in public; what stood before is shown no more where it held what nobody may read. */
function whyCorrected(sent: Fields): string {
  const why = wide(sent, 'why', CASE_REASON_MAX)
  return sent.get('seal') === '1' ? sealingWhy(why) : why
}

/** The acts a form asks for. `unitNamed` knows the units that a case can go to. */
export function actsOf(
  form: CaseForm,
  sent: Fields,
  {
    unitNamed,
    newId,
    files,
  }: { unitNamed: (id: string) => Named | undefined; newId: () => string; files: number },
): CaseAct[] {
  const reason = () => wide(sent, 'reason', CASE_REASON_MAX)
  const unit = (): Named => {
    const found = unitNamed(sent.get('unit') ?? '')
    if (!found) throw new Refusal('INVALID', { field: 'unit' })
    return found
  }
  const reply = sent.get('reply') ?? ''
  switch (form) {
    case 'accepted':
      return [{ act: 'accepted' }]
    case 'objected':
      return [{ act: 'objected', to: unit(), reason: reason() }]
    case 'objection_declined':
      return [{ act: 'objection_declined', reason: reason() }]
    case 'reassigned':
      return [{ act: 'reassigned', to: unit(), reason: reason() }]
    case 'assist_added':
      return [{ act: 'assist_added', unit: unit() }]
    case 'assist_removed':
      return [{ act: 'assist_removed', unit: sent.get('unit') ?? '' }]
    case 'sponsored': {
      const name = takeText(sent.get('who') ?? '', 'who', { min: 2, max: NAME_MAX * 3 })
      return [{ act: 'sponsored', who: { id: newId(), name } }]
    }
    case 'noted':
      return [{ act: 'noted', text: wide(sent, 'text', CASE_NOTE_MAX) }]
    case 'planned':
      return [{ act: 'planned', day: sent.get('day') ?? '' }]
    case 'hidden': {
      const visibility = takeOne(visibilities, sent.get('visibility'), 'visibility')
      return [{ act: 'hidden', visibility, reason: reason() }]
    }
    case 'draft_interim':
    case 'draft_final':
    case 'draft_correction': {
      const of = drafts[form] as DraftOf
      const outcome = outcomes.find((one) => one === sent.get('outcome')) ?? null
      const saved: CaseAct = {
        act: 'drafted',
        of,
        text: wide(sent, 'text', REPLY_MAX),
        outcome,
        reason: maybe(sent, 'reason', CASE_REASON_MAX),
        legalBasis: maybe(sent, 'legalBasis', LEGAL_BASIS_MAX),
        ...(of === 'correction' && { why: whyCorrected(sent) }),
      }
      return sent.get('next') === 'submit' ? [saved, { act: 'submitted', reply: { of } }] : [saved]
    }
    case 'returned':
      return [{ act: 'returned', reply, why: wide(sent, 'why', CASE_REASON_MAX) }]
    case 'publish':
      return [{ act: 'publish', reply, version: Number(sent.get('version')) }]
    case 'extended':
      return [{ act: 'extended', reason: reason() }]
    case 'asked_details': {
      const days = Number(sent.get('days'))
      if (!Number.isInteger(days)) throw new Refusal('INVALID', { field: 'days' })
      return [{ act: 'asked_details', text: wide(sent, 'text', CASE_REASON_MAX), days }]
    }
    case 'closed':
      return [{ act: 'closed', text: maybe(sent, 'text', CASE_NOTE_MAX), file: files > 0 }]
    case 'split':
      return [{ act: 'split' }]
    case 'voided':
      return [{ act: 'voided', reason: reason() }]
    default:
      return form satisfies never
  }
}

/** The forms that lead somewhere as a case stands, for somebody with these rights. */
export function formsFor(
  forms: readonly CaseForm[],
  whole: CaseWhole,
  has: (right: CaseRight) => boolean,
  now: number,
): CaseForm[] {
  const { file, replies } = whole
  const waits = replies.some(({ state }) => state === 'review')
  return forms.filter((form) => {
    const act = actOfForm(form)
    if (!actStates[act].includes(file.state)) return false
    const rights = actRights[act].filter(has)
    if (rights.length === 0) return false
    const leads = rights.some((right) => right !== 'assist')
    const before = ['in_progress', 'draft'].includes(file.state)
    switch (form) {
      case 'draft_final':
        return before && leads
      case 'draft_interim':
        return before && openDraft(whole, 'interim')?.state !== 'review'
      case 'draft_correction':
        return !before && leads && standingReply(replies) !== undefined
      case 'publish':
      case 'returned':
        return waits
      case 'extended':
        return file.extendedAt === null && file.dueAt !== null && now < file.dueAt
      case 'objected':
        return file.objectionDueAt === null || now < file.objectionDueAt
      case 'assist_removed':
        return currentAssists(whole).length > 0
      case 'split':
        return file.jointId !== null
      default:
        return true
    }
  })
}
