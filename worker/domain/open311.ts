import { xml } from './atom'

/** Open311 GeoReport v2, as far as it reads: services and requests, as JSON and as XML. */

export interface Service {
  service_code: string
  service_name: string
  description: string
  metadata: boolean
  type: 'realtime' | 'batch' | 'blackbox'
  keywords: string
  group: string
}

export interface ServiceRequest {
  service_request_id: string
  status: 'open' | 'closed'
  status_notes: string
  service_name: string
  service_code: string
  description: string
  agency_responsible: string
  service_notice: string
  requested_datetime: string
  updated_datetime: string
  expected_datetime: string
}

type Value = string | boolean | readonly string[]

function element(name: string, value: Value): string {
  if (typeof value === 'object') {
    return `<${name}>${value.map((one) => element(name.replace(/s$/, ''), one)).join('')}</${name}>`
  }
  const text = xml(String(value))
  return text === '' ? `<${name}/>` : `<${name}>${text}</${name}>`
}

/** A list of things as the specification writes them in XML. */
export function listXml(root: string, item: string, things: readonly object[]): string {
  const items = things.map((thing) => {
    const parts = Object.entries(thing as Record<string, Value>)
    return `<${item}>${parts.map(([name, value]) => element(name, value)).join('')}</${item}>`
  })
  return `<?xml version="1.0" encoding="utf-8"?>\n<${root}>${items.join('\n')}</${root}>\n`
}

export interface Discovery {
  changeset: string
  contact: string
  key_service: string
  endpoints: {
    specification: string
    url: string
    changeset: string
    type: string
    formats: string[]
  }[]
}

/** Where the interface is, as XML. */
export function discoveryXml({ endpoints, ...facts }: Discovery): string {
  const head = Object.entries(facts).map(([name, value]) => element(name, value))
  const list = endpoints.map((one) => {
    const { formats, ...rest } = one
    const parts = Object.entries(rest).map(([name, value]) => element(name, value))
    return `<endpoint>${parts.join('')}${element('formats', formats)}</endpoint>`
  })
  return (
    '<?xml version="1.0" encoding="utf-8"?>\n' +
    `<discovery>${head.join('')}<endpoints>${list.join('')}</endpoints></discovery>\n`
  )
}

/** A refusal in the words of the specification. */
export const errorBody = (code: number, description: string) => [{ code, description }]
