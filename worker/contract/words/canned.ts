import { words } from '../lang'

/** Words of the page where standard texts are kept. */
export const cannedWords = words(
  {
    title: '常用文字',
    lead: '写好常用的说明，审核时一按数字就能选，发出前还可以改。改了立刻对所有人生效；部门答复的段落在承办台起草时可以选。',
    use: {
      reject: '不采用的说明',
      redirect: '引导的说明',
      answer: '书面答复的常用段落',
      reply: '部门答复的常用段落',
    },
    none: '还没有。',
    text: '内容',
    add: '添加',
    save: '保存',
    remove: '删除',
    up: '上移',
    down: '下移',
    fresh: '添加一条',
    saved: '已保存。',
    changed: '另一位同事刚刚改过这一条，没有保存。下面是现在的内容。',
    wrong: (max: number) => `没有保存：要有内容，最多 ${max} 个字，每类最多 20 条。`,
    gone: '这一条已经被删除。',
  },
  {
    title: 'Standard texts',
    lead: 'Write what you often say; in review a number picks it, and you can change it before it is sent. Changes hold for everybody at once; those for replies stand at the departments’ desk.',
    use: {
      reject: 'For rejections',
      redirect: 'For redirections',
      answer: 'For written answers',
      reply: 'For replies of departments',
    },
    none: 'None yet.',
    text: 'Text',
    add: 'Add',
    save: 'Save',
    remove: 'Remove',
    up: 'Up',
    down: 'Down',
    fresh: 'Add one',
    saved: 'Saved.',
    changed:
      'A colleague has just changed this one; nothing was saved. Below is how it stands now.',
    wrong: (max: number) =>
      `Nothing was saved: it needs a text of at most ${max} characters, and there are at most 20 of a kind.`,
    gone: 'This one has been removed.',
  },
)
