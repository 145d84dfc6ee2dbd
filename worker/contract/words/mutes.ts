import { htmlLang, words, type Lang } from '../lang'
import type { MuteReason } from '../states'

/** Words of 暂停发言, as the person concerned and the desk read them. */
export const muteWords = words(
  {
    reason: {
      flood: '短时间内重复提交太多',
      abusive: '多次辱骂、攻击他人',
      advertising: '多次发布广告',
      personal_data: '多次公开他人信息',
      off_topic: '多次提交与本场无关的内容',
    } satisfies Record<MuteReason, string>,
    until: (when: string) => `到 ${when}`,
    session: '到本场结束',
    told: (reason: string, until: string) =>
      `您的提问和留言已被暂停${until}。原因：${reason}。投票不受影响，已提交的内容照常办理。`,
    one: '暂停发言',
    title: (no: string) => `暂停 ${no}的提交者发言`,
    lead: '这台设备不能再提问和留言，投票照算。对方会看到原因和时间。您看不到对方是谁。',
    how_long: '多久',
    hours: { '1': '1 小时', '24': '24 小时', session: '到本场结束' },
    list: '暂停发言的设备',
    list_none: '没有暂停发言的设备。',
    lift: '恢复发言',
    by: (by: string, when: string) => `${by} ${when}`,
    of: { question: (no: number) => `提问 ${no} 号`, comment: (no: number) => `留言 ${no} 号` },
    quota: '提问限额',
    quota_lead: '每台设备 10 分钟内最多可以提交的条数。超过的会被告知过多久再提。',
    quota_asks: '提问（条）',
    quota_comments: '留言（条）',
  },
  {
    reason: {
      flood: 'too many submissions in a short time',
      abusive: 'repeated abuse of others',
      advertising: 'repeated advertising',
      personal_data: 'repeatedly publishing data of other people',
      off_topic: 'repeated submissions off the topic',
    } satisfies Record<MuteReason, string>,
    until: (when: string) => ` until ${when}`,
    session: ' until the end of this session',
    told: (reason: string, until: string) =>
      `You cannot ask or comment${until}. Reason: ${reason}. Your votes count, and what you handed in is dealt with as usual.`,
    one: 'Mute',
    title: (no: string) => `Mute whoever sent ${no}`,
    lead: 'This device can no longer ask or comment; its votes count. The person is told why and until when. You do not learn who it is.',
    how_long: 'How long',
    hours: { '1': '1 hour', '24': '24 hours', session: 'Until the end of this session' },
    list: 'Muted devices',
    list_none: 'No device is muted.',
    lift: 'Lift',
    by: (by: string, when: string) => `${by} ${when}`,
    of: { question: (no: number) => `Question ${no}`, comment: (no: number) => `Comment ${no}` },
    quota: 'Limits per visitor',
    quota_lead:
      'How much one device can hand in within 10 minutes. Whoever sends more is told when to try again.',
    quota_asks: 'Questions',
    quota_comments: 'Comments',
  },
)

/** Why, and until when, in full: whoever is kept from speaking has a right to both. */
export function mutedWords(
  lang: Lang,
  { why, until }: { why?: MuteReason; until?: number },
): string {
  const t = muteWords[lang]
  return t.told(
    t.reason[why ?? 'flood'],
    until === undefined ? t.session : t.until(momentWords(lang, until)),
  )
}

/** A day and an hour in Beijing, where everybody is. */
export function momentWords(lang: Lang, at: number): string {
  return new Intl.DateTimeFormat(htmlLang[lang], {
    timeZone: 'Asia/Shanghai',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(at)
}
