import { useState } from 'preact/hooks'
import type { SessionState } from '../../../worker/contract/states'
import { deskShortWords } from '../../../worker/contract/words/desk-short'
import { muteWords } from '../../../worker/contract/words/mutes'
import { rehearsalWords } from '../../../worker/contract/words/rehearsal'
import { ago, clock, wordsOf, type DeskProps } from './desk-props'
import { inRecord, movesFrom } from './lists'
import type { Dialog } from './model'

/** The word for a move of the session; going live again after a pause is another word. */
export function moveName(
  from: SessionState,
  to: SessionState,
):
  | 'announced'
  | 'collecting'
  | 'live'
  | 'resume'
  | 'paused'
  | 'wrapped'
  | 'closed'
  | 'archived'
  | 'cancelled'
  | null {
  if (to === 'draft') return null
  return to === 'live' && from === 'paused' ? 'resume' : to
}

/** Who, where, since when; the way of working; and where the session can go from here. */
export function TopBar(props: DeskProps) {
  const { model, does, lang, now } = props
  const { w, c } = wordsOf(lang)
  const { session } = model.desk.snapshot
  const running = session.state === 'live' && session.liveAt !== null
  return (
    <header class="dk-top">
      <a href="/desk" class="dk-home" title={w.back_home}>
        {w.desk}
      </a>
      <span class={running ? 'dk-live num' : 'dk-state'}>
        {c.session[session.state]} {running && clock(now - (session.liveAt ?? now))}
      </span>
      <h1>{session.title}</h1>
      <fieldset class="dk-switch" aria-label={w.modes}>
        {(['host', 'review'] as const).map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={model.mode === mode}
            title={mode === 'host' ? w.host_hint : w.review_hint}
            onClick={() => does.act({ do: 'mode', mode })}
          >
            {mode === 'host' ? w.host : w.review}
          </button>
        ))}
      </fieldset>
      <label class="dk-find">
        <span class="sr-only">{w.find}</span>
        <input
          type="search"
          data-find
          placeholder={`${w.find} /`}
          value={model.find}
          onInput={(event) => does.act({ do: 'find', text: event.currentTarget.value })}
        />
      </label>
      <fieldset class="dk-moves" aria-label={w.moves}>
        {movesFrom(model.desk).map((to) => {
          const name = moveName(session.state, to)
          return (
            name && (
              <button
                key={to}
                type="button"
                class={`dk-move${to === 'cancelled' ? ' danger' : ''}`}
                onClick={() => does.act({ do: 'dialog', dialog: { kind: 'move', to } })}
              >
                {`${w.move[name]}…`}
              </button>
            )
          )
        })}
      </fieldset>
      <More {...props} />
    </header>
  )
}

function More({ model, does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const open = (event: MouseEvent, dialog: Dialog) => {
    if (event.target instanceof Element) event.target.closest('details')?.removeAttribute('open')
    does.act({ do: 'dialog', dialog })
  }
  const { slug, state, rehearsal } = model.desk.snapshot.session
  const rooms = !inRecord(model.desk)
  const before = state === 'draft' || state === 'announced' || state === 'collecting'
  return (
    <details class="dk-more">
      <summary>{w.more}</summary>
      <div class="dk-menu">
        <a href="/desk/texts" target="_blank" rel="noopener">
          {deskShortWords[lang].manage}
        </a>
        {rehearsal === undefined && (
          <a href={`/desk/s/${slug}/stream`}>{deskShortWords[lang].picture}</a>
        )}
        {!before && <a href={`/desk/s/${slug}/transcript`}>{deskShortWords[lang].notes}</a>}
        {before && <a href={`/desk/s/${slug}/ready`}>{deskShortWords[lang].ready}</a>}
        {before && rehearsal === undefined && (
          <form method="post" action={`/desk/s/${slug}/rehearse`}>
            <button type="submit">{rehearsalWords[lang].start}</button>
          </form>
        )}
        {(state === 'draft' || state === 'announced') && (
          <a href={`/desk/s/${slug}/edit`}>{w.edit_session}</a>
        )}
        <a href={`/s/${slug}`} target="_blank" rel="noopener">
          {w.public_page}
        </a>
        <a href={`/s/${slug}/screen`} target="_blank" rel="noopener">
          {w.screen}
        </a>
        {model.desk.snapshot.stream && (
          <a href={`/desk/s/${slug}/chapters`}>{deskShortWords[lang].chapters}</a>
        )}
        <a href={`/desk/s/${slug}/handoffs`} target="_blank" rel="noopener">
          {w.handoffs}
        </a>
        <a href={`/api/desk/sessions/${slug}/handoffs.csv`}>{w.csv}</a>
        <button type="button" onClick={(event) => open(event, { kind: 'overlay', url: null })}>
          {w.overlay}
        </button>
        <button type="button" onClick={(event) => open(event, { kind: 'ask_back' })}>
          {w.act.ask_back}
        </button>
        {rooms && (
          <>
            <button type="button" onClick={(event) => open(event, { kind: 'quota' })}>
              {muteWords[lang].quota}
            </button>
            <button type="button" onClick={(event) => open(event, { kind: 'mutes' })}>
              {muteWords[lang].list} <span class="num">{model.desk.mutes?.length || ''}</span>
            </button>
          </>
        )}
        <button type="button" onClick={(event) => open(event, { kind: 'keys' })}>
          {w.act.keys} <kbd>?</kbd>
        </button>
      </div>
    </details>
  )
}

/** How things run: one line, always in the same place. */
export function HealthStrip(props: DeskProps) {
  const { model, lang, now, me } = props
  const { w, c } = wordsOf(lang)
  const { health, staff, snapshot } = model.desk
  const others = staff.filter((person) => person.name !== me.name)
  const { total } = snapshot.balance
  const [all, setAll] = useState(false)
  const laden = health.outbox > 200
  return (
    <section class={`dk-health${all ? ' all' : ''}`} aria-label={w.health}>
      <output
        class={model.connection === 'live' || model.connection === 'connecting' ? '' : 'dk-warn'}
      >
        {w.connection[model.connection]}
      </output>
      <span class="dk-fold">
        {w.viewers} <b class="num">{health.viewers.toLocaleString('en')}</b>
      </span>
      <span class="dk-fold">
        {w.votes_per_minute} <b class="num">{health.votesPerMinute}</b>
        {w.per_minute}
      </span>
      <span class={oldAge(health.oldestPendingAt, now) > 10 * 60_000 ? 'dk-warn' : ''}>
        {w.oldest_pending}{' '}
        <b class="num">
          {health.oldestPendingAt === null ? '0' : ago(w, now - health.oldestPendingAt)}
        </b>
      </span>
      <span class={laden ? 'dk-warn' : 'dk-fold'}>
        {w.outbox} <b class="num">{health.outbox}</b>
      </span>
      <span class="dk-fold">
        {w.screens} <b>{w.connected_screens(health.screens)}</b>
      </span>
      {snapshot.stream && (
        <a
          class={snapshot.stream.state === 'interrupted' ? 'dk-warn' : ''}
          href={`/desk/s/${snapshot.session.slug}/stream`}
        >
          {deskShortWords[lang].signal} <b>{deskShortWords[lang].stream[snapshot.stream.state]}</b>
        </a>
      )}
      <span class="dk-here">
        {w.here}{' '}
        <b>
          {others.length > 0
            ? [...new Set(others.map((person) => person.name))].join(c.and)
            : w.alone}
        </b>
      </span>
      <span class="dk-sum dk-fold num">
        {w.balance(total.received, total.accepted, total.open)}
      </span>
      <button
        type="button"
        class="dk-small dk-unfold"
        aria-expanded={all}
        aria-label={w.more_health}
        title={w.more_health}
        onClick={() => setAll(!all)}
      >
        ⋯
      </button>
    </section>
  )
}

const oldAge = (at: number | null, now: number) => (at === null ? 0 : now - at)
