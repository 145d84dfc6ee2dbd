import { Refusal } from '../contract/refusals'
import type { SessionGiven } from '../contract/schemas/desk'
import { sessionKinds } from '../contract/states'
import { isSlug } from '../http/ids'
import {
  emptyForm,
  formFields,
  type FormProblem,
  type NewSessionForm,
} from '../../web/views/desk/home'
import { startOfDay } from '../domain/shanghai'

/** The form for a new session: what was typed, what is wrong with it, and the draft it makes. */

export function readNewSession(form: ReadonlyMap<string, string>): NewSessionForm {
  const filled = { ...emptyForm }
  for (const field of formFields) filled[field] = form.get(field)?.trim() ?? ''
  return filled
}

/** A moment of a datetime-local field, read as Beijing time. */
export function shanghaiMoment(text: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::\d{2})?$/.exec(text)
  if (!found) return null
  try {
    return startOfDay(found[1] ?? '') + (Number(found[2]) * 60 + Number(found[3])) * 60_000
  } catch {
    return null
  }
}

type Guest = { name: string; office: string; unit: string }

/** One person per line: name, office, unit. */
export function readGuests(text: string): Guest[] | null {
  const guests: Guest[] = []
  for (const line of text.split(/\r?\n/)) {
    if (!line.trim()) continue
    const [name, office, unit, ...more] = line.split(/[，,、]/).map((part) => part.trim())
    if (!name || !office || !unit || more.length > 0) return null
    guests.push({ name, office, unit })
  }
  return guests
}

/** The draft, or everything that is wrong at once: nobody wants to be corrected one field at a time. */
export function draftFrom(
  form: NewSessionForm,
): { given: SessionGiven } | { problems: FormProblem[] } {
  const startsAt = shanghaiMoment(form.startsAt)
  const endsAt = form.endsAt ? shanghaiMoment(form.endsAt) : null
  const guests = readGuests(form.guests)
  const kind = sessionKinds.find((one) => one === form.kind && one !== 'mailbox')
  const problems: FormProblem[] = []
  const wrong = (on: boolean, problem: FormProblem) => {
    if (on) problems.push(problem)
  }
  const length = [...form.title].length
  wrong(length < 2 || length > 60, 'title')
  wrong(!isSlug(form.slug), 'slug')
  wrong(!form.unit || [...form.unit].length > 60, 'unit')
  wrong(startsAt === null, 'startsAt')
  wrong(
    Boolean(form.endsAt) && (endsAt === null || (startsAt !== null && endsAt <= startsAt)),
    'endsAt',
  )
  wrong(!form.place || [...form.place].length > 60, 'place')
  wrong([...form.topic].length > 500, 'topic')
  wrong([...form.notice].length > 2_000, 'notice')
  wrong(guests === null || guests.length > 30, 'guests')
  wrong(kind === undefined, 'other')
  if (problems.length > 0 || startsAt === null || guests === null || kind === undefined)
    return { problems }
  const { title, slug, topic, notice, place, unit } = form
  return { given: { title, slug, kind, topic, notice, place, unit, startsAt, endsAt, guests } }
}

/** The field a refusal means, for the form; anything that is no fault of the form goes on as it is. */
export function problemOf(error: unknown): FormProblem {
  if (!(error instanceof Refusal)) throw error
  if (error.code === 'SLUG_TAKEN') return 'slug_taken'
  const fields = [
    'title',
    'slug',
    'topic',
    'notice',
    'place',
    'unit',
    'startsAt',
    'endsAt',
    'guests',
  ] as const
  const field = fields.find((one) => one === error.facts.field)
  if (field) return field
  if (['INVALID', 'BAD_TEXT', 'EMPTY', 'TOO_LONG', 'TOO_SHORT'].includes(error.code)) return 'other'
  throw error
}
