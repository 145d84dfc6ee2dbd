import type { ComponentChildren } from 'preact'
import type { DeskQuestion } from '../../../worker/contract/room'
import { deskFairWords } from '../../../worker/contract/words/desk-fair'
import { isSealed, risksOf } from './lists'
import { wordsOf, type DeskProps } from './desk-props'
import type { Column } from './model'

/** One line of a list. Its button selects it; everything else one does stands in the bar below. */
export function Row({
  model,
  does,
  lang,
  column,
  no,
  first,
  lead,
  end,
  inner = false,
  dense = false,
  dropped,
  children,
}: DeskProps & {
  column: Column
  no: number
  /** The row that takes the focus while none is selected. */
  first: boolean
  lead: ComponentChildren
  end?: ComponentChildren
  inner?: boolean
  /** Where rows can be arranged: another row was dropped on this one. */
  dropped?: (no: number) => void
  dense?: boolean
  children: ComponentChildren
}) {
  const { w } = wordsOf(lang)
  const here = model.column === column
  const selected = here && model.selected === no
  const marked = here && model.marked.includes(no)
  const markable = dense || (column === 'comments' && model.left === 'comments')
  const classes = [
    'dk-row',
    dense && 'dense',
    inner && 'inner',
    selected && 'on',
    marked && 'marked',
    model.busy.includes(no) && 'busy',
  ]
  return (
    <li class={classes.filter(Boolean).join(' ')} data-row={`${column}-${no}`}>
      {markable && (
        <label class="dk-mark">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={marked}
            aria-label={w.mark(no)}
            onClick={(event) => does.act({ do: 'mark', no, range: event.shiftKey })}
          />
        </label>
      )}
      <button
        type="button"
        class="dk-row-main"
        draggable={dropped !== undefined}
        onDragStart={(event) => event.dataTransfer?.setData('text/plain', String(no))}
        onDragOver={(event) => dropped && event.preventDefault()}
        onDrop={(event) => {
          const other = Number(event.dataTransfer?.getData('text/plain'))
          if (!dropped || !other || other === no) return
          event.preventDefault()
          dropped(other)
        }}
        tabIndex={selected || (first && !(here && model.selected !== null)) ? 0 : -1}
        aria-current={selected ? 'true' : undefined}
        onClick={(event) => does.act({ do: 'select', column, no, range: event.shiftKey })}
      >
        <span class="dk-lead num">{lead}</span>
        <span class="dk-text">{children}</span>
        {end && <span class="dk-end">{end}</span>}
      </button>
    </li>
  )
}

/** The words of a question, or the seal over them. */
export function QuestionText({
  question,
  lang,
}: {
  question: DeskQuestion
  lang: DeskProps['lang']
}) {
  const { w, c } = wordsOf(lang)
  if (isSealed(question)) return <span class="dk-tag bad">{w.sealed}</span>
  if (!question.text) return <span class="muted">{c.question[question.state]}</span>
  return <span class="dk-words">{question.text}</span>
}

/** Marks of what a reviewer should look at, in words. */
export function RiskMarks({ question, lang }: { question: DeskQuestion; lang: DeskProps['lang'] }) {
  const { w } = wordsOf(lang)
  const t = deskFairWords[lang]
  const risks = risksOf(question).filter((risk) => risk !== 'long')
  return (
    <>
      {risks.map((risk) => (
        <span
          key={risk}
          class={`dk-tag ${risk === 'redirect' || risk === 'appeal' ? 'bad' : 'warn'}`}
        >
          {risk === 'appeal'
            ? t.appeal
            : risk === 'words'
              ? wordTags(question.marks ?? [], lang)
              : w.risk[risk]}
        </span>
      ))}
    </>
  )
}

/** The categories of the operator's words, for the desk alone. */
export function wordTags(marks: readonly string[], lang: DeskProps['lang']): string {
  const { c } = wordsOf(lang)
  return deskFairWords[lang].words(marks.filter(Boolean).join(c.and))
}

/** The others who look at one of these now. */
export function heldByOthers(
  model: DeskProps['model'],
  me: DeskProps['me'],
  nos: readonly number[],
) {
  return model.desk.staff.filter(
    ({ holds, name }) => holds !== undefined && nos.includes(holds) && name !== me.name,
  )
}

/** Who of the others looks at this item now, or at one that is folded under it. */
export function Holder({
  model,
  lang,
  me,
  no,
  also = [],
}: DeskProps & { no: number; also?: readonly number[] }) {
  const { w, c } = wordsOf(lang)
  const others = heldByOthers(model, me, [no, ...also])
  if (others.length === 0) return null
  return <span class="dk-holder">{w.holds(others.map((person) => person.name).join(c.and))}</span>
}
