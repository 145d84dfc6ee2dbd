import type { Env } from '../contract/env'
import { isRehearsal } from '../contract/rehearsal'
import { Refusal } from '../contract/refusals'
import type { PublicSession, Snapshot } from '../contract/views'
import { readCalendar } from '../domain/calendar-ready'
import { promisesIn, type FoundPromise } from '../domain/promises'
import { readSnapshot } from './reading'
import type { PromisePointer } from './promise-source'
import { readTranscript } from './transcript-reading'

/** A sentence that reads like a promise, and where it stands. */
export interface FoundClue extends FoundPromise {
  pointer: PromisePointer
  saidAt: number
  who: string
  office: string
  unit: string
}

/** Every sentence of a session's public answers, replies and text record that reads like a promise, in order of time. */
export async function readClues(
  env: Env,
  slug: string,
  now: number,
): Promise<{ session: PublicSession; clues: FoundClue[] }> {
  if (isRehearsal(slug)) throw new Refusal('NOT_FOUND')
  const [calendar, ready, record] = await Promise.all([
    readCalendar(),
    readSnapshot(env, slug, now),
    readTranscript(env, slug, {}, now),
  ])
  const { session, questions } = JSON.parse(ready.body) as Snapshot
  const found: FoundClue[] = []
  const seen = new Set<string>()
  const add = (text: string, from: Omit<FoundClue, keyof FoundPromise>) => {
    for (const one of promisesIn(text, from.saidAt, calendar)) {
      // An answer is often typed from the record of the same words.
      const key = one.quote.replace(/\s+/g, '')
      if (seen.has(key)) continue
      seen.add(key)
      found.push({ ...one, ...from })
    }
  }
  for (const { no, answers, cases } of questions) {
    for (const { id, text, at, speaker, office, unit } of answers) {
      add(text, { pointer: { kind: 'answer', no, id }, saidAt: at, who: speaker, office, unit })
    }
    for (const { id, reply, repliedAt, unit } of cases) {
      if (reply === null || repliedAt === null) continue
      const pointer = { kind: 'reply', no, id } as const
      add(reply, { pointer, saidAt: repliedAt, who: '', office: '', unit })
    }
  }
  for (const { id, text, at, speaker, office = '' } of record.lines) {
    const unit = session.guests.find(({ name }) => name === speaker)?.unit ?? ''
    add(text, { pointer: { kind: 'line', id }, saidAt: at, who: speaker, office, unit })
  }
  return { session, clues: found.sort((a, b) => a.saidAt - b.saidAt) }
}
