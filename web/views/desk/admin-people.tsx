import type { Lang } from '../../../worker/contract/lang'
import { peopleWords } from '../../../worker/contract/words/admin-people'
import { formatDay } from '../../../worker/domain/shanghai'
import type { RoleLine } from './admin-person'

export interface PersonLine {
  id: string
  name: string
  office: string
  unit: string
  disabled: boolean
  roles: RoleLine[]
  /** Who does the work of somebody absent today. */
  awayFor: string | null
}

/** A role in words: which, over what, and until when. */
export function roleWords(one: RoleLine, lang: Lang, now: number): string {
  const t = peopleWords[lang]
  return [
    t.role[one.role],
    one.over ?? t.portal,
    one.from === null ? '' : t.since(formatDay(one.from, lang, now)),
    // The last moment belongs to the day before it.
    one.until === null ? '' : t.until(formatDay(one.until - 1, lang, now)),
  ]
    .filter(Boolean)
    .join(t.dot)
}

/** Everybody who works here, with what they hold. */
export function PeopleList({
  lang,
  now,
  lines,
  asked,
}: {
  lang: Lang
  now: number
  lines: PersonLine[]
  /** What was looked for. */
  asked: string
}) {
  const t = peopleWords[lang]
  return (
    <>
      <p class="muted">{t.lead}</p>
      <form method="get" action="/desk/admin/people" class="ad-find">
        <label class="sr-only" for="people-q">
          {t.find}
        </label>
        <input
          id="people-q"
          type="search"
          name="q"
          value={asked}
          placeholder={t.find}
          maxLength={60}
        />
        <button class="btn" type="submit">
          {t.findButton}
        </button>
      </form>
      <p class="muted">{t.found(lines.length)}</p>
      {lines.length === 0 && <p>{t.none}</p>}
      <ul class="plain ad-people">
        {lines.map((line) => (
          <li key={line.id} class={`ad-card${line.disabled ? ' ad-off' : ''}`}>
            <h2>
              <a href={`/desk/admin/people/${line.id}`}>{line.name}</a>
            </h2>
            <p class="muted">{[line.office, line.unit].join(t.dot)}</p>
            {line.disabled ? (
              <p class="ad-bad">{t.disabled}</p>
            ) : line.roles.length === 0 ? (
              <p class="muted">{t.noRole}</p>
            ) : (
              <ul class="plain ad-roles">
                {line.roles.map((one) => (
                  <li key={one.id}>{roleWords(one, lang, now)}</li>
                ))}
              </ul>
            )}
            {line.awayFor !== null && <p class="ad-away">{t.absentNow(line.awayFor)}</p>}
          </li>
        ))}
      </ul>
    </>
  )
}
