import { planAppointment, planEndAppointment, planNewOfficial } from '../../actions/admin-officials'
import { Refusal } from '../../contract/refusals'
import { officialWords } from '../../contract/words/admin-officials'
import { shanghaiDay } from '../../domain/shanghai'
import type { Ctx } from '../../http/app-env'
import { newId } from '../../http/ids'
import { appointmentsOf, listOfficials } from '../../store/unit-pages'
import { allUnits } from '../../store/units-admin'
import { OfficialList, OfficialOffices } from '../../../web/views/desk/admin-officials'
import { readerOf } from '../reader'
import { adminPage, carryOut, mayChange, onward, type Form, type Said } from './frame'

const wrong = (said?: Said) => said?.refusal.facts.field ?? null

async function unitOptions(c: Ctx) {
  const all = await allUnits(c.env.DB)
  return all
    .filter(({ successorId }) => successorId === null)
    .map(({ id, name }) => [id, name] as const)
}

export async function officials(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const [list, units] = await Promise.all([listOfficials(c.env.DB), unitOptions(c)])
  return adminPage(c, {
    section: 'officials',
    title: officialWords[lang].title,
    said,
    body: (
      <OfficialList
        lang={lang}
        officials={list.map(({ id, name, offices }) => ({
          id,
          name,
          offices: offices.map(({ office, unit, from, to }, i) => ({
            id: String(i),
            office,
            unit: unit.name,
            from,
            to,
          })),
        }))}
        form={said?.typed ?? new Map()}
        wrong={wrong(said)}
        units={units}
        readOnly={!mayChange(c)}
      />
    ),
  })
}

async function found(c: Ctx): Promise<{ id: string; name: string }> {
  const id = c.req.param('id') ?? ''
  const row = await c.env.DB.prepare('SELECT id, name FROM officials WHERE id = ?1')
    .bind(id)
    .first<{ id: string; name: string }>()
  if (!row) throw new Refusal('NOT_FOUND')
  return row
}

export async function official(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const { id, name } = await found(c)
  const [rows, units] = await Promise.all([
    appointmentsOf(c.env.DB, { official: id }),
    unitOptions(c),
  ])
  return adminPage(c, {
    section: 'officials',
    title: name,
    said,
    body: (
      <OfficialOffices
        lang={lang}
        id={id}
        offices={rows.map((row) => ({
          id: row.id,
          office: row.office,
          unit: row.unit,
          from: shanghaiDay(row.fromAt),
          to: row.toAt === null ? null : shanghaiDay(row.toAt - 1),
        }))}
        form={said?.typed ?? new Map()}
        wrong={wrong(said)}
        units={units}
        readOnly={!mayChange(c)}
      />
    ),
  })
}

export async function addOfficial(c: Ctx, form: Form): Promise<Response> {
  const ids = { official: newId(), appointment: newId() }
  await carryOut(c, await planNewOfficial(c.env.DB, ids, form), Date.now())
  return onward(c, `/officials/${ids.official}`, 'official_kept')
}

export async function appointOfficial(c: Ctx, form: Form): Promise<Response> {
  const one = await found(c)
  await carryOut(c, await planAppointment(c.env.DB, one, newId(), form), Date.now())
  return onward(c, `/officials/${one.id}`, 'official_kept')
}

export async function endAppointment(c: Ctx, form: Form): Promise<Response> {
  const one = await found(c)
  const id = c.req.param('appointment') ?? ''
  await carryOut(c, await planEndAppointment(c.env.DB, one, id, form), Date.now())
  return onward(c, `/officials/${one.id}`, 'official_kept')
}
