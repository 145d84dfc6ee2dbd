import { words } from '../lang'

/** Words of a rehearsal (彩排). */
export const rehearsalWords = words(
  {
    flag: '彩排，不留记录',
    hint: '这里的内容都是练习，结束后全部清空，不算数。',
    start: '开始彩排',
    go_on: '进入正在进行的彩排',
    tools: '彩排工具',
    fill: (n: number) => `放入 ${n} 条编的提问`,
    link: '给同事的手机链接',
    ends: (when: string) => `最晚 ${when} 自动结束`,
    end: '结束彩排…',
    end_sure: '确定结束，全部清空',
    ended: '彩排已结束，内容已全部清空。',
  },
  {
    flag: 'Rehearsal, nothing is recorded',
    hint: 'Everything here is practice. It is erased at the end and counts for nothing.',
    start: 'Start a rehearsal',
    go_on: 'Go to the rehearsal that is running',
    tools: 'Rehearsal',
    fill: (n: number) => `Put in ${n} made-up questions`,
    link: 'Link for colleagues’ phones',
    ends: (when: string) => `Ends by itself at ${when} at the latest`,
    end: 'End the rehearsal…',
    end_sure: 'End it and erase everything',
    ended: 'The rehearsal is over; everything in it was erased.',
  },
)
