import { caseTabs, type CaseTab } from '../../../worker/contract/case-desk'
import type { Lang } from '../../../worker/contract/lang'
import { caseWords } from '../../../worker/contract/words/cases'
import { caseTableWords } from '../../../worker/contract/words/case-table'
import { commonWords } from '../../../worker/contract/words/common'
import { sessionWords } from '../../../worker/contract/words/session'
import type { CaseState, Outcome } from '../../../worker/contract/states'
import { DAY_MS, formatDay, startOfDay } from '../../../worker/domain/shanghai'
import { lastDay } from '../due'
import { NewsLinks } from './news'

/** A line of the inbox. */
export interface CaseListRow {
  id: string
  no: number
  unit: string
  state: CaseState
  outcome: Outcome | null
  seq: number
  dueAt: number | null
  provisional: boolean
  acceptDueAt: number | null
  pausedAt: number | null
  repliedAt: number | null
  officer: string | null
  sponsor: string | null
  expectedDay: string | null
  jointId: string | null
  reopened: number
  text: string
  title: string
  review: string | null
  reviewVersion: number | null
  /** Other questions whose replies say nearly the same as the one that waits. */
  near: number
  assists: boolean
}

export interface CasesProps {
  rows: readonly CaseListRow[]
  counts: Record<CaseTab, number>
  /** Messages that nobody has read. */
  unread: number
  tab: CaseTab
  /** Addresses of the filters: made by the page, which knows what is chosen. */
  href: (change: Record<string, string | null>) => string
  chosen: { unit?: string | undefined; session?: string | undefined; mine: boolean }
  units: readonly { id: string; name: string; n: number }[]
  sessions: readonly { id: string; name: string; n: number }[]
  next: string | null
  /** Not the first page. */
  later: boolean
  lang: Lang
  now: number
  said: string | null
  refused: string | null
  /** May several be joined, or approved at once? */
  joins: boolean
  approves: boolean
}

/** How a case stands against its date, in words. */
export function CaseDue({ item, lang, now }: { item: CaseListRow; lang: Lang; now: number }) {
  const t = caseWords[lang]
  const s = sessionWords[lang]
  if (item.pausedAt !== null) return <span class="state">{t.paused}</span>
  if (item.repliedAt !== null || item.dueAt === null) return null
  const late = Math.ceil((now - item.dueAt) / DAY_MS)
  const day = lastDay(item.dueAt, lang, now)
  if (now >= item.dueAt) return <b class="cs-late">{s.overdueDays(Math.max(1, late))}</b>
  const soon = item.dueAt - now <= 2 * DAY_MS
  return <span class={soon ? 'cs-soon' : 'muted'}>{s.dueBy(day)}</span>
}

/** 承办台: what a unit has on its desk. Filters are links, acts on several are plain forms. */
export function CasesPage(props: CasesProps) {
  const { rows, counts, tab, href, lang, now, next, later } = props
  const t = caseWords[lang]
  const picks = (tab === 'doing' && props.joins) || (tab === 'review' && props.approves)
  const list = (
    <ol class="cs-list">
      {rows.map((item) => (
        <Row key={item.id} item={item} lang={lang} now={now} tab={tab} picks={picks} />
      ))}
    </ol>
  )
  return (
    <div class="cs">
      <p class="cs-ways">
        <a href="/desk">{t.desk}</a> <NewsLinks unread={props.unread} lang={lang} />
      </p>
      <h1>{t.title}</h1>
      <p class="muted">
        {t.lead}
        {props.joins && (
          <>
            {' '}
            <a href="/desk/table">{caseTableWords[lang].link}</a>
          </>
        )}
      </p>
      {props.said && <output class="cs-done">{props.said}</output>}
      {props.refused && (
        <p class="cs-refused" role="alert">
          {props.refused}
        </p>
      )}
      <nav class="cs-tabs" aria-label={t.title}>
        {caseTabs.map((one) => (
          <a
            key={one}
            href={href({ tab: one, from: null })}
            aria-current={one === tab ? 'page' : undefined}
            class={one === 'overdue' && counts.overdue > 0 ? 'hot' : undefined}
          >
            {t.tabs[one]} <span class="num">{counts[one]}</span>
          </a>
        ))}
      </nav>
      <Filters {...props} />
      {rows.length === 0 ? (
        <p class="muted">{t.empty}</p>
      ) : picks ? (
        <form method="post" action={href({})}>
          {list}
          <p class="actions">
            <button class="btn" name="do" value={tab === 'doing' ? 'join' : 'publish_many'}>
              {tab === 'doing' ? t.pickJoint : t.pickPublish}
            </button>
          </p>
        </form>
      ) : (
        list
      )}
      <p class="actions">
        {later && (
          <a class="btn" href={href({ from: null })}>
            {t.first}
          </a>
        )}
        {next && (
          <a class="btn" href={href({ from: next })}>
            {t.more}
          </a>
        )}
      </p>
    </div>
  )
}

function Filters({ units, sessions, chosen, href, lang }: CasesProps) {
  const t = caseWords[lang]
  const kinds = [
    { name: 'unit', word: t.units, list: units, on: chosen.unit },
    { name: 'session', word: t.sessions, list: sessions, on: chosen.session },
  ]
  return (
    <div class="cs-filters">
      <a
        href={href({ mine: chosen.mine ? null : '1', from: null })}
        aria-current={chosen.mine ? 'true' : undefined}
      >
        {t.mine}
      </a>
      {kinds.map(
        ({ name, word, list, on }) =>
          list.length > 1 && (
            <details key={name} open={on !== undefined}>
              <summary>
                {word}
                {on !== undefined && ` · ${list.find(({ id }) => id === on)?.name ?? ''}`}
              </summary>
              <ul>
                <li>
                  <a
                    href={href({ [name]: null, from: null })}
                    aria-current={on === undefined ? 'true' : undefined}
                  >
                    {t.all}
                  </a>
                </li>
                {list.map(({ id, name: label, n }) => (
                  <li key={id}>
                    <a
                      href={href({ [name]: id, from: null })}
                      aria-current={on === id ? 'true' : undefined}
                    >
                      {label} <span class="num">{n}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          ),
      )}
    </div>
  )
}

function Row({
  item,
  lang,
  now,
  tab,
  picks,
}: {
  item: CaseListRow
  lang: Lang
  now: number
  tab: CaseTab
  picks: boolean
}) {
  const t = caseWords[lang]
  const common = commonWords[lang]
  const value =
    tab === 'review'
      ? `${item.id} ${item.seq} ${item.review ?? ''} ${item.reviewVersion ?? 0}`
      : item.id
  return (
    <li class="cs-row">
      {picks && (
        <label class="cs-pick">
          <input
            type="checkbox"
            name={`pick.${item.id}`}
            value={value}
            aria-label={t.pick(item.no)}
          />
        </label>
      )}
      <div>
        <p class="cs-facts small">
          <span class="state">{common.case[item.state]}</span>{' '}
          <CaseDue item={item} lang={lang} now={now} />
          {item.state === 'assigned' && item.acceptDueAt !== null && (
            <span class="muted"> {t.acceptBy(lastDay(item.acceptDueAt, lang, now))}</span>
          )}
        </p>
        {item.near > 0 && <p class="cs-soon small">{t.nearInList(item.near)}</p>}
        <p class="cs-text">
          <a href={`/desk/cases/${item.id}`}>
            {t.question(item.no)} {short(item.text)}
          </a>
        </p>
        <p class="small muted">
          {[
            item.unit,
            item.assists && t.assists,
            item.jointId !== null && t.joint,
            item.reopened > 0 && t.round(item.reopened),
            item.officer && t.officer(item.officer),
            item.sponsor && t.sponsor(item.sponsor),
            item.expectedDay && t.expected(formatDay(startOfDay(item.expectedDay), lang, now)),
            item.outcome && common.outcome[item.outcome],
            item.title,
          ]
            .filter(Boolean)
            .join(common.dot)}
        </p>
      </div>
    </li>
  )
}

const short = (text: string) => (text.length > 90 ? `${text.slice(0, 90)}…` : text || '—')
