import { CONTACT_MAX, type ContactWay } from '../../../worker/contract/follow'
import type { Lang } from '../../../worker/contract/lang'
import type { OwnQuestion } from '../../../worker/contract/views'
import { contactWords } from '../../../worker/contract/words/contacts'
import { publicWords } from '../../../worker/contract/words/public'

/** A way to be told by: left, changed and taken back by plain forms; and how a lost code is found by it. */

/** The one field; a telephone's keyboard where nothing else is taken. */
function ContactField({
  id,
  ways,
  lang,
  describedBy,
}: {
  id: string
  ways: readonly ContactWay[]
  lang: Lang
  describedBy?: string
}) {
  const [only, other] = ways
  const mode = other ? 'text' : only === 'phone' ? 'tel' : 'email'
  return (
    <>
      <label for={id}>{contactWords[lang].leave.label(ways)}</label>
      <input
        id={id}
        name="contact"
        type="text"
        inputMode={mode}
        required
        maxLength={CONTACT_MAX}
        autocomplete={other ? 'on' : only === 'phone' ? 'tel' : 'email'}
        autocapitalize="off"
        spellcheck={false}
        {...(describedBy && { 'aria-describedby': describedBy })}
      />
    </>
  )
}

interface Props {
  own: Pick<OwnQuestion, 'id' | 'receipt'>
  /** Which ways are taken here. */
  ways: readonly ContactWay[]
  lang: Lang
  /** Known by its code, which then travels in the body. */
  byCode: boolean
}

/** The form that leaves a contact. */
export function ContactForm({
  own,
  ways,
  lang,
  byCode,
  again = false,
}: Props & { again?: boolean }) {
  const t = contactWords[lang].leave
  const id = `contact-${own.id}`
  return (
    <form method="post" action={`/my/q/${own.id}/contact`}>
      {byCode && <input type="hidden" name="receipt" value={own.receipt} />}
      <div class="field">
        <ContactField id={id} ways={ways} lang={lang} describedBy={`${id}-hint`} />
        <p class="hint" id={`${id}-hint`}>
          {t.hint}
        </p>
      </div>
      <p class="small muted">{t.privacy}</p>
      <button class="btn" type="submit">
        {again ? t.change : t.send}
      </button>
    </form>
  )
}

/** Under an own question: what is kept, with the way to be rid of it; or the offer. */
export function ContactBlock({ kept, ...props }: Props & { kept: ContactWay | undefined }) {
  const { own, ways, lang, byCode } = props
  const t = contactWords[lang].leave
  if (!kept && ways.length === 0) return null
  if (!kept) {
    return (
      <details>
        <summary>{t.title}</summary>
        <ContactForm {...props} />
      </details>
    )
  }
  return (
    <div>
      <p>{ways.includes(kept) ? t.kept[kept] : t.off}</p>
      <form method="post" action={`/my/q/${own.id}/contact`}>
        {byCode && <input type="hidden" name="receipt" value={own.receipt} />}
        <button class="btn" name="contact" value="">
          {t.remove}
        </button>
      </form>
      {ways.length > 0 && (
        <details>
          <summary>{t.change}</summary>
          <ContactForm {...props} again />
        </details>
      )}
    </div>
  )
}

/** Where a contact is typed to find the codes it was left with. */
export function LostCode({ ways, lang }: { ways: readonly ContactWay[]; lang: Lang }) {
  const t = contactWords[lang].lost
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <form method="post" action="/my/code">
        <div class="field">
          <ContactField id="contact" ways={ways} lang={lang} />
        </div>
        <button class="btn main" type="submit">
          {t.send}
        </button>
      </form>
    </div>
  )
}

/** The same for whoever is known and whoever is not. */
export function CodeSent({ lang }: { lang: Lang }) {
  const t = contactWords[lang].lost
  return (
    <div class="narrow">
      <h1>{t.sent}</h1>
      <p class="lead">{t.sentLead}</p>
      <p>{t.notHere}</p>
      <p>
        <a class="btn" href="/my">
          {publicWords[lang].my.title}
        </a>
      </p>
    </div>
  )
}

/** One press between the link and the codes: a mailbox that looks at links does not use it up. */
export function CodesOpen({ token, lang }: { token: string; lang: Lang }) {
  const t = contactWords[lang].lost
  return (
    <div class="narrow">
      <h1>{t.open}</h1>
      <p class="lead">{t.openLead}</p>
      <form method="post" action="/my/codes">
        <input type="hidden" name="k" value={token} />
        <button class="btn main" type="submit">
          {t.show}
        </button>
      </form>
    </div>
  )
}

/** A question found by its contact, with its code. */
export interface FoundCode {
  id: string
  no: number
  title: string
  text: string
  code: string
}

export function CodesFound({ found, lang }: { found: readonly FoundCode[] | null; lang: Lang }) {
  const t = contactWords[lang].lost
  return (
    <div class="narrow">
      <h1>{t.found}</h1>
      {found === null ? (
        <p class="lead" role="alert">
          {t.over}
        </p>
      ) : found.length === 0 ? (
        <p class="lead">{t.none}</p>
      ) : (
        <>
          <p class="lead">{t.keep}</p>
          {found.map((one) => (
            <section key={one.id} class="card">
              <h2>{t.of(one.no, one.title)}</h2>
              <p>{one.text}</p>
              <p>
                <output class="code num">{one.code}</output>
              </p>
              <form method="post" action="/my/lookup">
                <input type="hidden" name="receipt" value={one.code} />
                <button class="btn" type="submit">
                  {t.go}
                </button>
              </form>
            </section>
          ))}
          <p class="small muted">{t.again}</p>
        </>
      )}
      {found === null && (
        <p>
          <a class="btn main" href="/my/code">
            {t.title}
          </a>
        </p>
      )}
    </div>
  )
}
