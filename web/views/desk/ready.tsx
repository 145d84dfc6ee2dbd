import type { Lang } from '../../../worker/contract/lang'
import {
  CLOCK_FAIR_MS,
  CLOCK_GOOD_MS,
  type Ready,
  type ReadyLine,
} from '../../../worker/contract/ready'
import { deskShortWords } from '../../../worker/contract/words/desk-short'
import { readyWords } from '../../../worker/contract/words/ready'
import { formatTime } from '../../../worker/domain/shanghai'

/** What the page before the start is drawn from; `skew` is how far this computer's clock is off, once known. */
export interface ReadyProps {
  ready: Ready
  slug: string
  lang: Lang
  skew: number | null
  /** Somebody pressed the button though something is red: asked once. */
  sure: boolean
}

/** A line as this computer can complete it. */
function completed(line: ReadyLine, skew: number | null): ReadyLine {
  if (line.name !== 'clock' || skew === null) return line
  const off = Math.abs(skew)
  const light = off <= CLOCK_GOOD_MS ? 'green' : off <= CLOCK_FAIR_MS ? 'amber' : 'red'
  return { ...line, light, n: Math.round(off / 1000) }
}

/** What is red now. */
export const redOf = (lines: readonly ReadyLine[]) => lines.filter(({ light }) => light === 'red')

function figure(line: ReadyLine, { ready, lang }: ReadyProps): string {
  const t = readyWords[lang]
  const { name, n, early, light } = line
  if (early) return t.early
  if (name === 'clock') return n === undefined ? t.room_clock(formatTime(ready.at)) : t.skew(n)
  if (name in t.ok) return light === 'green' ? t.ok[name as keyof typeof t.ok] : ''
  if (name === 'record' && n === undefined) return t.away
  return n === undefined ? '' : t.is[name](n)
}

/** 开播前检查: each line green or red, with what to do. */
export function ReadyView(props: ReadyProps) {
  const { ready, slug, lang, skew, sure } = props
  const short = deskShortWords[lang]
  const t = readyWords[lang]
  const lines = ready.lines.map((line) => completed(line, skew))
  const red = redOf(lines)
  return (
    <div class="dk-ready">
      <p>
        <a href={`/desk/s/${slug}`}>{t.desk}</a>
      </p>
      <h1>{short.ready}</h1>
      <p class="muted">{ready.title}</p>
      <p class="muted">{t.lead}</p>
      <output class={red.length === 0 ? 'dk-good' : 'dk-warn'}>
        {red.length === 0 ? t.all : t.left(red.length)}
      </output>
      <ul class="plain dk-lights">
        {lines.map((line) => (
          <li key={line.name} class={`dk-light ${line.light}`}>
            <b class="dk-lamp">{t.light[line.light]}</b>
            <div>
              <p>
                <b>{short.name[line.name]}</b> <span class="num">{figure(line, props)}</span>
              </p>
              {line.light !== 'green' && !line.early && <p class="muted">{t.todo[line.name]}</p>}
            </div>
          </li>
        ))}
      </ul>
      {ready.state === 'collecting' && (
        <form method="post" action={`/desk/s/${slug}/ready`} class="dk-start">
          {sure && red.length > 0 && (
            <div role="alert">
              <p>
                <b>{short.sure}</b>{' '}
                {red.map(({ name }) => short.name[name]).join(lang === 'zh' ? '、' : ', ')}
              </p>
              <input type="hidden" name="sure" value="1" />
            </div>
          )}
          <button type="submit" class="btn main">
            {sure && red.length > 0 ? short.anyway : t.start}
          </button>
          <a class="btn" href={`/desk/s/${slug}/ready`}>
            {t.again}
          </a>
        </form>
      )}
    </div>
  )
}
