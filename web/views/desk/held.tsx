import type { DeskBurst } from '../../../worker/contract/room'
import { holdReasons, type BurstState } from '../../../worker/contract/states'
import { NOTE_MAX } from '../../../worker/contract/limits'
import { heldWords } from '../../../worker/contract/words/held'
import { formatTime } from '../../../worker/domain/shanghai'
import type { DeskProps } from './desk-props'

/** Cards of held votes, above what waits for review: each burst is one decision. */
export function HeldCards(props: DeskProps) {
  const { model, lang } = props
  const bursts = model.desk.bursts ?? []
  if (bursts.length === 0) return null
  const t = heldWords[lang]
  const open = bursts.filter((one) => one.state === 'held')
  const decided = bursts.filter((one) => one.state !== 'held')
  return (
    <section class="dk-held" aria-label={t.title}>
      {open.length > 0 && (
        <>
          <p class="small muted">{t.lead}</p>
          {open.map((one) => (
            <Card key={one.id} burst={one} {...props} />
          ))}
        </>
      )}
      {decided.length > 0 && (
        <details>
          <summary>
            {t.title} · {t.decided(decided.length)}
          </summary>
          {decided.map((one) => (
            <Card key={one.id} burst={one} {...props} />
          ))}
        </details>
      )}
    </section>
  )
}

function Card({ burst, lang, does, me }: DeskProps & { burst: DeskBurst }) {
  const t = heldWords[lang]
  const decide = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const to = (event.submitter as HTMLButtonElement | null)?.value as BurstState | undefined
    const reason = String(new FormData(form).get('reason') ?? '').trim()
    if (!to || reason === '') return
    does.decide({ act: 'settle_burst', burst: burst.id, was: burst.state, to, reason })
    form.reset()
  }
  const { proposed } = burst
  const mine = proposed?.id === me.id
  const offers = (['counted', 'voided', 'held'] as const).filter(
    (to) => to !== burst.state && !(mine && to === 'counted'),
  )
  const word = { counted: proposed ? t.agree : t.count, voided: t.void, held: t.again }
  return (
    <article class="dk-held-card">
      <h3>{t.card(burst.no, burst.ballots)}</h3>
      <p class="muted num">
        {t.since(formatTime(burst.since), formatTime(burst.until))} · {t.states[burst.state]}
      </p>
      <ul>
        {holdReasons.map((why) => {
          const n = burst.why[why] ?? 0
          return n > 0 && <li key={why}>{t.why[why](n)}</li>
        })}
      </ul>
      {burst.by && <p>{t.by(burst.by, t.states[burst.state], burst.reason ?? '')}</p>}
      {proposed && (
        <p>
          <b>{mine ? t.mine : t.second(proposed.by)}</b> {burst.reason}
        </p>
      )}
      <form onSubmit={decide}>
        <label>
          {t.reason}
          <input name="reason" required maxLength={NOTE_MAX} placeholder={t.reason_hint} />
        </label>
        {offers.map((to) => (
          <button key={to} type="submit" class="dk-small" value={to}>
            {word[to]}
          </button>
        ))}
      </form>
    </article>
  )
}
