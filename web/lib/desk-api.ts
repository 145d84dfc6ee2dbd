import type { SignedHead } from '../../worker/contract/audit'
import type { Ready } from '../../worker/contract/ready'
import type { RefusalBody, RefusalCode, RefusalFacts } from '../../worker/contract/refusals'
import type { Decided, Decision, DeskState } from '../../worker/contract/room'
import type { Receipt } from '../../worker/contract/views'
import type { Entry } from '../views/desk/model'

/** Requests of the desk. Each answers with the value, or with the refusal as the server told it. */

export type Answered<T> =
  | { ok: true; value: T }
  | { ok: false; code: RefusalCode | 'OFFLINE'; facts: RefusalFacts; message: string }

/** One request; also for what is no session's desk. */
export async function send<T>(
  path: string,
  method: 'GET' | 'POST',
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered<T>> {
  try {
    const answer = await fetch(path, {
      method,
      cache: 'no-store',
      headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (answer.ok) return { ok: true, value: (await answer.json()) as T }
    const { error } = (await answer.json()) as RefusalBody
    const { code, message, ...facts } = error
    return { ok: false, code, facts, message }
  } catch {
    return { ok: false, code: 'OFFLINE', facts: {}, message: '' }
  }
}

export function deskApi(slug: string) {
  const base = `/api/desk/sessions/${slug}`
  return {
    state: () => send<DeskState>(base, 'GET'),
    decide: (decision: Decision) => send<Decided>(`${base}/decisions`, 'POST', decision),
    enter: ({ text, details, name, channel, direct }: Entry, key: string) =>
      send<Receipt>(
        `${base}/entries`,
        'POST',
        {
          text,
          channel,
          direct,
          ...(details ? { details } : {}),
          ...(name ? { name } : {}),
        },
        // Sent twice, a question is entered once.
        { 'Idempotency-Key': key },
      ),
    /** Moves of the session that are not the room's: before it opens, and when it goes into the record. */
    announce: () => send<unknown>(`${base}/announce`, 'POST', {}),
    open: () => send<unknown>(`${base}/open`, 'POST', {}),
    archive: () => send<unknown>(`${base}/archive`, 'POST', {}),
    cancel: () => send<unknown>(`${base}/cancel`, 'POST', {}),
    ready: () => send<Ready>(`${base}/ready`, 'GET'),
    /** In the record an answer is corrected by its own address. */
    correct: (answer: string, text: string, why: string) =>
      send<unknown>(`/api/desk/answers/${answer}/correct`, 'POST', { text, why }),
    /** Where the portal's audit chain stands: printed on the slip an asker takes home. */
    head: () => send<SignedHead>('/.well-known/audit-head', 'GET'),
    undated: (text: string) => send<{ message: string }>(`${base}/undated`, 'POST', { text }),
    overlayLink: (revoke: boolean) =>
      send<{ url: string }>(`${base}/overlay-link`, 'POST', { revoke }),
  }
}
export type DeskApi = ReturnType<typeof deskApi>
