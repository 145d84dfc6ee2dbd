import { Refusal } from '../contract/refusals'
import { attachmentOf, cleanName, type AttachmentType } from '../domain/attachments'
import type { AttachmentRecord } from '../domain/case-records'
import { toHex } from '../domain/bytes'
import type { Ctx } from './app-env'
import { readBytes } from './body'

/** Files that staff hand in beside a case or a promise: taken for what they are, and served apart from every page. */

const FILE_BYTES = 10 * 1024 * 1024
/** What a form says around its file. */
const AROUND_BYTES = 16 * 1024

export interface SentFile {
  bytes: Uint8Array<ArrayBuffer>
  name: string
  type: AttachmentType
  ending: string
  sha256: string
}

/** The file of a posted form, and the form; refused where its content is none of the three kinds. */
export async function sentFile(c: Ctx): Promise<{ file: SentFile; form: FormData }> {
  const type = c.req.header('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new Refusal('NOT_JSON')
  const body = await readBytes(c.req.raw, FILE_BYTES + AROUND_BYTES)
  let form: FormData
  try {
    form = await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': type },
    }).formData()
  } catch {
    throw new Refusal('BAD_REQUEST')
  }
  const sent: unknown = form.get('file')
  if (!(sent instanceof File) || sent.size === 0) throw new Refusal('EMPTY', { field: 'file' })
  if (sent.size > FILE_BYTES) throw new Refusal('BODY_TOO_LARGE')
  const kept = attachmentOf(new Uint8Array(await sent.arrayBuffer()))
  if (!kept) throw new Refusal('NOT_A_FILE')
  const sha256 = toHex(await crypto.subtle.digest('SHA-256', kept.bytes))
  return { file: { ...kept, name: cleanName(sent.name, kept.ending), sha256 }, form }
}

/** A file by itself, which no page embeds and no script of it runs. */
export async function servedFile(c: Ctx, row: AttachmentRecord, cache: string): Promise<Response> {
  if (row.removedAt !== null) throw new Refusal('FILE_GONE')
  const found = await c.env.FILES.get(row.key)
  if (!found) throw new Refusal('FILE_GONE')
  return new Response(found.body, {
    headers: {
      'content-type': row.type,
      'content-length': String(row.bytes),
      'content-disposition': `attachment; filename="file.${row.key.split('.').at(-1)}"; filename*=UTF-8''${encodeURIComponent(row.name)}`,
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': cache,
      'x-robots-tag': 'noindex',
    },
  })
}
