import { commonWords } from '../contract/words/common'
import { open311Words } from '../contract/words/open311'
import {
  discoveryXml,
  errorBody,
  listXml,
  type Discovery,
  type Service,
  type ServiceRequest,
} from '../domain/open311'
import type { Ctx } from '../http/app-env'
import { whereChanged } from '../http/conditional'
import { langOf } from '../http/lang'
import { inTime } from '../http/patience'
import { ownOrigin } from '../http/place'
import {
  requestsFound,
  servicesOffered,
  type FoundRequest,
  type RequestQuery,
} from '../store/open311'

/**
 * Open311 GeoReport v2, its reading half: a service is a unit, a request is a matter handed to it. There is no
 * place on a map, no account, no address and no name: nothing of a person.
 */

const PAGE = 50
const PAGE_MAX = 200
const DAY_MS = 86_400_000
/** The specification: without dates, the last 90 days. */
const SPAN_DAYS = 90
const LISTED = 200

type Form = 'json' | 'xml'

/** `requests.json` is the list in a form; anything else is none of ours. */
function formIn(name: string, of: string): Form | null {
  if (name === `${of}.json`) return 'json'
  return name === `${of}.xml` ? 'xml' : null
}

function answer(c: Ctx, form: Form, json: unknown, xml: () => string): Response {
  return form === 'json'
    ? whereChanged(c, JSON.stringify(json), 'application/json; charset=utf-8')
    : whereChanged(c, xml(), 'text/xml; charset=utf-8')
}

/** A refusal as the specification writes it: a list, with the status as its code. */
function refused(c: Ctx, form: Form, code: 400 | 404, description: string): Response {
  const body = errorBody(code, description)
  return form === 'json'
    ? c.json(body, code)
    : c.body(listXml('errors', 'error', body), code, { 'content-type': 'text/xml; charset=utf-8' })
}

const CHANGED = '2026-12-01T00:00:00Z'

function discovery(c: Ctx, form: Form): Response {
  const origin = ownOrigin(c)
  const facts: Discovery = {
    changeset: CHANGED,
    contact: `${origin}/about`,
    key_service: '',
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${origin}/open311/v2`,
        changeset: CHANGED,
        type: 'production',
        formats: ['text/xml', 'application/json'],
      },
    ],
  }
  return answer(c, form, facts, () => discoveryXml(facts))
}

async function services(c: Ctx, form: Form): Promise<Response> {
  const t = open311Words[langOf(c)]
  const found = await inTime(servicesOffered(c.env.DB))
  const list = found.map(({ id, name, level }): Service => ({
    service_code: id,
    service_name: name,
    description: t.service(name),
    metadata: false,
    type: 'batch',
    keywords: '',
    group: level,
  }))
  return answer(c, form, list, () => listXml('services', 'service', list))
}

const moment = (ms: number | null) => (ms === null ? '' : new Date(ms).toISOString())

function requestOf(
  c: Ctx,
  { case: item, question, unitId, changed }: FoundRequest,
): ServiceRequest {
  const lang = langOf(c)
  const common = commonWords[lang]
  const notes = [common.case[item.state], item.outcome && common.outcome[item.outcome], item.reply]
  return {
    service_request_id: item.id,
    status: item.repliedAt === null ? 'open' : 'closed',
    status_notes: notes.filter(Boolean).join(common.colon),
    service_name: item.unit,
    service_code: unitId,
    description: question.text,
    agency_responsible: item.unit,
    service_notice: `${ownOrigin(c)}/q/${question.id}`,
    requested_datetime: moment(item.assignedAt),
    updated_datetime: moment(changed),
    expected_datetime: moment(item.dueAt),
  }
}

const codes = (text: string) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** What is asked for, or the name of what is not understood. */
function queryIn(c: Ctx, now: number): RequestQuery | string {
  const asked = c.req.query()
  const query: RequestQuery = { page: 1, size: PAGE }
  const number = (name: string, most: number): number | null | undefined => {
    const raw = asked[name]
    if (!raw) return undefined
    return /^[1-9]\d{0,5}$/.test(raw) && Number(raw) <= most ? Number(raw) : null
  }
  const page = number('page', 10_000)
  const size = number('page_size', PAGE_MAX)
  if (page === null) return 'page'
  if (size === null) return 'page_size'
  query.page = page ?? 1
  query.size = size ?? PAGE
  for (const [name, to] of [
    ['service_request_id', 'ids'],
    ['service_code', 'services'],
  ] as const) {
    if (!asked[name]) continue
    const list = codes(asked[name])
    if (list.length > LISTED || list.some((one) => !/^[\w-]{1,64}$/.test(one))) return name
    query[to] = list
  }
  if (asked['status']) {
    const states = codes(asked['status'])
    if (states.some((one) => one !== 'open' && one !== 'closed')) return 'status'
    if (new Set(states).size === 1) query.status = states[0] as 'open' | 'closed'
  }
  for (const [name, to] of [
    ['start_date', 'from'],
    ['end_date', 'to'],
    ['updated_after', 'updatedFrom'],
    ['updated_before', 'updatedTo'],
  ] as const) {
    const raw = asked[name]
    if (!raw) continue
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(raw) ? Date.parse(raw.replace(' ', '+')) : NaN
    if (Number.isNaN(at)) return name
    query[to] = at
  }
  // By numbers everything is found, whenever it was; otherwise a stretch of time.
  if (!query.ids && query.updatedFrom === undefined) {
    query.from ??= (query.to ?? now) - SPAN_DAYS * DAY_MS
  }
  return query
}

async function requests(c: Ctx, form: Form): Promise<Response> {
  const query = queryIn(c, Date.now())
  if (typeof query === 'string') return refused(c, form, 400, `${query} is not understood`)
  const found = await inTime(requestsFound(c.env.DB, query))
  const list = found.map((one) => requestOf(c, one))
  return answer(c, form, list, () => listXml('service_requests', 'request', list))
}

async function request(c: Ctx, id: string, form: Form): Promise<Response> {
  const query = { ids: [id], page: 1, size: 1 }
  const found = /^[\w-]{1,64}$/.test(id) ? await inTime(requestsFound(c.env.DB, query)) : []
  if (found.length === 0) return refused(c, form, 404, 'service_request_id was not found')
  const list = found.map((one) => requestOf(c, one))
  return answer(c, form, list, () => listXml('service_requests', 'request', list))
}

/** Everything under /open311/v2. */
export async function open311(c: Ctx, name: string, id?: string): Promise<Response> {
  if (id !== undefined) {
    const [, number = '', form] = /^([\w-]+)\.(json|xml)$/.exec(id) ?? []
    if (name !== 'requests' || !form) return refused(c, 'json', 404, 'there is nothing here')
    return request(c, number, form as Form)
  }
  for (const [of, make] of [
    ['discovery', discovery],
    ['services', services],
    ['requests', requests],
  ] as const) {
    const form = formIn(name, of)
    if (form) return make(c, form)
  }
  return refused(c, 'json', 404, 'there is nothing here')
}
