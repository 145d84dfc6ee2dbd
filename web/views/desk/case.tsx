/** A case's page is one file: each act's form stands beside the rule that shows it. */

import type { ComponentChildren } from 'preact'
import {
  CASE_NOTE_MAX,
  CASE_REASON_MAX,
  LEGAL_BASIS_MAX,
  REPLY_MAX,
  type CaseForm,
} from '../../../worker/contract/case-desk'
import { visibilities } from '../../../worker/contract/cases'
import type { Lang } from '../../../worker/contract/lang'
import { outcomes } from '../../../worker/contract/states'
import { caseWords } from '../../../worker/contract/words/cases'
import { commonWords } from '../../../worker/contract/words/common'
import { followDeskWords } from '../../../worker/contract/words/follow-desk'
import type {
  AttachmentRecord,
  CaseEventRecord,
  CaseNoteRecord,
  ReplyRecord,
} from '../../../worker/domain/case-records'
import type { DraftOf } from '../../../worker/domain/case-acts'
import { currentAssists, draftOf, openDraft, type CaseWhole } from '../../../worker/domain/cases'
import type { DueDate } from '../../../worker/domain/deadlines'
import { SEALING, typedWhy } from '../../../worker/domain/corrections'
import { formatDateTime, formatDay, shanghaiDay, startOfDay } from '../../../worker/domain/shanghai'
import type { Near } from '../../../worker/domain/same-words'
import { lastDay } from '../due'
import { DueSums } from '../due-sums'
import { CaseDue, type CaseListRow } from './cases'

export interface CasePageProps {
  whole: CaseWhole
  row: CaseListRow
  question: { id: string; text: string; details: string | null; title: string }
  /** Which forms stand on the page: made by the page, from the table and the machine. */
  forms: readonly CaseForm[]
  /** Units that a case can go to. */
  units: readonly { id: string; name: string }[]
  notes: readonly CaseNoteRecord[] | null
  /** Its asker left a way to be reached, and whoever reads may open it. */
  contact: boolean
  files: readonly AttachmentRecord[]
  sums: DueDate | null
  /** The day an extension would move it to. */
  extendedTo: number | null
  /** Under review: other questions with the same text; whether the reader wrote in it. */
  copies: readonly { id: string; no: number; session: string }[]
  /** Of the unit's latest replies those that say nearly the same. */
  near: Near | null
  undated: boolean
  own: boolean
  /** How many are answered together. */
  joint: number
  templates: readonly { id: string; text: string }[]
  /** What was typed, where it did not go. */
  typed: ReadonlyMap<string, string>
  said: string | null
  refused: string | null
  uploads: boolean
  /** Whoever watches says what they say by a way of their own. */
  remarks: boolean
  lang: Lang
  now: number
}

export function CasePage(props: CasePageProps) {
  const { whole, row, question, lang, now, sums } = props
  const t = caseWords[lang]
  const common = commonWords[lang]
  const { file } = whole
  return (
    <div class="cs">
      <p>
        <a href="/desk/cases">{t.back}</a>
        {common.dot}
        <a href={`/q/${question.id}`}>{t.asPublic}</a>
      </p>
      <h1>
        {t.question(file.questionNo)} {question.text || '—'}
      </h1>
      {question.details && <p class="cs-details">{question.details}</p>}
      {props.said && <output class="cs-done">{props.said}</output>}
      {props.refused && (
        <p class="cs-refused" role="alert">
          {props.refused}
        </p>
      )}
      <p>
        <span class="state">{common.case[file.state]}</span>{' '}
        <CaseDue item={row} lang={lang} now={now} />
        {file.outcome && ` ${common.outcome[file.outcome]}`}
      </p>
      <p class="small muted">
        {[
          question.title,
          file.officer && t.officer(file.officer),
          file.sponsor && t.sponsor(file.sponsor),
          file.jointId && t.joint,
          file.reopened > 0 && t.round(file.reopened),
          file.expectedDay && t.expected(formatDay(startOfDay(file.expectedDay), lang, now)),
          file.visibility !== 'public' && t.visible[file.visibility],
        ]
          .filter(Boolean)
          .join(common.dot)}
      </p>
      {file.extensionWhy && <p class="small">{t.extendedNote(file.extensionWhy)}</p>}
      {sums && <DueSums due={sums} lang={lang} now={now} />}
      {props.notes && (
        <p>
          {file.repliedAt !== null && (
            <>
              <a href={`/desk/cases/${file.id}/visits`}>{followDeskWords[lang].visit.title}</a>{' '}
            </>
          )}
          {(props.contact ||
            whole.events.some(({ what }) => what === 'details_given' || what === 'reopened')) && (
            <a href={`/desk/cases/${file.id}/originals`}>{followDeskWords[lang].original.title}</a>
          )}
        </p>
      )}
      <section>
        <h2>{t.units2}</h2>
        <p>
          <b>{file.unit}</b>（{t.led}）
          {currentAssists(whole).map(({ unitId, unit }) => (
            <span key={unitId}>
              {' '}
              {unit}（{t.assists}）
            </span>
          ))}
        </p>
      </section>
      <Forms {...props} />
      <Replies {...props} />
      <Files {...props} />
      <section>
        <h2>{t.timeline}</h2>
        <ol class="cs-events">
          {whole.events.toReversed().map((event) => (
            <Event key={event.seq} event={event} lang={lang} now={now} />
          ))}
          {/* Until its unit has done anything, the hand-off itself is all there is. */}
          {whole.events.length === 0 && (
            <li>
              <time dateTime={new Date(file.assignedAt).toISOString()}>
                {formatDateTime(file.assignedAt, lang, now)}
              </time>{' '}
              <b>{common.case.assigned}</b> <span class="muted">{file.unit}</span>
            </li>
          )}
        </ol>
      </section>
      {props.notes && <Notes {...props} notes={props.notes} />}
    </div>
  )
}

function Event({ event, lang, now }: { event: CaseEventRecord; lang: Lang; now: number }) {
  const t = caseWords[lang]
  const { facts } = event
  const other = typeof facts['other'] === 'string' ? ` ${t.to(facts['other'])}` : ''
  const day = typeof facts['day'] === 'string' ? facts['day'] : ''
  const due = typeof facts['dueAt'] === 'number' ? t.newDue(lastDay(facts['dueAt'], lang, now)) : ''
  return (
    <li>
      <time dateTime={new Date(event.at).toISOString()}>{formatDateTime(event.at, lang, now)}</time>{' '}
      <b>{t.what[event.what]}</b>
      {other} <span class="muted">{[event.unit, event.actor].filter(Boolean).join(' ')}</span>
      {due && <span class="small"> {due}</span>}
      {day && <span class="small"> {day}</span>}
      {event.text && event.what !== 'replied' && event.what !== 'interim' && (
        <p class="cs-words">{event.text}</p>
      )}
      {event.inside && (
        <p class="cs-words cs-inside">
          <span class="state">{t.inside}</span> {event.inside}
        </p>
      )}
    </li>
  )
}

/** A form of one act: folded, unless it is what comes next or what was just refused. */
function Act({
  form,
  props,
  open = false,
  lead,
  of,
  children,
  buttons,
}: {
  form: CaseForm
  props: CasePageProps
  open?: boolean
  lead?: string | undefined
  /** Value that goes with it: a reply, a unit. */
  of?: Record<string, string | number>
  children?: ComponentChildren
  buttons?: ComponentChildren
}) {
  const t = caseWords[props.lang]
  const refused = props.typed.get('do') === form
  return (
    <details class="cs-act" open={open || refused}>
      <summary>{t.forms[form]}</summary>
      <form
        method="post"
        action={`/desk/cases/${props.whole.file.id}${props.remarks ? '/remark' : ''}`}
      >
        <input type="hidden" name="do" value={form} />
        <input type="hidden" name="seen" value={props.whole.file.seq} />
        {Object.entries(of ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {lead && <p class="small muted">{lead}</p>}
        {children}
        <p class="actions">
          {buttons ?? <button class="btn main">{children ? t.send : t.forms[form]}</button>}
        </p>
      </form>
    </details>
  )
}

function Words({
  name,
  label,
  max,
  props,
  form,
  rows = 3,
  value = '',
  required = true,
}: {
  name: string
  label: string
  max: number
  props: CasePageProps
  form: CaseForm
  rows?: number
  value?: string | undefined
  required?: boolean
}) {
  const typed = props.typed.get('do') === form ? props.typed.get(name) : undefined
  return (
    <label class="cs-field">
      {label}
      <textarea name={name} rows={rows} maxLength={max} required={required}>
        {typed ?? value}
      </textarea>
    </label>
  )
}

function UnitPick({
  props,
  name = 'unit',
  label,
}: {
  props: CasePageProps
  name?: string
  label: string
}) {
  const t = caseWords[props.lang]
  return (
    <label class="cs-field">
      {label}
      <select name={name} required>
        <option value="">{t.choose}</option>
        {props.units
          .filter(({ id }) => id !== props.whole.file.unitId)
          .map(({ id, name: word }) => (
            <option key={id} value={id} selected={props.typed.get(name) === id}>
              {word}
            </option>
          ))}
      </select>
    </label>
  )
}

function Forms(props: CasePageProps) {
  const { forms, whole, lang, now } = props
  const t = caseWords[lang]
  const has = (form: CaseForm) => forms.includes(form)
  const { file } = whole
  const review = whole.replies.filter(({ state }) => state === 'review')
  return (
    <section>
      <h2>{t.nowDo}</h2>
      {forms.every((form) => form === 'noted') && <p class="muted">{t.nothing}</p>}
      {has('accepted') && <Act form="accepted" props={props} open />}
      {review.map((reply) => (
        <Review key={reply.id} reply={reply} props={props} />
      ))}
      {has('objection_declined') && (
        <Act form="objection_declined" props={props} open>
          <Words
            name="reason"
            label={t.reasonPublic}
            max={CASE_REASON_MAX}
            props={props}
            form="objection_declined"
          />
        </Act>
      )}
      {has('reassigned') && (
        <Act form="reassigned" props={props} open={file.state === 'objected'}>
          <UnitPick props={props} label={t.rightUnit} />
          <Words
            name="reason"
            label={t.reasonPublic}
            max={CASE_REASON_MAX}
            props={props}
            form="reassigned"
          />
        </Act>
      )}
      {has('draft_final') && <Draft of="final" props={props} open={file.state !== 'assigned'} />}
      {has('draft_interim') && <Draft of="interim" props={props} />}
      {has('draft_correction') && <Draft of="correction" props={props} />}
      {has('asked_details') && (
        <Act form="asked_details" props={props} lead={t.detailsLead}>
          <Words
            name="text"
            label={t.detailsText}
            max={CASE_REASON_MAX}
            props={props}
            form="asked_details"
          />
          <label class="cs-field">
            {t.days}
            <input
              name="days"
              type="number"
              min={1}
              max={30}
              value={props.typed.get('days') ?? '7'}
              required
            />
          </label>
        </Act>
      )}
      {has('extended') && (
        <Act
          form="extended"
          props={props}
          lead={
            props.extendedTo === null
              ? undefined
              : t.extendLead(lastDay(props.extendedTo, lang, now))
          }
        >
          <Words
            name="reason"
            label={t.reasonPublic}
            max={CASE_REASON_MAX}
            props={props}
            form="extended"
          />
        </Act>
      )}
      {has('objected') && (
        <Act
          form="objected"
          props={props}
          lead={
            file.objectionDueAt === null
              ? undefined
              : t.objectLead(lastDay(file.objectionDueAt, lang, now))
          }
        >
          <UnitPick props={props} label={t.rightUnit} />
          <Words
            name="reason"
            label={t.reasonPublic}
            max={CASE_REASON_MAX}
            props={props}
            form="objected"
          />
        </Act>
      )}
      {has('planned') && (
        <Act form="planned" props={props} lead={t.plannedLead}>
          <label class="cs-field">
            {t.day}
            <input
              name="day"
              type="date"
              min={shanghaiDay(now)}
              value={props.typed.get('day') ?? file.expectedDay ?? ''}
              required
            />
          </label>
        </Act>
      )}
      {has('closed') && (
        <Act form="closed" props={props} lead={t.closeLead} open>
          <Words
            name="text"
            label={t.closeText}
            max={CASE_NOTE_MAX}
            props={props}
            form="closed"
            required={false}
          />
        </Act>
      )}
      {has('assist_added') && (
        <Act form="assist_added" props={props}>
          <UnitPick props={props} label={t.unit} />
        </Act>
      )}
      {has('assist_removed') &&
        currentAssists(whole).map(({ unitId, unit }) => (
          <Act key={unitId} form="assist_removed" props={props} of={{ unit: unitId }} lead={unit} />
        ))}
      {has('sponsored') && (
        <Act form="sponsored" props={props}>
          <label class="cs-field">
            {t.leader}
            <input name="who" maxLength={60} required value={props.typed.get('who') ?? ''} />
          </label>
        </Act>
      )}
      {has('split') && <Act form="split" props={props} />}
      {has('hidden') && (
        <Act form="hidden" props={props} lead={t.hiddenLead}>
          <label class="cs-field">
            {t.visibility}
            <select name="visibility" required>
              {visibilities
                .filter((one) => one !== file.visibility)
                .map((one) => (
                  <option key={one} value={one} selected={props.typed.get('visibility') === one}>
                    {t.visible[one]}
                  </option>
                ))}
            </select>
          </label>
          <Words
            name="reason"
            label={t.reasonInside}
            max={CASE_REASON_MAX}
            props={props}
            form="hidden"
          />
        </Act>
      )}
      {has('voided') && (
        <Act form="voided" props={props}>
          <Words name="reason" label={t.reason} max={CASE_REASON_MAX} props={props} form="voided" />
        </Act>
      )}
    </section>
  )
}

/** A draft of one sort, with the standard texts it can start from. */
function Draft({ of, props, open = false }: { of: DraftOf; props: CasePageProps; open?: boolean }) {
  const { whole, lang, templates } = props
  const t = caseWords[lang]
  const form = `draft_${of}` as const
  const held = openDraft(whole, of)
  if (held?.state === 'review') return null
  const typed = props.typed.get('do') === form ? props.typed : new Map<string, string>()
  const outcome = typed.get('outcome') ?? held?.outcome ?? ''
  const text = held?.text ?? (of === 'final' ? props.typed.get('template') : undefined)
  const leads =
    props.forms.includes('draft_final') || of === 'correction' || props.forms.includes('extended')
  return (
    <Act
      form={form}
      props={props}
      open={open || held !== undefined || props.typed.has('template')}
      buttons={
        <>
          <button class="btn" name="next" value="">
            {t.save}
          </button>
          {leads && (
            <button class="btn main" name="next" value="submit">
              {t.submit}
            </button>
          )}
        </>
      }
    >
      {held?.returnedWhy && <p class="cs-refused">{t.returnedWhy(held.returnedWhy)}</p>}
      {of === 'final' && templates.length > 0 && (
        <details>
          <summary>{t.templates}</summary>
          <ul>
            {templates.map(({ id, text: words }) => (
              <li key={id}>
                <a href={`/desk/cases/${whole.file.id}?template=${id}`}>{words.slice(0, 40)}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Words
        name="text"
        label={t.replyText}
        max={REPLY_MAX}
        props={props}
        form={form}
        rows={8}
        value={text}
      />
      {of === 'correction' && (
        <label class="cs-check">
          <input
            type="checkbox"
            name="seal"
            value="1"
            checked={typed.get('seal') === '1' || held?.correctedWhy?.startsWith(SEALING)}
          />{' '}
          {t.sealBefore}
        </label>
      )}
      {of === 'correction' && (
        <Words
          name="why"
          label={t.correctedWhy}
          max={CASE_REASON_MAX}
          props={props}
          form={form}
          value={typedWhy(held?.correctedWhy ?? '')}
        />
      )}
      {of !== 'interim' && (
        <>
          <label class="cs-field">
            {t.outcome}
            <select name="outcome">
              <option value="">{t.choose}</option>
              {outcomes.map((one) => (
                <option key={one} value={one} selected={outcome === one}>
                  {commonWords[lang].outcome[one]}
                </option>
              ))}
            </select>
          </label>
          <Words
            name="reason"
            label={t.refusedReason}
            max={CASE_REASON_MAX}
            props={props}
            form={form}
            rows={2}
            value={held?.reason ?? ''}
            required={false}
          />
          <Words
            name="legalBasis"
            label={t.legalBasis}
            max={LEGAL_BASIS_MAX}
            props={props}
            form={form}
            rows={2}
            value={held?.legalBasis ?? ''}
            required={false}
          />
        </>
      )}
    </Act>
  )
}

const NEAR_SHOWN = 10

/** Whether a reply that waits for approval is up to whoever looks, to publish or to send back. */
export const decidesOn = (forms: readonly CaseForm[]): boolean =>
  forms.includes('publish') || forms.includes('returned')

/** What the second pair of eyes reads, and does. */
function Review({ reply, props }: { reply: ReplyRecord; props: CasePageProps }) {
  const { forms, lang, copies, own, undated, joint } = props
  const t = caseWords[lang]
  if (!decidesOn(forms)) return null
  // What is the same to the letter is asked about below.
  const near = (props.near?.found ?? []).filter(({ id }) => !copies.some((one) => one.id === id))
  return (
    <div class="cs-review">
      <h3>
        {t.of[draftOf(reply)]} · {t.state.review}
      </h3>
      <p class="cs-words">{reply.text}</p>
      {reply.outcome && <p class="small">{commonWords[lang].outcome[reply.outcome]}</p>}
      {reply.reason && <p class="small">{reply.reason}</p>}
      {reply.legalBasis && <p class="small">{reply.legalBasis}</p>}
      {undated && <p class="cs-warn">{t.noDate}</p>}
      {near.length > 0 && (
        <details class="cs-warn">
          <summary>{t.near(near.length, props.near?.of ?? 0)}</summary>
          <ul>
            {near.slice(0, NEAR_SHOWN).map(({ id, no, session }) => (
              <li key={id}>
                <a href={`/q/${id}`}>
                  {session} · {t.question(no)}
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
      {own && <p class="cs-warn">{t.ownDraft}</p>}
      {joint > 1 && <p class="small">{t.withJoint(joint)}</p>}
      {forms.includes('publish') && !own && (
        <Act form="publish" props={props} open of={{ reply: reply.id, version: reply.version }}>
          {copies.length > 0 && (
            <div class="cs-warn">
              <p>{t.copied}</p>
              <ul>
                {copies.map(({ id, no, session }) => (
                  <li key={id}>
                    <a href={`/q/${id}`}>
                      {session} · {t.question(no)}
                    </a>
                  </li>
                ))}
              </ul>
              <label class="cs-check">
                <input type="checkbox" name="copied" value="1" /> {t.copiedOk}
              </label>
            </div>
          )}
        </Act>
      )}
      {forms.includes('returned') && (
        <Act form="returned" props={props} of={{ reply: reply.id }}>
          <Words name="why" label={t.reason} max={CASE_REASON_MAX} props={props} form="returned" />
        </Act>
      )}
    </div>
  )
}

function Replies({ whole, forms, lang, now }: CasePageProps) {
  const t = caseWords[lang]
  // Whoever decides on what is under review reads it above, beside the forms.
  const decides = decidesOn(forms)
  const shown = whole.replies.filter(({ state }) => !decides || state !== 'review')
  if (shown.length === 0) return null
  return (
    <section>
      <h2>{t.replies}</h2>
      {shown.toReversed().map((reply) => (
        <article key={reply.id} class={`cs-reply ${reply.state}`}>
          <h3>
            {t.of[draftOf(reply)]} · {t.state[reply.state]}
          </h3>
          <p class="cs-words">{reply.text}</p>
          <p class="small muted">
            {t.draftedBy(reply.draftedByName, formatDateTime(reply.draftedAt, lang, now))}
            {reply.approvedByName &&
              ` · ${t.approvedBy(reply.approvedByName, formatDateTime(reply.publishedAt ?? 0, lang, now))}`}
          </p>
          {reply.outcome && <p class="small">{commonWords[lang].outcome[reply.outcome]}</p>}
        </article>
      ))}
    </section>
  )
}

function Files({ files, uploads, whole, lang, now }: CasePageProps) {
  const t = caseWords[lang]
  if (files.length === 0 && !uploads) return null
  const action = `/desk/cases/${whole.file.id}/files`
  return (
    <section>
      <h2>{t.files}</h2>
      <ul class="cs-files">
        {files.map((one) => (
          <li key={one.id}>
            {one.removedAt === null ? (
              <a href={`${action}/${one.id}`}>{one.name}</a>
            ) : (
              <s>{one.name}</s>
            )}{' '}
            <span class="small muted">
              {one.removedAt === null
                ? `${Math.ceil(one.bytes / 1024)} KB · ${one.byName}${one.public ? ` · ${t.filePublic}` : ''}`
                : t.removedFile(formatDateTime(one.removedAt, lang, now))}
            </span>
            {uploads && one.removedAt === null && (
              <form method="post" action={`${action}/${one.id}/remove`} class="cs-inline">
                <input
                  name="why"
                  required
                  maxLength={CASE_REASON_MAX}
                  placeholder={t.reason}
                  aria-label={t.reason}
                />
                <button class="btn">{t.removeFile}</button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {uploads && (
        <details class="cs-act">
          <summary>{t.upload}</summary>
          <form method="post" action={action} enctype="multipart/form-data">
            <label class="cs-field">
              {t.file}
              <input type="file" name="file" accept=".pdf,.png,.jpg,.jpeg" required />
            </label>
            <label class="cs-check">
              <input type="checkbox" name="public" value="1" checked /> {t.filePublic}
            </label>
            <p class="actions">
              <button class="btn main">{t.upload}</button>
            </p>
          </form>
        </details>
      )}
    </section>
  )
}

function Notes(props: CasePageProps & { notes: readonly CaseNoteRecord[] }) {
  const { notes, forms, lang, now } = props
  const t = caseWords[lang]
  return (
    <section>
      <h2>{t.notes}</h2>
      <p class="small muted">{t.notesLead}</p>
      {notes.length === 0 && <p class="muted">{t.noNotes}</p>}
      <ul class="cs-notes">
        {notes.map((note) => (
          <li key={note.id}>
            <p class="cs-words">{note.text}</p>
            <p class="small muted">
              {note.byName} {formatDateTime(note.at, lang, now)}
            </p>
          </li>
        ))}
      </ul>
      {forms.includes('noted') && (
        <Act form="noted" props={props}>
          <Words name="text" label={t.text} max={CASE_NOTE_MAX} props={props} form="noted" />
        </Act>
      )}
    </section>
  )
}
