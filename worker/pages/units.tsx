import { Hono } from 'hono'
import { Refusal } from '../contract/refusals'
import { unitWords } from '../contract/words/units'
import type { AppEnv } from '../http/app-env'
import { inTime } from '../http/patience'
import { listPromises } from '../store/commitments'
import { officialFacts, sessionsOfUnit, unitFacts } from '../store/unit-pages'
import { listUnits } from '../store/units'
import { officeWords } from '../../web/views/answer-block'
import { OfficialPage, UnitIndex, UnitPage } from '../../web/views/units'
import { PROMISE_STYLE } from './promise-section'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT, type PageOptions } from './render'
import { houseOf, readerOf } from './reader'
import { breadcrumbs, officialFactsOf, unitFactsOf } from './structured-record'

const SHOWN = 10
const looks: Pick<PageOptions, 'scripts' | 'styles'> = {
  scripts: [PLAIN_SCRIPT],
  styles: [NETIZEN_STYLE, PROMISE_STYLE],
}

const idIn = (raw: string) => {
  if (!/^[\w-]{1,64}$/.test(raw)) throw new Refusal('NOT_FOUND')
  return raw
}

/** Units, and officials in office: addresses that stay, whatever becomes of either. */
export const unitPages = new Hono<AppEnv>()
  .get('/units', async (c) => {
    const { lang } = readerOf(c)
    const t = unitWords[lang]
    const units = await inTime(listUnits(c.env.DB))
    return page(c, {
      ...looks,
      title: t.title,
      description: t.describe,
      canonical: '/units',
      jsonLd: breadcrumbs(houseOf(c), [[t.title, '/units']]),
      body: (
        <div class="narrow">
          <h1>{t.title}</h1>
          <p>{t.intro}</p>
          <UnitIndex units={units} lang={lang} />
        </div>
      ),
    })
  })
  .get('/units/:id', async (c) => {
    const id = idIn(c.req.param('id'))
    const now = Date.now()
    const { lang } = readerOf(c)
    const { DB } = c.env
    const facts = await inTime(unitFacts(DB, id, now))
    if (!facts) throw new Refusal('NOT_FOUND')
    const [sessions, found] = await inTime(
      Promise.all([
        sessionsOfUnit(DB, id, facts.unit.name),
        listPromises(DB, { unitId: id, size: SHOWN }, now),
      ]),
    )
    const house = houseOf(c)
    return page(c, {
      ...looks,
      title: facts.unit.name,
      description: unitWords[lang].describe,
      canonical: `/units/${id}`,
      jsonLd: [
        unitFactsOf(facts, house),
        breadcrumbs(house, [
          [unitWords[lang].title, '/units'],
          [facts.unit.name, `/units/${id}`],
        ]),
      ],
      body: (
        <UnitPage
          facts={facts}
          sessions={sessions}
          promises={found.promises}
          promisesTotal={found.total}
          lang={lang}
          now={now}
        />
      ),
    })
  })
  .get('/officials/:id', async (c) => {
    const id = idIn(c.req.param('id'))
    const now = Date.now()
    const { lang } = readerOf(c)
    const { DB } = c.env
    const [facts, found] = await inTime(
      Promise.all([officialFacts(DB, id), listPromises(DB, { officialId: id, size: SHOWN }, now)]),
    )
    if (!facts) throw new Refusal('NOT_FOUND')
    const house = houseOf(c)
    const { title: units, describe } = unitWords[lang]
    const [held] = facts.offices
    return page(c, {
      ...looks,
      title: facts.name,
      description: held ? officeWords(held.unit.name, held.office) : describe,
      canonical: `/officials/${id}`,
      jsonLd: [
        officialFactsOf(facts, house),
        breadcrumbs(house, [
          [units, '/units'],
          ...(held ? [[held.unit.name, `/units/${held.unit.id}`] as [string, string]] : []),
          [facts.name, `/officials/${id}`],
        ]),
      ],
      body: (
        <OfficialPage
          facts={facts}
          promises={found.promises}
          promisesTotal={found.total}
          lang={lang}
          now={now}
        />
      ),
    })
  })
