import type { Lang } from '../../../worker/contract/lang'
import type { CutKind, CutReason, DeskCut } from '../../../worker/contract/stream'
import { cutWords } from '../../../worker/contract/words/cut'
import { formatTime } from '../../../worker/domain/shanghai'
import { useShownDialog } from './shown-dialog'

/** What the control is drawn from. It is an island of its own: whatever happens to the desk, it works. */
export interface CutProps {
  slug: string
  lang: Lang
  cuts: readonly DeskCut[]
}

/** What can be pressed; on the server nothing listens, and the links lead to the page of plain forms. */
export interface CutDoes {
  open(kind: CutKind | null): void
  cut(kind: CutKind, reason: CutReason, from: number, keepOut: boolean): void
  /** The first press asks, the second one does. */
  resume(kind: CutKind): void
  reach(seconds: number): void
}

export interface CutMoment {
  open: CutKind | null
  from: number
  asking: CutKind | null
  busy: boolean
  problem: string | null
}

export const atRest: CutMoment = { open: null, from: 30, asking: null, busy: false, problem: null }

/** Seconds before the press from which on it can be cut. */
export const cutFroms = [0, 30, 60, 120] as const

/** Reasons for which nobody wants it in the recording either, and those for which it may stay. */
const grave = ['privacy', 'disturbance', 'legal'] as const
const slight = ['technical', 'break', 'other'] as const
/** In the order of their numbers on the keyboard. */
export const numbered: readonly { reason: CutReason; keepOut: boolean }[] = [
  ...grave.map((reason) => ({ reason, keepOut: true })),
  ...slight.map((reason) => ({ reason, keepOut: false })),
]

/** The two buttons that stand alone, the dialog of one tap, and the strip that cannot be overlooked. */
export function Cut({ slug, lang, cuts, at, does }: CutProps & { at: CutMoment; does: CutDoes }) {
  const t = cutWords[lang]
  const page = `/desk/s/${slug}/cut`
  const openOf = (kind: CutKind) => cuts.find((cut) => cut.kind === kind && cut.until === null)
  const kinds = ['picture', 'text'] as const
  return (
    <section class="cut" aria-label={t.control}>
      {kinds.map((kind) => {
        const cut = openOf(kind)
        return (
          cut && (
            <div key={kind} class="cut-strip" role="alert">
              <b>{t.is[kind]}</b>
              <span class="num">{t.since(formatTime(cut.at), t.reason[cut.reason], cut.by)}</span>
              {cut.keepOut ? (
                <span>{t.kept_out}</span>
              ) : (
                <button
                  type="button"
                  disabled={at.busy}
                  onClick={() => does.cut(kind, cut.reason, 0, true)}
                >
                  {t.also_out}
                </button>
              )}
              <button
                type="button"
                class="cut-back"
                disabled={at.busy}
                onClick={() => does.resume(kind)}
              >
                {at.asking === kind ? t.sure : t.resume[kind]}
              </button>
            </div>
          )
        )
      })}
      <div class="cut-buttons">
        {kinds.map(
          (kind) =>
            !openOf(kind) && (
              <a
                key={kind}
                href={page}
                class="cut-press"
                title={t.shortcut}
                onClick={(event) => {
                  event.preventDefault()
                  does.open(kind)
                }}
              >
                {t.press[kind]}
              </a>
            ),
        )}
      </div>
      {at.problem !== null && (
        <p class="cut-problem" role="alert">
          {at.problem || t.failed} <a href={page}>{t.plain}</a>
        </p>
      )}
      {at.open && <CutDialog slug={slug} kind={at.open} lang={lang} at={at} does={does} />}
    </section>
  )
}

function CutDialog({
  slug,
  kind,
  lang,
  at,
  does,
}: {
  slug: string
  kind: CutKind
  lang: Lang
  at: CutMoment
  does: CutDoes
}) {
  const t = cutWords[lang]
  const box = useShownDialog((dialog) => dialog.querySelector<HTMLElement>('.cut-go')?.focus())
  const group = (reasons: readonly CutReason[], keepOut: boolean) => (
    <div class="cut-reasons">
      {reasons.map((reason) => (
        <button
          key={reason}
          type="button"
          class="btn cut-go"
          disabled={at.busy}
          onClick={() => does.cut(kind, reason, keepOut ? at.from : 0, keepOut)}
        >
          <kbd>{numbered.findIndex((one) => one.reason === reason) + 1}</kbd> {t.reason[reason]}
        </button>
      ))}
    </div>
  )
  return (
    <dialog
      ref={box}
      class="cut-dialog"
      aria-labelledby="cut-title"
      onCancel={(event) => {
        event.preventDefault()
        does.open(null)
      }}
      onKeyDown={(event) => {
        // The desk's own keys mean something else.
        event.stopPropagation()
        if (event.key === 'Escape') return does.open(null)
        const picked = /^[1-6]$/.test(event.key) ? numbered[Number(event.key) - 1] : undefined
        if (!picked || at.busy) return
        event.preventDefault()
        does.cut(kind, picked.reason, picked.keepOut ? at.from : 0, picked.keepOut)
      }}
    >
      <header>
        <h2 id="cut-title">{t.press[kind]}</h2>
        <button
          type="button"
          class="cut-close"
          aria-label={t.close}
          onClick={() => does.open(null)}
        >
          ×
        </button>
      </header>
      <p>{t.lead}</p>
      <h3>{t.lose[kind]}</h3>
      <fieldset class="cut-reach">
        <legend>{t.before}</legend>
        {cutFroms.map((seconds) => (
          <button
            key={seconds}
            type="button"
            aria-pressed={at.from === seconds}
            onClick={() => does.reach(seconds)}
          >
            {t.from(seconds)}
          </button>
        ))}
      </fieldset>
      {group(grave, true)}
      <h3>{t.keep[kind]}</h3>
      {group(slight, false)}
      <p class="cut-more">
        <a href={`/desk/s/${slug}/cut`}>{t.more}</a>
      </p>
    </dialog>
  )
}
