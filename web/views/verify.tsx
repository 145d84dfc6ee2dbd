import type { Lang } from '../../worker/contract/lang'
import { NAME_MAX } from '../../worker/contract/limits'
import {
  CODE_DIGITS,
  type ProviderButton,
  type VerifyProblem,
  type WaitingWords,
} from '../../worker/contract/verify'
import { verifyWords } from '../../worker/contract/words/verify'
import { formatDay } from '../../worker/domain/shanghai'

export interface VerifyProps {
  lang: Lang
  now: number
  /** Where it goes on: a path of ours. */
  to: string
  /** The title of the session it is for. */
  session: string | null
  /** It was asked for on the way of a question. */
  asking: boolean
  person: { via: 'oidc' | 'phone'; until: number } | null
  phone: boolean
  providers: ProviderButton[]
  days: number
  /** A code is on its way: the end of the number. */
  tail: string | null
  /** What was typed and was no number. */
  typed?: string
  problem: VerifyProblem | null
  left?: number
  retryAfter?: number
}

const To = ({ to }: { to: string }) => <input type="hidden" name="to" value={to} />

/** What went wrong, said where it is put right. */
function Problem({ lang, problem, left, retryAfter }: VerifyProps) {
  if (!problem) return null
  const t = verifyWords[lang]
  return (
    <p class="wrong" role="alert" id="verify-problem">
      {t.problem[problem]}
      {problem === 'wrong_code' && left !== undefined && ` ${t.left(left)}`}
      {retryAfter !== undefined && ` ${t.wait(retryAfter)}`}
    </p>
  )
}

const ofNumber = new Set<VerifyProblem>(['bad_number', 'too_soon', 'too_many', 'sms_away'])
const ofCode = new Set<VerifyProblem>(['wrong_code'])

function NumberForm(props: VerifyProps) {
  const { lang, to, typed, problem } = props
  const t = verifyWords[lang]
  const wrong = problem !== null && ofNumber.has(problem)
  return (
    <form method="post" action="/verify/phone" class="card verify">
      <To to={to} />
      <h2>{t.phone}</h2>
      <div class="field">
        <label for="tel">{t.tel}</label>
        <input
          id="tel"
          name="tel"
          type="text"
          class="big num"
          inputMode="tel"
          autocomplete="tel-national"
          required
          maxLength={40}
          {...(typed && { value: typed })}
          aria-invalid={wrong ? 'true' : undefined}
          aria-describedby={wrong ? 'verify-problem tel-hint' : 'tel-hint'}
        />
        {wrong && <Problem {...props} />}
        <p class="hint" id="tel-hint">
          {t.telHint}
        </p>
      </div>
      <button class="btn main" type="submit">
        {t.send}
      </button>
    </form>
  )
}

function CodeForm(props: VerifyProps & { tail: string }) {
  const { lang, to, tail, problem } = props
  const t = verifyWords[lang]
  const wrong = problem !== null && ofCode.has(problem)
  return (
    <div class="card">
      <form method="post" action="/verify/code" class="verify">
        <To to={to} />
        <h2>{t.phone}</h2>
        <p>{t.codeSent(tail)}</p>
        <div class="field">
          <label for="code">{t.code}</label>
          <input
            id="code"
            name="code"
            type="text"
            class="big num"
            inputMode="numeric"
            autocomplete="one-time-code"
            required
            maxLength={CODE_DIGITS + 6}
            aria-invalid={wrong ? 'true' : undefined}
            aria-describedby={wrong ? 'verify-problem code-hint' : 'code-hint'}
          />
          {wrong && <Problem {...props} />}
          <p class="hint" id="code-hint">
            {t.codeHint}
          </p>
        </div>
        <button class="btn main" type="submit">
          {t.check}
        </button>
      </form>
      <p class="actions">
        <a href={`/verify?to=${encodeURIComponent(to)}&again=1`}>{t.again}</a>
      </p>
    </div>
  )
}

function Providers({ lang, to, providers }: VerifyProps) {
  const t = verifyWords[lang]
  return (
    <form method="post" action="/verify/oidc" class="card verify">
      <To to={to} />
      <h2>{t.provider}</h2>
      <p class="hint">{t.providerHint}</p>
      <div class="actions">
        {providers.map(({ id, label }) => (
          <button key={id} class="btn" type="submit" name="provider" value={id}>
            {t.goTo(label)}
          </button>
        ))}
      </div>
    </form>
  )
}

/** Where it goes on if somebody will not verify now: where words need a verified person, to the session. */
const laterPath = (to: string, asking: boolean) => (asking ? to.replace(/\/[^/]*$/, '') : to)

function Verified({
  lang,
  now,
  to,
  person,
}: VerifyProps & { person: { via: 'oidc' | 'phone'; until: number } }) {
  const t = verifyWords[lang]
  return (
    <>
      <p class="lead">{t.already}</p>
      <p>{t.until(t.by[person.via], formatDay(person.until, lang, now))}</p>
      <div class="actions">
        <a class="btn main" href={to}>
          {t.goOn}
        </a>
      </div>
      <form method="post" action="/verify/forget">
        <To to={to} />
        <button class="link" type="submit">
          {t.forget}
        </button>
      </form>
    </>
  )
}

/** Why, what is kept, telephone first, a provider second, and the way past it. */
export function Verify(props: VerifyProps) {
  const { lang, to, session, asking, person, phone, providers, days, tail, problem } = props
  const t = verifyWords[lang]
  const ways = phone || providers.length > 0
  const elsewhere = problem !== null && !(phone && (tail ? ofCode : ofNumber).has(problem))
  return (
    <div class="narrow">
      {session && (
        <p class="crumbs">
          <a href={laterPath(to, asking)}>{session}</a>
        </p>
      )}
      <h1>{t.title}</h1>
      {person ? (
        <Verified {...props} person={person} />
      ) : (
        <>
          {ways ? (
            <p class="lead">{asking ? t.leadAsk : t.lead}</p>
          ) : (
            <>
              <p class="lead">{t.none}</p>
              <p>{t.noneHint}</p>
            </>
          )}
          {elsewhere && <Problem {...props} />}
          {phone && (tail ? <CodeForm {...props} tail={tail} /> : <NumberForm {...props} />)}
          {providers.length > 0 && <Providers {...props} />}
          <p>
            <a class="btn" href={laterPath(to, asking)}>
              {ways ? (asking ? t.laterAsk : t.later) : t.back}
            </a>
          </p>
          {ways && (
            <section>
              <h2>{t.what}</h2>
              <ul>
                {t.stored.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
              <p class="small muted">
                {t.days(days)} {phone && providers.length > 0 && t.two}
              </p>
            </section>
          )}
        </>
      )}
    </div>
  )
}

/** A comment that waited, in a form of its own. */
export function WaitingComment({
  lang,
  slug,
  submission,
  words,
}: {
  lang: Lang
  slug: string
  submission: string
  words: WaitingWords
}) {
  const t = verifyWords[lang].comment
  return (
    <form method="post" action={`/s/${slug}/comment`} data-draft={`comment:${slug}`}>
      <input type="hidden" name="key" value={submission} />
      <input type="hidden" name="kept" value="1" />
      {words.prompt && <input type="hidden" name="prompt" value={words.prompt} />}
      <p class="notice">{t.kept}</p>
      <div class="field">
        <label for="comment-text">{t.text}</label>
        <textarea id="comment-text" name="text" rows={4} required defaultValue={words.text} />
      </div>
      <div class="field">
        <label for="comment-name">{t.name}</label>
        <input
          id="comment-name"
          name="name"
          type="text"
          maxLength={NAME_MAX}
          autocomplete="off"
          defaultValue={words.name}
        />
      </div>
      <button class="btn main" type="submit">
        {t.send}
      </button>
    </form>
  )
}

/** On the way to a provider. The browser goes by itself; where it does not, by the button. */
export function Going({ lang, label, url }: { lang: Lang; label: string; url: string }) {
  const t = verifyWords[lang]
  return (
    <div class="narrow">
      <h1>{t.going(label)}</h1>
      <p class="lead">{t.goingHint}</p>
      <p>
        <a class="btn main" href={url} rel="noreferrer">
          {t.goTo(label)}
        </a>
      </p>
    </div>
  )
}

/** Providers staff sign in at, for the sign-in page. */
export function StaffProviders({ lang, providers }: { lang: Lang; providers: ProviderButton[] }) {
  if (providers.length === 0) return null
  const t = verifyWords[lang].staff
  return (
    <form method="post" action="/desk/sign-in/oidc" class="actions">
      {providers.map(({ id, label }) => (
        <button key={id} class="btn" type="submit" name="provider" value={id}>
          {t.button(label)}
        </button>
      ))}
    </form>
  )
}

/** A sign-in that came to nothing. */
export function StaffRefused({ lang, message }: { lang: Lang; message: string }) {
  const t = verifyWords[lang].staff
  return (
    <div class="narrow">
      <h1>{t.failed}</h1>
      <p class="lead" role="alert">
        {message}
      </p>
      <p>
        <a class="btn main" href="/desk/sign-in">
          {t.retry}
        </a>
      </p>
    </div>
  )
}

/** Somebody a provider vouches for, whom nobody has put on the staff list: what to tell whom. */
export function NotStaff({ lang, code }: { lang: Lang; code: string }) {
  const t = verifyWords[lang].staff
  return (
    <div class="narrow">
      <h1>{t.notStaff}</h1>
      <p class="lead" role="alert">
        {t.notStaffHint}
      </p>
      <p>
        {t.codeIs}
        <br />
        <strong class="code num">{code}</strong>
      </p>
      <p>
        <a class="btn main" href="/desk/sign-in">
          {t.retry}
        </a>
      </p>
    </div>
  )
}
