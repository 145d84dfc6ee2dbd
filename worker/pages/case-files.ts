import { Hono } from 'hono'
import { caseOf } from '../actions/cases/act'
import { CASE_REASON_MAX } from '../contract/case-desk'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { AttachmentRecord } from '../domain/case-records'
import { takeText } from '../domain/text-fields'
import type { AppEnv, Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { readForm } from '../http/body'
import { alsoMay } from '../http/guard'
import { isId, newId } from '../http/ids'
import { sentFile, servedFile } from '../http/sent-files'
import { promisesByIds } from '../store/commitments'
import { fileById, keepFile, publicFilesOf, removeFile } from '../store/attachments'

/** Files of cases: kept, served apart from every page, taken away with a dated stub. */

async function upload(c: Ctx): Promise<Response> {
  const { file } = await caseOf(c.env, c.req.param('case') ?? '')
  if (file.state === 'void') throw new Refusal('NOT_POSSIBLE')
  const { file: sent, form } = await sentFile(c)
  const id = newId()
  const { staff } = c.var
  const row: AttachmentRecord = {
    id,
    of: 'reply',
    ofId: file.id,
    caseId: file.id,
    name: sent.name,
    type: sent.type,
    bytes: sent.bytes.length,
    sha256: sent.sha256,
    key: `cases/${file.id}/${id}.${sent.ending}`,
    public: form.get('public') === '1',
    by: staff.id,
    byName: staff.name,
    at: Date.now(),
    removedAt: null,
    removedWhy: null,
  }
  const { sha256, bytes } = row
  const facts = { case: file.id, file: id, sha256, bytes, public: row.public }
  await chained(c.env, { ...byStaff(staff), act: 'case_file', facts }, () =>
    keepFile(c.env.DB, c.env.FILES, row, sent.bytes),
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

/** Whether anybody may have it: published with a reply, or evidence of a promise that anybody may read. */
async function isShown(c: Ctx, { id, of, ofId, caseId }: AttachmentRecord): Promise<boolean> {
  if (of === 'commitment') {
    // What shows the thing promised goes with its words.
    const [promise] = await promisesByIds(c.env.DB, [ofId], Date.now())
    return promise !== undefined && promise.standing !== 'gone'
  }
  return caseId !== null && (await publicFilesOf(c.env.DB, [caseId])).some((one) => one.id === id)
}

export const caseFiles = new Hono<AppEnv>()
  .post('/desk/cases/:case/files', upload)
  .post('/desk/cases/:case/files/:file/remove', remove)
  .get('/desk/cases/:case/files/:file', async (c) => {
    const row = await ofCase(c)
    // What is not public is for those who handle the case.
    if (!row.public && !alsoMay(c, 'read_case_notes')) throw new Refusal('NOT_ALLOWED')
    return servedFile(c, row, 'private, no-store')
  })
  .get('/files/:file', async (c) => {
    const id = c.req.param('file')
    const row = isId(id) ? await fileById(c.env.DB, id) : null
    if (!row || !(await isShown(c, row))) throw new Refusal('NOT_FOUND')
    return servedFile(c, row, 'public, max-age=3600')
  })
