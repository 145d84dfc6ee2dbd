import { words } from '../lang'

/** Words of the page where a recording can be taken along. */
export const recordingWords = words(
  {
    title: '下载录像',
    back: '回到这一场',
    lead: '原样的 MP4 文件，没有重新压缩。手机上建议连上 Wi-Fi 再下载。',
    whole: '整场录像',
    part: (n: number, from: string, to: string) => `第 ${n} 段（${from}–${to}）`,
    answers: '每个问题的回答',
    answer: (no: number, title: string) => `第 ${no} 号 ${title}`,
    from: (time: string) => `从 ${time} 起`,
    about: (mb: string) => `约 ${mb} MB`,
    none: '这一场没有可以下载的录像。',
    outside: '这一场的录像放在别的网站上：',
    gone: (day: string) => `录像已在 ${day} 按保存期限删除，文字实录和问答仍在。`,
  },
  {
    title: 'Download the recording',
    back: 'Back to the session',
    lead: 'MP4 files as they were recorded, not compressed again. On a phone, better over Wi-Fi.',
    whole: 'The whole recording',
    part: (n: number, from: string, to: string) => `Part ${n} (${from}–${to})`,
    answers: 'Answer by answer',
    answer: (no: number, title: string) => `No. ${no} ${title}`,
    from: (time: string) => `from ${time}`,
    about: (mb: string) => `about ${mb} MB`,
    none: 'There is no recording of this session to be had.',
    outside: 'The recording of this session is kept elsewhere:',
    gone: (day: string) =>
      `The recording was removed on ${day} after its time. Text record and answers are still here.`,
  },
)
