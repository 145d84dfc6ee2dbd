import type { Lang } from '../../contract/lang'
import { staffRoles } from '../../contract/staff'
import { actWords } from '../../contract/words/admin-acts'
import { peopleWords } from '../../contract/words/admin-people'
import { formatDateTime } from '../../domain/shanghai'
import type { AdminActRow } from '../../store/admin-acts'
import { namesOf } from '../../store/people'

export interface ActSentence {
  seq: number
  at: number
  who: string
  what: string
  reason: string | null
}

/** What administrators did, in words: who, for whom, what. Names are those of today. */
export async function sentencesOf(
  db: D1Database,
  rows: readonly AdminActRow[],
  lang: Lang,
): Promise<ActSentence[]> {
  const t = actWords[lang]
  const p = peopleWords[lang]
  const names = await namesOf(
    db,
    rows.flatMap(({ actor, forStaff }) => [actor, ...(forStaff === null ? [] : [forStaff])]),
  )
  return rows.map(({ seq, at, actor, forStaff, act, facts, reason }) => {
    const role = staffRoles.find((one) => one === facts['role'])
    const told = {
      ...facts,
      roleWord: role ? p.role[role] : null,
      overWord: facts['over'] ?? p.portal,
    }
    const say = Object.hasOwn(t.say, act) ? t.say[act as keyof typeof t.say] : null
    const who = actor === 'operator' ? t.operator : (names.get(actor) ?? t.somebody)
    const absent = forStaff === null ? '' : t.forWhom(names.get(forStaff) ?? t.somebody)
    return { seq, at, who: who + absent, what: say ? say(told) : act, reason }
  })
}

export function ActList({
  lang,
  now,
  acts,
}: {
  lang: Lang
  now: number
  acts: readonly ActSentence[]
}) {
  const t = actWords[lang]
  if (acts.length === 0) return <p>{t.none}</p>
  return (
    <ol class="plain ad-acts" reversed>
      {acts.map(({ seq, at, who, what, reason }) => (
        <li key={seq}>
          <span class="muted num">{formatDateTime(at, lang, now)}</span>{' '}
          <span>
            <b>{who}</b> {what}
            {reason && <span class="muted">{` ${t.because(reason)}`}</span>}
            <span class="muted small">{` ${t.entry(seq)}`}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}
