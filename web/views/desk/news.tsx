import type { Lang } from '../../../worker/contract/lang'
import { deskMessagesWords } from '../../../worker/contract/words/desk-messages'

/** Links of the desk to what it is told and to what is due, with how much nobody has read. */
export function NewsLinks({ unread, lang }: { unread: number; lang: Lang }) {
  const t = deskMessagesWords[lang]
  return (
    <>
      <a href={unread > 0 ? '/desk/messages?unread=1' : '/desk/messages'}>
        {t.title}
        {unread > 0 && (
          <>
            {' '}
            <b class="num">{t.unread(unread)}</b>
          </>
        )}
      </a>{' '}
      <a href="/desk/due">{t.due}</a>
    </>
  )
}
