import { Hono } from 'hono'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { messageWords } from '../contract/words/courier'
import { deskMessagesWords } from '../contract/words/desk-messages'
import { factsOf } from '../domain/message-facts'
import { shanghaiDay } from '../domain/shanghai'
import { DAY_MS } from '../domain/shanghai'
import type { AppEnv } from '../http/app-env'
import { readForm } from '../http/body'
import { readsOf, unitsLookedAt } from '../http/inbox'
import { dueRows, type DueRow } from '../store/desk-units'
import { openedSums } from '../store/due-sums'
import { inboxOf, markRead, titlesOf, unreadOf, type KeptMessage } from '../store/messages'
import { namesOf } from '../store/people'
import { DuePage, MessagesPage, type DueGroup, type DueLine } from '../../web/views/desk/messages'
import { readerOf } from './reader'
import { page, PLAIN_SCRIPT } from './render'

const SIZE = 30
const DUE_SIZE = 300

const frame = {
  cache: 'private' as const,
  noindex: true,
  styles: ['web/styles/admin.css'],
  scripts: [PLAIN_SCRIPT],
  look: 'desk-home' as const,
}

/** How the delivery of a message outside the desk stands. */
function outsideOf({ told, doneAt }: KeptMessage): 'failed' | 'waiting' | null {
  const away = Object.values(told).some(({ at }) => at === null)
  if (!away) return null
  return doneAt === null ? 'waiting' : 'failed'
}

const groupOf = ({ dueAt, pausedAt }: DueRow, now: number): DueGroup => {
  if (pausedAt !== null && pausedAt < dueAt) return 'paused'
  if (dueAt <= now) return 'overdue'
  if (shanghaiDay(dueAt - 1) === shanghaiDay(now)) return 'today'
  return dueAt - now <= 7 * DAY_MS ? 'week' : 'later'
}

/** 消息 and 到期清单: what the desk is told, and what is due. */
export const messagePages = new Hono<AppEnv>()
  .get('/desk/messages', async (c) => {
    const { lang } = readerOf(c)
    const { DB } = c.env
    const now = Date.now()
    const reads = await readsOf(c)
    const onlyUnread = c.req.query('unread') === '1'
    const before = c.req.query('before') ?? null
    if (before !== null && !/^\d{1,15}~.{1,200}$/u.test(before)) throw new Refusal('NOT_FOUND')
    const [rows, unread] = await Promise.all([
      inboxOf(DB, reads, now, { before, limit: SIZE + 1, unread: onlyUnread }),
      unreadOf(DB, reads, now),
    ])
    const shown = rows.slice(0, SIZE)
    const [titles, names] = await Promise.all([
      titlesOf(DB, shown),
      namesOf(
        DB,
        shown.flatMap(({ readBy }) => (readBy === null ? [] : [readBy])),
      ),
    ])
    const last = shown.at(-1)
    const more =
      rows.length > SIZE && last
        ? `/desk/messages?before=${encodeURIComponent(`${last.at}~${last.id}`)}${onlyUnread ? '&unread=1' : ''}`
        : null
    return page(c, {
      ...frame,
      title: deskMessagesWords[lang].title,
      body: (
        <MessagesPage
          lang={lang}
          now={now}
          unread={unread}
          onlyUnread={onlyUnread}
          older={more}
          messages={shown.map((row) => ({
            id: row.id,
            ...messageWords[lang][row.kind](factsOf(row, titles, lang)),
            at: row.at,
            href: row.kind.startsWith('case_') ? `/desk/cases/${row.about}` : null,
            readBy: row.readAt === null ? null : (names.get(row.readBy ?? '') ?? ''),
            outside: outsideOf(row),
          }))}
        />
      ),
    })
  })
  .post('/desk/messages', async (c) => {
    const sent = await readForm(c, STAFF_BODY_BYTES)
    const id = sent.get('id') ?? ''
    const all = sent.get('all') === '1'
    if (!all && (id === '' || id.length > 300)) throw new Refusal('INVALID', { field: 'id' })
    const reads = await readsOf(c)
    // Of others' messages nothing is marked, and nothing is said.
    await markRead(c.env.DB, reads, c.var.staff.id, Date.now(), all ? 'all' : [id])
    c.header('cache-control', 'no-store')
    return c.redirect('/desk/messages', 303)
  })
  .get('/desk/due', async (c) => {
    const { lang } = readerOf(c)
    const now = Date.now()
    const rows = await dueRows(c.env.DB, await unitsLookedAt(c), DUE_SIZE + 1)
    const groups: Record<DueGroup, DueLine[]> = {
      overdue: [],
      today: [],
      week: [],
      later: [],
      paused: [],
    }
    for (const row of rows.slice(0, DUE_SIZE)) {
      const { sums, provisional, ...line } = row
      const opened = openedSums(sums)
      groups[groupOf(row, now)].push({
        ...line,
        provisional: provisional === 1,
        // Only sums that come to the date that stands.
        sums: opened?.dueAt === row.dueAt ? opened : null,
      })
    }
    return page(c, {
      ...frame,
      title: deskMessagesWords[lang].due,
      body: (
        <DuePage
          lang={lang}
          now={now}
          groups={groups}
          shownAtMost={rows.length > DUE_SIZE ? DUE_SIZE : null}
        />
      ),
    })
  })
