import { describeRoute, resolver } from 'hono-openapi'
import type { ZodMiniType } from 'zod/mini'
import { refused } from '../contract/schemas/public'
import { refusals, type RefusalCode } from '../contract/refusals'

interface About {
  tag:
    | 'sessions'
    | 'questions'
    | 'own'
    | 'desk'
    | 'operator'
    | 'import'
    | 'audit'
    | 'staff'
    | 'data'
  summary: string
  /** Status → what it answers with. */
  answers: Partial<Record<101 | 200 | 201 | 202 | 204 | 304, ZodMiniType | string>>
  /** The type of an answer that is not JSON. */
  file?: string
  /** Ways it says no, besides those of every route. */
  no?: RefusalCode[]
  parameters?: { name: string; in: 'header' | 'query'; description: string }[]
}

/** A host that is none, somebody else's page, a flood, a portal not set up, a fault of ours: any address may say so. */
const everywhere = [
  'BAD_REQUEST',
  'WRONG_ORIGIN',
  'SLOW_DOWN',
  'NOT_READY',
  'BROKEN',
] as const satisfies RefusalCode[]

const refusedBody = { 'application/json': { schema: resolver(refused) } }

/** Describes a route for /api/openapi.json: what it answers, and every refusal with its status. */
export function describe({ tag, summary, answers, file, no = [], parameters = [] }: About) {
  const responses: Record<string, { description: string; content?: Record<string, object> }> = {}
  for (const [status, body] of Object.entries(answers)) {
    responses[status] =
      typeof body === 'string'
        ? { description: body, ...(file && status === '200' ? { content: { [file]: {} } } : {}) }
        : { description: summary, content: { 'application/json': { schema: resolver(body) } } }
  }
  const byStatus = new Map<number, RefusalCode[]>()
  for (const code of new Set([...no, ...everywhere])) {
    byStatus.set(refusals[code], [...(byStatus.get(refusals[code]) ?? []), code])
  }
  for (const [status, codes] of byStatus) {
    responses[status] = { description: codes.join(', '), content: refusedBody }
  }
  return describeRoute({
    tags: [tag],
    summary,
    responses,
    parameters: parameters.map((p) => ({ ...p, required: false, schema: { type: 'string' } })),
  })
}

/** Refusals of every route that takes a body from a browser. */
export const writing = [
  'BAD_REQUEST',
  'BAD_TEXT',
  'INVALID',
  'BODY_TOO_LARGE',
  'NOT_JSON',
  'WRONG_ORIGIN',
  'BAD_COOKIE',
  'READ_ONLY',
] as const satisfies RefusalCode[]
