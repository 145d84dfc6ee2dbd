import { Hono } from 'hono'
import * as z from 'zod/mini'
import { IMPORT_BODY_BYTES } from '../contract/limits'
import { refusals, type RefusalCode } from '../contract/refusals'
import type { AppEnv } from '../http/app-env'
import { chained } from '../http/audit'
import { readBytes } from '../http/body'
import { newId } from '../http/ids'
import { sha256Text } from '../http/keys'
import { slugOf } from '../http/room-door'
import { valid } from '../http/valid'
import { describe } from './describe'

const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]
const query = z.object({
  dry: z.optional(z.literal('1')),
  title: z.optional(z.string()),
  unit: z.optional(z.string()),
  source: z.optional(z.string()),
  lang: z.optional(z.string()),
})
const answer = z.object({
  results: z.array(
    z.object({
      line: z.int(),
      status: z.enum(['imported', 'unchanged', 'refused', 'checked']),
      code: z.optional(z.enum(codes)),
      field: z.optional(z.string()),
    }),
  ),
  unknown: z.array(z.string()),
})

const NEWLINE = 10
const RETURN = 13

/** Bytes between line ends; a last line end does not begin another line. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let from = 0
  while (from < bytes.length) {
    const found = bytes.indexOf(NEWLINE, from)
    const end = found < 0 ? bytes.length : found
    const cut = end > from && bytes[end - 1] === RETURN ? end - 1 : end
    lines.push(bytes.subarray(from, cut))
    from = end + 1
  }
  return lines
}

/** Brings messages of another system into a mailbox (网上信箱). */
export const imports = new Hono<AppEnv>().post(
  '/api/sessions/:slug/import',
  describe({
    tag: 'import',
    summary: 'Import messages as NDJSON, one object a line; needs the import token',
    answers: { 200: answer },
    no: [
      'SIGN_IN_FIRST',
      'NOT_ALLOWED',
      'NOT_FOUND',
      'NOT_POSSIBLE',
      'INVALID',
      'TOO_SHORT',
      'TOO_LONG',
      'BODY_TOO_LARGE',
      'RECORD_AWAY',
    ],
  }),
  valid('query', query),
  async (c) => {
    const { dry, title, unit, source } = c.req.valid('query')
    const slug = slugOf(c.req.param('slug'))
    const bytes = await readBytes(c.req.raw, IMPORT_BODY_BYTES)
    const lines = linesOf(bytes)
    // A few times a month somebody imports; nobody else needs this read.
    const { importMessages } = await import('../actions/import-messages')
    const deps = { db: c.env.DB, newId, digest: sha256Text, now: Date.now() }
    const into = { slug, title, unit: unit ?? c.env.REGION_NAME, source }
    const work = () => importMessages(deps, into, lines, dry === '1')
    if (dry === '1') return c.json(await work(), 200)
    const about = [
      {
        kind: 'session',
        key: `session:${slug}`,
        words: { digest: sha256Text(bytes), into: title ?? null },
      },
    ]
    const facts = { lines: lines.length }
    const act = { actor: 'import', role: 'import', act: 'import', about, facts } as const
    return c.json(await chained(c.env, act, work), 200)
  },
)
