import type { ComponentChildren } from 'preact'
import { ago, wordsOf, type DeskProps } from './desk-props'
import {
  agendaOf,
  agendaRows,
  clustersOf,
  commentsOf,
  pendingOf,
  reviewRows,
  risksOf,
  settledOf,
} from './lists'
import { Holder, QuestionText, RiskMarks, Row } from './row'
import type { Column } from './model'
import type { DeskQuestion } from '../../../worker/contract/room'

interface TabOf {
  column: Column
  word: string
  count: number
}

/** Head of a column: its lists as tabs, and what the order is. */
export function ColumnHead({
  model,
  does,
  tabs,
  shown,
  children,
}: DeskProps & { tabs: TabOf[]; shown: Column; children?: ComponentChildren }) {
  return (
    <header class="dk-col-head">
      <div class="dk-tabs">
        {tabs.map(({ column, word, count }) => (
          <button
            key={column}
            type="button"
            class="dk-tab"
            aria-pressed={shown === column}
            data-here={model.column === column ? '' : undefined}
            onClick={() => does.act({ do: 'column', column })}
          >
            {word} <span class="dk-count num">{count}</span>
          </button>
        ))}
      </div>
      <div class="dk-col-side">{children}</div>
    </header>
  )
}

function Empty({ model, lang, word }: DeskProps & { word: string }) {
  const { w } = wordsOf(lang)
  return <p class="dk-empty muted">{model.find ? w.empty_find : word}</p>
}

/** What came in: questions and comments that wait for review. */
export function LeftColumn(props: DeskProps) {
  const { model, lang } = props
  const { w } = wordsOf(lang)
  const pending = pendingOf(model.desk)
  const waiting = model.desk.comments.filter((comment) => comment.state === 'submitted').length
  const review = model.mode === 'review'
  return (
    <section class="dk-col dk-left" aria-label={w.pending} data-pane="left">
      <ColumnHead
        {...props}
        shown={model.left}
        tabs={[
          { column: 'pending', word: w.pending, count: pending.length },
          { column: 'comments', word: w.comments, count: waiting },
        ]}
      >
        {model.left === 'pending' && (
          <span class="muted">{review ? w.risky_first : w.oldest_first}</span>
        )}
        {(review || model.left === 'comments') && <MarkAll {...props} />}
      </ColumnHead>
      <div class="dk-scroll" tabIndex={-1}>
        {model.left === 'comments' ? (
          <Comments {...props} />
        ) : review ? (
          <Review {...props} />
        ) : (
          <Pending {...props} />
        )}
      </div>
    </section>
  )
}

function MarkAll({ model, does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const { desk, find } = model
  const nos =
    model.left === 'comments'
      ? commentsOf(desk, find)
          .filter((comment) => comment.state === 'submitted')
          .map((comment) => comment.no)
      : pendingOf(desk, find).map((question) => question.no)
  return (
    <span class="dk-mark-all">
      <button
        type="button"
        class="dk-small"
        disabled={nos.length === 0}
        onClick={() => does.act({ do: 'mark_all', nos })}
      >
        {w.select_all}
      </button>
      <button
        type="button"
        class="dk-small"
        disabled={model.marked.length === 0}
        onClick={() => does.act({ do: 'unmark' })}
      >
        {w.unselect}
      </button>
    </span>
  )
}

function Pending(props: DeskProps) {
  const { model, lang, now } = props
  const { w } = wordsOf(lang)
  const pending = pendingOf(model.desk, model.find)
  if (pending.length === 0) return <Empty {...props} word={w.empty_pending} />
  return (
    <ul class="dk-list">
      {pending.map((question, i) => (
        <Row
          {...props}
          key={question.no}
          column="pending"
          no={question.no}
          first={i === 0}
          lead={ago(w, now - question.askedAt)}
          end={<Marks {...props} question={question} />}
        >
          <QuestionText question={question} lang={lang} />
        </Row>
      ))}
    </ul>
  )
}

function Marks(props: DeskProps & { question: DeskQuestion }) {
  const { question, lang, model } = props
  const marked = risksOf(question).some((risk) => risk !== 'long')
  const held = model.desk.staff.some(
    (person) => person.holds === question.no && person.name !== props.me.name,
  )
  if (!marked && !held) return null
  return (
    <>
      <RiskMarks question={question} lang={lang} />
      <Holder {...props} no={question.no} />
    </>
  )
}

function Review(props: DeskProps) {
  const { model, does, lang, now } = props
  const { w } = wordsOf(lang)
  const rows = reviewRows(clustersOf(model.desk, model.find), model.unfolded)
  if (rows.length === 0) return <Empty {...props} word={w.empty_pending} />
  return (
    <ul class="dk-list">
      {rows.map(({ question, cluster, inner }, i) => (
        <Row
          {...props}
          key={question.no}
          column="pending"
          no={question.no}
          first={i === 0}
          dense
          inner={inner}
          lead={ago(w, now - question.askedAt)}
          end={
            <>
              <Marks {...props} question={question} />
              {!inner && cluster.rest.length > 0 && (
                <span class="dk-tag">{w.similar_n(cluster.rest.length + 1)}</span>
              )}
            </>
          }
        >
          <QuestionText question={question} lang={lang} />
        </Row>
      ))}
      {rows.length > 0 && model.unfolded.length > 0 && (
        <li class="dk-note">
          <button
            type="button"
            class="dk-small"
            onClick={() => model.unfolded.forEach((lead) => does.act({ do: 'fold', lead }))}
          >
            {w.fold}
          </button>
        </li>
      )}
    </ul>
  )
}

function Comments(props: DeskProps) {
  const { model, lang, now } = props
  const { w, c } = wordsOf(lang)
  const comments = commentsOf(model.desk, model.find)
  if (comments.length === 0) return <Empty {...props} word={w.empty_comments} />
  return (
    <ul class="dk-list">
      {comments.map((comment, i) => (
        <Row
          {...props}
          key={comment.no}
          column="comments"
          no={comment.no}
          first={i === 0}
          lead={ago(w, now - comment.at)}
          end={
            <>
              {comment.prompt !== undefined && (
                <span class="dk-tag">{`${w.prompts} ${comment.prompt}`}</span>
              )}
              {comment.state !== 'submitted' && (
                <span class="dk-tag">{c.comment[comment.state as keyof typeof c.comment]}</span>
              )}
            </>
          }
        >
          <span class="dk-words">{comment.text || c.comment.taken_down}</span>
        </Row>
      ))}
    </ul>
  )
}

/** The run-down, what is settled, and what was asked back. */
export function MiddleColumn(props: DeskProps) {
  const { model, does, lang } = props
  const { w } = wordsOf(lang)
  const { desk } = model
  const agenda = agendaRows(desk, 'hand')
  return (
    <section class="dk-col dk-middle" aria-label={w.agenda} data-pane="middle">
      <ColumnHead
        {...props}
        shown={model.middle}
        tabs={[
          { column: 'agenda', word: w.agenda, count: agenda.length },
          { column: 'settled', word: w.settled, count: settledOf(desk).length },
          { column: 'prompts', word: w.prompts, count: desk.snapshot.prompts.length },
        ]}
      >
        {model.middle === 'agenda' && (
          <span class="dk-switch" role="group" aria-label={w.order}>
            {(['hand', 'votes'] as const).map((order) => (
              <button
                key={order}
                type="button"
                aria-pressed={model.order === order}
                onClick={() => does.act({ do: 'order', order })}
              >
                {order === 'hand' ? w.by_hand : w.by_votes}
              </button>
            ))}
          </span>
        )}
        {model.middle === 'prompts' && (
          <button
            type="button"
            class="dk-small"
            onClick={() => does.act({ do: 'dialog', dialog: { kind: 'ask_back' } })}
          >
            {w.act.ask_back}
          </button>
        )}
      </ColumnHead>
      <div class="dk-scroll" tabIndex={-1}>
        {model.middle === 'agenda' && <Agenda {...props} />}
        {model.middle === 'settled' && <Settled {...props} />}
        {model.middle === 'prompts' && <Prompts {...props} />}
      </div>
    </section>
  )
}

function Agenda(props: DeskProps) {
  const { model, lang } = props
  const { w } = wordsOf(lang)
  const { placed, rest } = agendaOf(model.desk, model.find)
  if (placed.length + rest.length === 0) return <Empty {...props} word={w.empty_agenda} />
  if (model.order === 'votes') {
    return <AgendaRows {...props} questions={agendaRows(model.desk, 'votes', model.find)} first />
  }
  return (
    <>
      {placed.length > 0 && <h2 class="dk-part">{w.placed}</h2>}
      <AgendaRows {...props} questions={placed} first draggable />
      {rest.length > 0 && <h2 class="dk-part">{w.unplaced}</h2>}
      <AgendaRows {...props} questions={rest} first={placed.length === 0} draggable />
    </>
  )
}

function AgendaRows(
  props: DeskProps & { questions: DeskQuestion[]; first: boolean; draggable?: boolean },
) {
  const { questions, first, draggable, lang, does } = props
  const { w, c } = wordsOf(lang)
  if (questions.length === 0) return null
  return (
    <ol
      class="dk-list"
      onDragStart={(event) => {
        const no = draggedNo(event.target)
        if (no && event.dataTransfer) event.dataTransfer.setData('text/plain', String(no))
      }}
      onDragOver={(event) => draggable && event.preventDefault()}
      onDrop={(event) => {
        const no = Number(event.dataTransfer?.getData('text/plain'))
        const before = draggedNo(event.target)
        if (!draggable || !no || no === before) return
        event.preventDefault()
        does.decide({ act: 'place', no, before: before ?? 'end' })
      }}
    >
      {questions.map((question, i) => (
        <Row
          {...props}
          key={question.no}
          column="agenda"
          no={question.no}
          first={first && i === 0}
          lead={
            question.channel === 'floor' ? `${question.no} ${c.channel.floor}` : w.no(question.no)
          }
          end={
            <>
              <Holder {...props} no={question.no} />
              <b class="num dk-votes">
                {question.votes}
                <span class="sr-only"> {w.votes_label}</span>
              </b>
            </>
          }
        >
          <QuestionText question={question} lang={lang} />
        </Row>
      ))}
    </ol>
  )
}

/** The number of the row a drag started or ended on. */
function draggedNo(target: EventTarget | null): number | null {
  const row =
    target instanceof Element ? target.closest('[data-row]')?.getAttribute('data-row') : null
  const no = Number(row?.split('-')[1])
  return no > 0 ? no : null
}

function Settled(props: DeskProps) {
  const { model, lang } = props
  const { w, c } = wordsOf(lang)
  const questions = settledOf(model.desk, model.find)
  if (questions.length === 0) return <Empty {...props} word={w.empty_settled} />
  return (
    <ul class="dk-list">
      {questions.map((question, i) => (
        <Row
          {...props}
          key={question.no}
          column="settled"
          no={question.no}
          first={i === 0}
          lead={w.no(question.no)}
          end={
            <span class="dk-tag">
              {question.state === 'merged' && question.mergedInto
                ? w.merged_into(question.mergedInto.no)
                : c.question[question.state]}
            </span>
          }
        >
          <QuestionText question={question} lang={lang} />
        </Row>
      ))}
    </ul>
  )
}

function Prompts(props: DeskProps) {
  const { model, lang } = props
  const { w } = wordsOf(lang)
  const { prompts } = model.desk.snapshot
  if (prompts.length === 0) return <p class="dk-empty muted">{w.empty_prompts}</p>
  return (
    <ul class="dk-list">
      {prompts.map((prompt, i) => (
        <Row
          {...props}
          key={prompt.no}
          column="prompts"
          no={prompt.no}
          first={i === 0}
          lead={String(prompt.no)}
          end={
            <span class="dk-tag">
              {prompt.open ? w.prompt_open(prompt.comments) : w.prompt_done}
            </span>
          }
        >
          <span class="dk-words">{prompt.text}</span>
        </Row>
      ))}
    </ul>
  )
}
