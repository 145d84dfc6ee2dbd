import { planNewUnit, planUnitChange } from '../../actions/admin-units'
import { Refusal } from '../../contract/refusals'
import { adminWords } from '../../contract/words/admin'
import type { Ctx } from '../../http/app-env'
import { newId } from '../../http/ids'
import { sha256Text } from '../../http/keys'
import type { UnitRow } from '../../store/units'
import { allUnits } from '../../store/units-admin'
import { UnitForm, UnitTree } from '../../../web/views/desk/admin-units'
import { readerOf } from '../reader'
import { adminPage, carryOut, mayChange, onward, type Form, type Said } from './frame'

const seenOf = (unit: UnitRow) => sha256Text(JSON.stringify(unit))

const fieldsOf = (unit: UnitRow): Form =>
  new Map([
    ['name', unit.name],
    ['level', unit.level],
    ['parent', unit.parentId ?? ''],
    ['department', unit.department ? 'on' : ''],
    ['takesCases', unit.takesCases ? 'on' : ''],
    ['answerDays', String(unit.answerDays ?? '')],
    ['successor', unit.successorId ?? ''],
    ['place', String(unit.place)],
  ])

const blank: Form = new Map([
  ['level', 'county'],
  ['department', 'on'],
  ['takesCases', 'on'],
])

const wrong = (said?: Said) => said?.refusal.facts.field ?? null

export async function units(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const known = await allUnits(c.env.DB)
  const t = adminWords[lang].units
  return adminPage(c, {
    section: 'units',
    title: t.title,
    said,
    body: (
      <>
        <UnitTree units={known} lang={lang} />
        {mayChange(c) && (
          <UnitForm
            lang={lang}
            action="/desk/admin/units"
            units={known}
            form={said?.typed ?? blank}
            wrong={wrong(said)}
          />
        )}
      </>
    ),
  })
}

export async function unit(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const known = await allUnits(c.env.DB)
  const one = known.find(({ id }) => id === c.req.param('id'))
  if (!one) throw new Refusal('NOT_FOUND')
  return adminPage(c, {
    section: 'units',
    title: one.name,
    said,
    body: (
      <UnitForm
        lang={lang}
        action={`/desk/admin/units/${one.id}`}
        units={known}
        unit={one}
        seen={seenOf(one)}
        form={said?.typed ?? fieldsOf(one)}
        wrong={wrong(said)}
        readOnly={!mayChange(c)}
      />
    ),
  })
}

export async function addUnit(c: Ctx, form: Form): Promise<Response> {
  await carryOut(c, await planNewUnit(c.env.DB, newId(), form), Date.now())
  return onward(c, '/units', 'unit_added')
}

export async function changeUnit(c: Ctx, form: Form): Promise<Response> {
  const id = c.req.param('id') ?? ''
  await carryOut(c, await planUnitChange(c.env.DB, id, form, seenOf), Date.now())
  return onward(c, '/units', 'unit_changed')
}
