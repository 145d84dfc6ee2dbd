import type { EventRecord } from '../domain/records'
import type { EventDetail } from './decision'

/** What an event remembers besides who, when and what. */
export function detailOf(event: EventRecord): EventDetail {
  return JSON.parse(event.detail ?? '{"v":0}') as EventDetail
}
