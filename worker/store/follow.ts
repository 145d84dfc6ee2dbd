import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ContactRecord, VisitRecord } from '../domain/case-records'
import type { FollowFacts } from '../domain/follow-up'
import { pairIn } from './parts'
import { answers, cases, questions, sessions } from './schema'
import { caseEvents, casePauses } from './schema-cases'
import { contacts, differences, followQuestions, ratings, visits } from './schema-follow'

/** Everything that came after questions, read in a fixed number of reads whatever their number. */

type Pair = readonly [sessionId: string, no: number]
const keyOf = (sessionId: string, no: number) => `${no} ${sessionId}`

export interface FollowRows {
  facts: FollowFacts
  visits: VisitRecord[]
  contact: Pick<ContactRecord, 'way'> | null
  /** The session it belongs to, and the number of the question that was answered: its own, or the one it was merged into. */
  sessionId: string
  slug: string
  sessionUnit: string
  sessionUnitId: string | null
  head: number
}

/** How far up a question that was merged, and merged again, is followed. */
const DEPTH = 8

/** Questions as the record knows them, by session and number. */
export async function followRows(d1: D1Database, pairs: readonly Pair[]) {
  const found = new Map<string, FollowRows>()
  if (pairs.length === 0) return found
  const db = drizzle(d1)
  const rowsOf = (list: readonly Pair[]) =>
    db
      .select({
        id: questions.id,
        sessionId: questions.sessionId,
        no: questions.no,
        state: questions.state,
        mergedInto: questions.mergedInto,
        slug: sessions.slug,
        sessionUnit: sessions.unit,
        sessionUnitId: sessions.unitId,
      })
      .from(questions)
      .innerJoin(sessions, eq(sessions.id, questions.sessionId))
      .where(pairIn(questions.sessionId, questions.no, list as [string, number][]))
  const own = await rowsOf(pairs)
  const byNo = new Map(own.map((row) => [keyOf(row.sessionId, row.no), row]))
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const missing = [...byNo.values()].flatMap((row): Pair[] =>
      row.state === 'merged' &&
      row.mergedInto !== null &&
      !byNo.has(keyOf(row.sessionId, row.mergedInto))
        ? [[row.sessionId, row.mergedInto]]
        : [],
    )
    if (missing.length === 0) break
    for (const row of await rowsOf(missing)) byNo.set(keyOf(row.sessionId, row.no), row)
  }
  const headOf = (sessionId: string, no: number): number => {
    let at = byNo.get(keyOf(sessionId, no))
    for (
      let depth = 0;
      depth < DEPTH && at?.state === 'merged' && at.mergedInto !== null;
      depth++
    ) {
      at = byNo.get(keyOf(sessionId, at.mergedInto))
    }
    return at?.no ?? no
  }
  const mine = own.map((row): [string, number] => [row.sessionId, row.no])
  const heads = own.map((row): [string, number] => [row.sessionId, headOf(row.sessionId, row.no)])
  const caseIds = db
    .select({ id: cases.id })
    .from(cases)
    .where(pairIn(cases.sessionId, cases.questionNo, heads))
  const [
    answerRows,
    caseRows,
    ratingRows,
    furtherRows,
    reopenRows,
    pauseRows,
    differRows,
    visitRows,
    contactRows,
  ] = await db.batch([
    db
      .select()
      .from(answers)
      .where(pairIn(answers.sessionId, answers.questionNo, heads))
      .orderBy(asc(answers.at)),
    db
      .select()
      .from(cases)
      .where(pairIn(cases.sessionId, cases.questionNo, heads))
      .orderBy(asc(cases.assignedAt), asc(cases.id)),
    db
      .select()
      .from(ratings)
      .where(pairIn(ratings.sessionId, ratings.questionNo, mine))
      .orderBy(asc(ratings.at)),
    db
      .select()
      .from(followQuestions)
      .where(pairIn(followQuestions.sessionId, followQuestions.questionNo, mine)),
    db
      .select({
        caseId: caseEvents.caseId,
        reason: sql<string>`coalesce(json_extract(${caseEvents.facts}, '$.code'), '')`,
      })
      .from(caseEvents)
      .where(
        and(
          inArray(caseEvents.caseId, caseIds),
          eq(caseEvents.what, 'reopened'),
          eq(caseEvents.actorId, 'asker'),
        ),
      ),
    db
      .select()
      .from(casePauses)
      .where(
        and(
          inArray(casePauses.caseId, caseIds),
          eq(casePauses.why, 'details'),
          isNull(casePauses.untilAt),
        ),
      ),
    db
      .select()
      .from(differences)
      .where(pairIn(differences.sessionId, differences.questionNo, mine)),
    db
      .select()
      .from(visits)
      .where(inArray(visits.caseId, caseIds))
      .orderBy(asc(visits.caseId), asc(visits.no)),
    db
      .select({ sessionId: contacts.sessionId, no: contacts.no, way: contacts.way })
      .from(contacts)
      .where(and(pairIn(contacts.sessionId, contacts.no, mine), isNull(contacts.erasedAt))),
  ])
  const answersBy = Map.groupBy(answerRows, (row) => keyOf(row.sessionId, row.questionNo))
  const casesBy = Map.groupBy(caseRows, (row) => keyOf(row.sessionId, row.questionNo))
  const ratingsBy = Map.groupBy(ratingRows, (row) => keyOf(row.sessionId, row.questionNo))
  for (const row of own) {
    const key = keyOf(row.sessionId, row.no)
    const head = headOf(row.sessionId, row.no)
    const at = keyOf(row.sessionId, head)
    const ofCases = casesBy.get(at) ?? []
    const ids = new Set(ofCases.map((one) => one.id))
    const here = (one: { sessionId: string; questionNo: number }) =>
      one.sessionId === row.sessionId && one.questionNo === row.no
    found.set(key, {
      facts: {
        state: row.state,
        answers: answersBy.get(at) ?? [],
        cases: ofCases,
        ratings: ratingsBy.get(key) ?? [],
        further: furtherRows.find(here) ?? null,
        reopened: reopenRows.filter((one) => ids.has(one.caseId)),
        // Details are asked of whoever asked, not of those who were merged in.
        pauses: head === row.no ? pauseRows.filter((one) => ids.has(one.caseId)) : [],
        difference: differRows.find(here) ?? null,
      },
      visits: visitRows.filter((one) => ids.has(one.caseId)),
      contact:
        contactRows.find((one) => one.sessionId === row.sessionId && one.no === row.no) ?? null,
      sessionId: row.sessionId,
      slug: row.slug,
      sessionUnit: row.sessionUnit,
      sessionUnitId: row.sessionUnitId,
      head,
    })
  }
  return found
}

/** What came after one question; null where the record does not know it. */
export async function followOfOne(
  db: D1Database,
  sessionId: string,
  no: number,
): Promise<FollowRows | null> {
  return (await followRows(db, [[sessionId, no]])).get(keyOf(sessionId, no)) ?? null
}

/** The same for own questions, which name their session by its address; keyed by `slug no`. */
export async function followOfOwn(
  d1: D1Database,
  items: readonly { slug: string; no: number }[],
): Promise<(item: { slug: string; no: number }) => FollowRows | null> {
  const slugs = [...new Set(items.map(({ slug }) => slug))]
  if (slugs.length === 0) return () => null
  const { results } = await d1
    .prepare('SELECT id, slug FROM sessions WHERE slug IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(slugs))
    .all<{ id: string; slug: string }>()
  const idOf = new Map(results.map(({ id, slug }) => [slug, id]))
  const pairs = items.flatMap(({ slug, no }): Pair[] => {
    const id = idOf.get(slug)
    return id === undefined ? [] : [[id, no]]
  })
  const rows = await followRows(d1, pairs)
  return ({ slug, no }) => {
    const id = idOf.get(slug)
    return id === undefined ? null : (rows.get(keyOf(id, no)) ?? null)
  }
}
