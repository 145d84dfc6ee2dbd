import { words } from '../lang'

/** How corrections are shown. Only the server draws them. */
export const correctionWords = words(
  {
    title: '更正记录',
    of: { question: '更正提问', answer: '更正答复', reply: '更正部门答复' },
    why: (why: string) => `，原因：${why}`,
    whys: { mask: '遮盖个人信息', typo: '改正错别字', import: '原系统里改了' },
    key: '划线的是删去的字，下划线的是新写的字。',
    sealed: '原来的文字里有个人信息，已经封存，不再公开。',
  },
  {
    title: 'Corrections',
    of: {
      question: 'Question corrected',
      answer: 'Answer corrected',
      reply: 'Department’s reply corrected',
    },
    why: (why: string) => `. Reason: ${why}`,
    whys: {
      mask: 'personal data masked',
      typo: 'typing corrected',
      import: 'changed where it came from',
    },
    key: 'Struck out: what was removed. Underlined: what was added.',
    sealed: 'The earlier wording held personal data: it is sealed and no longer public.',
  },
)
