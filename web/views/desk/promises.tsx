import type { ComponentChildren } from 'preact'
import type { CommitmentState } from '../../../worker/contract/cases'
import {
  CRITERION_MAX,
  PROMISER_MAX,
  QUOTE_MAX,
  UPDATE_MAX,
  WHAT_MAX,
  type PromiseInFull,
  type PublicPromise,
} from '../../../worker/contract/commitments'
import { TITLE_MAX } from '../../../worker/contract/limits'
import type { Lang } from '../../../worker/contract/lang'
import { promiseDeskWords } from '../../../worker/contract/words/promise-desk'
import { promiseWords } from '../../../worker/contract/words/promises'
import { isStepBack } from '../../../worker/domain/commitments'
import { DueLine, PromiseState } from '../promises'
import { Field, input, Select } from './admin-parts'

/** Promises at the desk: plain forms, so that they work on any machine and on a telephone. */

type Form = ReadonlyMap<string, string>

export function PromiseDeskFrame({
  lang,
  title,
  refused,
  done,
  links,
  children,
}: {
  lang: Lang
  title: string
  refused: string | null
  done: string | null
  links?: readonly (readonly [href: string, word: string])[]
  children: ComponentChildren
}) {
  const t = promiseDeskWords[lang]
  return (
    <div class="ad promise-desk">
      <p class="ad-top muted">
        <a href="/desk">{t.home}</a> <a href="/desk/commitments">{t.title}</a>{' '}
        {(links ?? []).map(([href, word]) => (
          <>
            <a key={href} href={href}>
              {word}
            </a>{' '}
          </>
        ))}
      </p>
      <h1>{title}</h1>
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

export function DeskPromises({
  promises,
  lang,
  now,
}: {
  promises: readonly PublicPromise[]
  lang: Lang
  now: number
}) {
  const t = promiseDeskWords[lang]
  if (promises.length === 0) return <p>{t.none}</p>
  return (
    <ul class="plain ad-acts">
      {promises.map((promise) => (
        <li key={promise.id}>
          <p>
            <PromiseState promise={promise} lang={lang} />{' '}
            <a href={`/desk/commitments/${promise.id}`}>{promise.what || promise.quote}</a>
          </p>
          <p class="muted small">
            {promise.unit} · <DueLine promise={promise} lang={lang} now={now} />
          </p>
        </li>
      ))}
    </ul>
  )
}

/** A sentence found or pointed out, with what can be done about it. */
export interface Clue {
  quote: string
  /** Who said it, when. */
  said: string
  dateless: boolean
  due: { said: string; day: string | null } | null
  amount: string | null
  /** Where it is registered, or where that is done. */
  registered: string | null
  register: string
}

export function ClueList({ clues, lang }: { clues: readonly Clue[]; lang: Lang }) {
  const t = promiseDeskWords[lang]
  if (clues.length === 0) return <p>{t.noClues}</p>
  return (
    <ul class="plain ad-acts">
      {clues.map((clue, i) => (
        <li key={i}>
          <p>
            {clue.dateless && <b class="state cinnabar">{t.dateless}</b>} “{clue.quote}”
          </p>
          <p class="small muted">
            {[clue.said, clue.due && t.dated(clue.due.said, clue.due.day), clue.amount]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <p>
            {clue.registered === null ? (
              <a class="btn" href={clue.register}>
                {t.register}
              </a>
            ) : (
              <a href={`/desk/commitments/${clue.registered}`}>{t.registered}</a>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}

export interface DeskProposal {
  id: string
  quote: string
  count: number
  said: string
  register: string
}

export function ProposalList({
  proposals,
  slug,
  lang,
}: {
  proposals: readonly DeskProposal[]
  slug: string
  lang: Lang
}) {
  const t = promiseDeskWords[lang]
  if (proposals.length === 0) return <p>{t.noProposals}</p>
  return (
    <ul class="plain ad-acts">
      {proposals.map(({ id, quote, count, said, register }) => (
        <li key={id}>
          <p>
            “{quote}” <b>{t.devices(count)}</b>
          </p>
          <p class="small muted">{said}</p>
          <p>
            <a class="btn main" href={register}>
              {t.register}
            </a>
          </p>
          <form method="post" action={`/desk/s/${slug}/proposals/${id}`} class="ad-form">
            <Field id={`why-${id}`} label={t.declineWhy}>
              <input id={`why-${id}`} name="reason" type="text" maxLength={200} required />
            </Field>
            <p>
              <button class="btn" type="submit">
                {t.decline}
              </button>
            </p>
          </form>
        </li>
      ))}
    </ul>
  )
}

/** The form of a new promise, filled in by what was found in its words. */
export function PromiseForm({
  lang,
  form,
  wrong,
  text,
  sentences,
  units,
  dateless,
}: {
  lang: Lang
  form: Form
  wrong: string | null
  /** The public text it is taken from. */
  text: string
  /** Its sentences, each with the address that fills the form by it. */
  sentences: readonly { quote: string; href: string; likely: boolean }[]
  units: readonly { id: string; name: string }[]
  dateless: boolean
}) {
  const t = promiseDeskWords[lang]
  const is = (field: string) => wrong === field
  const help = (field: 'quote' | 'what' | 'dueAsSaid' | 'dueDay' | 'amount' | 'criterion') => ({
    id: `f-${field}`,
    hint: t[`${field}Hint`],
  })
  return (
    <>
      <section>
        <h2>{t.sourceText}</h2>
        <blockquote>{text}</blockquote>
        {sentences.length > 1 && (
          <details>
            <summary>{t.pickQuote}</summary>
            <ul>
              {sentences.map(({ quote, href, likely }) => (
                <li key={href}>
                  <a href={href}>{quote}</a>{' '}
                  {likely && <span class="state ochre">{promiseWords[lang].proposed.likely}</span>}
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
      {dateless && <p class="ad-refused">{t.noDateWarn}</p>}
      <form method="post" action="/desk/commitments" class="ad-form" noValidate>
        {['id', 's', 'q', 'a', 'l', 'c', 'proposal'].map((name) =>
          form.get(name) ? (
            <input key={name} type="hidden" name={name} value={form.get(name)} />
          ) : null,
        )}
        <Field label={t.quote} {...help('quote')}>
          <textarea
            id="f-quote"
            name="quote"
            rows={3}
            required
            maxLength={QUOTE_MAX}
            aria-invalid={is('quote') ? 'true' : undefined}
            aria-describedby="f-quote-hint"
            value={form.get('quote') ?? ''}
          ></textarea>
        </Field>
        <Field label={t.what} {...help('what')}>
          <input type="text" maxLength={WHAT_MAX} required {...input('what', form, is('what'))} />
        </Field>
        <Field id="f-unitId" label={t.unit}>
          <Select
            name="unitId"
            form={form}
            options={[['', t.unitOther], ...units.map(({ id, name }) => [id, name] as const)]}
            wrong={is('unitId')}
          />
        </Field>
        <Field id="f-unit" label={t.unitName}>
          <input type="text" maxLength={TITLE_MAX} {...input('unit', form, is('unit'))} />
        </Field>
        <Field id="f-who" label={t.who}>
          <input type="text" maxLength={PROMISER_MAX} {...input('who', form, is('who'))} />
        </Field>
        <Field id="f-office" label={t.office}>
          <input type="text" maxLength={PROMISER_MAX} {...input('office', form, is('office'))} />
        </Field>
        <Field label={t.dueAsSaid} {...help('dueAsSaid')}>
          <input type="text" maxLength={40} {...input('dueAsSaid', form, is('dueAsSaid'))} />
        </Field>
        <Field label={t.dueDay} {...help('dueDay')}>
          <input type="date" {...input('dueDay', form, is('dueDay'))} />
        </Field>
        <Field label={t.amount} {...help('amount')}>
          <input type="text" maxLength={40} {...input('amount', form, is('amount'))} />
        </Field>
        <Field label={t.criterion} {...help('criterion')}>
          <input
            type="text"
            maxLength={CRITERION_MAX}
            {...input('criterion', form, is('criterion'))}
          />
        </Field>
        <p>
          <button class="btn main" type="submit">
            {t.save}
          </button>{' '}
          <a href={form.get('s') ? `/desk/s/${form.get('s')}/promises` : '/desk/commitments'}>
            {t.cancel}
          </a>
        </p>
      </form>
    </>
  )
}

/** How a promise stands, and the form that says how it stands now. */
export function UpdateForm({
  lang,
  promise,
  form,
  wrong,
  states,
  seen,
  keeps,
}: {
  /** Whether whoever looks keeps promises, or only sees to it that they were kept. */
  keeps: boolean
  lang: Lang
  promise: PromiseInFull
  form: Form
  wrong: string | null
  /** What whoever looks may choose; empty: nothing. */
  states: readonly CommitmentState[]
  seen: number
}) {
  const t = promiseDeskWords[lang]
  const p = promiseWords[lang]
  if (states.length === 0) return <p>{promise.state === 'verified' ? t.over : t.notYours}</p>
  const word = (state: CommitmentState) => {
    if (state === promise.state) return t.same(p.state[state])
    if (isStepBack(promise.state, state) && (state === 'doing' || state === 'registered')) {
      return t.back[state]
    }
    return p.state[state]
  }
  return (
    <form
      method="post"
      action={`/desk/commitments/${promise.id}${keeps ? '' : '/verify'}`}
      class="ad-form"
      noValidate
      aria-label={t.updateTitle}
    >
      <h2>{t.updateTitle}</h2>
      <input type="hidden" name="seen" value={form.get('seen') ?? String(seen)} />
      <Field id="f-state" label={t.next}>
        <Select
          name="state"
          form={form}
          options={states.map((state) => [state, word(state)] as const)}
          wrong={wrong === 'state'}
        />
      </Field>
      <Field id="f-text" label={t.text} hint={t.textHint}>
        <textarea
          id="f-text"
          name="text"
          rows={4}
          required
          maxLength={UPDATE_MAX}
          aria-invalid={wrong === 'text' ? 'true' : undefined}
          aria-describedby="f-text-hint"
          value={form.get('text') ?? ''}
        ></textarea>
      </Field>
      {states.includes('delayed') && (
        <Field id="f-dueDay" label={t.newDay} hint={t.newDayHint}>
          <input type="date" {...input('dueDay', form, wrong === 'dueDay')} />
        </Field>
      )}
      <Field id="f-links" label={t.links} hint={t.linksHint}>
        <textarea
          id="f-links"
          name="links"
          rows={2}
          aria-invalid={wrong === 'links' ? 'true' : undefined}
          aria-describedby="f-links-hint"
          value={form.get('links') ?? ''}
        ></textarea>
      </Field>
      {states.includes('verified') && <p class="small muted">{t.verifyNote}</p>}
      <p>
        <button class="btn main" type="submit">
          {t.publish}
        </button>
      </p>
    </form>
  )
}
