import { useEffect, useState } from 'preact/hooks'
import type { ReadyLine } from '../../../worker/contract/ready'
import type { RefusalCode, RefusalFacts } from '../../../worker/contract/refusals'
import type { SessionState } from '../../../worker/contract/states'
import { deskShortWords } from '../../../worker/contract/words/desk-short'
import { formatDateTime, formatDay, formatTime } from '../../../worker/domain/shanghai'
import { Ends, Jumps } from './dialog-parts'
import { wordsOf, type DeskProps } from './desk-props'
import { isSealed, standing } from './lists'
import { Modal } from './modal'
import { questionOf } from './model'
import { moveName } from './top'

/** A step of the session's life, with everything that stands in its way named beforehand. */
export function MoveDialog({
  model,
  does,
  lang,
  to,
  code,
  facts,
  message,
}: DeskProps & {
  to: SessionState
  code?: RefusalCode
  facts?: RefusalFacts
  message?: string
}) {
  const { w } = wordsOf(lang)
  const name = moveName(model.desk.snapshot.session.state, to)
  const close = () => does.act({ do: 'dialog', dialog: null })
  // Before the start, and only then: what is not ready is listed once, and keeps nobody from starting.
  const [red, setRed] = useState<ReadyLine[]>([])
  const starting = name === 'live'
  useEffect(() => {
    if (starting) void does.ready().then((lines) => setRed(lines ?? []))
  }, [does, starting])
  if (!name) return null
  const strict = to === 'wrapped' || to === 'closed' || to === 'archived'
  const { pending, open } = standing(model.desk, to === 'wrapped' ? 'wrapped' : 'closed')
  const clear = pending.length + open.length === 0
  const shown = { pending: facts?.pending ?? pending, open: facts?.open ?? open }
  return (
    <Modal title={w.move[name]} lead={w.move_lead[name]} close={close} closeWord={w.close} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.move(to)
        }}
      >
        {code && (
          <p class="dk-warn" role="alert">
            {w.refused_move} {message}
          </p>
        )}
        {red.length > 0 && (
          <div class="dk-warn">
            <p>
              <b>{deskShortWords[lang].sure}</b>
            </p>
            <ul>
              {red.map((line) => (
                <li key={line.name}>{deskShortWords[lang].name[line.name]}</li>
              ))}
            </ul>
            <p>
              <a href={`/desk/s/${model.desk.snapshot.session.slug}/ready`}>
                {deskShortWords[lang].ready}
              </a>
            </p>
          </div>
        )}
        {strict && clear && !code && <p class="dk-good">{w.standing_none}</p>}
        {strict && !clear && !code && (
          <p class="dk-warn">{w.standing(pending.length, open.length)}</p>
        )}
        {!strict && !clear && <p class="muted">{w.standing_later(pending.length, open.length)}</p>}
        {(strict || code) && (
          <>
            <Jumps does={does} lang={lang} nos={shown.pending} word={w.standing_pending} />
            <Jumps does={does} lang={lang} nos={shown.open} word={w.standing_open} />
            {open.length > 0 && (
              <p>
                <button
                  type="button"
                  class="dk-small"
                  onClick={() =>
                    does.act({ do: 'dialog', dialog: { kind: 'hand_off', nos: open } })
                  }
                >
                  {w.hand_off_rest(open.length)}
                </button>
              </p>
            )}
          </>
        )}
        <Ends
          lang={lang}
          close={close}
          word={red.length > 0 ? deskShortWords[lang].anyway : w.move[name]}
          danger={to === 'cancelled'}
          off={strict && !clear}
        />
      </form>
    </Modal>
  )
}

/** The second of two is told what the first did, and sees the item as it is now. */
export function ConflictDialog({
  model,
  does,
  lang,
  code,
  facts,
  nos,
  message,
}: DeskProps & { code: RefusalCode; facts: RefusalFacts; nos: number[]; message: string }) {
  const { w, c } = wordsOf(lang)
  const close = () => does.act({ do: 'dialog', dialog: null })
  const act = facts.action ? (w.event[facts.action] ?? facts.action) : ''
  return (
    <Modal
      title={code === 'CONFLICT' ? w.conflict_title : w.not_possible_title}
      close={close}
      closeWord={w.close}
    >
      <p>
        <b>
          {code === 'CONFLICT' && facts.by && facts.at
            ? w.conflict_who(facts.by, act, formatTime(facts.at))
            : code === 'CONFLICT'
              ? w.conflict_unknown
              : message}
        </b>
      </p>
      <p class="muted">{w.conflict_nothing}</p>
      {nos.length > 0 && <p>{w.conflict_now}</p>}
      <ul class="dk-list boxed">
        {nos.slice(0, 8).map((no) => {
          const question = questionOf(model.desk, no)
          const last = question?.events.findLast((event) => !event.undone)
          return (
            question && (
              <li key={no} class="dk-now">
                <p>
                  <b class="num">{w.no(no)}</b>{' '}
                  <span class="dk-tag">{c.question[question.state]}</span>{' '}
                  {question.mergedInto && <span>{w.merged_into(question.mergedInto.no)} </span>}
                  {last && (
                    <span class="muted num">{`${last.by} ${w.event[last.act] ?? last.act} ${formatTime(last.at)}`}</span>
                  )}
                </p>
                <p>{isSealed(question) ? w.sealed : question.text}</p>
                <button type="button" class="dk-small" onClick={() => does.act({ do: 'jump', no })}>
                  {w.look}
                </button>
              </li>
            )
          )
        })}
      </ul>
      <Ends lang={lang} close={close} />
    </Modal>
  )
}

/** Everything about a question, and what happened to it. */
export function DetailsDialog({ model, does, lang, no }: DeskProps & { no: number }) {
  const { w, c } = wordsOf(lang)
  const question = questionOf(model.desk, no)
  const [shown, setShown] = useState(false)
  const close = () => does.act({ do: 'dialog', dialog: null })
  if (!question) return null
  const sealed = isSealed(question) && !shown
  return (
    <Modal title={w.details_title(no)} close={close} closeWord={w.close} wide>
      {sealed ? (
        <p>
          <span class="dk-tag bad">{w.sealed}</span>{' '}
          <button type="button" class="dk-small" onClick={() => setShown(true)}>
            {w.show_text}
          </button>
        </p>
      ) : (
        <>
          <p class="dk-full">{question.text}</p>
          {question.details && (
            <>
              <h3>{w.details_field}</h3>
              <p class="dk-full">{question.details}</p>
            </>
          )}
        </>
      )}
      <p class="muted num">
        {[
          c.question[question.state],
          question.name ?? w.anonymous,
          c.channel[question.channel],
          formatDateTime(question.askedAt, lang),
          question.mergedInto ? w.merged_into(question.mergedInto.no) : '',
          question.merged?.length ? w.merged_here(question.merged.join(c.and)) : '',
          question.reasonNote ?? '',
        ]
          .filter(Boolean)
          .join(c.dot)}
      </p>
      {question.answers.length > 0 && <h3>{w.answers}</h3>}
      {question.answers.map((answer) => (
        <div key={answer.id} class="dk-now">
          <p>
            <b>{`${answer.office} ${answer.speaker}`}</b>{' '}
            <span class="muted num">
              {[c.answerMode[answer.mode], formatDateTime(answer.at, lang)].join(c.dot)}
            </span>
          </p>
          <p class="dk-full">{answer.text}</p>
          {answer.solved && <p class="muted">{w.solved_said(w.solved[answer.solved])}</p>}
        </div>
      ))}
      {question.cases.length > 0 && <h3>{w.cases}</h3>}
      <ul>
        {question.cases.map((one) => (
          <li key={one.id} class="num">
            {[
              one.unit,
              c.case[one.state],
              one.dueAt === null ? w.no_due : w.due(formatDay(one.dueAt - 1, lang)),
            ].join(c.dot)}
          </li>
        ))}
      </ul>
      <h3>{w.history}</h3>
      <ol class="dk-history num">
        {question.events.map((event) => (
          <li key={event.id}>
            {formatDateTime(event.at, lang)} {event.by} {w.event[event.act] ?? event.act}
            {event.undone && <span class="dk-tag">{w.undone}</span>}
          </li>
        ))}
      </ol>
      <Ends lang={lang} close={close} />
    </Modal>
  )
}

/** The signed link for the streaming program. */
export function OverlayDialog({ does, lang, url }: DeskProps & { url: string | null }) {
  const { w } = wordsOf(lang)
  const [copied, setCopied] = useState(false)
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal title={w.overlay} lead={w.overlay_lead} close={close} closeWord={w.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.overlayLink(false)
        }}
      >
        {url && (
          <p class="dk-copy">
            <input
              type="text"
              readOnly
              value={url}
              aria-label={w.overlay}
              onFocus={(event) => event.currentTarget.select()}
            />
            <button
              type="button"
              class="btn"
              onClick={() => void navigator.clipboard?.writeText(url).then(() => setCopied(true))}
            >
              {copied ? w.copied : w.copy}
            </button>
          </p>
        )}
        <Ends lang={lang} close={close} word={w.overlay_make}>
          <button type="button" class="btn danger" onClick={() => does.overlayLink(true)}>
            {w.overlay_revoke}
          </button>
        </Ends>
      </form>
    </Modal>
  )
}

const keyTable = [
  ['j k ↓ ↑', 'move'],
  ['Shift + j k', 'range'],
  ['← →', 'columns'],
  ['v', 'mark'],
  ['a', 'approve'],
  ['g', 'group'],
  ['r', 'reject'],
  ['m', 'merge'],
  ['e', 'note'],
  ['i', 'details'],
  ['n', 'floor'],
  ['s', 'stage'],
  ['Shift + J K', 'order'],
  ['Ctrl / ⌘ + Enter', 'answered'],
  ['h', 'hand_off'],
  ['x', 'take_down'],
  ['Shift + F9', 'cut'],
  ['b', 'mute'],
  ['z', 'undo'],
  ['/', 'find'],
  ['`', 'mode'],
  ['?', 'help'],
] as const

/** What the keys do, and the switch that turns them off. */
export function KeysDialog({ model, does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal title={w.keys_title} lead={w.keys_lead} close={close} closeWord={w.close} wide>
      <label class="dk-check">
        <input
          type="checkbox"
          data-first
          checked={model.keys}
          onChange={(event) => does.act({ do: 'keys', on: event.currentTarget.checked })}
        />
        {w.keys_on}
      </label>
      <dl class="dk-keys">
        {keyTable.map(([keys, what]) => (
          <div key={what}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{w.key_help[what]}</dd>
          </div>
        ))}
      </dl>
      <Ends lang={lang} close={close} />
    </Modal>
  )
}
