import { words } from '../lang'

/** Words of changing a session that is not open yet. */
export const deskEditWords = words(
  {
    title: (session: string) => `修改资料：${session}`,
    draft: '这一场还是草稿，改动只有工作人员看得到。',
    announced: '这一场已经预告，保存后公开页面马上跟着变。',
    slug: '网址定了就不再改。',
    save: '保存修改',
    back: '不改了，返回主持台',
    changed: '您打开之后，另一位同事改过这一场。这里是您填的内容，请先核对，再保存一次。',
    other: '没有保存，请检查后再试',
  },
  {
    title: (session: string) => `Change: ${session}`,
    draft: 'This session is a draft: only staff see the change.',
    announced: 'This session is announced: the public page changes as soon as you save.',
    slug: 'An address stays as it is for good.',
    save: 'Save changes',
    back: 'Leave it, back to the desk',
    changed:
      'A colleague changed this session after you opened it. Below is what you filled in: check it, then save again.',
    other: 'Nothing was saved. Please check and try again',
  },
)
