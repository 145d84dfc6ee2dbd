import type { Lang } from '../../worker/contract/lang'
import type {
  FacetValue,
  SearchAnswer,
  SearchFilters,
  SearchItem,
  Snippet,
} from '../../worker/contract/search'
import { commonWords } from '../../worker/contract/words/common'
import { exportWords } from '../../worker/contract/words/exports'
import { searchWords } from '../../worker/contract/words/search'
import { pieces } from '../../worker/domain/search-query'
import { formatDay } from '../../worker/domain/shanghai'

const number = (n: number) => n.toLocaleString('en-US')

/** The box: what stood in it stays in it, and what was chosen stays chosen. */
export function SearchBox({
  lang,
  q = '',
  filters = {},
  order,
  id = 'q',
}: {
  lang: Lang
  q?: string
  filters?: SearchFilters
  order?: string
  id?: string
}) {
  const t = searchWords[lang]
  return (
    <search class="search-box">
      <form method="get" action="/search">
        <div class="field">
          <label for={id}>{t.label}</label>
          <div class="inline-form">
            <input
              id={id}
              name="q"
              type="search"
              defaultValue={q}
              enterkeyhint="search"
              autocomplete="off"
              aria-describedby={`${id}-hint`}
            />
            <button class="btn main" type="submit">
              {t.go}
            </button>
          </div>
          <p class="hint" id={`${id}-hint`}>
            {t.hint}
          </p>
        </div>
        {Object.entries(filters).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={String(value)} />
        ))}
        {order && order !== 'new' && <input type="hidden" name="order" value={order} />}
      </form>
    </search>
  )
}

/** The address of a search. */
export function searchHref(
  answer: Pick<SearchAnswer, 'q' | 'filters' | 'order'>,
  more: Partial<Record<keyof SearchFilters | 'q' | 'order' | 'after' | 'of', string | null>> = {},
  path = '/search',
): string {
  const query = new URLSearchParams()
  const { q, filters, order } = answer
  const all = { q, ...filters, order: order === 'new' ? null : order, ...more }
  for (const [name, value] of Object.entries(all)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  }
  return `${path}?${query}`
}

/** The feed of a search, always newest first. */
export const feedOfSearch = ({ q, filters }: Pick<SearchAnswer, 'q' | 'filters'>): string =>
  searchHref({ q, filters, order: 'new' }, { of: 'search' }, '/feed.atom')

function Marked({ text, marks }: Pick<Snippet, 'text' | 'marks'>) {
  return (
    <>
      {pieces(text, marks).map((piece, i) =>
        piece.marked ? <mark key={i}>{piece.text}</mark> : piece.text,
      )}
    </>
  )
}

function Hit({ item, lang, now }: { item: SearchItem; lang: Lang; now: number }) {
  const t = searchWords[lang]
  const common = commonWords[lang]
  const [first, ...rest] = item.snippets
  const inTitle = first && first.text === item.title
  const others = inTitle ? rest : item.snippets
  const state =
    item.kind === 'question' && item.state
      ? common.question[item.state as keyof typeof common.question]
      : t.kind[item.kind]
  return (
    <li class="hit">
      <h2 class="q-text">
        <a href={item.url}>{inTitle ? <Marked {...first} /> : item.title || <i>{t.erased}</i>}</a>
      </h2>
      {others.map((one, i) => (
        <p key={i} class="hit-text">
          <span class="muted small">{t.in[one.in]}</span> <Marked {...one} />
        </p>
      ))}
      <p class="small muted">
        {state}
        {common.dot}
        {formatDay(item.at, lang, now)}
        {item.votes ? `${common.dot}${t.votes(number(item.votes))}` : ''}
        {item.support ? `${common.dot}${t.support(number(item.support))}` : ''}
        {item.speaker && `${common.dot}${t.said(item.speaker)}`}
        {item.unit && `${common.dot}${item.unit}`}
        {item.kind !== 'session' && item.session.slug && (
          <>
            {common.dot}
            <a href={`/s/${item.session.slug}`}>{item.session.title}</a>
          </>
        )}
        {item.session.demo && `${common.dot}${common.demo}`}
      </p>
    </li>
  )
}

const kinds = ['kind', 'state', 'outcome', 'year', 'unit', 'session'] as const
type Kind = (typeof kinds)[number]

function valueName(kind: Kind, { value, label }: Pick<FacetValue, 'value' | 'label'>, lang: Lang) {
  const t = searchWords[lang]
  const common = commonWords[lang]
  if (kind === 'kind') return t.kind[value as keyof typeof t.kind] ?? value
  if (kind === 'state') return common.question[value as keyof typeof common.question] ?? value
  if (kind === 'outcome') return common.outcome[value as keyof typeof common.outcome] ?? value
  if (kind === 'year') return t.year(value)
  return label ?? value
}

function Filters({ answer, lang }: { answer: SearchAnswer; lang: Lang }) {
  const t = searchWords[lang]
  const { facets, filters } = answer
  if (!facets) return null
  return (
    <div class="no-print">
      {kinds.map((kind) => {
        const chosen = filters[kind] === undefined ? null : String(filters[kind])
        const values = facets[kind]
        if (chosen === null && values.length < 2) return null
        return (
          <details key={kind} class="facets" open={chosen !== null || kind === 'kind'}>
            <summary>{t.facet[kind]}</summary>
            <nav class="chips" aria-label={t.facet[kind]}>
              {chosen !== null && <a href={searchHref(answer, { [kind]: null })}>{t.any}</a>}
              {values.map((one) => (
                <a
                  key={one.value}
                  href={searchHref(answer, { [kind]: one.value })}
                  aria-current={one.value === chosen ? 'true' : undefined}
                >
                  {valueName(kind, one, lang)}{' '}
                  <span class="num">
                    {number(one.n)}
                    {one.more && '+'}
                  </span>
                </a>
              ))}
            </nav>
          </details>
        )
      })}
    </div>
  )
}

function Nothing({
  answer,
  asks,
  lang,
}: {
  answer: SearchAnswer
  asks: readonly Asks[]
  lang: Lang
}) {
  const t = searchWords[lang]
  const { why, words } = answer
  const lone = why?.parts.filter(({ n }) => n === 0) ?? []
  return (
    <section class="card">
      <h2>{t.none}</h2>
      {lone.map(({ word, missing }) => (
        <p key={word}>
          {missing.length === 0 ? t.together(word) : t.nowhere(word)}{' '}
          {missing.length > 0 && missing.length < 8 && Array.from(word).length > 2
            ? t.missing(missing.join('、'))
            : ''}
        </p>
      ))}
      {why && lone.length === 0 && words.length > 1 && why.unfiltered === null && <p>{t.apart}</p>}
      {why && why.unfiltered !== null && why.unfiltered > 0 && (
        <p>
          <a href={searchHref({ q: answer.q, filters: {}, order: answer.order })}>
            {t.unfiltered(number(why.unfiltered))}
          </a>
        </p>
      )}
      {why && why.nearest.length > 0 && (
        <>
          <h3>{t.nearest}</h3>
          <nav class="chips" aria-label={t.nearest}>
            {why.nearest.map(({ q, n, more }) => (
              <a key={q} href={searchHref(answer, { q })}>
                {q}{' '}
                <span class="num">
                  {number(n)}
                  {more && '+'}
                </span>
              </a>
            ))}
          </nav>
        </>
      )}
      <p class="muted">{t.askIt}</p>
      {asks.map(({ slug, title }) => (
        <p key={slug}>
          <a href={`/s/${slug}/ask`}>
            {t.ask}
            {commonWords[lang].colon}
            {title}
          </a>
        </p>
      ))}
    </section>
  )
}

/** A session where one can ask now. */
type Asks = Readonly<{ slug: string; title: string }>

/** What was found, how many, and how to narrow it down. */
export function SearchResults({
  answer,
  lang,
  now,
  later,
  asks,
}: {
  answer: SearchAnswer
  lang: Lang
  now: number
  /** Where somebody can ask what was not found. */
  asks: readonly Asks[]
  /** It is not the first page. */
  later: boolean
}) {
  const t = searchWords[lang]
  const { items, total, next } = answer
  return (
    <>
      {answer.building && <p class="notice">{t.building}</p>}
      {answer.folded && answer.words.length > 0 && (
        <p class="small muted">{t.folded(answer.words.join(' '))}</p>
      )}
      <Filters answer={answer} lang={lang} />
      {items.length === 0 && next === null ? (
        <Nothing answer={answer} asks={asks} lang={lang} />
      ) : (
        <>
          <div class="found-line">
            <output>{t.what(number(total.n), total.exact, total.more)}</output>
            <nav class="chips" aria-label={t.orders}>
              {(['new', 'votes'] as const).map((order) => (
                <a
                  key={order}
                  href={searchHref(answer, { order: order === 'new' ? null : order })}
                  aria-current={answer.order === order ? 'true' : undefined}
                >
                  {t.order[order]}
                </a>
              ))}
            </nav>
          </div>
          <ul class="plain hits">
            {items.map((item) => (
              <Hit key={`${item.kind}${item.id}`} item={item} lang={lang} now={now} />
            ))}
          </ul>
          {items.length === 0 && <p>{t.on}</p>}
          {(total.more || !total.exact) && <p class="small muted">{t.counted}</p>}
        </>
      )}
      <nav class="pages" aria-label={t.title}>
        {later && (
          <a class="btn" href={searchHref(answer)}>
            {t.first}
          </a>
        )}
        {next !== null && (
          <a class="btn" rel="next" href={searchHref(answer, { after: next })}>
            {t.more}
          </a>
        )}
      </nav>
      <p class="small">
        <a href={feedOfSearch(answer)}>{exportWords[lang].subscribe}</a>{' '}
        <a href={searchHref(answer, {}, '/api/search')}>{t.feed}</a>
      </p>
    </>
  )
}
