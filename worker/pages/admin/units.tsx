import { planChannel, planChannelEnd } from '../../actions/admin-channels'
import { planNewUnit, planUnitChange } from '../../actions/admin-units'
import { Refusal } from '../../contract/refusals'
import { adminWords } from '../../contract/words/admin'
import { toBase64url } from '../../domain/bytes'
import type { Ctx } from '../../http/app-env'
import { courierOf } from '../../http/courier-door'
import { sealChannel } from '../../http/channel-seal'
import { newId } from '../../http/ids'
import { sha256Text } from '../../http/keys'
import type { UnitRow } from '../../store/units'
import { channelsOf } from '../../store/unit-channels'
import { allUnits } from '../../store/units-admin'
import { Channels } from '../../../web/views/desk/admin-channels'
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

/** What the page of a unit says of its channels besides. */
interface OfChannels {
  secret?: string
  failed?: string
}

export async function unit(
  c: Ctx,
  said?: Said,
  { secret, failed }: OfChannels = {},
): Promise<Response> {
  const { lang } = readerOf(c)
  const known = await allUnits(c.env.DB)
  const one = known.find(({ id }) => id === c.req.param('id'))
  if (!one) throw new Refusal('NOT_FOUND')
  const channels = (await channelsOf(c.env.DB, one.id)).filter(({ endedAt }) => endedAt === null)
  const ofChannel = said?.typed.has('to') ?? false
  const ofUnit = ofChannel ? undefined : said
  return adminPage(c, {
    section: 'units',
    title: one.name,
    said,
    // A secret is on it.
    ...(secret && { headers: { 'cache-control': 'no-store' } }),
    body: (
      <>
        <UnitForm
          lang={lang}
          action={`/desk/admin/units/${one.id}`}
          units={known}
          unit={one}
          seen={seenOf(one)}
          form={ofUnit?.typed ?? fieldsOf(one)}
          wrong={wrong(ofUnit)}
          readOnly={!mayChange(c)}
        />
        <Channels
          lang={lang}
          unitId={one.id}
          channels={channels}
          form={ofChannel && said ? said.typed : new Map()}
          wrong={ofChannel}
          secret={secret ?? null}
          failed={failed ?? null}
          readOnly={!mayChange(c)}
        />
      </>
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

const idOf = (c: Ctx) => c.req.param('id') ?? ''

export async function addChannel(c: Ctx, form: Form): Promise<Response> {
  const now = Date.now()
  const { plan, secret } = await planChannel(
    {
      db: c.env.DB,
      actor: c.var.staff,
      now,
      newId,
      hosts: c.env.HOOK_HOSTS,
      seal: (id, to, key) => sealChannel(c.env, id, { to, secret: key }),
      newSecret: () => toBase64url(crypto.getRandomValues(new Uint8Array(32))),
    },
    idOf(c),
    form,
  )
  await carryOut(c, plan, now)
  // What is shown once comes with the answer itself; everything else is a page that may be loaded again.
  if (secret) return unit(c, undefined, { secret })
  return onward(c, `/units/${idOf(c)}`, 'channel_added')
}

export async function endChannel(c: Ctx): Promise<Response> {
  const now = Date.now()
  const plan = await planChannelEnd({ db: c.env.DB, now }, idOf(c), c.req.param('channel') ?? '')
  await carryOut(c, plan, now)
  return onward(c, `/units/${idOf(c)}`, 'channel_ended')
}

export async function tryChannel(c: Ctx): Promise<Response> {
  const channels = await channelsOf(c.env.DB, idOf(c))
  const channel = channels.find(({ id }) => id === c.req.param('channel'))
  if (!channel) throw new Refusal('NOT_FOUND')
  const failed = await courierOf(c.env).tryChannel(channel.id, Date.now())
  if (failed !== null) return unit(c, undefined, { failed })
  return onward(c, `/units/${idOf(c)}`, 'channel_tried')
}
