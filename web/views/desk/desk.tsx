import { ActionBar } from './bar'
import { LeftColumn } from './columns'
import { MiddleColumn } from './middle-column'
import { wordsOf, type DeskProps } from './desk-props'
import { Dialogs } from './dialogs'
import { onStage, pendingOf, agendaRows } from './lists'
import { StageColumn } from './stage'
import { RehearsalBar } from './rehearsal-bar'
import { HealthStrip, TopBar } from './top'

/** The moderator's desk: three columns that never jump, a bar with everything one can do, and nothing else. */
export function Desk(props: DeskProps) {
  const { model } = props
  return (
    <div class={`desk mode-${model.mode} pane-${model.pane}`}>
      <TopBar {...props} />
      {props.model.desk.snapshot.session.rehearsal !== undefined && <RehearsalBar {...props} />}
      <HealthStrip {...props} />
      <Panes {...props} />
      <main class="dk-cols" id="main" tabIndex={-1}>
        <LeftColumn {...props} />
        <MiddleColumn {...props} />
        {model.mode === 'host' && <StageColumn {...props} />}
      </main>
      <ActionBar {...props} />
      <Said {...props} />
      <Dialogs {...props} />
    </div>
  )
}

/** On a narrow screen the columns are tabs. */
function Panes({ model, does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const panes = [
    ['left', `${w.pending} ${pendingOf(model.desk).length}`],
    ['middle', `${w.agenda} ${agendaRows(model.desk, 'hand').length}`],
    ['right', onStage(model.desk) ? `${w.stage} 1` : w.stage],
  ] as const
  return (
    <nav class="dk-panes" aria-label={w.desk}>
      {panes
        .filter(([pane]) => pane !== 'right' || model.mode === 'host')
        .map(([pane, word]) => (
          <button
            key={pane}
            type="button"
            aria-pressed={model.pane === pane}
            // The bar below acts on what is in sight, never on a row of the list that was left.
            onClick={() =>
              does.act(
                pane === 'right'
                  ? { do: 'pane', pane }
                  : { do: 'column', column: pane === 'left' ? model.left : model.middle },
              )
            }
          >
            {word}
          </button>
        ))}
    </nav>
  )
}

/** The one live region: what was done, or why it was not. */
function Said({ model, does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const { notice } = model
  return (
    <>
      <output class="sr-only">{notice?.tone === 'ok' ? notice.text : ''}</output>
      <div role="alert" class={notice?.tone === 'bad' ? 'dk-alert' : 'sr-only'}>
        {notice?.tone === 'bad' && (
          <>
            <span>{notice.text}</span>
            <button
              type="button"
              class="dk-small"
              onClick={() => does.act({ do: 'notice', notice: null })}
            >
              {w.close}
            </button>
          </>
        )}
      </div>
    </>
  )
}
