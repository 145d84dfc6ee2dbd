import type { Level } from '../../../worker/contract/assurance'
import type { Lang } from '../../../worker/contract/lang'
import type { PublicSession } from '../../../worker/contract/views'
import { deskEditWords } from '../../../worker/contract/words/desk-edit'
import { homeWordsOf } from './home-words'
import { SessionForm, type FormProblem, type SessionFields } from './session-form'

/** The facts of a session that nobody has opened yet, to be put right. */
export function EditSession({
  session,
  units,
  form,
  offered,
  problems,
  seen,
  lang,
}: {
  session: PublicSession
  units: string[]
  form: SessionFields
  /** Levels of assurance somebody can reach on this portal. */
  offered?: readonly Level[]
  problems: FormProblem[]
  /** Which state of the session the form was filled from. */
  seen: string
  lang: Lang
}) {
  const { w } = homeWordsOf(lang)
  const t = deskEditWords[lang]
  const { slug, kind, state } = session
  return (
    <>
      <p class="muted">
        <a href="/desk">{w.back_home}</a>
      </p>
      <h1>{t.title(session.title)}</h1>
      <p class="muted">{state === 'draft' ? t.draft : t.announced}</p>
      <SessionForm
        action={`/desk/s/${slug}/edit`}
        submit={t.save}
        units={units}
        form={form}
        {...(offered && { offered })}
        problems={problems}
        lang={lang}
        editing={{ kind, seen }}
      />
      <p>
        <a href={`/desk/s/${slug}`}>{t.back}</a>
      </p>
    </>
  )
}
