import type { Lang } from '../../../worker/contract/lang'
import type { FigureId, StatFigure, StatSheet } from '../../../worker/contract/statistics'
import { figureWords, statWords } from '../../../worker/contract/words/statistics'

/** Pictures of figures. Each says in words what it shows, tells its parts by pattern as well, and has its table beside it. */

const valueOf = (figures: readonly StatFigure[], id: FigureId) =>
  figures.find((one) => one.id === id)?.value ?? 0

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
      <pattern id={`${id}-dots`} width="5" height="5" patternUnits="userSpaceOnUse">
        <rect width="5" height="5" class="f-rest" />
        <circle cx="2.5" cy="2.5" r="1.4" class="f-slate" />
      </pattern>
    </defs>
  )
}

const ladder = ['cases', 'replied', 'closed', 'solved', 'confirmed'] as const
const ROW = 40
const WIDE = 360

/** How far matters came: five bars, each of the same whole. */
export function LadderChart({ figures, lang }: { figures: readonly StatFigure[]; lang: Lang }) {
  const t = statWords[lang]
  const whole = valueOf(figures, 'cases')
  if (whole === 0) return null
  const said = ladder.map((id) => `${figureWords[lang][id].name} ${valueOf(figures, id)}`)
  return (
    <svg
      class="stat-chart"
      viewBox={`0 0 ${WIDE} ${ladder.length * ROW}`}
      role="img"
      aria-labelledby="ladder-title ladder-desc"
    >
      <title id="ladder-title">{t.chartLadder}</title>
      <desc id="ladder-desc">{t.chartLadderDesc(said.join(lang === 'zh' ? '，' : ', '))}</desc>
      <Patterns id="ladder" />
      {ladder.map((id, at) => {
        const n = valueOf(figures, id)
        const y = at * ROW
        return (
          <g key={id}>
            <text x="0" y={y + 15}>
              {`${figureWords[lang][id].name} ${n}`}
            </text>
            <rect x="0" y={y + 21} width={WIDE} height="12" class="f-rest" />
            <rect
              x="0"
              y={y + 21}
              width={(WIDE * n) / whole}
              height="12"
              {...(id === 'cases' ? { fill: 'url(#ladder-hatch)' } : { class: 'f-jade' })}
            />
          </g>
        )
      })}
    </svg>
  )
}

const bars = ['received', 'cases', 'replied'] as const
const looks = [{ fill: 'url(#months-dots)' }, { fill: 'url(#months-hatch)' }, { class: 'f-jade' }]
const HIGH = 190
const SHOWN = 6

/** The last months: received, handed over, of these replied. */
export function MonthsChart({ months, lang }: { months: readonly StatSheet[]; lang: Lang }) {
  const t = statWords[lang]
  const shown = months.slice(0, SHOWN).reverse()
  const most = Math.max(
    0,
    ...shown.flatMap(({ figures }) => bars.map((id) => valueOf(figures, id))),
  )
  if (most === 0) return null
  const step = WIDE / SHOWN
  return (
    <figure class="stat-figure">
      <svg
        class="stat-chart"
        viewBox={`0 0 ${WIDE} ${HIGH + 28}`}
        role="img"
        aria-labelledby="months-title months-desc"
      >
        <title id="months-title">{t.chartMonths}</title>
        <desc id="months-desc">{t.chartMonthsDesc(shown.length, most)}</desc>
        <Patterns id="months" />
        {shown.map(({ key, figures }, at) => (
          <g key={key} transform={`translate(${at * step} 0)`}>
            {bars.map((id, place) => {
              const n = valueOf(figures, id)
              const high = n === 0 ? 0 : Math.max(2, ((HIGH - 20) * n) / most)
              return (
                <rect
                  key={id}
                  x={4 + place * 17}
                  y={HIGH - high}
                  width="15"
                  height={high}
                  {...looks[place]}
                />
              )
            })}
            <text x={step / 2} y={HIGH + 20} text-anchor="middle">
              {lang === 'zh' ? `${Number(key.slice(5))}月` : key.slice(2)}
            </text>
          </g>
        ))}
        <path d={`M0 ${HIGH}H${WIDE}`} class="stat-axis" />
      </svg>
      <figcaption>
        {bars.map((id, place) => (
          <span key={id} class="nowrap">
            <svg class="key" aria-hidden="true" focusable="false">
              <rect width="100%" height="100%" rx="2" {...looks[place]} />
            </svg>
            {figureWords[lang][id].name}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
