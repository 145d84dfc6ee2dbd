import { DETAILS_MAX, NAME_MAX, QUESTION_MAX, QUESTION_MIN } from '../../worker/contract/limits'
import type { Lang } from '../../worker/contract/lang'
import type { AlikeItem } from '../../worker/contract/search'
import type { PublicQuestion } from '../../worker/contract/views'
import type { WaitingWords } from '../../worker/contract/verify'
import { askWords } from '../../worker/contract/words/ask'
import { QuestionCard } from './question-card'

export interface AskFormProps {
  lang: Lang
  slug: string
  /** Submission key of this rendering: sending the form twice asks once. */
  submission: string
  /** The session has not opened yet: no counts. */
  early?: boolean
  /** What was typed before its author was asked who they are. */
  words?: WaitingWords
  /** Its author is a verified person. */
  verified?: boolean
}

/** What only a browser adds. */
export interface AskFormLive {
  /** Characters as a reader counts them. */
  lengths?: { text: number; details: number }
  /** Questions that may ask the same, also of other sessions. */
  alike?: AlikeItem[]
  /** Ids of those this reader votes for. */
  mine?: ReadonlySet<string>
  now?: number
  setVote?: (item: AlikeItem, on: boolean) => void
  onText?: (value: string) => void
  onDetails?: (value: string) => void
}

function Count({ n, max, lang }: { n: number | undefined; max: number; lang: Lang }) {
  if (n === undefined) return null
  const t = askWords[lang]
  return (
    <span class={n > max ? 'count over num' : 'count num'}>
      {n > max ? t.over(n - max) : t.count(n, max)}
    </span>
  )
}

/** A question found as a card shows it. */
const cardOf = ({ id, no, state, title, votes }: AlikeItem): PublicQuestion => ({
  id,
  no,
  state,
  text: title,
  channel: 'online',
  part: 1,
  votes,
  askedAt: 0,
  listedAt: null,
  answers: [],
  cases: [],
})

/** The one field that matters, and two that may stay empty. */
export function AskForm(props: AskFormProps & AskFormLive) {
  const { lang, slug, submission, words, lengths, alike = [], onText, onDetails } = props
  const t = askWords[lang]
  // Events of an input method: the text counts as typed when it is composed, not while it is being spelled.
  const heard = (tell: ((value: string) => void) | undefined) =>
    tell && {
      onInput: (event: InputEvent & { currentTarget: HTMLTextAreaElement }) => {
        if (!event.isComposing) tell(event.currentTarget.value)
      },
      onCompositionEnd: (event: CompositionEvent & { currentTarget: HTMLTextAreaElement }) =>
        tell(event.currentTarget.value),
    }
  return (
    <form method="post" action={`/s/${slug}/ask`} data-draft={`ask:${slug}`}>
      <input type="hidden" name="key" value={submission} />
      {words && (
        <>
          <input type="hidden" name="kept" value="1" />
          <p class="notice">{t.broughtBack}</p>
        </>
      )}
      <div class="field">
        <label for="ask-text">
          <Count n={lengths?.text} max={QUESTION_MAX} lang={lang} />
          {t.text}
        </label>
        <textarea
          id="ask-text"
          name="text"
          rows={4}
          required
          {...(words && { defaultValue: words.text })}
          placeholder={t.example}
          aria-describedby="ask-text-hint ask-private"
          aria-invalid={lengths && lengths.text > QUESTION_MAX ? 'true' : undefined}
          {...heard(onText)}
        ></textarea>
        <p class="hint" id="ask-text-hint">
          {t.hint(QUESTION_MIN, QUESTION_MAX)}
        </p>
      </div>
      {alike.length > 0 && (
        <section class="alike" aria-label={t.alike}>
          <h2>{t.alike}</h2>
          {alike.map((item) => (
            <div key={item.id}>
              <QuestionCard
                question={cardOf(item)}
                lang={lang}
                now={props.now ?? 0}
                mine={props.mine?.has(item.id) ?? false}
                voting={null}
                {...((props.early || !item.open) && { early: true })}
                {...(props.setVote &&
                  item.open && { press: (_: number, on: boolean) => props.setVote?.(item, on) })}
              />
              {item.session.slug !== slug && <p class="small muted">{item.session.title}</p>}
            </div>
          ))}
        </section>
      )}
      <div class="field">
        <label for="ask-details">
          <Count n={lengths?.details || undefined} max={DETAILS_MAX} lang={lang} />
          {t.details}
        </label>
        <textarea
          id="ask-details"
          name="details"
          rows={3}
          {...(words && { defaultValue: words.details })}
          aria-describedby="ask-details-hint"
          {...heard(onDetails)}
        ></textarea>
        <p class="hint" id="ask-details-hint">
          {t.detailsHint(DETAILS_MAX)}
        </p>
      </div>
      <div class="field">
        <label for="ask-name">{t.name}</label>
        <input
          id="ask-name"
          name="name"
          type="text"
          maxLength={NAME_MAX}
          {...(words && { defaultValue: words.name })}
          autocomplete="off"
          aria-describedby="ask-name-hint"
        />
        <p class="hint" id="ask-name-hint">
          {t.nameHint(NAME_MAX)}
        </p>
      </div>
      <div class="field">
        <label>
          <input type="checkbox" name="accusation" value="1" aria-describedby="ask-accusation" />{' '}
          {t.accusation}
        </label>
        <p class="hint" id="ask-accusation">
          {t.accusationHint}
        </p>
      </div>
      <p class="small muted" id="ask-private">
        {t.private}
      </p>
      {props.verified && <p class="small">{t.verified}</p>}
      <button class="btn main" type="submit">
        {t.send}
      </button>
    </form>
  )
}
