import type { Lang } from '../../worker/contract/lang'
import type { PublicUnit } from '../../worker/contract/record'
import type { OfficialFacts, PublicAppointment, UnitFacts } from '../../worker/contract/units'
import type { PublicPromise } from '../../worker/contract/commitments'
import type { PublicSession } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { promiseWords } from '../../worker/contract/words/promises'
import { unitWords } from '../../worker/contract/words/units'
import { formatDateTime, formatDay, startOfDay } from '../../worker/domain/shanghai'
import { officeWords } from './answer-block'
import { inTree } from './desk/admin-units'
import { PromiseList } from './promises'
import { dayWords } from './session-card'

/** Pages of units and of officials in office. Drawn by the server alone. */

interface Told {
  lang: Lang
  now: number
}

/** A date that is read years later carries its year. */
const day = (text: string, lang: Lang) => formatDay(startOfDay(text), lang, 0)

export function UnitIndex({ units, lang }: { units: readonly PublicUnit[]; lang: Lang }) {
  const t = unitWords[lang]
  if (units.length === 0) return <p class="empty">{t.none}</p>
  return (
    <ul class="plain unit-tree">
      {inTree(units).map(({ unit, depth }) => (
        <li key={unit.id} class={`depth-${Math.min(depth, 3)}`}>
          <a href={`/units/${unit.id}`}>{unit.name}</a>{' '}
          <span class="small muted">{unit.department ? t.department : t.level[unit.level]}</span>
        </li>
      ))}
    </ul>
  )
}

/** Under an answer: the way to everything its speaker answered in that office. */
export function OfficialLine({
  official,
  lang,
}: {
  official: { id: string; name: string } | undefined
  lang: Lang
}) {
  if (!official) return null
  return (
    <p class="small no-print">
      <a href={`/officials/${official.id}`}>{unitWords[lang].ofOfficial(official.name)}</a>
    </p>
  )
}

/** Who answered at a session, as far as they are on record in their office. */
export function Answered({
  officials,
  lang,
}: {
  officials: readonly { id: string; name: string; office: string; unit: string; unitId: string }[]
  lang: Lang
}) {
  if (officials.length === 0) return null
  return (
    <section class="answered-here">
      <h2>{unitWords[lang].answered}</h2>
      <ul class="plain">
        {officials.map((one) => (
          <li key={one.id + one.unitId}>
            <a href={`/officials/${one.id}`}>{one.name}</a>{' '}
            <a class="muted" href={`/units/${one.unitId}`}>
              {officeWords(one.unit, one.office)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Span({ one, lang }: { one: PublicAppointment; lang: Lang }) {
  const t = unitWords[lang]
  const from = day(one.from, lang)
  return (
    <span class="muted together">
      {one.to === null ? t.since(from) : t.span(from, day(one.to, lang))}
    </span>
  )
}

function Officials({ list, lang }: { list: readonly PublicAppointment[]; lang: Lang }) {
  return (
    <ul class="plain">
      {list.map((one, i) => (
        <li key={i}>
          <a href={`/officials/${one.official.id}`}>{one.official.name}</a> {one.office}{' '}
          <Span one={one} lang={lang} />
        </li>
      ))}
    </ul>
  )
}

export function UnitPage({
  facts,
  sessions,
  promises,
  promisesTotal,
  lang,
  now,
}: {
  facts: UnitFacts
  sessions: readonly PublicSession[]
  promises: readonly PublicPromise[]
  promisesTotal: number
} & Told) {
  const t = unitWords[lang]
  const common = commonWords[lang]
  const { unit, parent, children, successor, predecessors, cases } = facts
  const when = (at: number | null) => (at === null ? null : formatDay(at, lang, 0))
  return (
    <article class="narrow unit-page">
      <p class="crumbs">
        <a href="/units">{t.title}</a> {parent && <a href={`/units/${parent.id}`}>{parent.name}</a>}
      </p>
      <h1>{unit.name}</h1>
      <p class="muted">
        {t.level[unit.level]}
        {unit.department && common.dot + t.department}
      </p>
      {successor && (
        <p class="notice">
          {t.merged(successor.name, when(successor.at))}{' '}
          <a href={`/units/${successor.id}`}>{successor.name}</a>
        </p>
      )}
      {predecessors.length > 0 && (
        <ul class="plain">
          {predecessors.map(({ id, name, at }) => (
            <li key={id}>
              <a href={`/units/${id}`}>{t.took(name, when(at))}</a>
            </li>
          ))}
        </ul>
      )}
      <section>
        <h2>{t.cases}</h2>
        <p>
          {cases.total === 0
            ? t.noCases
            : t.casesLine(cases.total, cases.open, cases.overdue, cases.answered)}{' '}
          <span class="muted">{t.asOf(formatDateTime(now, lang, now))}</span>
        </p>
        <p class="small muted">{t.casesDefinition}</p>
        {cases.total > 0 && (
          <p>
            <a href={`/ledger?unit=${encodeURIComponent(unit.id)}`}>{t.toLedger}</a>
          </p>
        )}
      </section>
      <section>
        <h2>{t.promises}</h2>
        {promises.length === 0 ? (
          <p class="muted">{t.noPromises}</p>
        ) : (
          <>
            <PromiseList promises={promises} lang={lang} now={now} />
            <p>
              <a href={`/promises?unit=${encodeURIComponent(unit.id)}`}>
                {t.toPromises} <span class="num">{promisesTotal}</span>
              </a>
            </p>
          </>
        )}
      </section>
      <section>
        <h2>{t.official}</h2>
        {facts.now.length + facts.before.length === 0 && <p class="muted">{t.noOfficials}</p>}
        {facts.now.length > 0 && (
          <>
            <h3>{t.now}</h3>
            <Officials list={facts.now} lang={lang} />
          </>
        )}
        {facts.before.length > 0 && (
          <>
            <h3>{t.before}</h3>
            <Officials list={facts.before} lang={lang} />
          </>
        )}
      </section>
      <section>
        <h2>{t.sessions}</h2>
        {sessions.length === 0 ? (
          <p class="muted">{t.noSessions}</p>
        ) : (
          <ul class="plain unit-tree">
            {sessions.map((session) => (
              <li key={session.id}>
                <a href={`/s/${session.slug}`}>{session.title}</a>{' '}
                <span class="small muted together">
                  {dayWords(session, lang, now)}
                  {session.demo && common.dot + common.demo}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {children.length > 0 && (
        <section>
          <h2>{t.children}</h2>
          <UnitIndex units={children} lang={lang} />
        </section>
      )}
      <p class="small muted">{t.permanent}</p>
    </article>
  )
}

export function OfficialPage({
  facts,
  promises,
  promisesTotal,
  lang,
  now,
}: {
  facts: OfficialFacts
  promises: readonly PublicPromise[]
  promisesTotal: number
} & Told) {
  const t = unitWords[lang]
  const common = commonWords[lang]
  return (
    <article class="narrow unit-page">
      <p class="crumbs">
        <a href="/units">{t.title}</a>
      </p>
      <h1>{facts.name}</h1>
      <section>
        <h2>{t.offices}</h2>
        <ul class="plain">
          {facts.offices.map((one, i) => (
            <li key={i}>
              <a href={`/units/${one.unit.id}`}>{one.unit.name}</a>{' '}
              {one.office.replace(one.unit.name, '')} <Span one={one} lang={lang} />
            </li>
          ))}
        </ul>
      </section>
      {promises.length > 0 && (
        <section>
          <h2>{promiseWords[lang].sectionOf(promisesTotal)}</h2>
          <PromiseList promises={promises} lang={lang} now={now} />
        </section>
      )}
      <section>
        <h2>{t.answers}</h2>
        {facts.answered === 0 ? (
          <p class="muted">{t.noAnswers}</p>
        ) : (
          <p>{t.answersLine(facts.answered, facts.answers.length)}</p>
        )}
        <ul class="plain promises">
          {facts.answers.map(({ answer, question, session }) => (
            <li key={answer.id}>
              <p class="q-text">
                <a href={`/q/${question.id}`}>{question.text || common.number(question.no)}</a>
              </p>
              <p class="clamp">{answer.text}</p>
              <p class="q-meta muted">
                {formatDay(answer.at, lang, 0)}{' '}
                {t.inOffice(officeWords(answer.unit, answer.office))}
                {common.dot}
                <a href={`/s/${session.slug}`}>{session.title}</a>
                {session.demo && common.dot + common.demo}
              </p>
            </li>
          ))}
        </ul>
      </section>
      <p class="small muted">{t.rule}</p>
      <p class="small muted">{t.permanent}</p>
    </article>
  )
}
