import { asc, eq, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicFigure } from '../contract/record'
import { feed, upsert } from './bulk'
import { figures } from './schema'

/** A sourced figure as kept; `subject` is a session's id or a name of its own, such as a period. */
export interface FigureRow extends PublicFigure {
  id: string
  subject: string
  place: number
}

const shape = {
  key: figures.key,
  about: figures.about,
  value: figures.value,
  qualifier: figures.qualifier,
  unit: figures.unit,
  text: figures.text,
  source: figures.source,
}

/** Every sourced figure of a subject; several values of one fact stand side by side. */
export async function figuresOf(db: D1Database, subject: string): Promise<PublicFigure[]> {
  return drizzle(db)
    .select(shape)
    .from(figures)
    .where(eq(figures.subject, subject))
    .orderBy(asc(figures.place), asc(figures.id))
}

export async function figuresOfMany(
  db: D1Database,
  subjects: readonly string[],
): Promise<Map<string, PublicFigure[]>> {
  if (subjects.length === 0) return new Map()
  const rows = await drizzle(db)
    .select({ subject: figures.subject, figure: shape })
    .from(figures)
    .where(inArray(figures.subject, [...subjects]))
    .orderBy(asc(figures.place), asc(figures.id))
  const by = new Map<string, PublicFigure[]>()
  for (const { subject, figure } of rows) by.set(subject, [...(by.get(subject) ?? []), figure])
  return by
}

const figureUpsert = upsert<FigureRow>(
  figures,
  'figures',
  ['id', 'subject', 'key', 'about', 'value', 'qualifier', 'unit', 'text', 'source', 'place'],
  { on: ['id'] },
)

export function figureStatements(
  db: D1Database,
  rows: readonly FigureRow[],
): D1PreparedStatement[] {
  return feed(db, figureUpsert, rows)
}
