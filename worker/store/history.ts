import { feed, upsert } from './bulk'
import { figureStatements, type FigureRow } from './figures'
import {
  historyAnswers,
  historyFigures,
  historyPrompts,
  historyQuestions,
  historySessions,
  type HistorySession,
} from './history-records'
import { historyPromises } from './history-promises'
import { commitments } from './schema-follow'
import { answers, prompts, questions, sessions } from './schema'

const sessionUpsert = upsert<HistorySession>(
  sessions,
  'sessions',
  [
    'id',
    'slug',
    'kind',
    'state',
    'title',
    'topic',
    'unit',
    'place',
    'seriesId',
    'edition',
    'startsAt',
    'announcedAt',
    'archivedAt',
    'source',
    'datePrinted',
    'excerpt',
    'summary',
    'createdAt',
  ],
  { on: ['id'] },
)

/**
 * Plants the historical records: what is on record of the first sessions, each statement with its source.
 * Planting it again brings the same rows up to date and adds none.
 */
export async function seedHistory(db: D1Database): Promise<void> {
  await db.batch([
    db
      .prepare('INSERT INTO series (id, title) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING')
      .bind('ningde-face-to-face', '宁德与网友面对面'),
    ...feed(db, sessionUpsert, historySessions),
    ...feed(db, upsertOf(questions, 'questions', historyQuestions), historyQuestions),
    ...feed(db, upsertOf(answers, 'answers', historyAnswers), historyAnswers),
    ...feed(db, upsertOf(prompts, 'prompts', historyPrompts), historyPrompts),
    ...feed(db, upsertOf(commitments, 'commitments', historyPromises), historyPromises),
    ...figureStatements(
      db,
      historyFigures.map((figure, place): FigureRow => ({ ...figure, place })),
    ),
  ])
  const { reindex } = await import('./search-index')
  await reindex(db, {
    questions: historyQuestions.map(({ id }) => id),
    sessions: historySessions.map(({ id }) => id),
  })
}

function upsertOf<Row extends { id: string }>(
  table: Parameters<typeof upsert>[0],
  name: string,
  rows: readonly [Row, ...Row[]],
) {
  return upsert<Row>(table, name, Object.keys(rows[0]) as (keyof Row & string)[], { on: ['id'] })
}
