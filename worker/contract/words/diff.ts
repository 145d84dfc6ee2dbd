import { words } from '../lang'

/** What whoever hears a page is told of a struck or an underlined word. */
export const diffWords = words(
  { gone: '【删去】', came: '【改为】', until: '【完】' },
  { gone: '[removed: ', came: '[added: ', until: ']' },
)
