import type { ComponentChildren } from 'preact'
import { waited, wordsOf, type DeskProps } from './desk-props'
import { clustersOf, commentsOf, pendingOf, reviewRows, risksOf, since } from './lists'
import { HeldCards } from './held'
import { ReportCards } from './reports'
import { heldByOthers, Holder, QuestionText, RiskMarks, Row, wordTags } from './row'
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

export function Empty({ model, lang, word }: DeskProps & { word: string }) {
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
        <HeldCards {...props} />
        <ReportCards {...props} />
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
          lead={waited(w, now - since(question))}
          end={<Marks {...props} question={question} />}
        >
          <QuestionText question={question} lang={lang} />
        </Row>
      ))}
    </ul>
  )
}

function Marks(props: DeskProps & { question: DeskQuestion; also?: readonly number[] }) {
  const { question, lang, model, also = [] } = props
  const marked = risksOf(question).some((risk) => risk !== 'long')
  const held = heldByOthers(model, props.me, [question.no, ...also]).length > 0
  if (!marked && !held) return null
  return (
    <>
      <RiskMarks question={question} lang={lang} />
      <Holder {...props} no={question.no} also={also} />
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
          lead={waited(w, now - since(question))}
          end={
            <>
              <Marks
                {...props}
                question={question}
                also={
                  inner || model.unfolded.includes(question.no)
                    ? []
                    : cluster.rest.map((one) => one.no)
                }
              />
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
          lead={waited(w, now - comment.at)}
          end={
            <>
              {comment.marks && <span class="dk-tag warn">{wordTags(comment.marks, lang)}</span>}
              {comment.prompt !== undefined && (
                <span class="dk-tag">{`${w.prompts} ${comment.prompt}`}</span>
              )}
              {comment.state !== 'submitted' && (
                <span class="dk-tag">{c.comment[comment.state as keyof typeof c.comment]}</span>
              )}
            </>
          }
        >
          <span class="dk-words">{comment.text || c.comment.withdrawn}</span>
        </Row>
      ))}
    </ul>
  )
}
