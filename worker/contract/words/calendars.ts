import { words } from '../lang'

/** Words of the calendars that can be subscribed to. */
export const calendarWords = words(
  {
    ofSessions: (portal: string) => `${portal}：场次`,
    ofSessionsIs: '已经预告的各场次；取消的也在，标明取消。',
    ofUnit: (unit: string) => `${unit}：答复期限`,
    ofUnitIs: '公开办理的每一件的最后一天。',
    due: (title: string) => `到期：${title}`,
    replied: (title: string) => `已答复：${title}`,
    subscribe: '加到日历',
  },
  {
    ofSessions: (portal: string) => `${portal}: sessions`,
    ofSessionsIs: 'Sessions that were announced; those called off stay, marked as such.',
    ofUnit: (unit: string) => `${unit}: limits`,
    ofUnitIs: 'The last day of every public matter.',
    due: (title: string) => `Due: ${title}`,
    replied: (title: string) => `Replied: ${title}`,
    subscribe: 'Add to calendar',
  },
)
