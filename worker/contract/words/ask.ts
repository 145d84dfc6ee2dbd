import { words } from '../lang'

/** Words of the form a question is asked with. */
export const askWords = words(
  {
    title: '我要提问',
    describe: (session: string) => `向“${session}”提问`,
    text: '您的问题',
    hint: (min: number, max: number) => `${min} 到 ${max} 个字，一次只问一件事。`,
    example: '例：城东片区晚上没有水，什么时候能改好？',
    details: '补充说明（可不填）',
    detailsHint: (max: number) => `时间、地点、经过，最多 ${max} 个字。`,
    name: '怎么称呼您（可不填）',
    nameHint: (max: number) => `会和问题一起公开，最多 ${max} 个字。不填就显示“网友”。`,
    private: '请不要写身份证号、手机号和别人的姓名；写了，公开前会被遮住。',
    accusation: '这是检举控告',
    accusationHint: '勾上后立即封存：不公开，不转给被反映的单位，并告诉您该向哪里反映。',
    send: '提交问题',
    next: '提交以后',
    steps: [
      '工作人员先看一遍，通过后公开。',
      '网友可以给它投票，票多的先答。',
      '当场答复，或者转给部门限期答复。',
      '凭查询码随时可以看办到哪一步。',
    ],
    count: (n: number, max: number) => `${n} / ${max}`,
    over: (n: number) => `多了 ${n} 个字`,
    alike: '有人问过类似的问题，可以直接投一票',
    kept: '写到一半离开也不要紧，草稿留在这台设备上。',
    closed: '这一场现在不收提问。',
    back: '返回这一场',
  },
  {
    title: 'Ask a question',
    describe: (session: string) => `Ask a question in “${session}”`,
    text: 'Your question',
    hint: (min: number, max: number) => `${min} to ${max} characters, one matter at a time.`,
    example: 'E.g. Our taps run dry every evening. When will it be repaired?',
    details: 'Details (optional)',
    detailsHint: (max: number) => `When, where, what happened; ${max} characters at most.`,
    name: 'Your name (optional)',
    nameHint: (max: number) =>
      `Published with the question, ${max} characters at most. Left empty, it says “A netizen”.`,
    private:
      'Please leave out identity and phone numbers and names of others; they are masked before publication.',
    accusation: 'This is an accusation',
    accusationHint:
      'Ticked, it is sealed at once: not published, never passed to the office it names; you are told where to go.',
    send: 'Send question',
    next: 'What happens next',
    steps: [
      'Staff read it first; then it is published.',
      'Others can vote for it; more votes are answered first.',
      'It is answered live, or handed to a department with a deadline.',
      'With the receipt code you can see where it stands at any time.',
    ],
    count: (n: number, max: number) => `${n} / ${max}`,
    over: (n: number) => `${n} too many`,
    alike: 'Others have asked something like this; you can vote for it',
    kept: 'You can leave and come back: the draft stays on this device.',
    closed: 'This session takes no questions now.',
    back: 'Back to the session',
  },
)
