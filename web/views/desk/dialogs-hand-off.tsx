import { useState } from 'preact/hooks'
import { NOTE_MAX } from '../../../worker/contract/limits'
import type { RoomOpening } from '../../../worker/contract/room'
import type { SessionKind } from '../../../worker/contract/states'
import { withNotices } from '../../../worker/domain/calendar'
import { calendarFromRecentNotices } from '../../../worker/domain/calendar-recent'
import { dueDate, type DueDate } from '../../../worker/domain/deadlines'
import { formatDay, startOfDay } from '../../../worker/domain/shanghai'
import { Ends, Field } from './dialog-parts'
import { numbers, wordsOf, type DeskProps } from './desk-props'
import { Modal } from './modal'
import { questionOf, seenOf } from './model'

/** When a unit's answer will be due, by the rule the room applies as well. */
export function dueOf(
  kind: SessionKind,
  now: number,
  answerDays: number | null,
  { rules, notices }: Pick<RoomOpening, 'rules' | 'notices'> = {},
): DueDate {
  const reception = kind === 'reception'
  return dueDate(
    reception ? 'reception' : 'town_hall',
    'answer',
    now,
    withNotices(calendarFromRecentNotices, notices),
    answerDays === null || reception ? {} : { answer: answerDays },
    rules,
  )
}

/** Before anything is handed off, its date and its sums are on the table. */
export function HandOffDialog({ model, does, lang, now, nos }: DeskProps & { nos: number[] }) {
  const { w, c } = wordsOf(lang)
  const { units: all, snapshot } = model.desk
  const [units, setUnits] = useState<string[]>([])
  const [note, setNote] = useState('')
  const close = () => does.act({ do: 'dialog', dialog: null })
  const chosen = all.filter((unit) => units.includes(unit.id))
  const only = nos.length === 1 ? questionOf(model.desk, nos[0] ?? null) : undefined
  return (
    <Modal
      title={w.hand_off_title(numbers(w, c, nos))}
      lead={w.hand_off_lead}
      close={close}
      closeWord={w.close}
      wide
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const said = note.trim() ? { note: note.trim() } : {}
          does.decide({ act: 'hand_off', nos, units, ...said, seen: seenOf(model.desk, nos) })
        }}
      >
        {only && <blockquote class="dk-quote">{only.text}</blockquote>}
        <fieldset class="dk-field">
          <legend>{w.hand_off_units}</legend>
          {all.length === 0 && <p class="dk-warn">{w.no_units}</p>}
          <div class="dk-units">
            {all.map((unit, i) => (
              <label key={unit.id} class="dk-check">
                <input
                  type="checkbox"
                  data-first={i === 0 ? '' : undefined}
                  checked={units.includes(unit.id)}
                  onChange={(event) =>
                    setUnits(
                      event.currentTarget.checked
                        ? [...units, unit.id]
                        : units.filter((one) => one !== unit.id),
                    )
                  }
                />
                {unit.name}
              </label>
            ))}
          </div>
        </fieldset>
        {chosen.map((unit) => (
          <Due
            key={unit.id}
            lang={lang}
            name={unit.name}
            due={dueOf(snapshot.session.kind, now, unit.answerDays, model.desk)}
          />
        ))}
        <Field
          label={w.with_optional(w.hand_off_note)}
          value={note}
          put={setNote}
          max={NOTE_MAX}
          lines={2}
        />
        <Ends lang={lang} close={close} word={w.hand_off_do(nos.length)} off={units.length === 0} />
      </form>
    </Modal>
  )
}

function Due({ lang, name, due }: { lang: DeskProps['lang']; name: string; due: DueDate }) {
  const { w, c } = wordsOf(lang)
  const day = (iso: string) => formatDay(startOfDay(iso), lang)
  return (
    <div class="dk-due">
      <p>
        <b>{name}</b>
        {c.colon}
        <b class="num">{w.due(day(due.dueDay))}</b>
      </p>
      {due.provisional && <p class="dk-warn">{w.provisional}</p>}
      <details>
        <summary>{w.how_computed}</summary>
        <p class="dk-hint">
          {[w.period[due.unit](due.amount), lang === 'zh' ? due.basis : null, due.calendarVersion]
            .filter(Boolean)
            .join(c.dot)}
        </p>
        <ol class="dk-steps num">
          {due.steps.map((step) => (
            <li key={`${step.kind}${step.day}`}>
              {day(step.day)} {w.step[step.kind](step.n ?? 0)}
            </li>
          ))}
        </ol>
      </details>
    </div>
  )
}
