import { words } from '../lang'

/** Words about the picture on pages drawn by the Worker alone. */
export const pictureWords = words(
  {
    watch: '看这段回答',
    watch_at: (time: string) => `看这段回答 · ${time}`,
    gone: '（已撤下）',
  },
  {
    watch: 'Watch this answer',
    watch_at: (time: string) => `Watch this answer, ${time}`,
    gone: '(taken down)',
  },
)
