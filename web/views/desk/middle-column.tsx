import type { DeskQuestion } from '../../../worker/contract/room'
import { ColumnHead, Empty } from './columns'
import { wordsOf, type DeskProps } from './desk-props'
import { agendaOf, agendaRows, settledOf } from './lists'
import { Holder, QuestionText, Row } from './row'

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
      />
      {model.middle === 'agenda' && <OrderLine {...props} />}
      {model.middle === 'prompts' && (
        <div class="dk-part">
          <span />
          <button
            type="button"
            class="dk-small"
            onClick={() => does.act({ do: 'dialog', dialog: { kind: 'ask_back' } })}
          >
            {w.act.ask_back}
          </button>
        </div>
      )}
      <div class="dk-scroll" tabIndex={-1}>
        {model.middle === 'agenda' && <Agenda {...props} />}
        {model.middle === 'settled' && <Settled {...props} />}
        {model.middle === 'prompts' && <Prompts {...props} />}
      </div>
    </section>
  )
}

/** What the order is: arranged by hand, or by votes; one does not change the other. */
function OrderLine({ model, does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const arranged = agendaOf(model.desk, model.find).placed.length > 0
  return (
    <div class="dk-part">
      <h2>{model.order === 'votes' ? w.by_votes : arranged ? w.placed : w.unplaced}</h2>
      <fieldset class="dk-switch" aria-label={w.order}>
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
      </fieldset>
    </div>
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
      <AgendaRows {...props} questions={placed} first draggable />
      {placed.length > 0 && rest.length > 0 && (
        <div class="dk-part">
          <h2>{w.unplaced}</h2>
        </div>
      )}
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
    <ol class="dk-list">
      {questions.map((question, i) => (
        <Row
          {...props}
          key={question.no}
          column="agenda"
          no={question.no}
          {...(draggable
            ? { dropped: (no: number) => does.decide({ act: 'place', no, before: question.no }) }
            : {})}
          first={first && i === 0}
          lead={w.no(question.no)}
          end={
            <>
              {question.channel === 'floor' && <span class="dk-tag">{c.channel.floor}</span>}
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
