import { assuranceTemplates, templateNames, type Assurance } from '../contract/assurance'
import { assuranceOf } from '../domain/assurance'
import { Refusal } from '../contract/refusals'
import type { SessionChangesGiven, SessionGiven } from '../contract/schemas/desk'
import { sessionKinds } from '../contract/states'
import type { PublicSession } from '../contract/views'
import { isSlug } from '../http/ids'
import {
  emptyForm,
  formFields,
  type FormProblem,
  type SessionFields,
} from '../../web/views/desk/session-form'
import { formatTime, shanghaiDay, startOfDay } from '../domain/shanghai'

/** The form of a session: what was typed, what is wrong with it, and what it makes. */

export function readSessionFields(form: ReadonlyMap<string, string>): SessionFields {
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

type Facts = Omit<SessionGiven, 'slug' | 'kind'>

/** What both forms ask for, or everything that is wrong at once: nobody wants to be corrected one field at a time. */
function factsFrom(form: SessionFields): { facts: Facts } | { problems: FormProblem[] } {
  const startsAt = shanghaiMoment(form.startsAt)
  const endsAt = form.endsAt ? shanghaiMoment(form.endsAt) : null
  const guests = readGuests(form.guests)
  const problems: FormProblem[] = []
  const wrong = (on: boolean, problem: FormProblem) => {
    if (on) problems.push(problem)
  }
  const length = [...form.title].length
  wrong(length < 2 || length > 60, 'title')
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
  const { assurance: wanted } = form
  const assurance = Object.entries(assuranceTemplates).find(([name]) => name === wanted)?.[1]
  wrong(wanted !== '' && assurance === undefined, 'assurance')
  if (problems.length > 0 || startsAt === null || guests === null) return { problems }
  const { title, topic, notice, place, unit } = form
  const facts = { title, topic, notice, place, unit, startsAt, endsAt, guests }
  return { facts: { ...facts, ...(assurance && { assurance }) } }
}

/** The draft a new session starts from, or what is wrong, in the order of the form. */
export function draftFrom(
  form: SessionFields,
): { given: SessionGiven } | { problems: FormProblem[] } {
  const { slug } = form
  const found = factsFrom(form)
  const kind = sessionKinds.find((one) => one === form.kind && one !== 'mailbox')
  const problems = 'problems' in found ? found.problems : []
  if (!isSlug(slug)) problems.splice(problems[0] === 'title' ? 1 : 0, 0, 'slug')
  if (kind === undefined) problems.push('other')
  if (problems.length > 0 || kind === undefined || !('facts' in found)) return { problems }
  return { given: { ...found.facts, slug, kind } }
}

/** The ready-made choice a session was made with, if it is one of them. */
function templateOf(session: PublicSession): string {
  const { rank, ask } = assuranceOf(session)
  return templateNames.find((name) => isSame(assuranceTemplates[name], { rank, ask })) ?? ''
}

const isSame = (a: Assurance, b: Assurance) => a.rank === b.rank && a.ask === b.ask

/** What is on record of a session, as the form shows it. */
export function fieldsOf(session: PublicSession): SessionFields {
  const { title, slug, kind, topic, notice, place, unit, startsAt, endsAt, guests } = session
  const moment = (ms: number) => `${shanghaiDay(ms)}T${formatTime(ms)}`
  return {
    title,
    slug,
    kind,
    topic,
    notice,
    place,
    unit,
    startsAt: moment(startsAt),
    endsAt: endsAt === null ? '' : moment(endsAt),
    guests: guests.map((guest) => `${guest.name}，${guest.office}，${guest.unit}`).join('\n'),
    assurance: templateOf(session),
  }
}

/** What of a session changes by a form; what was left alone stays as it is on record, guests with their ids. */
export function changesFrom(
  form: SessionFields,
  session: PublicSession,
): { changes: SessionChangesGiven } | { problems: FormProblem[] } {
  const before = fieldsOf(session)
  // A browser sends lines with CRLF.
  const same = (field: keyof SessionFields) => form[field].replace(/\r\n?/g, '\n') === before[field]
  const found = factsFrom(same('guests') ? { ...form, guests: '' } : form)
  if ('problems' in found) return found
  const changes: SessionChangesGiven = { ...found.facts }
  if (same('guests')) delete changes.guests
  if (same('startsAt')) delete changes.startsAt
  if (same('endsAt')) delete changes.endsAt
  if (same('assurance')) delete changes.assurance
  return { changes }
}

/** The field a refusal means, for the form; anything that is no fault of the form goes on as it is. */
export function problemOf(error: unknown): FormProblem {
  if (!(error instanceof Refusal)) throw error
  if (error.code === 'SLUG_TAKEN') return 'slug_taken'
  if (error.code === 'LEVEL_NOT_OFFERED') return 'assurance'
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
    'assurance',
  ] as const
  const field = fields.find((one) => one === error.facts.field)
  if (field) return field
  if (['INVALID', 'BAD_TEXT', 'EMPTY', 'TOO_LONG', 'TOO_SHORT'].includes(error.code)) return 'other'
  throw error
}
