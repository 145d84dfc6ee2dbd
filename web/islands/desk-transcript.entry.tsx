import { render } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../worker/contract/lang'
import type { CaptionsGiven, CaptionsRead } from '../../worker/contract/transcript'
import { commonWords } from '../../worker/contract/words/common'
import { transcriptDeskWords } from '../../worker/contract/words/transcript-desk'
import { shanghaiDay, startOfDay } from '../../worker/domain/shanghai'
import { shownLines } from '../lib/desk-lines'
import { islandState } from '../lib/hydrate'
import { noteDesk, type NoteDesk, type NoteDeskProps } from '../lib/note-desk'
import { NoteEntry, speakersOf } from '../views/desk/note-entry'
import { NoteImport } from '../views/desk/note-import'
import { NoteRow } from '../views/desk/note-lines'
import { secondsTime } from '../views/desk/transcript-time'
import { stageOver } from '../../worker/domain/machine'
import { send } from '../lib/desk-api'
import { stayAlive } from '../lib/prove'

/** The note-taker's desk: takes the place of the plain forms once it has loaded. */

/** Whoever is this close to the end of the list follows it. */
const NEAR_PX = 80

const clockOf = (at: number) => `${shanghaiDay(at)}T${secondsTime(at)}`

function momentOf(clock: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?/.exec(clock)
  if (!found) return null
  const [, day = '', hour, minute, second = '0'] = found
  return startOfDay(day) + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1_000
}

async function importing(slug: string, given: CaptionsGiven, lang: Lang) {
  const answer = await send<CaptionsRead>(`/api/desk/sessions/${slug}/lines/import`, 'POST', given)
  if (answer.ok) return answer.value
  return { refused: answer.message || transcriptDeskWords[lang].offline }
}

function App({ desk }: { desk: NoteDesk }) {
  const { props, held, facts, queue, draft } = desk
  const { lang, slug, moderator } = props
  const t = transcriptDeskWords[lang]
  // Everything below is read from signals; this draws it anew when one of them changes.
  const [, redraw] = useState(0)
  const [importOpen, setImport] = useState(false)
  const [said, setSaid] = useState('')
  const [find, setFind] = useState('')
  const list = useRef<HTMLOListElement>(null)
  const near = useRef(true)
  useEffect(() => {
    const again = () => redraw((n) => n + 1)
    const ends = [desk.held, desk.facts, desk.draft, desk.changes, desk.signedOut].map((one) =>
      one.subscribe(again),
    )
    const clock = window.setInterval(again, 1_000)
    const end = desk.follow()
    return () => {
      end()
      window.clearInterval(clock)
      for (const stop of ends) stop()
    }
  }, [desk])

  const waiting = queue.all()
  const lines = shownLines(held.value, waiting)
  const { stage, cut, typing, state, guests } = facts.value
  const last = lines.at(-1)?.id
  useLayoutEffect(() => {
    const box = list.current
    if (box && near.current) box.scrollTop = box.scrollHeight
  }, [last, lines.length, importOpen])
  const recent = [...lines]
    .reverse()
    .slice(0, 60)
    .map(({ speaker, office }) => ({ name: speaker, office: office ?? '' }))
  const speakers = speakersOf(guests, recent, lang)
  const over = stageOver(state)
  const closed = !over && state !== 'live' && state !== 'paused'
  const unsent = waiting.filter(({ refused }) => !refused).length
  const stuck = queue.trouble !== null && unsent > 0
  const wanted = find.trim()
  const shown = wanted
    ? lines.filter(({ text, speaker }) => `${speaker} ${text}`.includes(wanted))
    : lines

  return (
    <div class="nd">
      <header class="nd-top">
        <h1>{t.title}</h1>
        <span class={state === 'live' ? 'state cinnabar dot-live' : 'state'}>
          {commonWords[lang].session[state]}
        </span>
        <span class="nd-title">{props.title}</span>
        <span class="num">{secondsTime(desk.now())}</span>
        <output class={stuck ? 'nd-unsent' : 'muted'}>
          {unsent > 0 ? t.unsent(unsent) : t.allSent}
        </output>
        <span class="nd-links">
          <button class="btn" type="button" onClick={() => setImport(!importOpen)}>
            {t.import.title}
          </button>{' '}
          <a href={`/s/${slug}/transcript`} target="_blank" rel="noopener">
            {t.page}
          </a>{' '}
          <a href={moderator ? `/desk/s/${slug}` : '/desk'}>{moderator ? t.desk : t.home}</a>
        </span>
      </header>
      <div class="nd-notices">
        {desk.signedOut.value || queue.trouble === 'sign_in' ? (
          <p class="dk-warn" role="alert">
            {t.signIn}{' '}
            <a href="/desk/sign-in" target="_blank" rel="noopener">
              {t.signInLink}
            </a>
          </p>
        ) : (
          stuck && (
            <p class="dk-warn" role="alert">
              {t.offline} {t.unsentHint}
            </p>
          )
        )}
        {cut && <p class="dk-warn">{t.cut}</p>}
        {over && <p class="dk-warn">{t.over}</p>}
        {closed && <p class="dk-warn">{t.notYet}</p>}
        {said && <p class="dk-good">{said}</p>}
        {stage && (
          <p class="nd-stage">
            <b>{t.staged(stage.no)}</b> {stage.title}{' '}
            {stage.speaker && <span class="muted">{stage.speaker}</span>}
          </p>
        )}
      </div>
      {importOpen ? (
        <NoteImport
          lang={lang}
          startsAt={props.startsAt}
          clockOf={clockOf}
          momentOf={momentOf}
          ask={(given) => importing(slug, given, lang)}
          close={(written) => {
            setImport(false)
            if (written > 0) setSaid(t.imported(written))
          }}
        />
      ) : (
        <>
          <ol
            ref={list}
            class="plain nd-list"
            aria-label={t.lines}
            onScroll={(event) => {
              const box = event.currentTarget
              near.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
            }}
          >
            {shown.length === 0 && <li class="muted">{t.none}</li>}
            {shown.map((line) => (
              <NoteRow
                key={line.id}
                line={line}
                lang={lang}
                asksWhy={desk.asksWhy}
                promises={moderator ? slug : null}
                change={desk.change}
                discard={(op) => queue.discard(op)}
                again={(op, patch) => {
                  queue.again(op, patch)
                  void desk.flush()
                }}
              />
            ))}
          </ol>
          <p class="nd-others small">
            <label>
              <span class="sr-only">{t.find}</span>
              <input
                type="search"
                placeholder={t.find}
                value={find}
                onInput={(event) => setFind(event.currentTarget.value)}
              />
            </label>{' '}
            <output>{typing.map(({ name, speaker }) => t.typing(name, speaker)).join('，')}</output>
          </p>
        </>
      )}
      <NoteEntry
        lang={lang}
        speakers={speakers}
        draft={draft.value}
        at={desk.saidAt()}
        begun={draft.value.began !== null}
        stage={stage}
        closed={closed}
        type={desk.type}
        nudge={desk.nudge}
        commit={desk.commit}
      />
    </div>
  )
}

const place = document.querySelector('[data-island="transcript-desk"]')
const state = islandState<NoteDeskProps>('transcript-desk')
if (place && state) {
  place.textContent = ''
  document.body.classList.add('nd-page')
  // Typing is work: a signing-in ends after half an hour without a sign of life.
  stayAlive()
  render(<App desk={noteDesk(state)} />, place)
}
