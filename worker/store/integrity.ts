import { and, asc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Integrity } from '../contract/integrity'
import type { PublicSession } from '../contract/views'
import { assuranceOf } from '../domain/assurance'
import { burstsOf, questionOf } from '../domain/integrity'
import { publicRow } from './parts'
import { pastedCount } from '../domain/pasted'
import { answers, events, heldBursts, questions, seals, tallies } from './schema'

/** The integrity report of a session that the record holds: as it was published, with where the ballots lie sealed. */
export async function integrityOf(
  db: D1Database,
  session: PublicSession,
  now: number,
): Promise<Integrity> {
  const orm = drizzle(db)
  const [rows, bursts, published, acts, sealed, given] = await orm.batch([
    orm
      .select()
      .from(questions)
      .where(and(eq(questions.sessionId, session.id), publicRow))
      .orderBy(asc(questions.no)),
    orm
      .select()
      .from(heldBursts)
      .where(eq(heldBursts.sessionId, session.id))
      .orderBy(asc(heldBursts.id)),
    orm.select().from(tallies).where(eq(tallies.sessionId, session.id)),
    orm
      .select({ act: events.act, n: sql<number>`count(*)` })
      .from(events)
      .where(eq(events.sessionId, session.id))
      .groupBy(events.act),
    orm.select().from(seals).where(eq(seals.sessionId, session.id)),
    orm
      .select({ no: answers.questionNo, text: answers.text, joint: answers.joint })
      .from(answers)
      .innerJoin(
        questions,
        and(eq(questions.sessionId, answers.sessionId), eq(questions.no, answers.questionNo)),
      )
      .where(and(eq(answers.sessionId, session.id), eq(answers.withdrawn, false), publicRow))
      .orderBy(asc(answers.at)),
  ])
  const tallyOf = new Map(published.map((row) => [row.questionNo, row]))
  const mergedInto = new Map<number, number[]>()
  for (const row of rows) {
    if (row.mergedInto === null) continue
    mergedInto.set(row.mergedInto, [...(mergedInto.get(row.mergedInto) ?? []), row.no])
  }
  const [seal] = sealed
  const out: Integrity = {
    slug: session.slug,
    title: session.title,
    state: session.state,
    at: now,
    closedAt: session.closedAt,
    questions: rows.map((row) => {
      const tally = tallyOf.get(row.no)
      return questionOf(row, tally, tally?.digest, mergedInto.get(row.no) ?? [])
    }),
    bursts: burstsOf(bursts),
    pasted: pastedCount(given),
    acts: Object.fromEntries(acts.map(({ act, n }) => [act, n])),
    differing: null,
  }
  const rank = assuranceOf(session).rank
  if (rank > 0) out.rank = rank
  if (seal) out.sealed = { digest: seal.digest, ballots: seal.ballots }
  return out
}
