import { words } from '../lang'

/** Words of the nightly dumps, on the first page of the administration. */
export const keeperWords = words(
  {
    title: '每夜备份',
    off: '没有开启每夜备份。要开启，请运维人员设置 DUMP_DAYS（见运维手册）。',
    set: (days: number, hour: number) => `每天 ${hour}:00（北京时间）备份全平台，保留 ${days} 天。`,
    running: (day: string, done: number, of: number) =>
      of === 0 ? `正在开始 ${day} 的备份。` : `正在备份 ${day}：已完成 ${done} / ${of} 部分。`,
    none: '还没有完整的备份。',
    failed: (day: string, at: string, tries: number) =>
      `${day} 的备份出错：第 ${tries} 次没有成功（${at}），会自动再试。`,
    over: (day: string, tries: number) =>
      `${day} 的备份没有做成，试了 ${tries} 次。已有的备份不受影响，明晚再做；请运维人员查看日志。`,
    late: '最近两天都没有完整的备份，请联系运维人员。',
    away: '现在问不到备份的情况，请稍后再看。',
    kept: '完整的备份',
    one: (at: string, rows: number, mb: string) => `截至 ${at} · ${rows} 行 · ${mb} MB · 校验值`,
  },
  {
    title: 'Nightly dumps',
    off: 'Nightly dumps are off. To turn them on, the operator sets DUMP_DAYS (see the operations guide).',
    set: (days: number, hour: number) =>
      `The whole portal is dumped every day at ${hour}:00 (Beijing time) and kept for ${days} days.`,
    running: (day: string, done: number, of: number) =>
      of === 0
        ? `The dump of ${day} is beginning.`
        : `The dump of ${day} is being made: ${done} of ${of} parts.`,
    none: 'There is no whole dump yet.',
    failed: (day: string, at: string, tries: number) =>
      `The dump of ${day} failed at ${at}, try ${tries}; it is tried again.`,
    over: (day: string, tries: number) =>
      `The dump of ${day} could not be made in ${tries} tries. Earlier ones are untouched, the next is made tomorrow night; the operator should look at the log.`,
    late: 'There has been no whole dump for two days. Tell the operator.',
    away: 'How the dumps stand cannot be asked just now. Look again in a moment.',
    kept: 'Whole dumps',
    one: (at: string, rows: number, mb: string) => `as of ${at} · ${rows} rows · ${mb} MB · digest`,
  },
)
