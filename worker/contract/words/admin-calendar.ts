import { words } from '../lang'

/** The calendar's page of the administration. */
export const adminCalendarWords = words(
  {
    title: '节假日与调休',
    lead: '国务院每年公布放假安排。公布后照原文填在这里：所有没办完的事项会按新安排重新算期限，有变化的会在公开时间线上写明。',
    inForce: (version: string) => `现行日历版本：${version}`,
    missing: (year: number) => `${year} 年的放假安排还没有填，那一年的期限都是暂定的。`,
    add: '填写一年的放假安排',
    year: '年份',
    yearHint: '四位数字，例如 2027',
    holidays: '放假的日子',
    holidaysHint:
      '一行一段，写成 2027-02-05 至 2027-02-12；单独一天就写一天。连休里的周末也要写上。只写当年的日子',
    makeUp: '调休上班的周末',
    makeUpHint: '一行一天，只能是周六或周日，不能同时写在放假里。没有就不填',
    source: '文件名称和文号',
    sourceHint: '照文件写，例如：国办发明电〔2026〕9号',
    save: '公布为新的一版',
    saveHint: '公布后马上重新计算没办完的期限。',
    versions: '填过的版本',
    none: '还没有填过。内置的是到 2026 年为止的历年安排。',
    line: (year: number, version: number) => `${year} 年第 ${version} 版`,
    days: (holidays: number, makeUp: number) => `放假 ${holidays} 天，调休上班 ${makeUp} 天`,
    wrong: {
      year: '年份不对。',
      holidays: '这里有看不懂的日子，或者不是当年的日子，或者一天也没有写。',
      makeUpDays: '这里有看不懂的日子、不是当年的、不是周末的，或者同时写在放假里的日子。',
      source: '请写上文件名称和文号。',
    },
  },
  {
    title: 'Holidays and make-up days',
    lead: 'The State Council announces the holidays of each year. Enter them as printed: every open case is counted again, and what changes is said on its public timeline.',
    inForce: (version: string) => `Calendar in force: ${version}`,
    missing: (year: number) =>
      `The holidays of ${year} are not entered yet; dates of that year are provisional.`,
    add: 'Enter the holidays of a year',
    year: 'Year',
    yearHint: 'Four digits, such as 2027',
    holidays: 'Days off',
    holidaysHint:
      'One span a line: 2027-02-05 .. 2027-02-12, or a single day. Weekends within a holiday as well; days of that year only',
    makeUp: 'Weekends that are worked',
    makeUpHint: 'One day a line, a Saturday or Sunday that is not a day off. May be empty',
    source: 'Name and number of the notice',
    sourceHint: 'As printed, such as 国办发明电〔2026〕9号',
    save: 'Publish as a new version',
    saveHint: 'Open dates are counted again at once.',
    versions: 'Versions entered',
    none: 'None was entered yet. Built in are the notices up to 2026.',
    line: (year: number, version: number) => `${year}, version ${version}`,
    days: (holidays: number, makeUp: number) => `${holidays} days off, ${makeUp} make-up days`,
    wrong: {
      year: 'Not a year that can be entered.',
      holidays: 'There is a day that is not understood or not of that year, or none at all.',
      makeUpDays:
        'There is a day that is not understood, not of that year, no weekend, or also a day off.',
      source: 'Please name the notice.',
    },
  },
)
