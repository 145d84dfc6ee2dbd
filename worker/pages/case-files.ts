import { Hono } from 'hono'
import { caseOf } from '../actions/cases/act'
import { CASE_REASON_MAX } from '../contract/case-desk'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { attachmentOf, cleanName } from '../domain/attachments'
import type { AttachmentRecord } from '../domain/case-records'
import { toHex } from '../domain/bytes'
import { takeText } from '../domain/text-fields'
import type { AppEnv, Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { readBytes, readForm } from '../http/body'
import { alsoMay } from '../http/guard'
import { isId, newId } from '../http/ids'
import { keepFile, publicFilesOf, removeFile } from '../store/attachments'
import { fileById } from '../store/case-page'

/** Files of cases: kept, served apart from every page, taken away with a dated stub. */

const FILE_BYTES = 10 * 1024 * 1024
/** What a form says around its file. */
const AROUND_BYTES = 16 * 1024

async function sentFile(c: Ctx): Promise<{ bytes: Uint8Array; name: string; open: boolean }> {
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
  const file: unknown = form.get('file')
  if (!(file instanceof File) || file.size === 0) throw new Refusal('EMPTY', { field: 'file' })
  if (file.size > FILE_BYTES) throw new Refusal('BODY_TOO_LARGE')
  const bytes = new Uint8Array(await file.arrayBuffer())
  return { bytes, name: file.name, open: form.get('public') === '1' }
}

async function upload(c: Ctx): Promise<Response> {
  const { file } = await caseOf(c.env, c.req.param('case') ?? '')
  if (file.state === 'void') throw new Refusal('NOT_POSSIBLE')
  const sent = await sentFile(c)
  const kept = attachmentOf(sent.bytes)
  if (!kept) throw new Refusal('NOT_A_FILE')
  const id = newId()
  const { staff } = c.var
  const row: AttachmentRecord = {
    id,
    of: 'reply',
    ofId: file.id,
    caseId: file.id,
    name: cleanName(sent.name, kept.ending),
    type: kept.type,
    bytes: kept.bytes.length,
    sha256: toHex(await crypto.subtle.digest('SHA-256', kept.bytes)),
    key: `cases/${file.id}/${id}.${kept.ending}`,
    public: sent.open,
    by: staff.id,
    byName: staff.name,
    at: Date.now(),
    removedAt: null,
    removedWhy: null,
  }
  const { sha256, bytes } = row
  const facts = { case: file.id, file: id, sha256, bytes, public: sent.open }
  await chained(c.env, { ...byStaff(staff), act: 'case_file', facts }, () =>
    keepFile(c.env.DB, c.env.FILES, row, kept.bytes),
  )
  return c.redirect(`/desk/cases/${file.id}?said=file`, 303)
}

async function ofCase(c: Ctx): Promise<AttachmentRecord> {
  const id = c.req.param('file') ?? ''
  const row = isId(id) ? await fileById(c.env.DB, id) : null
  if (!row || row.caseId !== c.req.param('case')) throw new Refusal('NOT_FOUND')
  return row
}

async function remove(c: Ctx): Promise<Response> {
  const row = await ofCase(c)
  const sent = await readForm(c, STAFF_BODY_BYTES)
  const why = takeText(sent.get('why') ?? '', 'why', { min: 1, max: CASE_REASON_MAX })
  const { id, caseId, sha256 } = row
  await chained(
    c.env,
    {
      ...byStaff(c.var.staff),
      act: 'case_file_removed',
      said: why,
      facts: { case: caseId, file: id, sha256 },
    },
    () => removeFile(c.env.DB, c.env.FILES, row, why, Date.now()),
    (took) => took,
  )
  return c.redirect(`/desk/cases/${caseId}?said=file_removed`, 303)
}

/** A file by itself, which no page embeds and no script of it runs. */
async function served(c: Ctx, row: AttachmentRecord, cache: string): Promise<Response> {
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

export const caseFiles = new Hono<AppEnv>()
  .post('/desk/cases/:case/files', upload)
  .post('/desk/cases/:case/files/:file/remove', remove)
  .get('/desk/cases/:case/files/:file', async (c) => {
    const row = await ofCase(c)
    // What is not public is for those who handle the case.
    if (!row.public && !alsoMay(c, 'read_case_notes')) throw new Refusal('NOT_ALLOWED')
    return served(c, row, 'private, no-store')
  })
  .get('/files/:file', async (c) => {
    const id = c.req.param('file')
    const row = isId(id) ? await fileById(c.env.DB, id) : null
    const open = row?.caseId ? await publicFilesOf(c.env.DB, [row.caseId]) : []
    if (!row || !open.some((one) => one.id === row.id)) throw new Refusal('NOT_FOUND')
    return served(c, row, 'public, max-age=3600')
  })
