import type { Lang } from '../../worker/contract/lang'
import type { BalanceLine, CasesLine } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'

/** Terms of 受理 in the order they are drawn. */
export const bridgeTerms = [
  'answeredLive',
  'answeredWritten',
  'handedOff',
  'merged',
  'withdrawnLater',
  'redirectedLater',
  'takenDown',
  'open',
] as const
export type BridgeTerm = (typeof bridgeTerms)[number]

/** Few and far between: one word for all of them where there is room for one line only. */
export const rare: readonly BridgeTerm[] = [
  'merged',
  'withdrawnLater',
  'redirectedLater',
  'takenDown',
]

const missedTerms = ['overdue', 'disputed'] as const
const reachedTerms = ['replied', 'closed', 'solved', 'confirmed'] as const
/** What became of the handed-off, worst first. */
export const caseTerms = [...missedTerms, ...reachedTerms] as const
export type CaseTerm = (typeof caseTerms)[number]

const outsideTerms = ['rejected', 'redirected', 'withdrawnBefore', 'pending'] as const

/** Every term has a colour and a pattern of its own. */
const fills: Record<BridgeTerm, { className: string; pattern?: 'hatch' | 'lines' | 'dots' }> = {
  answeredLive: { className: 'f-jade' },
  answeredWritten: { className: 'f-jade', pattern: 'lines' },
  handedOff: { className: 'f-ochre', pattern: 'hatch' },
  merged: { className: 'f-slate' },
  withdrawnLater: { className: 'f-slate', pattern: 'dots' },
  redirectedLater: { className: 'f-slate', pattern: 'dots' },
  takenDown: { className: 'f-slate', pattern: 'dots' },
  open: { className: 'f-rest' },
}

function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern
        id={`${id}-hatch`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" class="f-ochre" />
        <rect width="2" height="6" class="f-ochre-light" />
      </pattern>
      <pattern id={`${id}-lines`} width="6" height="5" patternUnits="userSpaceOnUse">
        <rect width="6" height="5" class="f-jade" />
        <rect y="3.5" width="6" height="1.5" class="f-paper" />
      </pattern>
      <pattern id={`${id}-dots`} width="5" height="5" patternUnits="userSpaceOnUse">
        <rect width="5" height="5" class="f-rest" />
        <circle cx="2.5" cy="2.5" r="1.4" class="f-slate" />
      </pattern>
    </defs>
  )
}

const percent = (part: number, whole: number) => `${Math.round((part / whole) * 10_000) / 100}%`

function fillOf(term: BridgeTerm, id: string) {
  const { className, pattern } = fills[term]
  return pattern ? { fill: `url(#${id}-${pattern})` } : { class: className }
}

function Bar({ line, id }: { line: BalanceLine; id: string }) {
  const shown = bridgeTerms.filter((term) => line[term] > 0)
  let before = 0
  return (
    <svg class="bar" aria-hidden="true" focusable="false">
      <Patterns id={id} />
      {shown.map((term, i) => {
        const x = before
        before += line[term]
        return (
          <>
            <rect
              x={percent(x, line.accepted)}
              width={percent(line[term], line.accepted)}
              height="100%"
              {...fillOf(term, id)}
            />
            {i > 0 && <rect class="gap" x={percent(x, line.accepted)} width="3" height="100%" />}
          </>
        )
      })}
    </svg>
  )
}

/** A small sample of a term's colour and pattern beside its word. */
function Key({ term, id }: { term: BridgeTerm; id: string }) {
  return (
    <svg class="key" aria-hidden="true" focusable="false">
      <rect width="100%" height="100%" rx="2" {...fillOf(term, id)} />
    </svg>
  )
}

function Rest({ n, word, href, id }: { n: number; word: string; href: string | null; id: string }) {
  return (
    <span class="term">
      <Key term="merged" id={id} />
      <Figure word={word} n={n} href={href} />
    </span>
  )
}

function Figure({ word, n, href }: { word: string; n: number; href: string | null }) {
  const text = `${word} ${n}`
  return href ? <a href={href}>{text}</a> : <>{text}</>
}

export interface BridgeProps {
  line: BalanceLine
  cases?: CasesLine | null
  lang: Lang
  /** One line, while questions still come in. */
  live?: boolean
  /** Address of the session; every figure then links to its rows. Without it nothing is a link (projector). */
  base?: string
  /** Without the small print: where the bridge stands for another session. */
  brief?: boolean
  /** Prefix of the pattern ids; one of its own for every bridge on a page. */
  id?: string
}

/** The balance of a session, drawn. The figures are derived by the caller, never typed. */
export function Bridge({
  line,
  cases,
  lang,
  live = false,
  brief = false,
  base,
  id = 'bridge',
}: BridgeProps) {
  const t = commonWords[lang].bridge
  const rows = (show: string) => (base === undefined ? null : `${base}?show=${show}#list`)
  const rest = rare.reduce((n, term) => n + line[term], 0)
  const grouped = live && rare.filter((term) => line[term] > 0).length > 1
  const shown = bridgeTerms.filter((term) => line[term] > 0 && !(grouped && rare.includes(term)))
  const outside = outsideTerms.filter((term) => line[term] > 0)
  return (
    <figure class={live ? 'bridge live' : brief ? 'bridge brief' : 'bridge'} aria-label={t.label}>
      <p class="sum num">
        <span class="whole">
          <Figure word={t.accepted} n={line.accepted} href={rows('all')} />
        </span>
        {line.accepted === 0 && !live && line.received === 0 && <span class="op">{t.none}</span>}
        {shown.map((term, i) => (
          <>
            {grouped && term === 'open' && (
              <Rest n={rest} word={t.others} href={rows('others')} id={id} />
            )}
            <span key={term} class="term">
              {!live && <span class="op">{i === 0 ? '= ' : '+ '}</span>}
              <Key term={term} id={id} />
              <Figure word={t[term]} n={line[term]} href={rows(term)} />
            </span>
          </>
        ))}
        {grouped && line.open === 0 && (
          <Rest n={rest} word={t.others} href={rows('others')} id={id} />
        )}
      </p>
      {line.accepted > 0 && <Bar line={line} id={id} />}
      {!live && !brief && outside.length > 0 && (
        <p class="small muted num">
          {`${t.received} ${line.received} = ${t.accepted} ${line.accepted}`}
          {outside.map((term) => (
            <>
              {' '}
              <span key={term} class="nowrap">{`+ ${t[term]} ${line[term]}`}</span>
            </>
          ))}
        </p>
      )}
      {!live && cases && cases.total > 0 && <CasesFollowed cases={cases} lang={lang} rows={rows} />}
      {!live && !brief && line.followedUp > 0 && (
        <p class="small muted">{t.followedUp(line.followedUp)}</p>
      )}
    </figure>
  )
}

function CasesFollowed({
  cases,
  lang,
  rows,
}: {
  cases: CasesLine
  lang: Lang
  rows: (show: string) => string | null
}) {
  const t = commonWords[lang].bridge
  return (
    <div class="follow num">
      <ul>
        <li>{t.cases(cases.total)}</li>
        {missedTerms.map(
          (term) =>
            cases[term] > 0 && (
              <li key={term} class="bad">
                <Figure word={t[term]} n={cases[term]} href={rows(term)} />
              </li>
            ),
        )}
      </ul>
      <ul class="far">
        {reachedTerms.map((term) => (
          <li key={term}>
            <Figure word={t[term]} n={cases[term]} href={cases[term] > 0 ? rows(term) : null} />
            <svg class="bar" aria-hidden="true" focusable="false">
              <rect width="100%" height="100%" class="f-rest" />
              <rect width={percent(cases[term], cases.total)} height="100%" class="f-jade" />
            </svg>
          </li>
        ))}
      </ul>
    </div>
  )
}
