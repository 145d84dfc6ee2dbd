import type { ComponentChildren } from 'preact'
import type { Lang } from '../../../worker/contract/lang'
import { adminWords } from '../../../worker/contract/words/admin'

/** Every part of the administration, in the order of the menu; its words are in words/admin.ts under `nav`. */
export const adminSections = [
  'units',
  'officials',
  'people',
  'invites',
  'sign-ins',
  'rules',
  'calendar',
  'reasons',
  'words',
  'keys',
  'audit',
] as const
export type AdminSection = (typeof adminSections)[number]

/** Where a part has its page. */
const hrefOf = (section: AdminSection) => `/desk/admin/${section}`

export function AdminNav({ lang, here }: { lang: Lang; here: AdminSection | '' }) {
  const t = adminWords[lang]
  return (
    <nav class="ad-nav" aria-label={t.navLabel}>
      <a href="/desk/admin" aria-current={here === '' ? 'page' : undefined}>
        {t.overview}
      </a>
      {adminSections.map((section) => (
        <a
          key={section}
          href={hrefOf(section)}
          aria-current={here === section ? 'page' : undefined}
        >
          {t.nav[section]}
        </a>
      ))}
    </nav>
  )
}

/** The same with a line on what each is for. */
export function AdminSections({ lang }: { lang: Lang }) {
  const t = adminWords[lang]
  return (
    <ul class="plain ad-sections">
      {adminSections.map((section) => (
        <li key={section} class="ad-card">
          <h2>
            <a href={hrefOf(section)}>{t.nav[section]}</a>
          </h2>
          <p class="muted">{t.what[section]}</p>
        </li>
      ))}
    </ul>
  )
}

/** What stands around every page of the administration. */
export function AdminFrame({
  lang,
  here,
  title,
  me,
  readOnly,
  refused,
  done,
  children,
}: {
  lang: Lang
  here: AdminSection | ''
  title: string
  me: string
  /** A supervisor looks and changes nothing. */
  readOnly: boolean
  /** Why the form that was sent was not done. */
  refused: string | null
  /** What was just done. */
  done: string | null
  children: ComponentChildren
}) {
  const t = adminWords[lang]
  return (
    <div class="ad">
      <p class="ad-top muted">
        <a href="/desk">{t.backHome}</a> <span>{t.signedInAs(me)}</span>
      </p>
      <AdminNav lang={lang} here={here} />
      <h1>{title}</h1>
      {readOnly && <p class="ad-note">{t.readOnly}</p>}
      {refused && (
        <p role="alert" class="ad-refused">
          {refused}
        </p>
      )}
      {done && <output class="ad-done">{done}</output>}
      {children}
    </div>
  )
}
