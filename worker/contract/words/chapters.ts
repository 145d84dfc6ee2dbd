import { words } from '../lang'

/** Words of the page where chapters are moved. */
export const chapterWords = words(
  {
    title: '章节',
    lead: '每个章节从提问上台的那一刻开始（房间的时钟）。和画面对不上的，在这里前后移动；原来的时间不会改动。',
    none: '还没有提问上台。',
    look: '看这里',
    moved: (seconds: number) => `已移动 ${seconds > 0 ? '+' : ''}${seconds} 秒`,
    move: (seconds: number) => `${seconds > 0 ? '+' : ''}${seconds} 秒`,
    back: '复位',
    by_clock: '上台时间',
    in_film: '画面位置',
    not_yet: '画面还没到',
    gone: '（已撤下）',
    desk: '回到主持台',
    question: '提问',
  },
  {
    title: 'Chapters',
    lead: 'A chapter begins when its question went on stage, by the room’s clock. Where that does not fit the picture, move it here; the time itself stays as it was.',
    none: 'Nothing has been on stage yet.',
    look: 'Look',
    moved: (seconds: number) => `moved by ${seconds > 0 ? '+' : ''}${seconds} s`,
    move: (seconds: number) => `${seconds > 0 ? '+' : ''}${seconds} s`,
    back: 'Put back',
    by_clock: 'On stage',
    in_film: 'In the picture',
    not_yet: 'the picture is not there yet',
    gone: '(taken down)',
    desk: 'Back to the desk',
    question: 'Question',
  },
)
