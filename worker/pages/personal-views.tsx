import type { Lang } from '../contract/lang'
import { NOTE_MAX } from '../contract/limits'
import type { PersonalKind } from '../contract/states'
import type { OwnKept, OwnQuestion } from '../contract/views'
import { personalWords } from '../contract/words/personal'
import { formatDay } from '../domain/shanghai'
import type { Draft } from '../http/form-pages'
import type { Original } from '../actions/open-sealed'

/** Views about personal data. Few ever see them: they are read when one is asked for. */

export { personalWords }

const kindsIn = (lang: Lang, kinds: readonly PersonalKind[]) =>
  kinds.map((kind) => personalWords[lang].kinds[kind]).join(personalWords[lang].join)

/** What was found, how it will read, and the two choices. Nothing is handed in yet: the draft is kept. */
export function Found({
  lang,
  draft,
  kinds,
  masked,
  door,
}: {
  lang: Lang
  draft: Draft
  kinds: readonly PersonalKind[]
  /** The draft as it would be published. */
  masked: Pick<Draft, 'text' | 'details' | 'name'>
  /** It also says where somebody lives. */
  door: boolean
}) {
  const t = personalWords[lang].ask
  const { text, details, name } = draft
  const hidden = { key: draft.key ?? '', prompt: draft.prompt }
  const fields = (
    <>
      {Object.entries(hidden).map(([field, value]) =>
        value ? <input key={field} type="hidden" name={field} value={value} /> : null,
      )}
    </>
  )
  const action = `/s/${draft.slug}/${draft.kind}`
  const choice = (personal: 'mask' | 'seal', word: string, hint: string) => (
    <form method="post" action={action} class="card">
      {fields}
      <input type="hidden" name="text" value={text} />
      {details && <input type="hidden" name="details" value={details} />}
      {name && <input type="hidden" name="name" value={name} />}
      <p>{hint}</p>
      <button class={personal === 'mask' ? 'btn main' : 'btn'} name="personal" value={personal}>
        {word}
      </button>
    </form>
  )
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      <p class="lead" role="alert">
        {t.found(kindsIn(lang, kinds))}
      </p>
      <section aria-label={t.shown}>
        <blockquote>
          <p>{masked.text}</p>
          {masked.details && <p>{masked.details}</p>}
          {masked.name && <p>{masked.name}</p>}
        </blockquote>
      </section>
      {door && <p>{t.door}</p>}
      <p>
        <b>{t.not}</b>
      </p>
      <h2>{t.choose}</h2>
      {choice('mask', t.mask, t.maskHint)}
      {choice('seal', t.seal, t.sealHint)}
      <h2>{t.edit}</h2>
      <form method="post" action={action} data-draft={`${draft.kind}:${draft.slug}`}>
        {fields}
        <div class="field">
          <label for="ask-text">{t.text}</label>
          <textarea id="ask-text" name="text" rows={4} required>
            {text}
          </textarea>
        </div>
        {draft.kind === 'ask' && (
          <div class="field">
            <label for="ask-details">{t.details}</label>
            <textarea id="ask-details" name="details" rows={3}>
              {details}
            </textarea>
          </div>
        )}
        <div class="field">
          <label for="ask-name">{t.name}</label>
          <input id="ask-name" name="name" type="text" value={name} autocomplete="off" />
        </div>
        <button class="btn" type="submit">
          {t.again}
        </button>
      </form>
    </div>
  )
}

/** The receipt of an accusation: what was done with it, and the lawful route. */
export function Accused({ lang, slug, code }: { lang: Lang; slug: string; code: string }) {
  const t = personalWords[lang].accusation
  return (
    <div class="narrow" data-draft-done={`ask:${slug}`}>
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <section class="card">
        <h2>{t.route}</h2>
        <p>{t.routeText}</p>
      </section>
      <section class="card">
        <h2>{t.code}</h2>
        <output class="code num">{code}</output>
        <p>{t.codeHint}</p>
        <p>{t.until}</p>
      </section>
      <p>
        <a class="btn" href={`/s/${slug}`}>
          {t.back}
        </a>
      </p>
    </div>
  )
}

function keptItems(kept: OwnKept): ('text' | 'details' | 'name' | 'device' | 'code')[] {
  const fields = (['text', 'details', 'name', 'device'] as const).filter((field) => kept[field])
  return [...fields, 'code']
}

/** 我的数据: what is kept about one submission, and the button that erases it. */
export function MyData({ own, lang }: { own: OwnQuestion; lang: Lang }) {
  const { kept } = own
  if (!kept) return null
  const t = personalWords[lang].data
  const gone = !kept.details && !kept.name && !kept.device && kept.original !== 'sealed'
  return (
    <section class="card">
      <h2>{t.title}</h2>
      <p>{t.kept}</p>
      <ul>
        {keptItems(kept).map((item) => (
          <li key={item}>{t.items[item]}</li>
        ))}
      </ul>
      <p>
        {t.original[kept.original]}
        {kept.original === 'sealed' &&
          (kept.originalUntil === null
            ? ` ${t.untilOpen}`
            : ` ${t.until(formatDay(kept.originalUntil, lang))}`)}
      </p>
      {gone && !kept.text ? (
        <p>{t.done}</p>
      ) : (
        <details>
          <summary>{t.erase}</summary>
          <form method="post" action={`/my/q/${own.id}/erase`}>
            <p>{t.eraseAll}</p>
            {kept.public && <p>{t.erasePublic}</p>}
            <input type="hidden" name="receipt" value={own.receipt} />
            <button class="btn danger" type="submit">
              {t.sure}
            </button>
          </form>
        </details>
      )}
    </section>
  )
}

/** What a code of an accusation shows: that it is sealed, and where to go. */
export function OwnAccusation({ own, lang }: { own: OwnQuestion; lang: Lang }) {
  const t = personalWords[lang].accusation
  return (
    <article class="own" id={`q-${own.id}`}>
      <p class="kicker">
        <span class="state">{t.state}</span>
      </p>
      <h2>{t.route}</h2>
      <p>{t.routeText}</p>
      <p class="small muted">
        {t.code} <span class="num">{own.receipt}</span>
      </p>
    </article>
  )
}

/** The desk's look at an original: first the reason, then the words. */
export function OriginalView({
  lang,
  slug,
  found,
  by,
}: {
  lang: Lang
  slug: string
  found: Original | null
  by: string
}) {
  const t = personalWords[lang].original
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      {found ? (
        <>
          <p>{t.shown(by)}</p>
          <h2>{t.text}</h2>
          <blockquote>{found.text}</blockquote>
          {found.details && (
            <>
              <h2>{t.details}</h2>
              <blockquote>{found.details}</blockquote>
            </>
          )}
          {found.name && (
            <p>
              {t.name} {found.name}
            </p>
          )}
        </>
      ) : (
        <form method="post">
          <p>{t.hint}</p>
          <div class="field">
            <label for="reason">{t.reason}</label>
            <textarea id="reason" name="reason" rows={3} required maxLength={NOTE_MAX} />
          </div>
          <button class="btn main" type="submit">
            {t.look}
          </button>
        </form>
      )}
      <p>
        <a href={`/desk/s/${slug}`}>{t.back}</a>
      </p>
    </div>
  )
}
