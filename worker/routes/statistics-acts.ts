import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { Breakdown, StatDefinition, StatRows } from '../contract/statistics'
import { figureWords } from '../contract/words/statistics'
import { figureOf, figures } from '../domain/statistics'
import { inTime } from '../http/patience'
import { countingOf, readStatistics, scopeIn } from '../http/statistics-reading'
import { rowsBehind } from '../store/statistics-rows'

/** What every figure means, in both languages. */
const definitions: readonly StatDefinition[] = figures.map(({ id, is, of, group, least, by }) => ({
  id,
  is,
  of,
  group,
  name: { zh: figureWords.zh[id].name, en: figureWords.en[id].name },
  means: { zh: figureWords.zh[id].means, en: figureWords.en[id].means },
  least,
  month: by,
}))

type Asked = Partial<Record<'unit' | 'session' | 'kind' | 'month', string>>

/** Figures of a scope with their definitions, and of its parts where it is to be broken down. */
export async function toldFigures(env: Env, asked: Asked, by: Breakdown | undefined, now: number) {
  const found = await readStatistics(env, scopeIn(asked), now)
  const { asOf, demo, scope, figures: told } = found
  const parts = by === undefined ? {} : { by, parts: found.by(by) }
  return { asOf, demo, scope, figures: told, ...parts, definitions }
}

/** The rows behind a figure. */
export async function toldRows(
  env: Env,
  asked: Asked & { figure: string; whole?: '0' | '1' | undefined; before?: string | undefined },
  now: number,
): Promise<StatRows> {
  const figure = figureOf(asked.figure)
  if (!figure) throw new Refusal('NOT_FOUND')
  const counting = await countingOf(env, scopeIn(asked))
  const { whole, before = null } = asked
  return inTime(rowsBehind(env.DB, figure, counting, now, { whole: whole === '1', before }))
}
