import { render } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import { builtInRules, dueDate, type DueDate } from '../../worker/domain/deadlines'
import { startOfDay } from '../../worker/domain/shanghai'
import { DueSums } from '../../web/views/due-sums'

const at = (day: string, hour = 9) => startOfDay(day) + hour * 3_600_000
const text = (due: DueDate, lang: 'zh' | 'en' = 'zh') =>
  render(<DueSums due={due} lang={lang} now={at('2026-11-30')} />)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

describe('how a date came about', () => {
  test('is told with rule, basis, calendar and every day that was counted', () => {
    const told = text(dueDate('town_hall', 'answer', at('2026-09-30'), calendar))
    expect(told).toContain('10月13日是怎么算的')
    expect(told).toContain('期限：5 个工作日。依据：地方规定')
    expect(told).toContain('10月10日 调休上班，计入 · 第 3 天')
    expect(told).toContain('10月1日 法定节假日，不计')
    expect(told).toContain(calendar.version)
  })

  test('names an extension apart, and the days on which the clock stood still', () => {
    const pauses = [{ fromAt: at('2026-11-04'), untilAt: at('2026-11-06') }]
    const due = dueDate(
      'town_hall',
      'extension',
      at('2026-11-02'),
      calendar,
      {},
      builtInRules,
      pauses,
    )
    expect(text(due)).toContain('5 个工作日，又延期 5 个工作日')
    expect(text(due)).toContain('停表：11月4日至11月6日，这些天（含起止当天）不计入')
    expect(text(due)).toContain('11月4日至11月6日 停表，不计')
    expect(text(due, 'en')).toContain('4 Nov to 6 Nov clock stopped, not counted')
  })

  test('counts no days of a period in months', () => {
    const pauses = [{ fromAt: at('2026-11-02'), untilAt: at('2026-11-03') }]
    const due = dueDate('reception', 'answer', at('2026-10-20'), calendar, {}, builtInRules, pauses)
    expect(text(due)).toContain('11月22日 把停表的天数补上，到这一天')
    expect(text(due)).toContain('11月23日 最后一天是休息日，顺延到这一天')
    expect(text(due)).not.toContain('第 1 天')
  })
})
