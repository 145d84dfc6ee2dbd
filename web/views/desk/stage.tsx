import { AnswerForm } from './answer-form'
import { clock, wordsOf, type DeskProps } from './desk-props'
import { onStage } from './lists'
import { questionOf } from './model'

/** 台上: the one question being answered, its clock, and the record of its answer. */
export function StageColumn(props: DeskProps) {
  const { model, does, lang, now } = props
  const { w, c } = wordsOf(lang)
  const question = onStage(model.desk)
  const { stage, next } = model.desk.snapshot
  return (
    <section class="dk-col dk-right" aria-label={w.stage} data-pane="right">
      <header class="dk-col-head">
        <h2>
          {w.stage}
          {question && (
            <span class="dk-live num">
              <span class="sr-only">{w.stage_clock} </span>
              {clock(now - (stage?.since ?? question.stagedAt ?? now))}
            </span>
          )}
        </h2>
        {question && (
          <span class="muted num">
            {[w.no(question.no), w.votes(question.votes), question.name ?? w.anonymous].join(c.dot)}
          </span>
        )}
      </header>
      <div class="dk-scroll dk-stage" tabIndex={-1}>
        {question ? (
          <>
            <blockquote class={question.text.length > 60 ? 'dk-on-stage long' : 'dk-on-stage'}>
              {question.text}
            </blockquote>
            <AnswerForm {...props} key={question.no} no={question.no} mode="live">
              <button
                type="button"
                class="btn"
                onClick={() =>
                  does.act({ do: 'dialog', dialog: { kind: 'hand_off', nos: [question.no] } })
                }
              >
                {w.act.hand_off}
              </button>
              <button
                type="button"
                class="btn"
                onClick={() => does.decide({ act: 'unstage', no: question.no })}
              >
                {w.act.unstage}
              </button>
            </AnswerForm>
          </>
        ) : (
          <div class="dk-empty">
            <p>
              <b>{w.empty_stage}</b>
            </p>
            <p class="muted">{w.empty_stage_hint}</p>
          </div>
        )}
        <NextUp {...props} nos={next} />
      </div>
    </section>
  )
}

function NextUp({ model, does, lang, nos }: DeskProps & { nos: number[] }) {
  const { w } = wordsOf(lang)
  const questions = nos
    .flatMap((no) => questionOf(model.desk, no) ?? [])
    .filter((one) => one.state === 'listed')
  if (questions.length === 0) return null
  return (
    <div class="dk-next">
      <h3>{w.next_up}</h3>
      <ol class="dk-list">
        {questions.map((question) => (
          <li key={question.no}>
            <button
              type="button"
              class="dk-jump"
              onClick={() => does.act({ do: 'jump', no: question.no })}
            >
              <span class="num">{w.no(question.no)}</span>{' '}
              <span class="dk-one">{question.text}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}
