import { Hono } from 'hono'
import { EVIDENCE_MAX, EVIDENCE_WHY_MAX } from '../contract/commitments'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import type { AttachmentRecord } from '../domain/case-records'
import { mayTakeOff, promiseGrant } from '../domain/commitments'
import { takeText } from '../domain/text-fields'
import type { AppEnv, Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { readForm } from '../http/body'
import { isId, newId } from '../http/ids'
import { inTime } from '../http/patience'
import { sentFile } from '../http/sent-files'
import { promisePlace } from '../routes/promise-acts'
import { fileById, keepFile, removeFile } from '../store/attachments'
import { promiseById } from '../store/commitments'
import { findStaff } from '../store/staff'

/** Evidence of promises: added by who keeps or verifies them, taken off with a dated stub and its reason. */

async function promiseOf(c: Ctx) {
  const id = c.req.param('id') ?? ''
  const promise = await inTime(promiseById(c.env.DB, id, Date.now()))
  if (!promise) throw new Refusal('NOT_FOUND')
  const place = await promisePlace(c, promise.session.slug, promise.unitId)
  return { promise, place }
}

async function add(c: Ctx): Promise<Response> {
  const { promise, place } = await promiseOf(c)
  const { signedIn, staff } = c.var
  const grant =
    promiseGrant('update', signedIn.grants, place) ?? promiseGrant('verify', signedIn.grants, place)
  if (!grant) throw new Refusal('NOT_ALLOWED')
  const there = promise.evidence.filter(({ removedAt }) => removedAt === undefined)
  // Words of the past nobody keeps track of, and of words taken out of the record nothing is shown.
  const shut = promise.state === 'said' || promise.standing === 'gone'
  if (shut || there.length >= EVIDENCE_MAX) throw new Refusal('NOT_POSSIBLE')
  const { file } = await sentFile(c)
  c.header('cache-control', 'no-store')
  const to = (said: string) => c.redirect(`/desk/commitments/${promise.id}?done=${said}`, 303)
  // The same file sent twice stands there once.
  if (there.some(({ sha256 }) => sha256 === file.sha256)) return to('evidence')
  const id = newId()
  const member = await inTime(findStaff(c.env.DB, staff.id))
  const row: AttachmentRecord = {
    id,
    of: 'commitment',
    ofId: promise.id,
    caseId: null,
    name: file.name,
    type: file.type,
    bytes: file.bytes.length,
    sha256: file.sha256,
    key: `promises/${promise.id}/${id}.${file.ending}`,
    public: true,
    by: staff.id,
    byName: member?.unit ?? '',
    at: Date.now(),
    removedAt: null,
    removedWhy: null,
  }
  const { sha256, bytes } = row
  const by: Actor = { ...staff, role: grant.role, ...(grant.for && { for: grant.for }) }
  const facts = { promise: promise.id, file: id, sha256, bytes }
  await chained(c.env, { ...byStaff(by), act: 'promise_file', facts }, () =>
    keepFile(c.env.DB, c.env.FILES, row, file.bytes),
  )
  return to('evidence')
}

async function takeOff(c: Ctx): Promise<Response> {
  const { promise, place } = await promiseOf(c)
  const { signedIn, staff } = c.var
  const id = c.req.param('file') ?? ''
  const row = isId(id) ? await inTime(fileById(c.env.DB, id)) : null
  if (!row || row.of !== 'commitment' || row.ofId !== promise.id) throw new Refusal('NOT_FOUND')
  if (!mayTakeOff({ id: staff.id, grants: signedIn.grants }, row.by, place)) {
    throw new Refusal('NOT_ALLOWED')
  }
  const sent = await readForm(c, STAFF_BODY_BYTES)
  const why = takeText(sent.get('why') ?? '', 'why', { min: 2, max: EVIDENCE_WHY_MAX })
  if (row.removedAt !== null) throw new Refusal('CONFLICT')
  await chained(
    c.env,
    {
      ...byStaff(staff),
      act: 'promise_file_removed',
      said: why,
      facts: { promise: promise.id, file: id, sha256: row.sha256 },
    },
    () => removeFile(c.env.DB, c.env.FILES, row, why, Date.now()),
    (took) => took,
  )
  c.header('cache-control', 'no-store')
  return c.redirect(`/desk/commitments/${promise.id}?done=evidenceOff`, 303)
}

export const promiseFiles = new Hono<AppEnv>()
  .post('/desk/commitments/:id/files', add)
  .post('/desk/commitments/:id/files/:file/remove', takeOff)
