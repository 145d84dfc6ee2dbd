import type { Lang } from '../../../worker/contract/lang'
import type { SignInWay, StaffRole } from '../../../worker/contract/staff'
import { doorWords } from '../../../worker/contract/words/admin-doors'
import { peopleWords } from '../../../worker/contract/words/admin-people'
import { formatDateTime } from '../../../worker/domain/shanghai'

interface OpenInvite {
  id: string
  name: string
  office: string
  unit: string
  role: StaffRole
  invitedByName: string
  endsAt: number
}

/** Invitations nobody has used yet. */
export function InviteList({
  lang,
  now,
  invites,
  readOnly,
}: {
  lang: Lang
  now: number
  invites: readonly OpenInvite[]
  readOnly: boolean
}) {
  const t = doorWords[lang].invites
  const p = peopleWords[lang]
  return (
    <>
      <p class="muted">{t.lead}</p>
      {invites.length === 0 && <p>{t.none}</p>}
      <ul class="plain ad-rows">
        {invites.map((one) => (
          <li key={one.id}>
            <span>
              <b>{one.name}</b> {[one.office, one.unit, p.role[one.role]].join(p.dot)}
              <span class="muted ad-line">
                {t.by(one.invitedByName, formatDateTime(one.endsAt, lang, now))}
              </span>
            </span>
            {!readOnly && (
              <form method="post" action={`/desk/admin/invites/${one.id}/revoke`}>
                <button class="btn danger" type="submit" aria-label={t.revokeOf(one.name)}>
                  {t.revoke}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <p>
        <a href="/desk/admin/people">{p.back}</a>
      </p>
    </>
  )
}

/** An invitation, shown once: to be copied, or printed and handed over. */
export function InviteSlip({
  lang,
  now,
  url,
  endsAt,
}: {
  lang: Lang
  now: number
  url: string
  endsAt: number
}) {
  const t = doorWords[lang].invites
  return (
    <>
      <p class="ad-note no-print">{t.once}</p>
      <div class="ad-slip">
        <p class="ad-link">{url}</p>
        <p class="no-print">
          <button
            class="btn main"
            type="button"
            hidden
            data-copy={url}
            data-copied={t.copied}
            data-failed={t.failed}
          >
            {t.copy}
          </button>
        </p>
        <p>{t.ends(formatDateTime(endsAt, lang, now))}</p>
        <ol>
          {t.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p>
          <b>{t.slip}</b>
        </p>
      </div>
      <p class="muted no-print">{t.print}</p>
      <p class="no-print">
        <a href="/desk/admin/people">{peopleWords[lang].back}</a>
      </p>
    </>
  )
}

/** Who is signed in now. */
export function SignInList({
  lang,
  now,
  open,
  own,
  readOnly,
}: {
  lang: Lang
  now: number
  open: readonly {
    id: string
    staffId: string
    name: string
    office: string
    how: SignInWay
    device: string
    startedAt: number
    seenAt: number
  }[]
  /** The signing-in of whoever looks. */
  own: string
  readOnly: boolean
}) {
  const t = doorWords[lang].signIns
  const dot = peopleWords[lang].dot
  return (
    <>
      <p class="muted">{t.lead}</p>
      {open.length === 0 && <p>{t.none}</p>}
      <ul class="plain ad-rows">
        {open.map((one) => {
          const device = one.device || t.unknown
          return (
            <li key={one.id}>
              <span>
                <a href={`/desk/admin/people/${one.staffId}`}>{one.name}</a>{' '}
                {[one.office, device, t.how[one.how]].join(dot)}
                <span class="muted ad-line num">
                  {[
                    t.since(formatDateTime(one.startedAt, lang, now)),
                    t.seen(formatDateTime(one.seenAt, lang, now)),
                  ].join(dot)}
                </span>
              </span>
              {one.id === own ? (
                <b>{t.you}</b>
              ) : (
                !readOnly && (
                  <form method="post" action={`/desk/admin/sign-ins/${one.id}/end`}>
                    <button class="btn danger" type="submit" aria-label={t.endOf(one.name, device)}>
                      {t.end}
                    </button>
                  </form>
                )
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}

interface Key {
  id: string
  /** Originals still sealed with it. */
  seals: number
}

/** Which keys are in use, by name only. */
export function KeyList({
  lang,
  now,
  before,
  lost,
  audit,
  operator,
  importer,
}: {
  lang: Lang
  now: Key
  before: Key | null
  /** Originals that no key opens any more. */
  lost: number
  /** Public key of the audit chain. */
  audit: string
  operator: boolean
  importer: boolean
}) {
  const t = doorWords[lang].keys
  const key = (one: Key | null) =>
    one ? (
      <>
        <code>{one.id}</code> <span class="muted">{t.seals(one.seals)}</span>
      </>
    ) : (
      t.unset
    )
  return (
    <>
      <p class="muted">{t.lead}</p>
      <dl class="ad-facts">
        <dt>{t.now}</dt>
        <dd>{key(now)}</dd>
        <dt>{t.before}</dt>
        <dd>{key(before)}</dd>
        {lost > 0 && <dt>{t.lost}</dt>}
        {lost > 0 && <dd class="ad-bad num">{lost}</dd>}
        <dt>{t.audit}</dt>
        <dd>
          <code>{audit}</code>
        </dd>
        <dt>{t.operator}</dt>
        <dd>{operator ? t.set : t.unset}</dd>
        <dt>{t.importer}</dt>
        <dd>{importer ? t.set : t.unset}</dd>
      </dl>
      <h2>{t.how}</h2>
      <ol>
        {t.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p>{t.tokens}</p>
    </>
  )
}
