import { words } from '../lang'

/** Words about answers that repeat others (相同答复), for the desk. */
export const jointWords = words(
  {
    pasted: (nos: string) =>
      `这段话和 ${nos}的答复几乎一样。请写出这一条自己的情况；确实是一起答的，请标明。`,
    joint: (nos: string) => `并案答复：公开标明“与 ${nos}一并答复”`,
  },
  {
    pasted: (nos: string) =>
      `This is nearly the same as the answer to ${nos}. Say what is different here; or say openly that they are answered together.`,
    joint: (nos: string) => `Joint reply: shown as “answered together with ${nos}”`,
  },
)
