import type { Lang } from '../contract/lang'
import type { MessageFacts } from '../contract/words/courier'
import type { MessageRecord } from './case-records'
import { formatDay, startOfDay } from './shanghai'

/** What a message says, from the facts it was written with; nothing of anybody's person is among them. */
export function factsOf(
  { facts, kind }: Pick<MessageRecord, 'facts' | 'kind'>,
  titles: ReadonlyMap<string, string>,
  lang: Lang,
): MessageFacts {
  const text = (name: string) => {
    const value = facts[name]
    return typeof value === 'string' ? value : ''
  }
  const number = (name: string) => {
    const value = facts[name]
    return typeof value === 'number' ? value : null
  }
  const due = number('dueAt') ?? number('limitAt')
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text('day'))
    ? formatDay(startOfDay(text('day')), lang)
    : due === null
      ? null
      : formatDay(due - 1, lang)
  const period = text('period')
  const way = text('way')
  return {
    no: number('no'),
    session: titles.get(text('session')) ?? '',
    unit: text('unit'),
    day,
    period: period === 'accept' || period === 'objection' ? period : 'answer',
    stage: text('stage'),
    waiting: facts['waiting'] === 1,
    assists: text('as') === 'assist',
    from: text('from'),
    into: number('into'),
    what: kind === 'delivery_failed' ? way : text('what'),
  }
}
