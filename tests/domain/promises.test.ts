import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { qualifiers } from '../../worker/contract/states'
import { amountsIn, amountWords } from '../../worker/domain/amounts'
import { calendarFromNotices } from '../../worker/domain/calendar-notices'
import { festivalDay } from '../../worker/domain/festivals'
import { daysIn, dueIn } from '../../worker/domain/promise-days'
import { datelessIn, promiseIn, promisesIn } from '../../worker/domain/promises'
import { addDays, shanghaiDay, startOfDay } from '../../worker/domain/shanghai'

const at = (day: string) => startOfDay(day) + 20 * 3_600_000
/** A Friday. */
const NOV_20 = at('2026-11-20')

/** What is said, on the day it is said, and what it promises: by when as said, the day, the amount. */
type Row = [sentence: string, said: string | null, day: string | null, amount?: string | null]

/** Said on Friday, 20 November 2026. Days are worked out by hand on the wall calendar. */
const november: Row[] = [
  ['我们争取年底前完成主体施工。', '年底前', '2026-12-31'],
  ['确保今年年底前全部通水。', '今年年底前', '2026-12-31'],
  ['年内完成23台电梯的加装。', '年内', '2026-12-31', '23 exact 台'],
  ['力争明年底前建成通车', '明年底前', '2027-12-31'],
  ['计划明年上半年开工建设。', '明年上半年', '2027-06-30'],
  ['上半年完成选址，请大家监督。', '上半年', '2027-06-30'],
  ['下半年我们会启动二期改造。', '下半年', '2026-12-31'],
  ['预计明年一季度投入使用。', '明年一季度', '2027-03-31'],
  ['第一季度完成招标。', '第一季度', '2027-03-31'],
  ['本季度内完成整改。', '本季度内', '2026-12-31'],
  ['下个季度我们将公布方案。', '下个季度', '2027-03-31'],
  ['月底前给大家一个明确的答复。', '月底前', '2026-11-30'],
  ['本月底前完成清理', '本月底前', '2026-11-30'],
  ['下月底前修好双塘路的路灯。', '下月底前', '2026-12-31'],
  ['下个月我们会派人上门测量。', '下个月', '2026-12-31'],
  ['下月10日前把名单公示出来。', '下月10日前', '2026-12-10'],
  ['本月25日前完成拆除。', '本月25日前', '2026-11-25'],
  ['25日前恢复供水。', '25日前', '2026-11-25'],
  ['15日前给出处理结果。', '15日前', '2026-12-15'],
  ['12月15日前完成整改。', '12月15日前', '2026-12-15'],
  ['我局将于12月1日开工。', '12月1日', '2026-12-01'],
  ['1月15日前，公交延长线开通。', '1月15日前', '2027-01-15'],
  ['2027年3月31日前办结全部不动产权证。', '2027年3月31日前', '2027-03-31'],
  ['2027-06-30前完成验收。', '2027-06-30前', '2027-06-30'],
  ['８月底前完成改造。', '８月底前', '2027-08-31'],
  ['明年8月底前，小学新校区交付使用。', '明年8月底前', '2027-08-31'],
  ['明年8月前完成施工', '明年8月前', '2027-07-31'],
  ['明年八月中旬前装好护栏。', '明年八月中旬前', '2027-08-20'],
  ['12月初公布结果。', '12月初', '2026-12-10'],
  ['2月底前启动。', '2月底前', '2027-02-28'],
  ['2028年2月底前启动。', '2028年2月底前', '2028-02-29'],
  ['本周内安排人员到现场处理，确保整改到位。', '本周内', '2026-11-22'],
  ['下周五前答复。', '下周五前', '2026-11-27'],
  ['下周一我们会开始摸底', '下周一', '2026-11-23'],
  ['下周内把水管修好。', '下周内', '2026-11-29'],
  ['周三前恢复供电，解决照明。', '周三前', '2026-11-25'],
  ['周末前完成修复。', '周末前', '2026-11-20'],
  ['明天上午我们就会派人去查看。', '明天上午', '2026-11-21'],
  ['后天恢复通车。', '后天', '2026-11-22'],
  ['今天下午就把积水清理掉。', '今天下午', '2026-11-20'],
  ['今晚恢复供水。', '今晚', '2026-11-20'],
  ['24小时内答复。', '24小时内', '2026-11-21'],
  ['48小时内解决积水问题。', '48小时内', '2026-11-22'],
  ['三天内给您回复。', '三天内', '2026-11-23'],
  ['十五天内完成整改', '十五天内', '2026-12-05'],
  ['一周内解决。', '一周内', '2026-11-27'],
  ['两周内公布整改方案', '两周内', '2026-12-04'],
  ['5个工作日内书面答复。', '5个工作日内', '2026-11-27'],
  ['一个月内处理完毕，确保答复每一位群众。', '一个月内', '2026-12-20'],
  ['三个月内完成加装。', '三个月内', '2027-02-20'],
  ['1至2个月内完成修复。', '1至2个月内', '2027-01-20'],
  ['半个月内公示。', '半个月内', '2026-12-05'],
  ['半年内建成停车场。', '半年内', '2027-05-20'],
  ['两年内完成全部管网改造。', '两年内', '2028-11-20'],
  ['3到5年内实现全覆盖。', '3到5年内', '2031-11-20'],
  ['预计三个月左右完成审批。', '预计三个月左右', '2027-02-20'],
  ['一个月后启用新站台。', '一个月后', '2026-12-20'],
  ['元旦前完成。', '元旦前', '2026-12-31'],
  ['春节前把拖欠的工资发放到位。', '春节前', '2027-02-05'],
  ['过年前装好路灯。', '过年前', '2027-02-05'],
  ['国庆节前建成口袋公园。', '国庆节前', '2027-09-30'],
  ['国庆前通车。', '国庆前', '2027-09-30'],
  ['五一前开放江滨步道。', '五一前', '2027-04-30'],
  ['清明节前修缮公墓道路。', '清明节前', '2027-04-04'],
  ['端午节前完成河道清理。', '端午节前', '2027-06-08'],
  ['中秋前启用。', '中秋前', '2027-09-14'],
  ['明年秋季开学前完成扩建。', '明年秋季开学前', '2027-08-31'],
  ['高考前完成降噪改造。', '高考前', '2027-06-06'],
  ['入汛前完成排涝站改造。', '入汛前', null],
  ['“十五五”末基本实现全县供水一体化。', '“十五五”末', '2030-12-31'],
  ['“十五五”期间，我们将新建3所幼儿园。', '“十五五”期间', '2030-12-31', '3 exact 所'],
  ['到2027年，县城公交实现全覆盖。', '2027年', '2027-12-31'],
  ['2028年前完成老旧小区改造。', '2028年前', '2027-12-31'],
  ['该路段已列入2027年改造计划。', '2027年', '2027-12-31'],
  ['今年已完成12个小区，明年我们将再改造8个。', '明年', '2027-12-31', '8 exact 个'],
  ['6月底前完成设计，明年底前完工。', '明年底前', '2027-12-31'],
  ['去年底前没有完成的，今年12月20日前补上，确保一户不落。', '今年12月20日前', '2026-12-20'],
  // Amounts
  ['我们计划投入40多万元，支持下党的水电建设。', null, null, '400000 over 元'],
  ['年底前再安排约1.1万件次的上门服务，确保落实。', '年底前', '2026-12-31', '11000 about 件'],
  ['争取新增3750多个车位。', null, null, '3750 over 个'],
  ['月底前装上100余盏路灯。', '月底前', '2026-11-30', '100 odd 盏'],
  ['近30户村民的搬迁，明年6月底前完成。', '明年6月底前', '2027-06-30', '30 nearly 户'],
  ['将安排2225万元公用经费全部作低保专项。', null, null, '22250000 exact 元'],
  ['预计投资1.5亿元。', null, null, '150000000 exact 元'],
  ['计划改造管网12.6公里。', null, null, '12.6 exact 公里'],
  ['我们会拿出三千多万元用于补贴。', null, null, '30000000 over 元'],
  ['力争两年内绿化率提高到百分之四十五。', '两年内', '2028-11-20', '45 exact %'],
  ['确保不少于二十个班次。', null, null, '20 over 个'],
  ['预计每户补助两万元左右。', null, null, '20000 about 元'],
  // Promised, and no day to hold it to
  ['我们会尽快解决群众的用电问题。', null, null],
  ['下一步，我局将加大巡查力度。', null, null],
  ['一定给大家一个交代。', null, null],
  ['保证不再停水。', null, null],
  ['我们马上安排人员上门。', null, null],
  ['抓紧研究，拿出方案。', null, null],
]

const nothing = [
  '你们什么时候能把路修好？',
  '年底前能完工吗',
  '会议于昨天召开。',
  '社会各界都很关心这件事。',
  '目前没有计划新建停车场。',
  '年底前无法完成。',
  '去年底前已经完成改造。',
  '我们已于今年8月完成整改。',
  '请您于12月1日前到窗口办理。',
  '建议您将材料交到社区，您会收到短信。',
  '谢谢大家的关心。',
  '县城现有路灯3750多盏。',
  '原计划今年完工，受雨季影响推迟。',
  '有一定困难。',
  '会影响交通。',
  '将军山公园免费开放。',
  '我们已将该问题转交县住建局。',
]

const amountSaid = (amount: { value: number; qualifier: string; unit: string } | null) =>
  amount && `${amount.value} ${amount.qualifier} ${amount.unit}`

describe('a sentence that promises something', () => {
  test.each(november)('%s', (sentence, said, day, amount) => {
    const found = promiseIn(sentence, NOV_20, calendarFromNotices)
    expect(found).not.toBeNull()
    expect(found?.due ?? null).toEqual(said === null ? null : { said, day })
    expect(amountSaid(found?.amount ?? null)).toBe(amount ?? amountSaid(found?.amount ?? null))
    // It is quoted word for word.
    expect(sentence).toContain(found?.quote)
  })

  test.each(nothing)('promises nothing: %s', (sentence) => {
    expect(promiseIn(sentence, NOV_20, calendarFromNotices)).toBeNull()
  })

  test('is read as it was meant on the day it was said', () => {
    const on = (sentence: string, day: string) => dueIn(sentence, at(day), calendarFromNotices)?.day
    expect(on('到“十二五”末，由县级行政服务中心办理', '2014-03-27')).toBe('2015-12-31')
    expect(on('今年将深化行政审批改革', '2014-03-27')).toBe('2014-12-31')
    expect(on('一个月内处理完毕', '1988-12-20')).toBe('1989-01-20')
    expect(on('一个月内', '2026-01-31')).toBe('2026-02-28')
    expect(on('月底前', '2026-11-30')).toBe('2026-11-30')
    expect(on('月初', '2026-11-30')).toBe('2026-12-10')
    expect(on('年底前', '2026-12-31')).toBe('2026-12-31')
    expect(on('下月底前', '2026-12-31')).toBe('2027-01-31')
    expect(on('下个季度', '2026-12-01')).toBe('2027-03-31')
    expect(on('本周日前', '2026-11-22')).toBe('2026-11-22')
    expect(on('下周一前', '2026-11-22')).toBe('2026-11-23')
    // 11 February is the eve of 2032's Spring Festival … the next one is a year away.
    expect(on('春节前', '2026-02-20')).toBe('2027-02-05')
    // 5 and 6 October are holidays, 10 October is worked.
    expect(on('5个工作日内', '2026-09-30')).toBe('2026-10-13')
    // 24:00 of that day in Shanghai is still that day.
    expect(dueIn('今天之内', startOfDay('2026-11-21') - 1)?.day).toBe('2026-11-20')
  })

  test('whose time nobody can count to a day keeps the words of it', () => {
    expect(dueIn('5个工作日内答复', NOV_20)).toEqual({ said: '5个工作日内', day: null })
    expect(dueIn('2027年2月30日前', NOV_20)?.day ?? null).toBeNull()
    expect(daysIn('近三年内已投入，三年前开始，每月底公示', NOV_20)).toEqual([])
  })

  test('stands among others, and those without a day are told', () => {
    const answer =
      '感谢您的提问。双塘路的路灯下月底前装好，共100余盏。\n供水问题我们会尽快解决；您可以拨打热线。年底前能完成吗？'
    expect(promisesIn(answer, NOV_20).map(({ quote }) => quote)).toEqual([
      '双塘路的路灯下月底前装好，共100余盏',
      '供水问题我们会尽快解决',
    ])
    expect(datelessIn(answer, NOV_20)).toMatchObject([
      { quote: '供水问题我们会尽快解决', vague: '尽快' },
    ])
  })
})

describe('for any text and day', () => {
  const day = fc.integer({ min: 0, max: 9_000 }).map((n) => addDays('2012-01-01', n))
  const phrase = fc.oneof(
    fc.constantFrom(...november.map(([sentence]) => sentence)),
    fc
      .array(
        fc.constantFrom(
          '今年',
          '明年',
          '去',
          '下',
          '本',
          '个',
          '月',
          '年',
          '底',
          '末',
          '前',
          '内',
          '周',
          '五',
          '十',
          '3',
          '12',
          '31',
          '日',
          '号',
          '上半年',
          '季度',
          '工作日',
          '春节',
          '国庆',
          '“十五五”',
          '将',
          '确保',
          '，',
          '完成',
          '40',
          '多',
          '万元',
          '2027年',
          '0',
          '９',
          '份',
          '初',
          '中旬',
          '半',
          '后',
          '至',
        ),
        { maxLength: 14 },
      )
      .map((parts) => parts.join('')),
    fc.string(),
  )

  test('a day is a day of the calendar, and never before it was said', () => {
    fc.assert(
      fc.property(phrase, day, (text, said) => {
        for (const found of daysIn(text, at(said), calendarFromNotices)) {
          expect(text.slice(found.at, found.at + found.said.length)).toBe(found.said)
          const meant = found.day ?? said
          expect(shanghaiDay(startOfDay(meant))).toBe(meant)
          expect(meant >= said).toBe(true)
        }
        for (const found of promisesIn(text, at(said), calendarFromNotices)) {
          expect(text).toContain(found.quote)
        }
      }),
      { numRuns: 600 },
    )
  })

  test('an amount put into words is read back as the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 99_999_999_999 }),
        fc.constantFrom(...qualifiers),
        fc.constantFrom('元', '户', '盏', '件', '个', '公里', '%'),
        (value, qualifier, unit) => {
          const words = amountWords({ value, qualifier, unit })
          const [found, ...others] = amountsIn(`我们将安排${words}。`)
          expect(others).toEqual([])
          const meant = unit === '%' && qualifier === 'odd' ? 'over' : qualifier
          expect(found).toEqual({ value, qualifier: meant, unit, text: words })
        },
      ),
      { numRuns: 500 },
    )
  })
})

test('the Spring Festival and the Mid-Autumn of every year with a notice lie within its holidays', () => {
  const off = Object.entries(calendarFromNotices.years).flatMap(([year, { holidays }]) =>
    ['春节', '中秋节'].flatMap((name) => {
      const day = festivalDay(name, Number(year))
      return day === null || holidays.includes(day) ? [] : [day]
    }),
  )
  expect(off).toEqual([])
})
